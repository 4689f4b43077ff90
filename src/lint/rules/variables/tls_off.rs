//! `tls-off`: Node.js is told to verify no certificate at all.

use super::lines::at_variable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "tls-off",
    summary: "no certificate is verified",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/tls-off.md"),
    check,
};

const NAME: &str = "NODE_TLS_REJECT_UNAUTHORIZED";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let off = subject.variables.value(NAME).is_some_and(|value| value.trim() == "0");
    let finding = off.then(|| {
        at_variable(rule, subject, NAME)
            .says(format!("`{NAME}=0` lets anybody on the way pose as any provider, and take tokens and passwords"))
            .hint("take it away, and name your own authority's certificate in `NODE_EXTRA_CA_CERTS`")
    });
    finding.into_iter().collect()
}
