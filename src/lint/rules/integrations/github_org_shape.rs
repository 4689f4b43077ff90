//! `github-org-shape`: people and teams of GitHub are configured below an id, which their reader does not know.

use crate::lint::integration::{Reader, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-org-shape",
    summary: "`githubOrg` stands below an id",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-org-shape.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let keyed = readers(subject).into_iter().filter(|reader| reader.provider == "githubOrg" && reader.keyed);
    let known = ["id", "githubUrl", "orgs"];
    let wrong = keyed.filter(|reader| known.iter().any(|key| reader.node.entry(key).is_some()));
    let finding = |reader: Reader<'_>| {
        rule.at_key(reader.node)
            .about(reader.route.as_str())
            .says("`githubOrg` takes no id between itself and its keys, so the portal does not start")
            .hint(
                "move these keys up, directly below `githubOrg`, or put `- ` before each block to make a list of them",
            )
    };
    wrong.map(finding).collect()
}
