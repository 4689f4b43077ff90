//! A move of a portal while it is written: what each file was and shall be, so that nothing is lost when it is killed in the midst of it.
//! The record is on the disk before the first file changes and goes when everything is done; until then the next `migrate` goes on.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::place::Place;
use super::private::stranger;
use super::vouched;
use crate::bounds;
use crate::credential::{Secret, Variable};
use crate::intake::{self, Kind};

const VERSION: u32 = 1;
const HEAD: &str = "# An interrupted run of `devportal-auth migrate`, which the next one goes on with. It may hold secrets: do not share or commit it.\n";

/// A move that is being written.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Moving {
    version: u32,
    /// By what this program knows it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mark: Option<String>,
    /// What the portal is afterwards: the id of a target.
    pub to: String,
    /// What is told of it, without secrets.
    pub report: String,
    /// The files, in the order in which they are written.
    pub files: Vec<Moved>,
    /// Variables of the keyring with their new names.
    pub kept: Vec<(Variable, Variable)>,
}

/// What a record of any version begins with.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

/// A file that changes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Moved {
    /// Below the portal's folder, or from the root of the disk.
    pub path: PathBuf,
    /// What it was; nothing when it is new.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exposed_old")]
    pub before: Option<Secret>,
    /// What it shall be.
    #[serde(with = "exposed")]
    pub after: Secret,
    /// Whether only its owner may read it.
    pub private: bool,
}

impl Moving {
    /// A move that is about to be written.
    pub fn new(to: String, report: String, files: Vec<Moved>, kept: Vec<(Variable, Variable)>) -> Self {
        Self { version: VERSION, mark: vouched::mark(), to, report, files, kept }
    }

    /// Keeps it on the disk. To be called by a run that is alone in the folder.
    ///
    /// # Errors
    /// When it cannot be written, or is more than would be read again.
    pub fn keep(&self, out: &Path) -> Result<()> {
        let body = serde_yaml::to_string(self).map(Zeroizing::new);
        let body = body.map_err(|_| anyhow!("a value cannot be written to the record of the move"))?;
        let text = Zeroizing::new(format!("{HEAD}{}", *body));
        ensure!(Kind::MOVE.reads(text.len()), "the files are too large to be moved together");
        Place::make(out)?.keep_move(text.as_bytes())
    }

    /// The move that a killed run left in a folder, when there is one.
    ///
    /// # Errors
    /// When it is not one that this program left there; nothing of its content is told.
    pub fn left(out: &Path) -> Result<Option<Self>> {
        let Some(place) = Place::find(out)? else { return Ok(None) };
        let file = place.of_move();
        let refused =
            |why: &str| anyhow!("{} is no record of this program: it {why}; move it away by hand", file.display());
        let text = intake::text_if_there(&file, Kind::MOVE).map_err(|unread| refused(&unread.to_string()))?;
        let Some(text) = text else { return Ok(None) };
        if let Some(why) = stranger(&file, place.folder()) {
            bail!(refused(&why));
        }
        bounds::hold(text.expose()).map_err(|_| refused("is too deep"))?;
        let head: Head = serde_yaml::from_str(text.expose()).map_err(|_| refused("cannot be read"))?;
        ensure!(
            head.version == VERSION,
            "{} is of another version; go on with the program that wrote it",
            file.display()
        );
        serde_yaml::from_str(text.expose()).map(Some).map_err(|_| refused("cannot be read"))
    }

    /// Tells whether there may be one, whatever is in it: a killed run left it, or one is still at work.
    pub fn is_left(out: &Path) -> bool {
        let is_none = |kind| matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory);
        Place::of(out).of_move().symlink_metadata().map_or_else(|error| !is_none(error.kind()), |_| true)
    }

    /// The file that it is kept in.
    pub fn record(out: &Path) -> PathBuf {
        Place::of(out).of_move()
    }

    /// Forgets it: everything is done, or as it was.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn forget(out: &Path) -> Result<()> {
        Place::of(out).forget_move().context("the record of the move could not be removed")
    }
}

/// Writes a text as it is, and reads it back into custody.
mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Secret;

    pub(super) fn serialize<S: Serializer>(text: &Secret, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
        String::deserialize(from).map(Secret::new)
    }
}

/// The same for a text that may not be there.
mod exposed_old {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Secret;

    pub(super) fn serialize<S: Serializer>(text: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
        match text {
            Some(text) => to.serialize_some(text.expose()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(Secret::new))
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn moving() -> Moving {
        let (path, after) = ("portal/.env".into(), Secret::new("A='CANARY'\n# é: \"x\"\n"));
        let file = Moved { path, before: Some(Secret::new("B=CANARY\n\n")), after, private: true };
        Moving::new("v2".into(), "# From\n".into(), vec![file], vec![(Variable::new("A"), Variable::new("B"))])
    }

    #[test]
    fn a_move_comes_back_as_it_was_kept_and_only_its_owner_reads_it() {
        let out = tempfile::tempdir().unwrap();
        assert!(Moving::left(out.path()).unwrap().is_none());
        moving().keep(out.path()).unwrap();
        let back = Moving::left(out.path()).unwrap().unwrap();
        assert!(back.files[0].before == moving().files[0].before && back.files[0].after == moving().files[0].after);
        assert!(back.kept == moving().kept && !format!("{back:?}").contains("CANARY"));
        let file = out.path().join(".devportal-auth/move.yaml");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        Moving::forget(out.path()).unwrap();
        assert!(!Moving::is_left(out.path()));
    }

    #[test]
    fn a_move_that_others_can_read_or_that_is_garbled_is_not_gone_on_with() {
        let out = tempfile::tempdir().unwrap();
        moving().keep(out.path()).unwrap();
        let file = out.path().join(".devportal-auth/move.yaml");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Moving::left(out.path()).unwrap_err().to_string().contains("can be read by others"));
        fs::write(&file, "files: CANARY").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let said = format!("{:?}", Moving::left(out.path()).unwrap_err());
        assert!(said.contains("cannot be read") && !said.contains("CANARY"), "{said}");
    }
}
