//! `carrier-portal-unclear`: a compose file or manifest runs several things, and it cannot be told which is the portal.

use crate::config::carrier::{Form, OddityKind};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "carrier-portal-unclear",
    summary: "several services or containers may be the portal",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/carrier-portal-unclear.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let all = subject.around.carried.iter();
    let odd = all.flat_map(|carried| carried.oddities.iter().map(move |oddity| (carried, oddity)));
    odd.filter(|(_, oddity)| oddity.kind == OddityKind::PortalUnclear)
        .map(|(carried, oddity)| {
            let (kind, mark) = match carried.form {
                Form::Compose => ("services", "its service"),
                _ => ("containers", "its container"),
            };
            let names = oddity.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let looked = if carried.speaks { "; the first was looked at" } else { "; none was looked at" };
            // Where nothing says that any of them is, the portal may run elsewhere.
            let severity = if carried.speaks { rule.severity } else { Severity::Note };
            rule.at_place(oddity.place)
                .severity(severity)
                .says(format!("any of the {kind} {names} may be the portal{looked}"))
                .hint(format!(
                    "give `VEECODE_PROFILE` or `VEECODE_PRESETS` to {mark}, or name `devportal` in its image"
                ))
        })
        .collect()
}
