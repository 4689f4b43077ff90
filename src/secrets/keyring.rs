//! The operating system's own keyring: Secret Service, macOS keychain, Windows credential manager. The only module that
//! knows the `keyring` crate, whose first entry connects the whole process to the real thing: no test may reach it.
//!
//! Each call runs on a thread of its own with a time limit, because a keyring may wait for a person (an unlock dialogue)
//! or for a bus that never answers.
#![expect(clippy::disallowed_types, reason = "the keyring edge")]

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ::keyring::{Entry, Error};
use anyhow::{Context, Result, anyhow};
use zeroize::Zeroizing;

use super::{SecretStore, StoreName};
use crate::credential::{Secret, Variable};

/// The name under which all entries are filed.
pub const SERVICE: &str = "devportal-auth";

/// How long a single call may take. A person may have to unlock the keyring in it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the keyring of this machine cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// There is no keyring service to talk to; holds what was tried, in the system's words.
    Absent(String),
    /// There is one, but it does not open.
    Locked,
    /// There is one, but it did not answer in time.
    Silent(Duration),
    /// It answered, but did not do what was asked; holds why.
    Refused(String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(why) => write!(f, "no keyring service answers here ({why})"),
            Self::Locked => f.write_str("it is locked; unlock it, or sign in to the desktop"),
            Self::Silent(limit) => {
                write!(f, "it did not answer within {} s; it may be waiting to be unlocked", limit.as_secs())
            }
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Unusable {}

/// A keyring that was there did not answer for a variable.
#[derive(Debug)]
pub struct Unanswered {
    /// The variable that it was asked for.
    pub variable: Variable,
    /// Why it did not answer.
    pub why: Unusable,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the keyring did not answer for `{}`: {}", self.variable, self.why)
    }
}

impl std::error::Error for Unanswered {}

/// Finds out whether the keyring takes, gives back and drops an entry, and never takes longer than `limit`. Only writing
/// tells: a locked keyring answers a search as if it were empty.
///
/// # Errors
/// When it does not, with the reason.
pub fn probe(limit: Duration) -> Result<(), Unusable> {
    let account = format!("probe-{}", std::process::id());
    within(limit, move || {
        if let Err(error) = Entry::store_status() {
            return Err(Unusable::Absent(words(error)));
        }
        let try_out = || {
            let entry = Entry::new(SERVICE, &account)?;
            entry.set_secret(b"probe")?;
            entry.get_secret()?;
            entry.delete_credential()
        };
        try_out().map_err(|error| judge(&error))
    })?
}

/// The entries of one portal's folder.
#[derive(Clone, Debug)]
pub struct Keyring {
    folder: PathBuf,
}

impl Keyring {
    /// Takes the entries that belong to an output folder, which need not exist yet.
    ///
    /// # Errors
    /// When the folder's absolute path cannot be found out.
    pub fn of(out: &Path) -> Result<Self> {
        let folder = resolve(out).with_context(|| format!("could not resolve the folder {}", out.display()))?;
        Ok(Self { folder })
    }

    /// The account of a variable's entry: `<absolute folder>#<VARIABLE>`.
    pub fn account(&self, variable: &Variable) -> String {
        format!("{}#{variable}", self.folder.display())
    }

    fn call<T: Send + 'static>(
        &self,
        variable: &Variable,
        act: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Option<T>> {
        let account = self.account(variable);
        match within(PATIENCE, move || Entry::new(SERVICE, &account).and_then(act)) {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(Error::NoEntry)) => Ok(None),
            Ok(Err(Error::TooLong(_, limit))) => Err(too_long(variable, limit)),
            Ok(Err(error)) => Err(Unanswered { variable: variable.clone(), why: judge(&error) }.into()),
            Err(silent) => Err(Unanswered { variable: variable.clone(), why: silent }.into()),
        }
    }
}

impl SecretStore for Keyring {
    fn name(&self) -> StoreName {
        StoreName::Keyring
    }

    /// Stores the text as UTF-8, not as the platform's own password text: Windows would double its size, and an App's
    /// key would no longer fit in the 2560 bytes that it allows.
    fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
        let value = value.clone();
        self.call(variable, move |entry| entry.set_secret(value.expose().as_bytes()))?
            .ok_or_else(|| anyhow!("the keyring did not keep `{variable}`; pass `--store dotenv`"))
    }

    fn get(&self, variable: &Variable) -> Result<Option<Secret>> {
        let Some(bytes) = self.call(variable, |entry| entry.get_secret().map(Zeroizing::new))? else {
            return Ok(None);
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(_) => Err(anyhow!("the keyring's entry for `{variable}` is no text; remove it and store it again")),
        }
    }

    fn remove(&mut self, variable: &Variable) -> Result<()> {
        self.call(variable, |entry| entry.delete_credential()).map(drop)
    }
}

