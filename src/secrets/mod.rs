//! Where secrets are kept between runs.

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::credential::{Secret, Variable};

/// The stores there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoreName {
    /// In `.env` beside the fragment, mode 0600.
    Dotenv,
    /// In the operating system's own keyring.
    Keyring,
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
