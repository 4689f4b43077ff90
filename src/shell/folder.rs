//! Looks at the folder first: what an earlier run or a person left there gives the defaults.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::given::profile_of;
use crate::answers::file::{self, AnswersFile};
use crate::credential::{Answers, Variable};
use crate::document;
use crate::dotenv;
use crate::secrecy;
use crate::secrets::StoreName;

/// Configuration files in the order in which Backstage's own scripts load them; later ones win.
const CONFIGURATION: [&str; 4] =
    ["app-config.yaml", "app-config.local.yaml", "app-config.production.yaml", "app-config.dynamic-plugins.yaml"];
const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// What is there.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The declared state of an earlier run.
    pub declared: Option<AnswersFile>,
    /// The variables of `.env`.
    pub dotenv: Answers,
    /// The portal's address, by the configuration files.
    pub portal: Option<String>,
    /// Files that were looked at, by name.
    pub seen: Vec<String>,
}

impl Folder {
    /// Reads the folder; one that does not exist is empty.
    ///
    /// # Errors
    /// When a file of ours or `.env` is there and cannot be read.
    pub(super) fn look(at: &Path) -> Result<Self> {
        let mut folder = Self::default();
        folder.configuration(at);
        if let Some(text) = folder.read(at, ".env")? {
            let lines = dotenv::parse(&text).map_err(|error| anyhow!("{}: {error}", at.join(".env").display()))?;
            lines.iter().for_each(|(name, value)| secrecy::learn_variable(name, value));
            folder.dotenv = lines.into_iter().map(|(name, value)| (Variable::new(name), value)).collect();
        }
        if let Some(text) = folder.read(at, file::NAME)? {
            folder.declared = Some(parse(&text, &at.join(file::NAME))?);
        }
        folder.seen.extend(COMPOSE.iter().filter(|name| at.join(name).is_file()).map(|&name| name.to_owned()));
        Ok(folder)
    }

    /// The portal's address as far as the configuration tells; what cannot be read is told when it is to be written.
    fn configuration(&mut self, at: &Path) {
        for name in CONFIGURATION {
            let Ok(text) = fs::read_to_string(at.join(name)) else { continue };
            self.seen.push(name.to_owned());
            let Ok(value) = document::value(&text) else { continue };
            let address = value.get("app").and_then(|app| app.get("baseUrl")).and_then(|url| url.as_str());
            if let Some(address) = address.filter(|address| !address.contains("${")) {
                self.portal = Some(address.to_owned());
            }
        }
    }

    fn read(&mut self, at: &Path, name: &str) -> Result<Option<String>> {
        let path = at.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => {
                self.seen.push(name.to_owned());
                Ok(Some(text))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("could not read {}", path.display())),
        }
    }

    /// What is offered to a person, by question.
    pub(super) fn defaults(&self) -> BTreeMap<String, String> {
        let mut defaults: BTreeMap<String, String> =
            self.portal.iter().map(|url| ("portal-url".into(), url.clone())).collect();
        if let Some(profile) = self.dotenv.get(&Variable::new("VEECODE_PROFILE")) {
            defaults.insert("profile".into(), profile.expose().to_owned());
        }
        defaults.extend(self.declared.iter().flat_map(AnswersFile::decided));
        let meant = defaults.get("auth").and_then(|auth| profile_of(auth));
        if let Some(meant) = meant.filter(|_| self.declared.as_ref().is_some_and(|file| file.profile.is_none())) {
            defaults.insert("profile".into(), meant);
        }
        defaults
    }

    /// The store that an earlier run used.
    pub(super) fn store(&self) -> Option<StoreName> {
        self.declared.iter().flat_map(|declared| declared.secrets.values()).next().copied()
    }
}

/// Reads an answers file.
///
/// # Errors
/// When it cannot be read or taken; names the file.
pub(super) fn answers_file(path: &PathBuf) -> Result<AnswersFile> {
    let text = fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<AnswersFile> {
    file::parse(text).with_context(|| format!("{}", path.display()))
}
