//! The past of files: everything that was ever added to them, under each name that they had.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::borrow::Borrowed;
use super::call::{Call, Configuration, Cut, Ended, Sees};
use super::find::Repository;
use super::ordinary;
use super::tips::tips;
use crate::canonical::canonical;
use crate::here::folder_of;

/// How much of a past is read, and for how long.
const MOST: u64 = 256 << 20;
const TIME: Duration = Duration::from_secs(180);
/// A file had not more names than this, one after the other.
const MOST_NAMES: usize = 16;

/// Every commit of every side, a merge against each of its parents.
const EVERY: [&str; 8] = ["-c", "core.quotepath=off", "log", "--stdin", "--full-history", "-m", "--root", "--no-color"];
/// What was added, each file as text, whatever its attributes say.
const ADDED: [&str; 9] = [
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--unified=0",
    "--format=commit %h",
    "--patch",
];
/// Which files got another name, where one of ours was touched.
const RENAMED: [&str; 8] = [
    "--full-diff",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--diff-filter=R",
    "--name-status",
    "-z",
    "--format=",
];

/// The past of files of the repository around a folder, as differences without context (`commit ID`, `+++ b/NAME`, `+LINE`), from every reference,
/// merges included. Returns what was not looked at, each in a sentence.
///
/// # Errors
/// When the folder is in no repository, or nothing of its past could be read.
pub fn past(
    folder: &Path,
    files: &[PathBuf],
    read: &mut dyn FnMut(&mut dyn BufRead) -> io::Result<()>,
) -> Result<Vec<String>> {
    let real = canonical(folder)?;
    let Some(repository) = Repository::around(&real.join("it"))? else {
        bail!("`--history` needs git and a repository, and {} is in none", folder.display());
    };
    ordinary::objects(&repository.common.join("objects"))?;
    let borrowed = Borrowed::from(&repository)?;
    let mut unseen = Vec::new();
    if borrowed.is_shallow() {
        unseen
            .push("the clone is shallow: the commits before are not here, `git fetch --unshallow` brings them".into());
    }
    let tips = tips(&repository)?;
    if tips.is_empty() {
        return Ok(unseen);
    }
    let tips: String = tips.iter().map(|tip| format!("{tip}\n")).collect();
    let log =
        Log { input: borrowed.put("tips", tips.as_bytes())?, borrowed: &borrowed, deadline: Instant::now() + TIME };
    let mut paths: BTreeSet<_> =
        files.iter().filter_map(|file| place(file)).map(|path| repository.named(&path)).collect();
    unseen.extend(log.earlier_names(&mut paths)?);
    unseen.extend(gap(&log.of(&ADDED, &paths, read)?));
    Ok(unseen)
}

/// Where a file is, or was, on the disk; a link is where it stands, and not what it leads to.
fn place(file: &Path) -> Option<PathBuf> {
    Some(canonical(folder_of(file)).ok()?.join(file.file_name()?))
}

struct Log<'b> {
    borrowed: &'b Borrowed<'b>,
    input: PathBuf,
    deadline: Instant,
}

impl Log<'_> {
    fn of(
        &self,
        shown: &[&str],
        paths: &BTreeSet<OsString>,
        read: &mut dyn FnMut(&mut dyn BufRead) -> io::Result<()>,
    ) -> Result<Ended> {
        let words = EVERY.iter().chain(shown).chain(&["--"]).map(OsString::from);
        let call = Call {
            borrowed: self.borrowed,
            configuration: Configuration::None,
            sees: Sees::Commits,
            arguments: words.chain(paths.iter().cloned()).collect(),
            input: Some(self.input.clone()),
            time: self.deadline.saturating_duration_since(Instant::now()),
            bytes: MOST,
        };
        call.run(read).context("could not read the past")
    }

    /// Adds the names that the files had before, and returns what stands in the way of knowing all of them.
    fn earlier_names(&self, paths: &mut BTreeSet<OsString>) -> Result<Option<String>> {
        let mut new = paths.clone();
        for _ in 0..MOST_NAMES {
            let mut said = Vec::new();
            let ended = self.of(&RENAMED, &new, &mut |log| log.read_to_end(&mut said).map(drop))?;
            if let Some(gap) = gap(&ended) {
                return Ok(Some(format!("earlier names of the files could not be found: {gap}")));
            }
            new = renames(&said, &new).filter(|name| !paths.contains(name)).collect();
            if new.is_empty() {
                return Ok(None);
            }
            paths.extend(new.iter().cloned());
        }
        Ok(Some(format!("the files had more than {MOST_NAMES} names")))
    }
}

/// The old names of files, from `R090`, old and new name, each ended by a zero.
fn renames<'s>(said: &'s [u8], now: &BTreeSet<OsString>) -> impl Iterator<Item = OsString> + 's {
    let now = now.clone();
    let mut words = said.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word));
    let place = |name: &str| OsString::from(format!("./{name}"));
    std::iter::from_fn(move || {
        loop {
            let word = words.next()?;
            let is_rename = word.trim_start().strip_prefix('R').is_some_and(|likeness| likeness.parse::<u8>().is_ok());
            if is_rename {
                let (old, new) = (words.next()?, words.next()?);
                if now.contains(&place(&new)) {
                    return Some(place(&old));
                }
            }
        }
    })
}

/// What a log that did not come to its end leaves out.
fn gap(ended: &Ended) -> Option<String> {
    match (ended.cut, ended.code) {
        (None, Some(0)) => None,
        (Some(Cut::Size), _) => Some(format!("only the first {} MiB of what git tells were read", MOST >> 20)),
        (Some(Cut::Time), _) => Some(format!("it was read for {} s only", TIME.as_secs())),
        _ => Some(format!("it could not be read to its end, {}", ended.why())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_old_names_of_our_files_are_taken() {
        let said = b"R100\0old\0new\0\0R090\0other\0else\0M\0new\0\nR055\0older name\0dir/new\0";
        let now = ["./new", "./dir/new"].map(OsString::from).into();
        assert_eq!(renames(said, &now).collect::<Vec<_>>(), ["./old", "./older name"]);
    }

    #[test]
    fn what_was_cut_off_is_never_taken_for_the_whole() {
        let ended = |code, cut| Ended { code, cut, complaint: "fatal: no".into() };
        assert_eq!(gap(&ended(Some(0), None)), None);
        assert_eq!(gap(&ended(None, Some(Cut::Size))).unwrap(), "only the first 256 MiB of what git tells were read");
        assert_eq!(gap(&ended(Some(0), Some(Cut::Time))).unwrap(), "it was read for 180 s only");
        assert_eq!(gap(&ended(Some(128), None)).unwrap(), "it could not be read to its end, git says `fatal: no`");
        assert!(gap(&ended(None, None)).is_some());
    }
}
