//! The keyring's values by their new names: what is there already is looked at first, and the old names go last.

use anyhow::{Context, Result, bail};

use crate::credential::{Secret, Variable};
use crate::secrets::{Put, SecretStore, put_together};

/// A value with its old and its new name, and whether the store has it by the new one already.
struct Kept<'n> {
    old: &'n Variable,
    new: &'n Variable,
    value: Secret,
    is_there: bool,
}

/// Keeps values by their new names, writes, and drops the old names then; where it is not written, the new ones go again. Run once more
/// after it was stopped, it goes on.
///
/// # Errors
/// When the store has another value by a new name, which nobody said to be given up, or cannot be asked; or what `write` says.
pub(super) fn rename(
    store: &mut dyn SecretStore,
    names: &[(Variable, Variable)],
    write: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let all = looked_at(store, names)?;
    let new = all.iter().filter(|kept| !kept.is_there);
    let new: Vec<_> =
        new.map(|kept| Put { variable: kept.new.clone(), value: kept.value.clone(), before: None }).collect();
    put_together(store, &new, write, |_| true)?;
    let gone = all.iter().try_for_each(|kept| store.remove(kept.old));
    gone.context("the files are moved, and the keyring still has old names; run `devportal-auth migrate` again")
}

/// Looks at everything before anything is put.
fn looked_at<'n>(store: &dyn SecretStore, names: &'n [(Variable, Variable)]) -> Result<Vec<Kept<'n>>> {
    let mut all = Vec::new();
    for (old, new) in names {
        let Some(value) = store.get(old)? else { continue };
        let there = store.get(new)?;
        if there.as_ref().is_some_and(|there| *there != value) {
            bail!(
                "the {} has a `{new}` already, and it is not what `{old}` is; nothing was changed: remove the one that is not wanted there \
                 and run again",
                store.name()
            );
        }
        all.push(Kept { old, new, value, is_there: there.is_some() });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use anyhow::bail;

    use super::*;
    use crate::secrets::StoreName;

    /// A store that says what was done with it, in order.
    struct Told(BTreeMap<Variable, Secret>, Vec<String>);

    impl SecretStore for Told {
        fn name(&self) -> StoreName {
            StoreName::Keyring
        }

        fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
            self.1.push(format!("put {variable}"));
            self.0.insert(variable.clone(), value.clone());
            Ok(())
        }

        fn get(&self, variable: &Variable) -> Result<Option<Secret>> {
            Ok(self.0.get(variable).cloned())
        }

        fn remove(&mut self, variable: &Variable) -> Result<()> {
            self.1.push(format!("remove {variable}"));
            self.0.remove(variable);
            Ok(())
        }
    }

    #[test]
    fn a_value_of_the_keyring_has_its_new_name_before_the_old_one_goes() {
        let store = || Told([(Variable::new("GITHUB_TOKEN"), Secret::new("t"))].into(), Vec::new());
        let names = [("GITHUB_TOKEN", "GITHUB_PAT"), ("NOBODY", "NOBODY_ELSE")];
        let names = names.map(|(old, new)| (Variable::new(old), Variable::new(new)));
        let mut kept = store();
        rename(&mut kept, &names, || Ok(())).unwrap();
        assert_eq!(kept.1, ["put GITHUB_PAT", "remove GITHUB_TOKEN"]);
        assert_eq!(kept.0[&Variable::new("GITHUB_PAT")].expose(), "t");
        let mut kept = store();
        assert!(rename(&mut kept, &names, || bail!("the disk is full")).is_err());
        assert_eq!(kept.1, ["put GITHUB_PAT", "remove GITHUB_PAT"]);
        assert!(kept.0.contains_key(&Variable::new("GITHUB_TOKEN")));
    }

    #[test]
    fn another_value_by_the_new_name_is_left_in_the_keyring_and_told() {
        let names =
            [("A", "B"), ("GITHUB_TOKEN", "GITHUB_PAT")].map(|(old, new)| (Variable::new(old), Variable::new(new)));
        let values = |there: &[(&str, &str)]| -> BTreeMap<Variable, Secret> {
            there.iter().map(|(name, value)| (Variable::new(*name), Secret::new(*value))).collect()
        };
        let there = values(&[("A", "a"), ("GITHUB_TOKEN", "t"), ("GITHUB_PAT", "another")]);
        let mut kept = Told(there.clone(), Vec::new());
        let said = rename(&mut kept, &names, || panic!("it was written")).unwrap_err().to_string();
        assert!(
            said.contains("`GITHUB_PAT`") && said.contains("`GITHUB_TOKEN`") && !said.contains("another v"),
            "{said}"
        );
        assert!(kept.0 == there && kept.1.is_empty(), "{:?}", kept.1);
        // The same value is there when an earlier run was stopped; what was there before stays when nothing is written.
        let mut kept = Told(values(&[("GITHUB_TOKEN", "t"), ("GITHUB_PAT", "t")]), Vec::new());
        assert!(rename(&mut kept, &names, || bail!("the disk is full")).is_err());
        assert!(kept.1.is_empty(), "{:?}", kept.1);
        rename(&mut kept, &names, || Ok(())).unwrap();
        assert_eq!(kept.1, ["remove GITHUB_TOKEN"]);
    }
}
