//! Reads files that anybody may have written: bounded, never a device, and why not is a value.

use std::fs;
use std::path::{Path, PathBuf};

use super::start;
use crate::config::{Attached, FaultKind, Files};
use crate::credential::Secret;
use crate::git::{Told, ask as git};
use crate::intake::{self, Kind, Unread};
use crate::leaving::lies_outside;
use crate::secrecy::sounds_secret;
use crate::validate::{FileText, plain};

/// The real disk, for files that others name.
pub(crate) struct Disk;

impl Files for Disk {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let name = name_of(from, path);
        let text = read(Path::new(&name), Kind::CONFIGURATION).map_err(|(_, why)| why)?;
        Ok(Attached { name, text: text.expose().to_owned() })
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        start::keeping(Path::new(from), object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        lies_outside(Path::new(from), Path::new(name))
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        let beside = Path::new(from).parent().unwrap_or_else(|| Path::new(""));
        let whole = beside.join(path);
        let here = |folder: &Path| folder.as_os_str().is_empty() || folder.is_dir();
        // Where there is no repository at all, the configuration was taken out of one, or brought to where it is used without them.
        let taken_out = || matches!(git::tracks(Path::new(from)), Told::Yes | Told::NoRepository);
        let kept_out = || holds_secrets(path) && taken_out();
        // What git ignores is in nobody's repository: each who runs the portal brings it.
        path.starts_with('/') || !whole.parent().is_some_and(here) || self.is_ignored(from, path) || kept_out()
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        let whole = Path::new(from).parent().unwrap_or_else(|| Path::new("")).join(path);
        match git::ignores(&whole) {
            Told::NoRepository => git::would_ignore(&whole) == Told::Yes,
            told => told == Told::Yes,
        }
    }
}

/// What a file is called that another one names.
pub(crate) fn name_of(from: &str, path: &str) -> String {
    let path = Path::new(from).parent().unwrap_or_else(|| Path::new("")).join(path);
    straight(&path).unwrap_or(path).display().to_string()
}

/// The way to a file without steps back, where it leads to the same file: behind a link they lead elsewhere.
fn straight(path: &Path) -> Option<PathBuf> {
    let straight = PathBuf::from(plain(path.to_str()?));
    (fs::canonicalize(&straight).ok()? == fs::canonicalize(path).ok()?).then_some(straight)
}

/// Tells whether a file holds secrets, by its name: it is kept out of a repository that is to hold none.
fn holds_secrets(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.split('#').next().and_then(|name| name.rsplit_once('.')).unwrap_or((name, ""));
    matches!(ending, "pem" | "key") || sounds_secret(stem)
}

/// Reads a configuration by its name.
pub(crate) fn file(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name), Kind::CONFIGURATION) }
}

/// Reads variables that were found by their usual name.
pub(crate) fn variables(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name), Kind::VARIABLES) }
}

/// Reads variables that a person named.
pub(crate) fn variables_handed_over(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name), Kind::VARIABLES.handed_over()) }
}

fn read(path: &Path, kind: Kind) -> Result<Secret, (FaultKind, String)> {
    intake::text(path, kind).map_err(|unread| {
        let fault = match unread {
            Unread::TooLarge { .. } => FaultKind::TooLarge,
            Unread::NotText { .. } => FaultKind::NotText,
            _ => FaultKind::Unreadable,
        };
        (fault, unread.to_string())
    })
}
