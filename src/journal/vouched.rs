//! Which records of moves are this program's: each has a mark that nobody could guess, and the person's own folder knows it. What came with
//! the portal's folder, from an archive for one, has none.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use super::moving::Moving;
use super::place::Place;
use super::private::{flush_folder, open_private, remove};
use crate::intake::{self, Kind};
use crate::owner;

/// So many bytes of chance make a mark.
const CHANCE: usize = 16;
/// How the name of a file begins that knows a mark.
const BEGINS: &str = "move-";

/// A mark that nobody could guess.
pub(super) fn mark() -> Option<String> {
    let mut bytes = [0; CHANCE];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut mark, byte| {
        _ = write!(mark, "{byte:02x}");
        mark
    }))
}

impl Moving {
    /// Notes in the person's own folder that a record for a folder is this program's. To be called before that is kept.
    ///
    /// # Errors
    /// When it cannot be noted; nobody will know the record again then.
    pub fn vouch(&self, own: &Path, out: &Path) -> Result<()> {
        let file = self.known_by(own).context("there is no mark")?;
        let refused = || anyhow!("could not write {}", file.display());
        owner::create_folder(own, 0o700).with_context(refused)?;
        let note = || -> std::io::Result<()> {
            let mut note = open_private(&file)?;
            note.write_all(Place::of(out).whose().as_bytes())?;
            note.sync_all()?;
            flush_folder(own)
        };
        note().with_context(refused)
    }

    /// Tells whether this program made it for a folder.
    pub fn is_vouched_for(&self, own: &Path, out: &Path) -> bool {
        let text = self.known_by(own).and_then(|file| intake::text(&file, Kind::KEY).ok());
        text.is_some_and(|text| text.expose() == Place::of(out).whose())
    }

    /// Takes the note away again, once there is no record.
    pub fn let_go(&self, own: &Path) {
        self.known_by(own).into_iter().for_each(|file| _ = remove(&file));
    }

    /// The file that knows the mark, where it is one.
    fn known_by(&self, own: &Path) -> Option<PathBuf> {
        let mark = self.mark.as_deref()?;
        let is_mark = mark.len() == 2 * CHANCE && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_mark.then(|| own.join(format!("{BEGINS}{mark}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_its_mark_and_for_its_folder_alone() {
        let [own, out, other] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let moving = |mark: Option<&str>| {
            let mut moving = Moving::new("v2".into(), String::new(), Vec::new(), Vec::new());
            moving.mark = mark.map(str::to_owned).or(moving.mark);
            moving
        };
        let ours = moving(None);
        assert!(!ours.is_vouched_for(own.path(), out.path()));
        ours.vouch(own.path(), out.path()).unwrap();
        assert!(ours.is_vouched_for(own.path(), out.path()) && !ours.is_vouched_for(own.path(), other.path()));
        for theirs in ["", "../move", "00000000000000000000000000000000"] {
            assert!(!moving(Some(theirs)).is_vouched_for(own.path(), out.path()), "{theirs}");
        }
        ours.let_go(own.path());
        assert!(!ours.is_vouched_for(own.path(), out.path()));
    }
}
