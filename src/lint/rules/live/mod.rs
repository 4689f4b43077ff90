//! What `--live` finds: credentials that their provider refuses, that are not enough, that cannot be told of, or that end soon. No text
//! shows that, so these rules look at nothing; `validate::live` makes their findings.

use super::super::{Confidence, Finding, Rule, Severity, Subject};

/// The rules of this theme.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "credential-invalid",
        summary: "a credential is refused by its provider",
        severity: Severity::Error,
        confidence: Confidence::High,
        page: include_str!("../../../../templates/rules/credential-invalid.md"),
        check,
    },
    Rule {
        id: "credential-insufficient",
        summary: "a credential works, but not for everything that the portal does with it",
        severity: Severity::Error,
        confidence: Confidence::High,
        page: include_str!("../../../../templates/rules/credential-insufficient.md"),
        check,
    },
    Rule {
        id: "credential-unknown",
        summary: "whether a credential works could not be determined",
        severity: Severity::Note,
        confidence: Confidence::High,
        page: include_str!("../../../../templates/rules/credential-unknown.md"),
        check,
    },
    Rule {
        id: "credential-expiring",
        summary: "a credential works, and ends within days",
        severity: Severity::Warning,
        confidence: Confidence::High,
        page: include_str!("../../../../templates/rules/credential-expiring.md"),
        check,
    },
];

/// Tells whether a rule is about what a provider answered.
pub(in super::super) fn is_of_proof(id: &str) -> bool {
    RULES.iter().any(|rule| rule.id == id)
}

fn check(_: &Rule, _: &Subject<'_>) -> Vec<Finding> {
    Vec::new()
}
