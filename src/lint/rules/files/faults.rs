//! What reading found, as findings.

use crate::config::{Fault, FaultKind};
use crate::lint::{Finding, Rule, Subject};

/// Every fault of a kind, with the step that mends it.
pub(super) fn of_kind(
    rule: &Rule,
    subject: &Subject<'_>,
    kind: FaultKind,
    hint: impl Fn(&Fault) -> String,
) -> Vec<Finding> {
    let faults = subject.all_faults().filter(|fault| fault.kind == kind);
    faults.map(|fault| found(rule, subject, fault).hint(hint(fault))).collect()
}

/// One fault.
pub(super) fn found(rule: &Rule, subject: &Subject<'_>, fault: &Fault) -> Finding {
    rule.at_place(fault.place).about(subject.route_at(fault.place).unwrap_or_default()).says(fault.says.as_str())
}
