//! Tells a person what came of each credential, in the words of every other proof, and how many of each there are.

use super::prove::Outcome;
use crate::proof::Proof;
use crate::report::{Report, summary};

/// Tells everything, and which secrets nobody here can try. The last line counts.
pub fn tell(outcomes: &[Outcome], untried: &[String], report: &mut dyn Report) {
    for outcome in outcomes {
        // A callback that nobody tells is no news in a check that runs every day.
        let steps = outcome.counting().cloned().collect();
        report.proof(&outcome.credential.title, &Proof { steps, took: outcome.proof.took, ..Proof::default() });
    }
    if !untried.is_empty() {
        report.line(&format!("not tried, as nobody here knows their systems: {}", untried.join(", ")));
    }
    let counted = summary(outcomes.iter().map(Outcome::verdict));
    report.line(if outcomes.is_empty() {
        "the configuration holds no credential that can be proven"
    } else {
        &counted
    });
}
