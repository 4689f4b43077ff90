//! Which store a run uses, and why; the why is always said.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Error, Result};

use super::keyring::{self, Keyring, Unusable};
use super::{Dotenv, SecretStore, StoreName};
use crate::credential::Answers;

/// How long a keyring may take to show that it works. A service that is going to answer does so at once; a missing one
/// is known to hang the caller for D-Bus' own 25 seconds.
const PROBE: Duration = Duration::from_secs(5);

/// Why a store was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A flag or the answers file names it.
    Asked,
    /// Nobody chose, and the keyring works.
    KeyringAnswers,
    /// Nobody chose, and the keyring does not work.
    KeyringUnusable(Unusable),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("as chosen"),
            Self::KeyringAnswers => f.write_str("which answers on this machine"),
            Self::KeyringUnusable(Unusable::Absent(_)) => f.write_str("no keyring answers here"),
            Self::KeyringUnusable(Unusable::Locked) => f.write_str("the keyring is locked"),
            Self::KeyringUnusable(Unusable::Silent(_)) => f.write_str("the keyring does not answer"),
            Self::KeyringUnusable(Unusable::Refused(why)) => write!(f, "the keyring does not do its work: {why}"),
        }
    }
}

/// The keyring was asked for, and does not work.
#[derive(Debug)]
pub struct Unopened {
    /// Why it does not.
    why: Unusable,
    /// What may be done about it where it was asked for.
    way: Option<&'static str>,
}

impl Unopened {
    /// Says of an error what may be done about it, where it is this one: only who opens a store knows that.
    pub fn with_way(error: Error, way: &'static str) -> Error {
        match error.downcast::<Self>() {
            Ok(unopened) => Self { way: Some(way), ..unopened }.into(),
            Err(other) => other,
        }
    }
}

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the keyring cannot be used: {}", self.why)?;
        self.way.map_or(Ok(()), |way| write!(f, "; {way}"))
    }
}

impl std::error::Error for Unopened {}

/// Opens the store that was chosen, or the keyring when it works, or else `.env`. `dotenv` is what `.env` holds now;
/// `out` is the folder that the files are written to, which tells the keyring's entries of two portals apart.
///
/// # Errors
/// When the keyring was asked for and does not work, or `out` cannot be resolved.
pub fn open(choice: Option<StoreName>, out: &Path, dotenv: Answers) -> Result<(Box<dyn SecretStore>, Why)> {
    let (name, why) = decide(choice, || keyring::probe(PROBE))?;
    let store: Box<dyn SecretStore> = match name {
        StoreName::Dotenv => Box::new(Dotenv::holding(dotenv)),
        StoreName::Keyring => Box::new(Keyring::of(out)?),
    };
    Ok((store, why))
}

/// Decides between the stores. The probe is only run when its answer matters.
///
/// # Errors
/// When the keyring was asked for and does not work.
pub fn decide(choice: Option<StoreName>, probe: impl FnOnce() -> Result<(), Unusable>) -> Result<(StoreName, Why)> {
    match choice {
        Some(StoreName::Dotenv) => Ok((StoreName::Dotenv, Why::Asked)),
        Some(StoreName::Keyring) => match probe() {
            Ok(()) => Ok((StoreName::Keyring, Why::Asked)),
            Err(unusable) => Err(Unopened { why: unusable, way: None }.into()),
        },
        None => Ok(match probe() {
            Ok(()) => (StoreName::Keyring, Why::KeyringAnswers),
            Err(unusable) => (StoreName::Dotenv, Why::KeyringUnusable(unusable)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked() -> Result<(), Unusable> {
        Err(Unusable::Locked)
    }

    #[test]
    fn without_a_choice_the_keyring_is_taken_when_it_works_and_dotenv_when_not() {
        assert_eq!(decide(None, || Ok(())).unwrap(), (StoreName::Keyring, Why::KeyringAnswers));
        let (store, why) = decide(None, locked).unwrap();
        assert_eq!((store, &why), (StoreName::Dotenv, &Why::KeyringUnusable(Unusable::Locked)));
        assert_eq!(why.to_string(), "the keyring is locked");
    }

    #[test]
    fn a_keyring_that_was_asked_for_is_never_replaced_silently() {
        let error = decide(Some(StoreName::Keyring), locked).unwrap_err();
        let said = "the keyring cannot be used: it is locked; unlock it, or sign in to the desktop";
        assert_eq!(error.to_string(), said);
        assert_eq!(Unopened::with_way(error, "or so").to_string(), format!("{said}; or so"));
        assert_eq!(decide(Some(StoreName::Keyring), || Ok(())).unwrap(), (StoreName::Keyring, Why::Asked));
    }

    #[test]
    fn dotenv_is_taken_without_asking_the_keyring() {
        let probe = || -> Result<(), Unusable> { panic!("the keyring was asked") };
        assert_eq!(decide(Some(StoreName::Dotenv), probe).unwrap(), (StoreName::Dotenv, Why::Asked));
    }
}
