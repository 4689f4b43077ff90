//! Asks a person to allow what nobody else can: to write where a link leads, or what git may have.

use anyhow::{Result, anyhow};

use super::finish::NotWritten;
use super::{Edges, ask};
use crate::answers::{Form, Question, Reply};
use crate::write::{Changes, Doubt};

/// Asks about everything that only a person can allow, once. What was allowed is remembered with the run.
///
/// # Errors
/// The first of it, where nobody is there to be asked.
pub(super) fn allowed(edges: &mut Edges<'_>, changes: &Changes) -> Result<bool> {
    for doubt in changes.doubts() {
        let remembered = format!("allowed.{}", doubt.path().display());
        if edges.journal.choices().get(&remembered) == Some(&doubt.to_string()) {
            continue;
        }
        match ask(edges, &doubtful(doubt), None)? {
            Reply::Answer(answer) if answer.expose() == "yes" => {
                edges.journal.record_choice(&remembered, &doubt.to_string())?;
            }
            Reply::Answer(_) | Reply::Back => return Ok(false),
            Reply::None => return Err(anyhow!("{doubt}; {}", doubt.hint()).context(NotWritten)),
        }
    }
    Ok(true)
}

fn doubtful(doubt: &Doubt) -> Question {
    Question {
        key: "write-anyway".into(),
        prompt: "Write it all the same?".into(),
        about: doubt.to_string(),
        form: Form::YesNo,
        default: Some("no".into()),
        ..Question::default()
    }
}
