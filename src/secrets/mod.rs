//! Where secrets are kept between runs.

mod choice;
mod dotenv;
pub mod keyring;
mod together;

use std::fmt;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::credential::{Secret, Variable};

pub use choice::{Unopened, Why, decide, open};
pub use dotenv::Dotenv;
pub use together::{NotPutBack, Put, put_together};

/// The stores there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoreName {
    /// In `.env` beside the fragment, mode 0600.
    Dotenv,
    /// In the operating system's own keyring.
    Keyring,
}

impl StoreName {
    /// All stores, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Dotenv, Self::Keyring];

    /// The name used in flags and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Dotenv => "dotenv",
            Self::Keyring => "keyring",
        }
    }

    /// Finds a store by the name used in flags and files.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| store.id() == id)
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A place where secrets are kept.
pub trait SecretStore {
    /// Which one it is.
    fn name(&self) -> StoreName;

    /// Keeps a secret, replacing an earlier one.
    ///
    /// # Errors
    /// When the store does not take it.
    fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()>;

    /// Gives a secret back, or nothing when there is none.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn get(&self, variable: &Variable) -> Result<Option<Secret>>;

    /// Drops a secret; it is no error when there is none.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn remove(&mut self, variable: &Variable) -> Result<()>;
}
