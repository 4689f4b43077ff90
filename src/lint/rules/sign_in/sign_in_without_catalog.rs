//! `sign-in-without-catalog`: people are let in whom the catalog does not know.

use super::block::{allows_strangers, asked};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-without-catalog",
    summary: "people are let in whom the catalog does not know",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-without-catalog.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let steps = asked.iter().flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    let found = steps.filter_map(|(block, step)| {
        let finding = rule.at(allows_strangers(&step)?).about(format!("{}.signIn.resolvers", block.route()));
        // Who comes to the portal at all is the proxy's to say.
        if block.facts.is_some_and(|facts| facts.flat) {
            let says = "whoever the proxy lets through is let in, whether the catalog knows them or not";
            return Some(finding.severity(Severity::Note).says(says).hint("see to it that nobody gets past the proxy"));
        }
        let finding = finding
            .says(format!(
                "whoever has an account at `{}` is let in, whether the catalog knows them or not",
                block.provider
            ))
            .hint("remove the line, and bring people into the catalog from where they sign in");
        Some(if subject.is_production() { finding.severity(Severity::Error) } else { finding })
    });
    found.collect()
}
