//! The files that a portal is started with: whatever of them is here belongs to it, and a move that does not know it moves a part.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use super::super::cli::Migrate;
use super::super::end::NotKept;
use super::around::{Unseen, unseen};
use super::look;
use crate::answers::file;
use crate::config::Role;
use crate::config::carrier::{Carried, Form, OddityKind, is_yaml, last};
use crate::contract::TOLD;
use crate::contract::carriers::{Way, carriers};
use crate::here::here;
use crate::portal_files::start;
use crate::typed::Typed;
use crate::validate::Assembled;

/// Refuses to move a portal one of whose files was not looked at: a command names it, and it lies in the folder or is mounted from there.
pub(super) fn refuse_unknown(assembled: &Assembled, flags: &Migrate) -> Result<()> {
    let known: BTreeSet<&str> = assembled.sources.iter().map(|(_, source)| last(&source.name)).collect();
    let folder = look::folder_of(flags);
    let mut started: Vec<(String, String)> = Vec::new();
    for carried in assembled.carried() {
        let carrier = assembled.sources.name(carried.source);
        let files = carried.flags.iter().filter_map(|flag| meant_by(carried, carrier, &flag.name));
        started.extend(files.map(|file| (format!("`{carrier}`"), file)));
    }
    if let Some(chain) = start::chain(&folder) {
        let files = chain.files.iter().map(|file| folder.join(file)).filter(|file| file.is_file());
        started.extend(files.map(|file| (chain.by.clone(), file.display().to_string())));
    }
    let unknown: Vec<_> = started.iter().filter(|(_, file)| !known.contains(last(file))).collect();
    let Some((by, file)) = unknown.first() else { return Ok(()) };
    let here = here(&folder);
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
    if let Some(file) = taken_over(assembled) {
        return refused(format!(
            "what `{file}` has of the portal by `extends` or `include` is not moved: write it into the portal's own file"
        ));
    }
    refuse_beside(assembled, flags)
}

/// The compose file that another one takes a service from, or all; a service of its own that another one there extends counts, too.
fn taken_over(assembled: &Assembled) -> Option<&str> {
    let mut seen = BTreeSet::new();
    let mut composes = assembled.carried().iter().filter(|carried| carried.form == Form::Compose);
    let taken = composes.find(|carried| !assembled.is_named(carried.source) || !seen.insert(carried.source))?;
    Some(assembled.sources.name(taken.source))
}

/// Refuses to move what is only a part of what a folder has. Who names files says with them what the portal is.
fn refuse_beside(assembled: &Assembled, flags: &Migrate) -> Result<()> {
    if flags.files.first().is_some_and(|first| !first.is_dir()) {
        return Ok(());
    }
    let refused = |says: String| Err(anyhow!("{says}; nothing was written").context(NotKept));
    let name = |carried: &Carried| assembled.sources.name(carried.source).to_owned();
    // Of several compose files the first is started, and only that is one portal; one with its `.env`, or values, start one as well.
    let (composes, others): (Vec<_>, Vec<_>) =
        assembled.carried().iter().partition(|carried| carried.form == Form::Compose);
    let tells = |number: &usize| {
        assembled.sources.get(*number).is_some_and(|source| TOLD.iter().any(|choice| source.text.contains(choice)))
    };
    let has_dotenv = assembled.env_files().iter().any(tells);
    let second = composes.get(1).or(others.first().filter(|_| !composes.is_empty() || has_dotenv)).or(others.get(1));
    for values in others.iter().filter(|carried| carried.form == Form::Helm) {
        let text = assembled.sources.get(values.source).map_or("", |source| source.text.as_str());
        if let Some(brings) = carriers().deployments.brings.iter().find(|key| text.contains(key.as_str())) {
            let file = name(values);
            return refused(format!(
                "`{file}` has `{}`, and what that brings was not looked at: `{}` where none of it is configuration or a variable of the portal",
                brings.trim_end_matches(':'),
                Typed::ours("migrate").files([&file])
            ));
        }
    }
    let folder = look::folder_of(flags);
    let here = here(&folder);
    // A file of the image may be called as one of the folder.
    let images: BTreeSet<_> =
        assembled.layers.iter().filter(|layer| layer.role == Role::Image).map(|layer| layer.source).collect();
    let own = assembled.sources.iter().filter(|(number, _)| !images.contains(number));
    let looked_at = own.map(|(_, source)| PathBuf::from(&source.name));
    let declared = [here.join(file::NAME)];
    let more: Vec<String> = match (second, unseen(&folder, looked_at.chain(declared))) {
        (Some(second), _) => vec![name(second)],
        (None, Unseen::Files(files)) => files.iter().map(|file| file.display().to_string()).collect(),
        (None, Unseen::Folder) => {
            return refused(format!(
                "`{}` holds more than can be looked through for what else is of this portal; name the portal's files",
                here.display()
            ));
        }
    };
    let Some(first) = more.first() else { return Ok(()) };
    let of_portal: Vec<_> = match assembled.carried().first() {
        Some(carried) => vec![name(carried)],
        None => {
            let tells = assembled.operators().or_else(|| assembled.env_files().first().copied());
            tells.map(|source| assembled.sources.name(source).to_owned()).into_iter().collect()
        }
    };
    let alone = Typed::ours("migrate").files(&of_portal);
    // The others are read by people alone.
    let (read, unread): (Vec<_>, Vec<_>) = more.iter().partition(|file| is_yaml(file));
    let all = match second {
        Some(_) => Typed::ours("migrate").files(&of_portal),
        None => Typed::ours("migrate").files([here.display().to_string()]),
    };
    let besides = match read.is_empty() {
        true => String::new(),
        false => format!("`{}` where it is, ", all.files(&read)),
    };
    let by_hand = match unread.first() {
        Some(file) => format!("; what is in `{file}` is moved by hand"),
        None => String::new(),
    };
    let lies = if more.len() == 1 { "lies" } else { "and others lie" };
    refused(format!("`{first}` {lies} beside and may be of this portal too: {besides}`{alone}` where not{by_hand}"))
}

/// The file beside a carrier that a command means by its path in the container.
fn meant_by(carried: &Carried, carrier: &str, flag: &str) -> Option<String> {
    let mounted = carried.mounts.iter().find(|mount| last(&mount.over) == last(flag));
    let name = mounted.and_then(|mount| mount.from.as_deref()).unwrap_or_else(|| last(flag));
    let path = Path::new(carrier).parent().unwrap_or_else(|| Path::new("")).join(name);
    path.is_file().then(|| path.display().to_string())
}
