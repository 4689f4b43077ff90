//! Files of somebody's that are edited where they stand: in which folders a run is alone, how they are called, and the question before.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Error, Result};

use super::end::{CannotBegin, NotKept};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Form, Question, Reply};
use crate::journal::Alone;
use crate::report::Screen;

/// How many names a file has.
#[cfg(unix)]
pub(super) fn names_of(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|about| about.nlink())
}

#[cfg(not(unix))]
pub(super) fn names_of(_path: &Path) -> Option<u64> {
    None
}

/// Keeps every other run out of the folders that are written to, in the same order for all.
pub(super) fn alone<'p>(files: impl Iterator<Item = &'p Path>) -> Result<Vec<Alone>> {
    let folders: BTreeSet<&Path> = files.filter_map(Path::parent).collect();
    let held: Result<Vec<_>> = folders.into_iter().map(Alone::in_folder).collect();
    held.map_err(|error| if takes_nothing(&error) { error.context(NotKept) } else { error.context(CannotBegin) })
}

/// Tells whether a folder takes no file, so that nothing can be written there by whoever runs this.
fn takes_nothing(error: &Error) -> bool {
    let kind = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    matches!(kind, Some(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied))
}

/// The deepest folder that holds all files.
pub(super) fn above_all<'p>(files: impl Iterator<Item = &'p Path>) -> PathBuf {
    let mut folders = files.filter_map(Path::parent);
    let first = folders.next().unwrap_or_else(|| Path::new("/")).to_path_buf();
    folders.fold(first, |above, folder| {
        above.ancestors().find(|above| folder.starts_with(above)).unwrap_or_else(|| Path::new("/")).to_path_buf()
    })
}

/// Asks a person whether to write.
pub(super) fn confirmed(screen: &Screen) -> Result<bool> {
    let question = Question {
        key: "write".into(),
        prompt: "Write?".into(),
        form: Form::YesNo,
        default: Some("no".into()),
        // There is nothing to go back to: no leaves everything as it is.
        alone: true,
        ..Question::default()
    };
    let answer = Terminal::new(screen.look()).answer(&question, None)?;
    Ok(matches!(answer, Reply::Answer(answer) if answer.expose() == "yes"))
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_folder_that_takes_no_file_is_told_from_one_where_another_run_is_at_work() {
        let refused = |kind: ErrorKind| Error::new(io::Error::from(kind)).context("could not make `.devportal-auth`");
        assert!(takes_nothing(&refused(ErrorKind::ReadOnlyFilesystem)));
        assert!(takes_nothing(&refused(ErrorKind::PermissionDenied)));
        assert!(
            !takes_nothing(&refused(ErrorKind::NotADirectory)) && !takes_nothing(&anyhow!("another run is at work"))
        );
    }
}
