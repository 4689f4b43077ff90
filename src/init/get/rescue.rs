//! A journal that cannot be written while this program alone has what a provider shows once. It is kept somewhere else, or held until it
//! is kept.

use std::path::Path;

use anyhow::{Error, Result};

use super::super::{Edges, NotWritten, ask};
use crate::answers::{Form, Question, Reply, Who};
use crate::journal::MadeThing;

/// Sees to it that what was made is kept. It is first put where the person's programs keep what shall last, whatever happens next; then a
/// person is asked until the journal is written, or holds it in a folder that they name. What became of it in the end is told when the
/// journal is left.
///
/// # Errors
/// [`NotWritten`], when the journal does not take it.
pub(super) fn rescue(made: &MadeThing, refused: Error, edges: &mut Edges<'_>) -> Result<()> {
    let mut refused = refused;
    let held = match edges.journal.rescue(None) {
        Ok(file) => format!("what is shown only once is in {} for now", file.display()),
        Err(_) => "what is shown only once is in this program's memory alone".to_owned(),
    };
    loop {
        edges.report.problem(&format!("`{}` was made, and could not be kept: {refused:#}; {held}", made.name), None);
        let kept = match ask(edges, &question(), None)? {
            Reply::Answer(folder) if folder.is_empty() => edges.journal.save_again(),
            Reply::Answer(folder) => match edges.journal.rescue(Some(Path::new(folder.expose()))) {
                Ok(_) => break,
                Err(error) => Err(error),
            },
            Reply::Back | Reply::None => break,
        };
        match kept {
            Ok(()) => return Ok(()),
            Err(error) => refused = error,
        }
    }
    Err(refused.context(NotWritten))
}

fn question() -> Question {
    Question {
        key: "rescue".into(),
        prompt: "Make room and press enter, or name another folder".into(),
        about: "where what was made is kept until the run goes on".into(),
        form: Form::Text,
        default: Some(String::new()),
        who: Who::Person,
        ..Question::default()
    }
}
