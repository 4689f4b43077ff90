//! A journal that cannot be written while this program alone has what a provider shows once. It is kept somewhere else, or held until it
//! is kept, or said to be lost.

use std::path::{Path, PathBuf};

use anyhow::{Error, Result, anyhow};

use super::super::{Edges, NotWritten, ask};
use crate::answers::{Form, Question, Reply, Who};
use crate::journal::MadeThing;

/// Sees to it that what was made is kept. It is first put where the person's programs keep what shall last, whatever happens next; then a
/// person is asked until the journal is written, or holds it in a folder that they name.
///
/// # Errors
/// [`NotWritten`], when it is kept elsewhere, which says where and how to go on, or when it is lost.
pub(super) fn rescue(made: &MadeThing, refused: Error, edges: &mut Edges<'_>) -> Result<()> {
    let mut refused = refused;
    let mut apart = edges.journal.rescue(None).ok();
    loop {
        let held = match &apart {
            Some(file) => format!("what is shown only once is in {} for now", file.display()),
            None => "what is shown only once is in this program's memory alone".to_owned(),
        };
        edges.report.problem(&format!("`{}` was made, and could not be kept: {refused:#}; {held}", made.name), None);
        match ask(edges, &question(), None)? {
            Reply::Answer(folder) if folder.is_empty() => match edges.journal.save_again() {
                Ok(()) => {
                    apart.iter().for_each(|file| edges.journal.forget(file));
                    return Ok(());
                }
                Err(error) => refused = error,
            },
            Reply::Answer(folder) => match edges.journal.rescue(Some(Path::new(folder.expose()))) {
                Ok(file) => {
                    apart.replace(file).iter().for_each(|before| edges.journal.forget(before));
                    break;
                }
                Err(error) => refused = error,
            },
            Reply::Back | Reply::None => break,
        }
    }
    Err(told(made, apart, edges).context(NotWritten))
}

/// Where it is and how to go on, or that nobody has it any more.
fn told(made: &MadeThing, apart: Option<PathBuf>, edges: &Edges<'_>) -> Error {
    match apart {
        Some(file) => anyhow!(
            "what is shown only once of `{}` is in {}, which nobody else can read; make room, move it to {}, and go on with `--resume`",
            made.name,
            file.display(),
            edges.journal.file().display()
        ),
        None => anyhow!(
            "what is shown only once of `{}` is lost; remove it at {}, make room on the disk, and start again",
            made.name,
            made.page.as_ref().map_or("its provider", |page| page.as_str())
        ),
    }
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
