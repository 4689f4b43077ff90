//! The files that a portal is started with: whatever of them is here belongs to it, and a move that does not know it moves a part.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::super::cli::Migrate;
use super::super::end::NotKept;
use super::super::validate::start;
use super::look;
use crate::config::carrier::{Carried, last};
use crate::typed::Typed;
use crate::validate::Assembled;

/// Refuses to move a portal one of whose files was not looked at: a command names it, and it lies in the folder or is mounted from there.
pub(super) fn refuse_unknown(assembled: &Assembled, flags: &Migrate) -> Result<()> {
    let known: BTreeSet<&str> = assembled.sources.iter().map(|(_, source)| last(&source.name)).collect();
    let folder = look::folder_of(flags);
    let mut started: Vec<(String, String)> = Vec::new();
    for carried in assembled.carried() {
        let carrier = assembled.sources.name(carried.source);
        let files = carried.flags.iter().filter_map(|flag| here(carried, carrier, &flag.name));
        started.extend(files.map(|file| (format!("`{carrier}`"), file)));
    }
    if let Some(chain) = start::chain(&folder) {
        let files = chain.files.iter().map(|file| folder.join(file)).filter(|file| file.is_file());
        started.extend(files.map(|file| (chain.by.clone(), file.display().to_string())));
    }
    let unknown: Vec<_> = started.iter().filter(|(_, file)| !known.contains(last(file))).collect();
    let Some((by, file)) = unknown.first() else { return Ok(()) };
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let own = flags.files.iter().filter(|file| file.is_file()).map(|file| file.display().to_string());
    let all: Vec<_> = own.chain(unknown.iter().map(|(_, file)| file.clone())).collect();
    let again = Typed::ours("migrate").files([here.display().to_string()]).files(all);
    bail!(
        anyhow!(
            "{by} starts the portal with `{file}`, which was not looked at; nothing was written: name it behind the folder, and whatever else \
             you named: `{again}`"
        )
        .context(NotKept)
    )
}

/// The file beside a carrier that a command means by its path in the container.
fn here(carried: &Carried, carrier: &str, flag: &str) -> Option<String> {
    let mounted = carried.mounts.iter().find(|mount| last(&mount.over) == last(flag));
    let name = mounted.and_then(|mount| mount.from.as_deref()).unwrap_or_else(|| last(flag));
    let path = Path::new(carrier).parent().unwrap_or_else(|| Path::new("")).join(name);
    path.is_file().then(|| path.display().to_string())
}
