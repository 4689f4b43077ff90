//! `variable-in-key`: a variable stands in a key, where nothing is filled in.

use crate::config::{Part, parts};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "variable-in-key",
    summary: "a variable in a key is not filled in",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/variable-in-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in subject.own_layers() {
        layer.root.visit(&mut |route, node| {
            for (key, value) in node.all_entries() {
                let Some(name) = variable(key) else { continue };
                let finding = rule
                    .at_key(value)
                    .about(format!("{route}.{key}").trim_start_matches('.'))
                    .says(format!("`${{{name}}}` stands in a key, which Backstage takes as it is written"))
                    .hint("write the key out; variables are filled in on the right of the colon only");
                found.push(finding);
            }
        });
    }
    found
}

fn variable(key: &str) -> Option<&str> {
    parts(key).into_iter().find_map(|part| match part {
        Part::Reference { name, .. } => Some(name),
        Part::Literal(_) => None,
    })
}
