//! Where a folder has no configuration itself: the only place below that holds one is looked at in its stead.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::gather;
use crate::portal_files::{below, over};
use crate::shell::cli::{LookedAt, Validate};

/// So many places are named, and the others counted.
const MOST_NAMED: usize = 5;

/// The flags as they are, or with the only place below that holds a configuration where nothing was named and the folder has none; and
/// that place.
///
/// # Errors
/// When there are several such places, of which none can be taken for the one that is meant, or more than can be looked through.
pub(super) fn placed(flags: &Validate) -> Result<(Validate, Option<Below>)> {
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
            Validate { at: LookedAt { files: vec![built_by(only)], ..flags.at.clone() }, ..flags.clone() },
            Some(Below { at: only.display().to_string(), from: folder }),
        )),
        several => bail!(which(several)),
    }
}

/// The only place below a folder that holds a configuration.
pub(super) struct Below {
    /// That place.
    pub(super) at: String,
    /// Where one was looked for.
    pub(super) from: PathBuf,
}

/// A manifest, or the kustomization beside it that takes it up and is what is applied.
fn built_by(only: &Path) -> PathBuf {
    over::kustomization(only).unwrap_or_else(|| only.to_path_buf())
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
