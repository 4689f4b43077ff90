//! `github-org-empty`: the list of organisations whose people are read comes out empty.

use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-org-empty",
    summary: "`githubOrg` names no organisation",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-org-empty.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "githubOrg");
    let empty = blocks.filter_map(|reader| {
        let orgs = reader.node.get("orgs").filter(|orgs| orgs.is_list() && orgs.items().next().is_none())?;
        let finding = rule
            .at_key(orgs)
            .about(format!("{}.orgs", reader.route))
            .says("`orgs` comes out empty, so nobody is read except where a GitHub App happens to be installed")
            .hint("name the organisations, or set the variables in the list (`devportal-auth init` asks for them)");
        Some(finding)
    });
    empty.collect()
}
