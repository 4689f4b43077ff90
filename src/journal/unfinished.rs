//! What a killed run was writing: a copy beside the journal that never took its place. Whole, it is the newest that there is.
#![expect(clippy::disallowed_methods, reason = "a copy that is whole takes the journal's place")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::place::Place;
use super::private::{flush_folder, open_private, remove, stranger};
use super::record::whole;
use crate::credential::Secret;
use crate::intake::{self, Kind};

/// A journal beside the one that it was to replace.
pub(super) struct Copy {
    pub(super) path: PathBuf,
    pub(super) text: Secret,
    pub(super) written: SystemTime,
}

/// Finds the text of the newest whole copy, unless the journal is newer.
pub(super) fn newest(place: &Place) -> Option<Secret> {
    found(place).map(|copy| copy.text)
}

/// Lets a copy that is whole take the journal's place, and removes what is not. To be called under the lock.
pub(super) fn settle(place: &Place) -> std::io::Result<()> {
    if let Some(copy) = found(place) {
        // The room that was made may still be longer than what was written into it.
        let file = open_private(&copy.path)?;
        file.set_len(copy.text.expose().len() as u64)?;
        file.sync_all()?;
        fs::rename(&copy.path, place.journal())?;
        flush_folder(place.folder())?;
    }
    place.unfinished().for_each(|left| _ = remove(&left));
    Ok(())
}

fn found(place: &Place) -> Option<Copy> {
    let journal = place.written();
    let copies = place.unfinished().filter_map(|path| read(path, place.folder()));
    let newest = copies.max_by_key(|copy| copy.written)?;
    journal.is_none_or(|journal| journal <= newest.written).then_some(newest)
}

/// Reads a copy that is ours and whole. What could not be written to its end says nothing.
pub(super) fn read(path: PathBuf, folder: &Path) -> Option<Copy> {
    let is_file = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
    if !is_file || stranger(&path, folder).is_some() {
        return None;
    }
    let taken = intake::read(&path, Kind::JOURNAL).ok()?;
    let text = Secret::new(whole(&taken.bytes)?);
    let written = taken.about.modified().ok()?;
    Some(Copy { path, text, written })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Journal;
    use crate::secrets::StoreName;

    /// A run that was killed when it had written a journal beside the older one.
    fn killed(name: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
        let out = tempfile::tempdir().unwrap();
        let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
        journal.note_typed("profile");
        journal.record_choice("profile", "older").unwrap();
        let (path, older) = (journal.file(), fs::read_to_string(journal.file()).unwrap());
        journal.record_choice("profile", "newer").unwrap();
        let beside = path.with_file_name(name);
        fs::rename(&path, &beside).unwrap();
        fs::write(&beside, change(fs::read_to_string(&beside).unwrap())).unwrap();
        fs::write(&path, older).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let past = SystemTime::now() - std::time::Duration::from_secs(60);
        open_private(&path).unwrap().set_modified(past).unwrap();
        out
    }

    fn said(journal: &Journal) -> String {
        journal.choices()["profile"].clone()
    }

    #[test]
    fn what_was_whole_when_the_run_was_killed_is_gone_on_with() {
        let noise = |text: String| format!("{text}noise that no file system makes smaller");
        for (name, change) in [(".journal-aB3dE6", (|text| text) as fn(String) -> String), (".journal-room", noise)] {
            let out = killed(name, change);
            assert_eq!(said(&Journal::look(out.path()).unwrap().unwrap()), "newer", "{name}");
            assert!(out.path().join(".devportal-auth").join(name).exists(), "whoever only looks changes something");
            let journal = Journal::resume(out.path()).unwrap().unwrap();
            assert_eq!(said(&journal), "newer", "{name}");
            assert!(!fs::read_to_string(journal.file()).unwrap().contains("noise"), "{name}");
            assert!(!journal.file().with_file_name(name).exists());
        }
    }

    #[test]
    fn it_is_gone_on_with_where_no_journal_had_been_yet() {
        let out = killed(".journal-aB3dE6", |text| text);
        fs::remove_file(out.path().join(".devportal-auth/journal.yaml")).unwrap();
        assert_eq!(said(&Journal::resume(out.path()).unwrap().unwrap()), "newer");
    }

    #[test]
    fn what_was_cut_off_or_is_a_strangers_is_removed_and_the_journal_stays() {
        let cut = |text: String| text[..text.len() - 3].to_owned();
        let other = |_| "version: 1\nstore: dotenv\n# the end\n".to_owned();
        for change in [cut as fn(String) -> String, other] {
            let out = killed(".journal-aB3dE6", change);
            let journal = Journal::resume(out.path()).unwrap().unwrap();
            assert_eq!(said(&journal), "older");
            assert!(!journal.file().with_file_name(".journal-aB3dE6").exists());
        }
        let out = killed(".journal-aB3dE6", |text| text);
        let beside = out.path().join(".devportal-auth/.journal-aB3dE6");
        fs::set_permissions(&beside, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(said(&Journal::resume(out.path()).unwrap().unwrap()), "older");
    }
}
