//! The files that a portal is started with: whatever of them is here belongs to it, and a move that does not know it moves a part.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::super::cli::Migrate;
use super::super::end::NotKept;
use super::super::validate::start;
use super::look;
use crate::config::carrier::{Carried, Form, OddityKind, is_app_config, last};
use crate::contract::TOLD;
use crate::contract::carriers::{Way, carriers};
use crate::intake::{self, Kind};
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

/// Refuses to move a portal that has more than was looked at: another file that is started with it, a second portal in the same file, or
/// what is put in the place of its configuration in a way that is not followed.
pub(super) fn refuse_more(assembled: &Assembled, flags: &Migrate) -> Result<()> {
    let refused = |says: String| Err(anyhow!("{says}; nothing was written").context(NotKept));
    for carried in assembled.carried() {
        let file = assembled.sources.name(carried.source);
        if let Some(unread) = carried.unread.iter().find(|unread| unread.way == Way::Give) {
            return refused(format!(
                "{} in `{file}` may be configuration, and was not looked at: mount it as a file, or name its file besides",
                unread.what
            ));
        }
        if let Some(mount) = carried.mounts.iter().find(|mount| carried.form == Form::Compose && mount.from.is_none()) {
            let over = &mount.over;
            return refused(format!("what `{file}` mounts over `{over}` was not looked at; name its path there"));
        }
        let unclear = carried.oddities.iter().find(|odd| odd.kind == OddityKind::PortalUnclear);
        if let Some(names) = unclear.map(|odd| odd.names.join("`, `")) {
            return refused(format!(
                "`{file}` has several that may be the portal (`{names}`); part them, each in a file"
            ));
        }
    }
    if let Some(file) = copied(assembled, flags) {
        return refused(format!(
            "`Dockerfile` copies `{file}` into the portal's image, and it was not looked at; name it"
        ));
    }
    match beside(assembled, flags) {
        Some(file) => {
            let first = assembled.carried().first().map(|carried| assembled.sources.name(carried.source));
            let alone = Typed::ours("migrate").files(first);
            let both = Typed::ours("migrate").files(first).files([&file]);
            refused(format!(
                "`{file}` lies beside and may be of this portal too: `{both}` where it is, `{alone}` where not"
            ))
        }
        None => Ok(()),
    }
}

/// A file that the folder's own image has in a configuration's place, where it is built from here.
fn copied(assembled: &Assembled, flags: &Migrate) -> Option<String> {
    let folder = look::folder_of(flags);
    let builds = assembled.carried().iter().any(|carried| {
        let source = assembled.sources.get(carried.source).filter(|_| carried.form == Form::Compose);
        source.is_some_and(|source| source.text.lines().any(|line| line.trim_start().starts_with("build:")))
    });
    let text = builds.then(|| intake::text(&folder.join("Dockerfile"), Kind::CONFIGURATION).ok()).flatten()?;
    let known: BTreeSet<&str> = assembled.sources.iter().map(|(_, source)| last(&source.name)).collect();
    let copies =
        text.expose().lines().map(str::trim).filter(|line| ["COPY ", "ADD "].iter().any(|word| line.starts_with(word)));
    let mut configured = copies.filter(|line| line.split_whitespace().next_back().is_some_and(is_app_config));
    configured.find_map(|line| {
        let from = line.split_whitespace().nth(1)?;
        (!known.contains(last(from))).then(|| from.to_owned())
    })
}

/// A file of the folder that compose or Helm may start the portal with as well, and that was not looked at; of several compose files the
/// first is started, and only that is one portal.
fn beside(assembled: &Assembled, flags: &Migrate) -> Option<String> {
    if flags.files.iter().any(|file| !file.is_dir()) {
        return None;
    }
    let looked_at: BTreeSet<&str> = assembled.sources.iter().map(|(_, source)| last(&source.name)).collect();
    // One compose file with its `.env`, or values, start one portal.
    let has_dotenv = assembled.env_files().iter().any(|number| {
        assembled.sources.get(*number).is_some_and(|source| TOLD.iter().any(|choice| source.text.contains(choice)))
    });
    let (composes, others): (Vec<_>, Vec<_>) =
        assembled.carried().iter().partition(|carried| carried.form == Form::Compose);
    let second = composes.get(1).or(others.first().filter(|_| !composes.is_empty() || has_dotenv)).or(others.get(1));
    if let Some(second) = second {
        return Some(assembled.sources.name(second.source).to_owned());
    }
    let here = look::folder_of(flags);
    let folder = if here.as_os_str().is_empty() { Path::new(".") } else { &here };
    let names = std::fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let starts = |name: &str| {
        let text = || intake::text(&folder.join(name), Kind::CONFIGURATION);
        // What cannot be read may be one.
        is_yaml(name) && text().map_or(true, |text| TOLD.iter().any(|choice| text.expose().contains(choice)))
    };
    let unseen = names.filter(|name| !looked_at.contains(name.as_str()));
    let mut names: Vec<_> = unseen.filter(|name| is_more(name) || starts(name)).collect();
    names.sort();
    names.into_iter().next().map(|name| here.join(name).display().to_string())
}

fn is_yaml(name: &str) -> bool {
    [".yaml", ".yml"].iter().any(|ending| name.ends_with(ending))
}

/// Tells by its name whether compose takes a file by itself, or whether it has values for a stage.
fn is_more(name: &str) -> bool {
    is_yaml(name) && carriers().more.iter().any(|begins| name.starts_with(begins.as_str()))
}

/// The file beside a carrier that a command means by its path in the container.
fn here(carried: &Carried, carrier: &str, flag: &str) -> Option<String> {
    let mounted = carried.mounts.iter().find(|mount| last(&mount.over) == last(flag));
    let name = mounted.and_then(|mount| mount.from.as_deref()).unwrap_or_else(|| last(flag));
    let path = Path::new(carrier).parent().unwrap_or_else(|| Path::new("")).join(name);
    path.is_file().then(|| path.display().to_string())
}
