//! What reading found, as findings.

use crate::config::{Fault, FaultKind, Place};
use crate::lint::{Finding, Rule, Severity, Subject};

/// Every fault of a kind, with the step that mends it.
pub(super) fn of_kind(
    rule: &Rule,
    subject: &Subject<'_>,
    kind: FaultKind,
    hint: impl Fn(&Fault) -> String,
) -> Vec<Finding> {
    let faults = subject.all_faults().filter(|fault| fault.kind == kind);
    let told = faults.map(|fault| found(rule, subject, fault).hint(hint(fault)));
    told.map(|finding| if refuses_file(kind) { finding.hides("") } else { finding }).collect()
}

/// Tells whether nothing of the file is read, so that what it would have said is missed everywhere.
fn refuses_file(kind: FaultKind) -> bool {
    use FaultKind::{DuplicateKey, NotText, RootNotMap, Syntax, Tab, TooLarge, TooManyAliases, Unreadable};
    matches!(kind, DuplicateKey | NotText | RootNotMap | Syntax | Tab | TooLarge | TooManyAliases | Unreadable)
}

/// One fault.
pub(super) fn found(rule: &Rule, subject: &Subject<'_>, fault: &Fault) -> Finding {
    rule.at_place(fault.place).about(subject.route_at(fault.place).unwrap_or_default()).says(fault.says.as_str())
}

/// The same as a note, where the text is a template that is still to be rendered: what comes out of it is what counts.
pub(super) fn unless_template(rule: &Rule, subject: &Subject<'_>, finding: Finding) -> Finding {
    let text =
        finding.place.and_then(|place| subject.sources.get(place.source)).map_or("", |source| source.text.as_str());
    if !is_template(text) {
        return finding;
    }
    let start = finding.place.map(|place| Place::top(place.source));
    let note = Finding { place: start, ..rule.nowhere() }.severity(Severity::Note);
    note.says("this is a template that is still to be rendered, so it was not read")
        .hint("render it (`helm template`), and give what comes out")
}

/// Tells whether anything in a text is to be filled in before it is YAML. `${{` is for another time.
fn is_template(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('$')) && text.contains("}}")
}
