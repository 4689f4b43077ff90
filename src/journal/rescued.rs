//! Journals that were put apart because their own folder took them no more, found again by the folder that they are of.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{APART, Place};
use super::record::Record;
use super::{Journal, unfinished};

impl Journal {
    /// Finds what was put apart into a folder of a run in this output folder, unless the journal there is newer.
    pub fn rescued(out: &Path, refuge: &Path) -> Option<PathBuf> {
        let place = Place::of(out);
        let (whose, journal) = (place.whose(), place.written());
        let apart = fs::read_dir(refuge).ok()?.flatten().map(|entry| entry.path()).filter(|path| is_apart(path));
        let copies = apart.filter_map(|path| unfinished::read(path, refuge));
        let ours = copies.filter(|copy| {
            let of = Record::parse(copy.text.expose(), &copy.path).ok().and_then(|record| record.apart_from);
            of.as_ref() == Some(&whose)
        });
        let newest = ours.max_by_key(|copy| copy.written)?;
        journal.is_none_or(|journal| journal <= newest.written).then_some(newest.path)
    }
}

fn is_apart(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(APART))
}
