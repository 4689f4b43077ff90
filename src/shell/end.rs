//! How a run ends: the exit code, and what is said when it failed.

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use anyhow::Error;

use super::process::{arguments, words};
use crate::answers::Misplaced;
use crate::credential::Secret;
use crate::dotenv::Unsayable;
use crate::init::{End, Missing, NoPlace, NotAgreed, NotMade, NotWritten, Objected, Unfit};
use crate::interrupt::{self, Cancelled};
use crate::journal::NotSaved;
use crate::proof::Proof;
use crate::providers::http::Unreachable;
use crate::report::{Report, Screen};
use crate::secrecy::{self, is_made_by_chance};
use crate::secrets::keyring::Unanswered;
use crate::secrets::{NotPutBack, Unopened};
use crate::write::PartlyWritten;

/// A credential was refused or is not enough.
const REFUSED: u8 = 1;
/// The command line, a file of answers or the folder does not allow to begin.
const USAGE: u8 = 2;
/// A provider could not be reached, or could not tell.
const UNTOLD: u8 = 3;
/// A file or a secret could not be written, or the keyring did not answer.
const NOT_WRITTEN: u8 = 4;
/// Something else went wrong, of which nothing is known but what is said. It says nothing of a credential or a configuration.
const ELSE: u8 = 5;

/// The run could not begin: something that was given, or that was found in the folder, cannot be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct CannotBegin;

impl std::fmt::Display for CannotBegin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing was begun")
    }
}

/// A file that was asked for could not be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotKept;

impl std::fmt::Display for NotKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it was not kept")
    }
}

/// Remembers what nobody gives as a name, since an error repeats what stood in the place of one.
fn learn_strange_words() {
    let is_strange = |word: &&str| word.split('-').any(is_made_by_chance);
    for argument in arguments() {
        words(&argument).filter(is_strange).for_each(|word| secrecy::learn(&Secret::new(word)));
    }
}

/// The exit code of a run that came to an end by itself.
pub(super) fn code(end: End) -> ExitCode {
    match end {
        End::Fine => ExitCode::SUCCESS,
        End::Refused => ExitCode::from(REFUSED),
        End::Untold => ExitCode::from(UNTOLD),
        End::Declined => cancelled(),
    }
}

/// The exit code of a run that somebody stopped.
pub(super) fn cancelled() -> ExitCode {
    ExitCode::from(u8::try_from(interrupt::EXIT_CODE).unwrap_or(u8::MAX))
}

/// Says what went wrong and gives the exit code for it.
pub(super) fn tell(error: &Error, screen: &mut Screen) -> ExitCode {
    learn_strange_words();
    screen.idle();
    if error.is::<Cancelled>() {
        screen.problem("cancelled; nothing was written", None);
        return cancelled();
    }
    let unreachable = find::<Unreachable>(error);
    match unreachable {
        Some(unreachable) => told_by_step(error, unreachable, screen),
        None => screen.failed(&said(error)),
    }
    ExitCode::from(judge(error))
}

fn judge(error: &Error) -> u8 {
    if find::<Unreachable>(error).is_some() {
        UNTOLD
    } else if find::<io::Error>(error).is_some_and(disk_is_full) {
        NOT_WRITTEN
    } else if error.is::<Missing>()
        || error.is::<Misplaced>()
        || error.is::<Unfit>()
        || error.is::<Objected>()
        || error.is::<NotAgreed>()
        || error.is::<NoPlace>()
        || find::<Unsayable>(error).is_some()
    {
        USAGE
    } else if error.is::<NotWritten>()
        || error.is::<PartlyWritten>()
        || error.is::<NotKept>()
        || error.is::<NotSaved>()
        || error.is::<NotPutBack>()
        || find::<Unanswered>(error).is_some()
        || find::<Unopened>(error).is_some()
    {
        NOT_WRITTEN
    } else if error.is::<CannotBegin>() {
        USAGE
    } else if error.is::<NotMade>() {
        REFUSED
    } else {
        ELSE
    }
}

/// Only who writes is told so, wherever in a run that is.
fn disk_is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}

fn find<T: std::error::Error + 'static>(error: &Error) -> Option<&T> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

/// The way to the host, step by step, so that it is seen how far it went.
fn told_by_step(error: &Error, unreachable: &Unreachable, screen: &mut Screen) {
    screen.failed(&format!("could not reach {}", unreachable.host));
    screen.proof("", &Proof { steps: unreachable.steps.clone(), ..Proof::default() });
    let around: Vec<_> = error.chain().filter(|cause| !cause.is::<Unreachable>()).map(ToString::to_string).collect();
    around.iter().for_each(|line| screen.line(line));
}

/// The chain from the outcome to its cause, without what only sorts errors.
fn said(error: &Error) -> String {
    let sorts = [CannotBegin.to_string(), NotKept.to_string(), NotMade.to_string()];
    let chain = error.chain().map(ToString::to_string).filter(|said| !sorts.contains(said));
    chain.collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use std::io;

    use anyhow::Context;

    use super::*;
    use crate::credential::Variable;
    use crate::secrets::keyring::Unusable;

    #[test]
    fn a_keyring_that_does_not_answer_is_no_credential_that_was_refused() {
        let silent = Unanswered { variable: Variable::new("GITHUB_TOKEN"), why: Unusable::Locked };
        let reading = Err::<(), _>(silent).context("the secrets could not be read").unwrap_err();
        assert_eq!(judge(&reading), NOT_WRITTEN);
        assert_eq!(judge(&Error::from(io::Error::other("anything else"))), ELSE);
    }
}
