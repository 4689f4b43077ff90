//! `pattern-invalid`: a regular expression of the catalog does not compile.

use super::{pattern, wrong_in};
use crate::config::Node;
use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "pattern-invalid",
    summary: "a regular expression of the catalog does not compile",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/pattern-invalid.md"),
    check,
};

const KEYS: [(&str, &str); 4] = [
    ("gitlab", "groupPattern"),
    ("gitlab", "projectPattern"),
    ("gitlab", "userPattern"),
    ("github", "filters.repository"),
];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for reader in readers(subject) {
        for (_, key) in KEYS.iter().filter(|(provider, _)| *provider == reader.provider) {
            let Some(value) = reader.node.get(key) else { continue };
            let patterns: Vec<&Node> = if value.is_list() { value.items().collect() } else { vec![value] };
            found.extend(patterns.into_iter().filter_map(|node| {
                let why = pattern::fault(node.text()?)?;
                let finding = rule
                    .at(node)
                    .about(format!("{}.{key}", reader.route))
                    .says(format!("this is no regular expression ({why}), so the portal does not start"))
                    .hint("write `.*` for everything, and a backslash before a sign that stands for itself");
                Some(wrong_in(finding, subject, node))
            }));
        }
    }
    found
}
