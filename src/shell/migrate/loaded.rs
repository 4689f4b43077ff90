//! The files that a portal is told to load: whatever of them is here belongs to it, and a move that does not know it moves a part.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::super::end::NotKept;
use crate::config::carrier::{Carried, last};
use crate::validate::Assembled;

/// Refuses to move a portal one of whose files was not looked at: a carrier's command names it, and it lies beside that, or is mounted there.
pub(super) fn refuse_unknown(assembled: &Assembled) -> Result<()> {
    let known: BTreeSet<&str> = assembled.sources.iter().map(|(_, source)| last(&source.name)).collect();
    for carried in assembled.carried() {
        let carrier = assembled.sources.name(carried.source);
        for flag in &carried.flags {
            let Some(file) = here(carried, carrier, &flag.name).filter(|file| !known.contains(last(file))) else {
                continue;
            };
            bail!(
                anyhow!(
                    "`{carrier}` starts the portal with `{file}`, which was not looked at; nothing was written: name it behind the folder"
                )
                .context(NotKept)
            );
        }
    }
    Ok(())
}

/// The file beside a carrier that a command means by its path in the container.
fn here(carried: &Carried, carrier: &str, flag: &str) -> Option<String> {
    let mounted = carried.mounts.iter().find(|mount| last(&mount.over) == last(flag));
    let name = mounted.and_then(|mount| mount.from.as_deref()).unwrap_or_else(|| last(flag));
    let path = Path::new(carrier).parent().unwrap_or_else(|| Path::new("")).join(name);
    path.is_file().then(|| path.display().to_string())
}