fn too_long(variable: &Variable, limit: u32) -> anyhow::Error {
    anyhow!("`{variable}` is longer than this machine's keyring takes (at most {limit}); pass `--store dotenv`")
}

/// Sorts a keyring's error. Its values are never shown: some variants carry the entry's content.
fn judge(error: &Error) -> Unusable {
    match error {
        Error::NoDefaultStore => Unusable::Absent(words(error)),
        Error::NoStorageAccess(_) => Unusable::Locked,
        _ => Unusable::Refused(words(error)),
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) => cause.to_string().trim_start_matches("zbus error: ").to_owned(),
        Error::NoStorageAccess(cause) => format!("no access: {cause}"),
        Error::NoEntry => "an entry was not found again".to_owned(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            "its content cannot be read".to_owned()
        }
        Error::TooLong(_, limit) => format!("a value is longer than it takes (at most {limit})"),
        Error::Ambiguous(entries) => format!("{} entries have the same name", entries.len()),
        Error::NoDefaultStore => "it could not be connected to".to_owned(),
        Error::Invalid(what, why) => format!("{what} {why}"),
        Error::NotSupportedByStore(why) => why.clone(),
        _ => "it failed for a reason that it does not tell".to_owned(),
    }
}

/// Runs a call that may never end. A call that does not end in time is left to its thread, which dies with the process.
fn within<T: Send + 'static>(limit: Duration, call: impl FnOnce() -> T + Send + 'static) -> Result<T, Unusable> {
    let (send, receive) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = send.send(call());
    });
    if let Err(error) = spawned {
        return Err(Unusable::Refused(format!("could not start a thread: {error}")));
    }
    receive.recv_timeout(limit).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Unusable::Silent(limit),
        mpsc::RecvTimeoutError::Disconnected => Unusable::Refused("its library gave up".to_owned()),
    })
}

/// Makes a folder's path absolute with its links resolved, as far as it exists, so that a folder has one name before and
/// after it is created.
fn resolve(out: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(out)?;
    for ancestor in absolute.ancestors() {
        let (Ok(known), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) else { continue };
        let steps_back = rest.components().any(|part| part == Component::ParentDir);
        // Collected from its parts, because joining an empty rest would add a slash.
        return Ok(if steps_back { absolute } else { known.components().chain(rest.components()).collect() });
    }
    Ok(absolute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_never_answers_is_given_up_after_the_limit() {
        let (_keep, never) = mpsc::channel::<()>();
        let answer = within(Duration::from_millis(20), move || never.recv().is_ok());
        assert_eq!(answer, Err(Unusable::Silent(Duration::from_millis(20))));
    }

    #[test]
    fn locked_absent_and_refused_are_told_apart() {
        let cause = |text: &str| -> Box<dyn std::error::Error + Send + Sync> { text.into() };
        assert_eq!(judge(&Error::NoStorageAccess(cause("prompt dismissed"))), Unusable::Locked);
        assert!(matches!(judge(&Error::NoDefaultStore), Unusable::Absent(_)));
        assert_eq!(judge(&Error::PlatformFailure(cause("bus went away"))), Unusable::Refused("bus went away".into()));
    }

    #[test]
    fn what_an_entry_holds_is_in_no_message() {
        let bytes = b"CANARY-bytes".to_vec();
        let cause: Box<dyn std::error::Error + Send + Sync> = "CANARY-cause".into();
        for error in [Error::BadEncoding(bytes.clone()), Error::BadDataFormat(bytes, cause)] {
            assert!(!judge(&error).to_string().contains("CANARY"));
        }
    }

    #[test]
    fn a_value_over_the_limit_names_the_variable_the_limit_and_the_way_out() {
        assert_eq!(
            too_long(&Variable::new("GITHUB_PRIVATE_KEY"), 2560).to_string(),
            "`GITHUB_PRIVATE_KEY` is longer than this machine's keyring takes (at most 2560); pass `--store dotenv`"
        );
    }

    #[test]
    fn a_folder_has_the_same_account_before_and_after_it_is_made() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("portal");
        let variable = Variable::new("GITHUB_TOKEN");
        let before = Keyring::of(&out).unwrap().account(&variable);
        std::fs::create_dir(&out).unwrap();
        assert_eq!(before, Keyring::of(&out).unwrap().account(&variable));
        assert_eq!(before, format!("{}#GITHUB_TOKEN", out.canonicalize().unwrap().display()));
    }
}
