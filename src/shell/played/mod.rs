//! `--sandbox`: the same run against providers that the program plays itself, with somebody to play the person.

mod copied;
mod player;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use url::Url;

pub(super) use self::copied::{Cast, answers};
pub(super) use self::player::Player;
use super::print;
use crate::contract::system::systems;
use crate::interrupt::{self, Hollow};
use crate::journal::Journal;
use crate::plan::Endpoints;
use crate::sandbox::directory::{Directory, Kind};
use crate::sandbox::gitlab::GitLab;
use crate::sandbox::keycloak::Keycloak;
use crate::sandbox::microsoft::{Microsoft, MicrosoftNotes};
use crate::sandbox::systems::Systems;
use crate::sandbox::{Mood, Sandbox};
use crate::scratch;

/// Serves the sandbox's GitHub and Microsoft until the process is stopped. Says where they are, and the token of somebody who
/// may register applications.
pub(super) fn serve() -> Result<ExitCode> {
    let (github, microsoft) = (Sandbox::start()?, Microsoft::start()?);
    let at = [github.url(), github.api_url(), microsoft.url()].map(crate::plan::show);
    print(&format!("READY {} {}\n", at.join(" "), MicrosoftNotes::new().graph_token.expose()))?;
    loop {
        std::thread::park();
    }
}

/// The providers that the program plays, until it is dropped.
pub(super) struct Played {
    /// GitHub, where a person presses buttons.
    pub(super) github: Sandbox,
    gitlab: GitLab,
    keycloak: Keycloak,
    microsoft: Microsoft,
    ldap: Directory,
    active_directory: Directory,
    systems: Systems,
}

impl Played {
    /// Starts them.
    pub(super) fn start() -> Result<Self> {
        Ok(Self {
            github: Sandbox::start()?,
            gitlab: GitLab::start()?,
            keycloak: Keycloak::start()?,
            microsoft: Microsoft::start()?,
            ldap: Directory::start(Kind::OpenLdap)?,
            active_directory: Directory::start(Kind::ActiveDirectory)?,
            systems: Systems::start()?,
        })
    }

    /// What may be wrong with each of them, by the stand-in's name.
    fn moods(&self) -> BTreeMap<String, Mood> {
        let own = [
            ("github", self.github.mood()),
            ("gitlab", self.gitlab.mood()),
            ("entra", self.microsoft.mood()),
            ("keycloak", self.keycloak.mood()),
            ("ldap", self.ldap.mood()),
            ("ldap-ad", self.active_directory.mood()),
        ];
        let rows = systems().iter().map(|system| (system.name.clone(), self.systems.mood(system)));
        own.map(|(name, mood)| (name.to_owned(), mood)).into_iter().chain(rows).collect()
    }

    /// Where the pipeline asks instead of the real providers.
    pub(super) fn stand_ins(&self) -> Result<BTreeMap<String, Endpoints>> {
        let one = |url: &Url| Endpoints { url: url.clone(), api_url: url.clone() };
        let two = |url: &Url, api_url: &Url| Endpoints { url: url.clone(), api_url: api_url.clone() };
        let played = [
            ("github", two(self.github.url(), self.github.api_url())),
            ("gitlab", two(self.gitlab.url(), self.gitlab.api_url())),
            ("azure-devops", one(self.microsoft.url())),
            ("entra", one(self.microsoft.url())),
            ("keycloak", one(self.keycloak.url())),
            ("oidc", one(self.keycloak.url())),
            ("ldap", one(self.ldap.url())),
            ("ldap-ad", one(self.active_directory.url())),
        ];
        let rows = systems().iter().map(|system| Ok((system.name.clone(), one(&self.systems.url(system)?))));
        played.map(|(name, at)| Ok((name.to_owned(), at))).into_iter().chain(rows).collect()
    }
}

/// How the folder of a run of the sandbox is called that nobody named one for.
const FOLDER: &str = "devportal-auth-sandbox-";

/// A new folder for the files of a run of the sandbox. It stays when the run ends, unless nothing came of it.
pub(super) fn folder() -> Result<(PathBuf, Hollow)> {
    // Whoever stops the program in between finds it named.
    let _whole = interrupt::uninterruptible();
    let folder = scratch::folder(FOLDER)?.keep();
    let hollow = interrupt::goes_when_empty(&folder);
    Ok((folder, hollow))
}

/// The folders of runs of the sandbox that were interrupted, by name. One whose journal cannot be read (it may be another person's) is none.
pub(super) fn interrupted() -> Vec<PathBuf> {
    let mut folders = scratch::left(FOLDER);
    folders.retain(|folder| matches!(Journal::look(folder), Ok(Some(_))));
    folders
}
