//! Reads files that anybody may have written: bounded, never a device, and why not is a value.

use std::path::Path;

use crate::config::{Attached, FaultKind, Files};
use crate::credential::Secret;
use crate::intake::{self, Kind, Unread};
use crate::validate::FileText;

/// The real disk, for files that others name.
pub(super) struct Disk;

impl Files for Disk {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let beside = Path::new(from).parent().unwrap_or_else(|| Path::new(""));
        let path = beside.join(path);
        let name = path.display().to_string();
        let text = read(&path, Kind::CONFIGURATION).map_err(|(_, why)| why)?;
        Ok(Attached { name, text: text.expose().to_owned() })
    }

    fn has_folder(&self, from: &str, path: &str) -> bool {
        let beside = Path::new(from).parent().unwrap_or_else(|| Path::new(""));
        beside.join(path).parent().is_some_and(|folder| folder.as_os_str().is_empty() || folder.is_dir())
    }
}

/// Reads a configuration by its name.
pub(super) fn file(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name), Kind::CONFIGURATION) }
}

/// Reads variables that were found by their usual name.
pub(super) fn variables(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name), Kind::VARIABLES) }
}

/// Reads variables that a person named.
pub(super) fn variables_handed_over(name: &str) -> FileText {
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
