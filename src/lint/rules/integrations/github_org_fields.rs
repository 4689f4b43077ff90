//! `github-org-fields`: people and teams of GitHub lack a key that their reader insists on.

use super::listed;
use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-org-fields",
    summary: "`githubOrg` lacks a key without which the portal does not start",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-org-fields.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // A backend that puts its readers together itself says all of it there.
    if subject.code().is_of_modules() == Some(false) {
        return Vec::new();
    }
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "githubOrg" && !reader.keyed);
    let incomplete = blocks.filter_map(|reader| {
        let missing: Vec<_> = reader.spec.required.iter().filter(|key| reader.node.lacks(key)).collect();
        let finding = rule
            .at(reader.node)
            .about(reader.route.as_str())
            .says(format!("`githubOrg` has no {}, so the portal does not start", listed(&missing, "and no")))
            .hint("add it: `id` is any name of your own, `githubUrl` is https://github.com or your server's address");
        (!missing.is_empty()).then_some(finding)
    });
    incomplete.collect()
}
