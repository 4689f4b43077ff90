//! What was agreed to in earlier runs, in a small file of the person's own. It is never inside of the folder that it is about,
//! where a pull request could bring it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::{Agreed, Memory, Server, Weaker};
use crate::here::here;
use crate::intake::{self, Kind};

const NAME: &str = "agreed-hosts.json";

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    folder: String,
    provider: String,
    host: String,
    port: u16,
    /// That the connection may lack this; without it, that the server may be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weaker: Option<Weaker>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Text {
    agreed: Vec<Kept>,
}

/// The agreements about one folder.
#[derive(Clone, Debug)]
pub struct Remembered {
    file: PathBuf,
    folder: String,
}

impl Remembered {
    /// Finds the memory for a folder, below the person's folder for state. Nothing, when it would be inside of the folder itself, or of
    /// the checkout around it.
    pub fn about(folder: &Path, state: &Path) -> Option<Self> {
        let folder = resolved(folder)?;
        let file = resolved(state)?.join("devportal-auth").join(NAME);
        let checkout = folder.ancestors().find(|above| fs::symlink_metadata(above.join(".git")).is_ok());
        let inside = file.starts_with(&folder) || checkout.is_some_and(|checkout| file.starts_with(checkout));
        (!inside).then(|| Self { file, folder: folder.to_string_lossy().into_owned() })
    }

    /// Takes over what was agreed to about this folder.
    ///
    /// # Errors
    /// When the file is there and cannot be taken; nothing is agreed to then.
    pub fn recall(&self, agreed: &Agreed) -> Result<()> {
        let kept = read(&self.file).with_context(|| {
            format!(
                "{} cannot be taken, so nothing is remembered; it is written anew with the next yes",
                self.file.display()
            )
        })?;
        for one in kept.into_iter().filter(|one| one.folder == self.folder) {
            let server = Server::at(&one.host, one.port);
            match one.weaker {
                None => agreed.agree(&one.provider, server),
                Some(weaker) => agreed.agree_weaker(&one.provider, server, weaker),
            }
        }
        Ok(())
    }

    fn keep(&self, provider: &str, server: &Server, weaker: Option<Weaker>) -> Result<()> {
        let (folder, provider, host) = (self.folder.clone(), provider.to_owned(), server.host().to_owned());
        let new = Kept { folder, provider, host, port: server.port(), weaker };
        let mut agreed = read(&self.file).unwrap_or_default();
        if agreed.contains(&new) {
            return Ok(());
        }
        agreed.push(new);
        let text = serde_json::to_string_pretty(&Text { agreed })?;
        write(&self.file, &text).with_context(|| format!("could not remember that in {}", self.file.display()))
    }
}

impl Memory for Remembered {
    fn remember(&mut self, provider: &str, server: &Server) -> Result<()> {
        self.keep(provider, server, None)
    }

    fn remember_weaker(&mut self, provider: &str, server: &Server, weaker: Weaker) -> Result<()> {
        self.keep(provider, server, Some(weaker))
    }
}

/// The folder as it is without links; one that is not there yet by the nearest one that is.
fn resolved(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(here(folder)).ok()?;
    let there = folder.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    let (above, real) = there?;
    // Part by part: joining nothing would leave a slash at the end.
    Some(real.components().chain(folder.strip_prefix(above).ok()?.components()).collect())
}

fn read(file: &Path) -> Result<Vec<Kept>> {
    let Some(text) = intake::text_if_there(file, Kind::MEMORY).map_err(|why| anyhow!("it {why}"))? else {
        return Ok(Vec::new());
    };
    let text: Text = serde_json::from_str(text.expose()).context("it is not what this program wrote")?;
    Ok(text.agreed)
}

