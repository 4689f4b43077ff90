//! Help with the first question: what has to be known of a company, and what fits it. A person decides all the same.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Edges, ask};
use crate::answers::Reply;
use crate::explain::advice::{self, Advice, Situation};

/// What is chosen to be helped.
pub(super) const HELP: &str = "help";

/// Asks, and advises with reasons; nothing, when the person goes back or nothing fits, which is said.
pub(super) fn advise(edges: &mut Edges<'_>) -> Result<Option<Advice>> {
    let questions = advice::questions()?;
    let mut said = BTreeMap::new();
    let mut at = 0;
    let mut refused: Option<String> = None;
    while let Some(question) = questions.get(at) {
        match ask(edges, question, refused.take().as_deref())? {
            Reply::Answer(value) => match advice::fits(question, value.expose()) {
                Ok(()) => {
                    said.insert(question.key.clone(), value.expose().to_owned());
                    at += 1;
                }
                Err(why) => refused = Some(format!("{why:#}")),
            },
            Reply::Back if at > 0 => at -= 1,
            Reply::Back | Reply::None => return Ok(None),
        }
    }
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
