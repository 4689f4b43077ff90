//! `resolver-option-ignored`: a limit is set on a resolver that does not know it.

use super::block::{asked, said};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-option-ignored",
    summary: "`allowedDomains` limits nothing, as the resolver does not read it",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/resolver-option-ignored.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    // What another module's provider reads is not known.
    let known = asked.iter().filter(|block| block.facts.is_some());
    let steps = known.flat_map(|block| block.chain().into_iter().map(move |step| (block, step)));
    let found =
        steps.filter(|(_, step)| step.name != "emailLocalPartMatchingUserEntityName").filter_map(|(block, step)| {
            let finding = rule
                .at_key(step.entry.get("allowedDomains")?)
                .about(format!("{}.signIn.resolvers", block.route()))
                .says(format!("{} does not read `allowedDomains`, so it limits nothing", said(step.named)))
                .hint("remove it; whom the catalog does not know is not let in anyhow");
            Some(finding)
        });
    found.collect()
}