/// Replaces the file, so that it is old or new, never half.
fn write(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("it has no folder")?;
    let mut make = fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(folder)?;
    // Readable by its owner only, as every temporary file of this kind.
    let mut staged = tempfile::Builder::new().prefix(".agreed-hosts-").tempfile_in(folder)?;
    staged.write_all(text.as_bytes())?;
    staged.as_file().sync_all()?;
    staged.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(state: &Path, folder: &Path) -> Agreed {
        let agreed = Agreed::by("--trust-host");
        Remembered::about(folder, state).unwrap().recall(&agreed).unwrap();
        agreed
    }

    #[test]
    fn nothing_is_remembered_inside_of_a_checkout() {
        let checkout = tempfile::tempdir().unwrap();
        fs::create_dir_all(checkout.path().join(".git")).unwrap();
        fs::create_dir_all(checkout.path().join("portal")).unwrap();
        assert!(Remembered::about(&checkout.path().join("portal"), &checkout.path().join("state")).is_none());
        let state = tempfile::tempdir().unwrap();
        assert!(Remembered::about(&checkout.path().join("portal"), state.path()).is_some());
    }

    #[test]
    fn a_yes_lasts_for_its_folder_its_provider_and_its_server_alone() {
        let [state, folder, other] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let server = Server::at("gitlab.acme.dev", 443);
        let mut memory = Remembered::about(folder.path(), state.path()).unwrap();
        memory.remember("gitlab", &server).unwrap();
        memory.remember("gitlab", &server).unwrap();
        let agreed = remembered(state.path(), folder.path());
        assert!(agreed.allows("gitlab", &server) && !agreed.allows("keycloak", &server));
        assert!(!agreed.allows("gitlab", &Server::at("gitlab.acme.dev", 8443)));
        assert!(!remembered(state.path(), other.path()).allows("gitlab", &server));
        assert_eq!(read(&memory.file).unwrap().len(), 1);
    }

    #[test]
    fn a_weaker_connection_is_remembered_beside_its_server_and_never_for_it() {
        let [state, folder] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let server = Server::at("ldap.acme.dev", 636);
        let mut memory = Remembered::about(folder.path(), state.path()).unwrap();
        memory.remember("ldap", &server).unwrap();
        assert!(!remembered(state.path(), folder.path()).allows_weaker("ldap", &server, Weaker::Unverified));
        memory.remember_weaker("ldap", &server, Weaker::Unverified).unwrap();
        let agreed = remembered(state.path(), folder.path());
        assert!(agreed.allows("ldap", &server) && agreed.allows_weaker("ldap", &server, Weaker::Unverified));
        assert!(!agreed.allows_weaker("ldap", &server, Weaker::InTheClear));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let [state, folder] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let mut memory = Remembered::about(folder.path(), state.path()).unwrap();
        memory.remember("gitlab", &Server::at("gitlab.acme.dev", 443)).unwrap();
        assert_eq!(fs::metadata(&memory.file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_told_taken_for_empty_and_written_anew() {
        let [state, folder] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let mut memory = Remembered::about(folder.path(), state.path()).unwrap();
        fs::create_dir_all(memory.file.parent().unwrap()).unwrap();
        for broken in [b"{".to_vec(), vec![0xff], vec![b' '; 2 << 20], br#"{"agreed":[{"folder":1}]}"#.to_vec()] {
            fs::write(&memory.file, broken).unwrap();
            let agreed = Agreed::by("--trust-host");
            let told = format!("{:#}", memory.recall(&agreed).unwrap_err());
            assert!(told.contains(NAME) && told.contains("nothing is remembered"), "{told}");
            memory.remember("gitlab", &Server::at("gitlab.acme.dev", 443)).unwrap();
            assert!(remembered(state.path(), folder.path()).allows("gitlab", &Server::at("gitlab.acme.dev", 443)));
        }
    }

    #[test]
    fn a_memory_inside_of_the_folder_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Remembered::about(folder.path(), &folder.path().join("home/.local/state")).is_none());
        assert!(Remembered::about(&folder.path().join("portal"), folder.path()).is_some());
    }
}
