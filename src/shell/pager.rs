//! The pager: a command that the person's own environment names, else `less` of their `PATH`, as git does. Nothing of a folder names one, and
//! none that came with the folder is started.
#![expect(clippy::disallowed_methods, reason = "the pager is started")]

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::process::variable;
use crate::interrupt;
use crate::outlet;
use crate::programs;
use crate::report::Look;

/// Shows a text by the pager where it is longer than the screen; tells whether it was shown.
///
/// # Errors
/// When the pager ended before it was given everything, and not because somebody left it.
pub(super) fn shows(text: &str, look: &Look) -> Result<bool> {
    let Some(rows) = outlet::printed_rows().filter(|_| outlet::is_terminal()) else { return Ok(false) };
    if !look.animated || text.lines().count() < usize::from(rows) {
        return Ok(false);
    }
    let pager = variable("PAGER");
    let named = named(pager.as_deref().unwrap_or(USUAL), variable("PATH").as_deref(), &programs::here());
    let Some((program, arguments)) = named else { return Ok(false) };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    // What it needs to show colour, and to leave at once what fits; a setting of the person's own stays.
    if variable("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    // Of what nobody named nothing is started but itself: no editor, no shell, no filter.
    if pager.is_none() {
        command.env("LESSSECURE", "1");
    }
    let _keys = interrupt::left_to_another()?;
    let Ok(mut child) = command.spawn() else { return Ok(false) };
    let given = child.stdin.take().map(|mut stdin| outlet::hand(&mut stdin, text));
    child.wait().context("could not wait for the pager")?;
    match given {
        Some(Err(error)) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("could not show it by $PAGER"),
        _ => Ok(true),
    }
}

/// What is taken where nobody said which.
const USUAL: &str = "less";

/// The program and its arguments: blanks part them, and no shell reads them. None is taken that came with the folder that we stand in.
fn named(pager: &str, path: Option<&str>, here: &[PathBuf]) -> Option<(PathBuf, Vec<String>)> {
    let mut words = pager.split_whitespace().map(str::to_owned);
    let program = words.next()?;
    let place = if program.contains(std::path::MAIN_SEPARATOR) {
        Some(PathBuf::from(program)).filter(|place| !programs::came_with(place, here))
    } else {
        let folders = programs::outside(path.unwrap_or_default().as_ref(), here).into_iter();
        folders.map(|folder| folder.join(&program)).find(|place| Path::is_file(place))
    };
    Some((place?, words.collect()))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_program_of_the_current_folder_is_a_pager() {
        let here = programs::here();
        let folder = here[0].join("src").display().to_string();
        assert_eq!(named("lib.rs", Some(&folder), &here), None);
        assert_eq!(named("/bin/sh -c x", None, &here), Some((PathBuf::from("/bin/sh"), vec!["-c".into(), "x".into()])));
        assert_eq!(named("sh", Some("relative:/bin"), &here), Some((PathBuf::from("/bin/sh"), Vec::new())));
        assert_eq!(named("src/main.rs", Some("src:."), &here), None);
        assert_eq!(named("./less", Some("/bin"), &here), None);
        assert_eq!(named("lib.rs", Some("src:"), &here), None);
        assert_eq!(named("  ", Some("/bin"), &here), None);
    }
}
