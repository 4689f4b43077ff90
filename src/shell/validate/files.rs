//! Reads files that anybody may have written: bounded, never a device, and why not is a value.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::config::{Attached, FaultKind, Files};
use crate::credential::Secret;
use crate::validate::FileText;

/// One byte more than the largest text that is read, so that a larger one is seen to be larger.
const LIMIT: u64 = (4 << 20) + 1;

/// The real disk, for files that others name; some may be read as they would be when they are mended.
#[derive(Clone, Default)]
pub(super) struct Disk {
    /// Texts in place of those on the disk, by name.
    pub(super) mended: BTreeMap<String, Secret>,
}

impl Files for Disk {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let beside = Path::new(from).parent().unwrap_or_else(|| Path::new(""));
        let path = beside.join(path);
        let name = path.display().to_string();
        let text = match self.mended.get(&name) {
            Some(text) => text.clone(),
            None => read(&path).map_err(|(_, why)| why)?,
        };
        Ok(Attached { name, text: text.expose().to_owned() })
    }
}

/// Reads a file by its name.
pub(super) fn file(name: &str) -> FileText {
    FileText { name: name.to_owned(), text: read(Path::new(name)) }
}

fn read(path: &Path) -> Result<Secret, (FaultKind, String)> {
    let bytes = bytes(path).map_err(|error| (FaultKind::Unreadable, why(&error)))?;
    if bytes.len() as u64 == LIMIT {
        return Err((FaultKind::TooLarge, format!("has more than {} MiB", LIMIT >> 20)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count();
            Err((FaultKind::NotText, format!("holds bytes in line {line} that are no UTF-8 text")))
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        let kind = if about.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::InvalidInput };
        return Err(kind.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "may not be read by this user".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::InvalidInput => "is no ordinary file".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
