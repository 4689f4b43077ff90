//! `catalog-provider-id`: a provider of the catalog lacks the level of its id.

use crate::lint::integration::{Reader, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "catalog-provider-id",
    summary: "a provider of the catalog stands without an id above it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/catalog-provider-id.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let bare = readers(subject).into_iter().filter(|reader| reader.spec.keyed && !reader.keyed);
    let finding = |reader: Reader<'_>| {
        rule.at_key(reader.node)
            .about(reader.route.as_str())
            .says(format!("`{}` has no id above its keys, so the portal does not start", reader.route))
            .hint("put a name of your own between the two, such as `default:`, and indent the keys below it")
    };
    bare.map(finding).collect()
}
