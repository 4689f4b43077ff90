//! Where a secret goes that stood in a layer and is a variable afterwards: into a file of variables, which is its owner's alone, and never
//! into a carrier or a chart's values, which can be committed.

use std::path::Path;

use anyhow::{Result, anyhow};

use super::decide::Added;
use super::environment::Work;
use crate::credential::Secret;
use crate::dotenv;

/// The file of variables that compose reads beside a file.
pub(super) fn beside(file: &str) -> String {
    Path::new(file).with_file_name(".env").display().to_string()
}

impl Work<'_> {
    /// Chooses the file, where there are such secrets and all of them can be said there.
    pub(super) fn choose_vault(&mut self) {
        let secrets = self.decided.adds.iter().filter_map(|(name, added)| match added {
            Added::Kept(secret) => Some((name, secret)),
            _ => None,
        });
        let secrets: Vec<_> = secrets.collect();
        if !secrets.is_empty() && secrets.iter().all(|(name, secret)| dotenv::encode(name, secret).is_ok()) {
            self.decided.vault = self.vault();
        }
    }

    /// Where the image is told what to load, if only its owner reads that; else what the portal's service is handed, or what compose reads
    /// beside its file, which may be new.
    fn vault(&self) -> Option<String> {
        let home = self.home()?;
        let own = || self.found.env_files.iter().filter(|file| !file.example);
        let is_own = |name: &str| own().any(|file| file.name == name);
        let beside = beside(home);
        if is_own(home) {
            return Some(home.to_owned());
        }
        if !self.found.composes.contains(home) {
            return None;
        }
        match own().rfind(|file| file.handed) {
            Some(handed) if !is_own(&beside) => Some(handed.name.clone()),
            _ => Some(beside),
        }
    }

    /// The text of a file of variables that was not there.
    pub(super) fn new_vault(&self) -> Result<Option<(String, Secret)>> {
        let Some(file) = self.decided.vault.clone().filter(|file| !self.found.texts.contains_key(file)) else {
            return Ok(None);
        };
        let mut lines = Vec::new();
        for (name, added) in &self.decided.adds {
            if let Added::Kept(secret) = added {
                lines.push(dotenv::encode(name, secret)?);
            }
        }
        let text = dotenv::edit("", &lines).map_err(|error| anyhow!("`{file}` cannot be written: {error}"))?;
        Ok(Some((file, Secret::new(text))))
    }
}
