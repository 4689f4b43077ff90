//! Secrets that are put into a store together with what goes with them: all of it is done, or the store is as it was.

use std::fmt;

use anyhow::{Context, Error, Result};

use super::{SecretStore, StoreName};
use crate::credential::{Secret, Variable};

/// A secret that is put into a store, and what it takes the place of.
#[derive(Clone, Debug)]
pub struct Put {
    /// Its name.
    pub variable: Variable,
    /// What it becomes.
    pub value: Secret,
    /// What the store has there now.
    pub before: Option<Secret>,
}

/// What was put in vain, and could not be made what it was again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPutBack {
    names: Vec<Variable>,
    store: StoreName,
}

impl fmt::Display for NotPutBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        write!(f, "the {} may have another {names} now than before", self.store)
    }
}

/// Puts secrets, and does then what goes with them. When either fails, each secret is put back that was replaced, and each taken out that
/// was not there; but where `is_as_before` says that what was done stays, they stay as well.
///
/// # Errors
/// What failed; with [`NotPutBack`] when the store is not as it was.
pub fn put_together<T>(
    store: &mut dyn SecretStore,
    all: &[Put],
    then: impl FnOnce() -> Result<T>,
    is_as_before: impl Fn(&Error) -> bool,
) -> Result<T> {
    let mut done = 0;
    let put = all.iter().try_for_each(|put| {
        // One that fails may be there all the same.
        done += 1;
        store.put(&put.variable, &put.value).with_context(|| format!("could not keep `{}`", put.variable))
    });
    let error = match put.and_then(|()| then()) {
        Ok(done) => return Ok(done),
        Err(error) if !is_as_before(&error) => return Err(error),
        Err(error) => error,
    };
    let mut stuck = Vec::new();
    for put in &all[..done] {
        let put_back = match &put.before {
            Some(before) => store.put(&put.variable, before),
            None => store.remove(&put.variable),
        };
        stuck.extend(put_back.is_err().then(|| put.variable.clone()));
    }
    Err(match stuck.is_empty() {
        true => error,
        false => error.context(NotPutBack { names: stuck, store: store.name() }),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use anyhow::bail;

    use super::*;

    /// A keyring that refuses every put and removal after so many, and never takes what is too long.
    struct Weary {
        entries: BTreeMap<String, String>,
        takes: usize,
    }

    impl Weary {
        fn tire(&mut self) -> Result<()> {
            let Some(left) = self.takes.checked_sub(1) else { bail!("the keyring is locked") };
            self.takes = left;
            Ok(())
        }
    }

    impl SecretStore for Weary {
        fn name(&self) -> StoreName {
            StoreName::Keyring
        }

        fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
            if value.expose().len() > 9 {
                bail!("it is too long");
            }
            self.tire()?;
            self.entries.insert(variable.to_string(), value.expose().to_owned());
            Ok(())
        }

        fn get(&self, variable: &Variable) -> Result<Option<Secret>> {
            Ok(self.entries.get(variable.as_str()).map(Secret::new))
        }

        fn remove(&mut self, variable: &Variable) -> Result<()> {
            self.tire()?;
            self.entries.remove(variable.as_str());
            Ok(())
        }
    }

    fn entries(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// A store with an old `A`, into which a new one is put and a `B`.
    fn put(takes: usize, then: Result<()>, is_as_before: bool) -> (Result<()>, BTreeMap<String, String>) {
        let mut store = Weary { entries: entries(&[("A", "old")]), takes };
        let all = [("A", "new", Some("old")), ("B", "b", None)].map(|(name, value, before)| Put {
            variable: Variable::new(name),
            value: Secret::new(value),
            before: before.map(Secret::new),
        });
        let done = put_together(&mut store, &all, || then, |_| is_as_before);
        (done, store.entries)
    }

    #[test]
    fn what_fails_leaves_the_store_as_it_was() {
        let before = entries(&[("A", "old")]);
        let (done, after) = put(9, Err(Error::msg("the disk is full")), true);
        assert_eq!((done.unwrap_err().to_string().as_str(), after), ("the disk is full", before.clone()));
        // The keyring takes the first one, refuses the second, and takes what it had again.
        let mut store = Weary { entries: before.clone(), takes: 9 };
        let first = Put { variable: Variable::new("A"), value: Secret::new("new"), before: Some(Secret::new("old")) };
        let long = Put { variable: Variable::new("B"), value: Secret::new("a long text"), before: None };
        let refused = put_together(&mut store, &[first, long], || Ok(()), |_| true);
        assert!(refused.is_err() && store.entries == before, "{:?}", store.entries);
    }

    #[test]
    fn what_is_done_or_stays_in_part_keeps_the_new_secrets() {
        let after = entries(&[("A", "new"), ("B", "b")]);
        let (done, there) = put(2, Ok(()), true);
        assert!(done.is_ok() && there == after);
        let (done, there) = put(9, Err(Error::msg("half of it is written")), false);
        assert!(done.is_err() && there == after);
    }

    #[test]
    fn a_store_that_is_not_as_it_was_is_told_with_the_names_and_no_value() {
        let (done, there) = put(1, Ok(()), true);
        let error = done.unwrap_err();
        assert!(error.is::<NotPutBack>());
        assert_eq!(error.to_string(), "the keyring may have another `A`, `B` now than before");
        assert_eq!(there, entries(&[("A", "new")]));
    }
}
