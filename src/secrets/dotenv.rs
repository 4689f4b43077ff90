//! Secrets that live in `.env`. The file itself is read, rendered and replaced as a whole by others, together with the
//! rest of the output; this store holds what it says now and what it will say next, and never touches the disk. Until
//! `.env` is written, the journal keeps what must not be lost.

use anyhow::Result;

use super::{SecretStore, StoreName};
use crate::credential::{Answers, Secret, Variable};

/// The secrets of one `.env`, by variable.
#[derive(Clone, Debug, Default)]
pub struct Dotenv {
    held: Answers,
}

impl Dotenv {
    /// Starts from what an existing `.env` holds.
    pub fn holding(held: Answers) -> Self {
        Self { held }
    }
}

impl SecretStore for Dotenv {
    fn name(&self) -> StoreName {
        StoreName::Dotenv
    }

    fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
        self.held.insert(variable.clone(), value.clone());
        Ok(())
    }

    fn get(&self, variable: &Variable) -> Result<Option<Secret>> {
        Ok(self.held.get(variable).cloned())
    }

    fn remove(&mut self, variable: &Variable) -> Result<()> {
        self.held.remove(variable);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_back_what_the_file_held_and_what_was_put_since() {
        let (old, new) = (Variable::new("OLD"), Variable::new("NEW"));
        let mut store = Dotenv::holding([(old.clone(), Secret::new("before"))].into_iter().collect());
        store.put(&new, &Secret::new("after")).unwrap();
        assert_eq!(store.get(&old).unwrap(), Some(Secret::new("before")));
        assert_eq!(store.get(&new).unwrap(), Some(Secret::new("after")));
        store.remove(&old).unwrap();
        store.remove(&old).unwrap();
        assert_eq!(store.get(&old).unwrap(), None);
    }
}
