//! What came of each credential, as findings where it stands: refused, not enough, unknown, or ending soon.

use super::prove::Outcome;
use crate::lint::{self, Finding};
use crate::proof::{Step, Verdict};

/// Steps that tell when something ends.
const ENDS: [&str; 2] = ["expiry", "secret"];

/// The findings of all credentials.
pub fn findings(outcomes: &[Outcome]) -> Vec<Finding> {
    outcomes.iter().flat_map(of).collect()
}

fn of(outcome: &Outcome) -> Vec<Finding> {
    let verdict = outcome.verdict();
    let about = |rule: &str, step: &Step| finding(rule, outcome, step);
    let ends = |step: &&Step| step.attention && step.verdict == Verdict::Valid && ENDS.contains(&step.name.as_str());
    let ending = outcome.counting().filter(ends).filter_map(|step| about("credential-expiring", step));
    let with = |wanted: Verdict| outcome.counting().filter(move |step| step.verdict == wanted);
    let mut found: Vec<Finding> = Vec::new();
    found.extend(with(Verdict::Invalid).filter_map(|step| about("credential-invalid", step)));
    found.extend(with(Verdict::Insufficient).filter_map(|step| about("credential-insufficient", step)));
    if verdict == Verdict::Unknown {
        found.extend(with(Verdict::Unknown).take(1).filter_map(|step| about("credential-unknown", step)));
        if outcome.counting().next().is_none() {
            let nothing = Step::unknown("answer", "nothing was learnt");
            found.extend(about("credential-unknown", &nothing));
        }
    }
    found.extend(ending);
    found
}

fn finding(rule: &str, outcome: &Outcome, step: &Step) -> Option<Finding> {
    let rule = lint::rule(rule)?;
    let credential = &outcome.credential;
    let first = credential.places.first();
    let mut finding = first.map_or_else(|| rule.nowhere(), |stands| rule.at_place(stands.place));
    finding = finding.about(first.map_or("", |stands| stands.route.as_str()));
    finding = finding.says(format!("{}: {}", named(&credential.title, &step.name), step.says));
    let others = credential.places.iter().skip(1).map(|stands| (stands.place, "the same credential".to_owned()));
    finding.because.extend(others);
    Some(match &step.hint {
        Some(hint) => finding.hint(hint.as_str()),
        None => finding,
    })
}

/// `GitLab token, scopes`; what is looked at is left out when the title says it.
fn named(title: &str, step: &str) -> String {
    let said = title.to_lowercase().split_whitespace().any(|word| word == step);
    if said { title.to_owned() } else { format!("{title}, {step}") }
}
