//! Asks a person to allow what nobody else can: to write where a link leads, or what git may have.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};

use super::finish::NotWritten;
use super::{Edges, ask};
use crate::answers::{Form, Question, Reply, Who};
use crate::write::{Changes, Doubt};

/// What a person allowed in this run. A run that is taken up asks anew: what its journal says is no consent.
#[derive(Debug, Default)]
pub(super) struct Allowed(BTreeSet<String>);

impl Allowed {
    /// Tells whether something was allowed.
    pub(super) fn has(&self, said: &str) -> bool {
        self.0.contains(said)
    }

    /// Allows something.
    pub(super) fn insert(&mut self, said: String) {
        self.0.insert(said);
    }

    /// Asks about everything that only a person can allow, once.
    ///
    /// # Errors
    /// The first of it, where nobody is there to be asked.
    pub(super) fn all(&mut self, edges: &mut Edges<'_>, changes: &Changes) -> Result<bool> {
        for doubt in changes.doubts() {
            if self.0.contains(&doubt.to_string()) {
                continue;
            }
            match ask(edges, &doubtful(doubt), None)? {
                Reply::Answer(answer) if answer.expose() == "yes" => _ = self.0.insert(doubt.to_string()),
                Reply::Answer(_) | Reply::Back => return Ok(false),
                Reply::None => return Err(anyhow!("{doubt}; {}", doubt.hint()).context(NotWritten)),
            }
        }
        Ok(true)
    }
}

/// The question whether something is written although there is a doubt.
pub fn doubtful(doubt: &Doubt) -> Question {
    Question {
        key: "write-anyway".into(),
        prompt: "Write it all the same?".into(),
        about: doubt.to_string(),
        form: Form::YesNo,
        default: Some("no".into()),
        who: Who::Person,
        ..Question::default()
    }
}
