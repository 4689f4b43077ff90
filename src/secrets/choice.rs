//! Which store a run uses, and why; the why is always said.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

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
            Err(unusable) => bail!("the keyring cannot be used: {unusable}; mend that, or pass `--store dotenv`"),
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
        let error = decide(Some(StoreName::Keyring), locked).unwrap_err().to_string();
        assert!(error.starts_with("the keyring cannot be used: it is locked"), "{error}");
        assert!(error.ends_with("or pass `--store dotenv`"), "{error}");
        assert_eq!(decide(Some(StoreName::Keyring), || Ok(())).unwrap(), (StoreName::Keyring, Why::Asked));
    }

    #[test]
    fn dotenv_is_taken_without_asking_the_keyring() {
        let probe = || -> Result<(), Unusable> { panic!("the keyring was asked") };
        assert_eq!(decide(Some(StoreName::Dotenv), probe).unwrap(), (StoreName::Dotenv, Why::Asked));
    }
}
