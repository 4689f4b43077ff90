//! Help with the first question: what has to be known of a company, and what fits it. A person decides all the same.

use anyhow::Result;

use super::{Edges, ask};
use crate::explain::advice::{self, Advice, Situation};

/// What is chosen to be helped.
pub(super) const HELP: &str = "help";

/// Asks, and advises with reasons; nothing, when the person goes back or nothing fits, which is said.
pub(super) fn advise(edges: &mut Edges<'_>) -> Result<Option<Advice>> {
    let questions = advice::questions();
    let Some(said) = advice::asked(&questions, |question, refused| ask(edges, question, refused))? else {
        return Ok(None);
    };
    match Situation::of(&said).and_then(|situation| advice::advise(&situation)) {
        Ok(advice) => {
            edges.report.line("what fits, and why; it is offered below, and you decide");
            for reason in advice.reasons() {
                edges.report.line(&format!("- {reason}"));
            }
            Ok(Some(advice))
        }
        Err(why) => {
            edges.report.problem(&format!("{why:#}"), Some("choose from the list; `?` explains each"));
            Ok(None)
        }
    }
}
