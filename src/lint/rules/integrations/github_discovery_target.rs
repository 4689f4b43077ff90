//! `github-discovery-target`: repositories are looked for, and it is not said where.

use crate::lint::integration::{Reader, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-discovery-target",
    summary: "`catalog.providers.github` names neither an organisation nor an App",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-discovery-target.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "github");
    let aimless = blocks.filter(|reader| ["organization", "app"].iter().all(|key| reader.node.lacks(key)));
    let finding = |reader: Reader<'_>| {
        rule.at(reader.node)
            .about(reader.route.as_str())
            .says(format!("`{}` names neither `organization` nor `app`, so the portal does not start", reader.route))
            .hint("add `organization: NAME`, or set the block to `null` where a lower file brings it")
    };
    aimless.map(finding).collect()
}
