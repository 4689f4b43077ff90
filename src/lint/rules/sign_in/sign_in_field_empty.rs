//! `sign-in-field-empty`: a field of sign-in is an empty text, which the backend refuses.

use super::block::all;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-field-empty",
    summary: "a field of sign-in is empty, so the whole backend does not start",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-field-empty.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = all(subject);
    let fields = blocks.iter().flat_map(|block| {
        let facts = block.facts.into_iter();
        let fields = facts.flat_map(|facts| facts.required.iter().chain(&facts.texts));
        fields.filter_map(|field| Some((format!("{}.{field}", block.route()), block.node.get(field)?)))
    });
    let session = subject.config.get("auth.session.secret").map(|node| ("auth.session.secret".to_owned(), node));
    // A variable that is set to nothing is told as such.
    let written = |node: &Node| node.as_text().is_some_and(|text| !text.is_reference());
    let empty = fields.chain(session).filter(|(_, node)| node.text() == Some("") && written(node));
    let found = empty.map(|(route, node)| {
        let hint = format!("write its value there, or remove `{route}`");
        rule.at(node).about(&*route).says(format!("`{route}` is empty, so the backend does not start")).hint(hint)
    });
    found.collect()
}
