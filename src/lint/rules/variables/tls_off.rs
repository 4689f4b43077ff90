//! `tls-off`: Node.js is told to verify no certificate at all.

use super::lines::at_variable;
use crate::credential::Secret;
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
    let finding = off.then(|| at_variable(rule, subject, NAME).says(SAYS).hint(HINT));
    finding.into_iter().chain(beside(rule, subject)).collect()
}

/// The same in what deploys the portal here, where nobody named it.
fn beside<'s>(rule: &'s Rule, subject: &'s Subject<'_>) -> impl Iterator<Item = Finding> + 's {
    let set = subject.around.beside.carried().flat_map(|carried| &carried.variables);
    let is_off = |value: &Secret| value.expose().trim() == "0";
    let off = set.filter(move |set| set.name == NAME && set.value.as_ref().is_some_and(is_off));
    off.map(|set| rule.at_place(set.place).about(NAME).says(SAYS).hint(HINT))
}

const SAYS: &str =
    "`NODE_TLS_REJECT_UNAUTHORIZED=0` lets anybody on the way pose as any provider, and take tokens and passwords";
const HINT: &str = "take it away, and name your own authority's certificate in `NODE_EXTRA_CA_CERTS`";
