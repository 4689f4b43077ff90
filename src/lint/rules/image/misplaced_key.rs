//! `misplaced-key`: the right block stands in the wrong place.

use super::known::filled;
use crate::answers::file::Target;
use crate::config::Node;
use crate::config::carrier::OddityKind;
use crate::contract::keys::{Misplaced, keys};
use crate::contract::release::Span;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "misplaced-key",
    summary: "the right block stands where nobody reads it",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/misplaced-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for misplaced in &keys().misplaced {
        for (stars, node) in subject.config.reach(&misplaced.at) {
            if is_it(misplaced, node) && !subject.is_images(node.head()) && !is_read_by_code(subject, &misplaced.at) {
                let (at, belongs) = (filled(&misplaced.at, &stars), filled(&misplaced.belongs, &stars));
                let finding = rule.at_key(node).about(at.as_str());
                let finding = finding.says(format!("nobody reads `{at}`"));
                let finding = match decided_otherwise(subject, misplaced) {
                    Some(otherwise) => finding.severity(Severity::Warning).hint(otherwise),
                    None => finding.hint(format!("did you mean `{belongs}`?")),
                };
                let finding =
                    if is_of_nobody(subject, &belongs) { finding.severity(Severity::Warning) } else { finding };
                let rival = subject.config.get(&belongs);
                let finding = match rival {
                    Some(rival) => finding.severity(Severity::Warning).because(rival, "this is read"),
                    None => finding,
                };
                found.extend(subject.as_of(&Span::default(), finding));
            }
        }
    }
    found.extend(in_values(rule, subject));
    found
}

/// Configuration that stands in a chart's values beside the block that is read.
fn in_values(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let odd = subject.around.carried.iter().flat_map(|carried| &carried.oddities);
    let misplaced = odd.filter(|oddity| oddity.kind == OddityKind::Misplaced);
    let told = misplaced.map(|oddity| {
        let belongs = oddity.names.first().map(String::as_str).unwrap_or_default();
        let finding = rule.at_place(oddity.place).about("appConfig").severity(Severity::Warning);
        finding.says("the chart of Backstage does not read `appConfig` here").hint(format!("did you mean `{belongs}`?"))
    });
    told.collect()
}

/// The backend's own code may read a block of its own, and one that does all itself reads what earlier releases had.
fn is_read_by_code(subject: &Subject<'_>, at: &str) -> bool {
    subject.code().may_read(at) || subject.code().is_of_modules() == Some(false)
}

/// Tells whether a key is for providers that people sign in by, and none is configured, or each has its own: nothing fails then.
fn is_of_nobody(subject: &Subject<'_>, belongs: &str) -> bool {
    let key = belongs.strip_prefix("auth.providers.<provider>.<environment>.");
    key.is_some_and(|key| subject.sign_in_blocks().all(|(_, _, block)| block.get(key).is_some()))
}

/// What decides it in a portal whose own code, which was seen, reads it nowhere.
fn decided_otherwise<'m>(subject: &Subject<'_>, misplaced: &'m Misplaced) -> Option<&'m str> {
    let code = subject.code();
    let is_plain = subject.portal.target == Target::Backstage && code.is_seen();
    misplaced.otherwise.as_deref().filter(|_| is_plain && !code.may_read(&misplaced.belongs))
}

/// A block that may be somebody else's is told by what it holds.
fn is_it(misplaced: &Misplaced, node: &Node) -> bool {
    let holds = |node: &Node| misplaced.holds.iter().any(|key| node.entry(key).is_some());
    misplaced.holds.is_empty() || holds(node) || node.items().any(holds)
}
