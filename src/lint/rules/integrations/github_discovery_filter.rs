//! `github-discovery-filter`: a filter of the search for repositories is one that its reader refuses.

use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-discovery-filter",
    summary: "a filter of `catalog.providers.github` is refused",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-discovery-filter.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "github");
    let refused = blocks.flat_map(|reader| {
        let branch =
            reader.node.get("filters.branch").filter(|branch| branch.text().is_some_and(|name| name.contains('/')));
        let branch = branch.map(|node| {
            rule.at(node)
                .about(format!("{}.filters.branch", reader.route))
                .says("a branch with `/` in it is refused here, so the portal does not start")
                .hint("take the filter out; each repository's default branch is read then")
        });
        let strict = reader.node.get("validateLocationsExist").filter(|strict| strict.boolean() == Some(true));
        let wild = reader.node.get("catalogPath").filter(|path| path.text().is_some_and(|path| path.contains('*')));
        let clash = strict.zip(wild).map(|(strict, wild)| {
            rule.at(strict)
                .about(format!("{}.validateLocationsExist", reader.route))
                .says("`catalogPath` has a `*`, which `validateLocationsExist` refuses, so the portal does not start")
                .hint("take one of the two out")
                .because(wild, "this is no exact path")
        });
        branch.into_iter().chain(clash).collect::<Vec<_>>()
    });
    refused.collect()
}
