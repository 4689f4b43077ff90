//! Where a folder has no configuration itself: the only place below that holds one is looked at in its stead.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::gather;
use crate::portal_files::below;
use crate::shell::cli::{LookedAt, Validate};

/// So many places are named, and the others counted.
const MOST_NAMED: usize = 5;

/// The flags as they are, or with the only place below that holds a configuration where nothing was named and the folder has none; and
/// that place.
///
/// # Errors
/// When there are several such places, of which none can be taken for the one that is meant, or more than can be looked through.
pub(super) fn placed(flags: &Validate) -> Result<(Validate, Option<String>)> {
    let (folder, named) = gather::named(&flags.at.files);
    if !named.is_empty() || gather::has_configuration(&folder, flags)? {
        return Ok((flags.clone(), None));
    }
    let Some(found) = below::found(&folder) else {
        bail!(
            "no configuration in this folder has a usual name, and it holds more than can be looked through; name its files"
        );
    };
    match found.as_slice() {
        [] => Ok((flags.clone(), None)),
        [only] => Ok((
            Validate { at: LookedAt { files: vec![only.clone()], ..flags.at.clone() }, ..flags.clone() },
            Some(only.display().to_string()),
        )),
        several => bail!(which(several)),
    }
}

fn which(several: &[PathBuf]) -> String {
    let names: Vec<_> = several.iter().take(MOST_NAMED).map(|path| format!("`{}`", path.display())).collect();
    let names = match several.len().checked_sub(names.len()).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", names.join(", ")),
        None => names.join(", "),
    };
    let files = several.iter().all(|path| path.is_file());
    let next =
        if files { "name those that belong together, in the order in which the portal reads them" } else { "name one" };
    format!(
        "no configuration in this folder has a usual name; there are {names}; {next}: `devportal-auth validate {}`",
        several[0].display()
    )
}
