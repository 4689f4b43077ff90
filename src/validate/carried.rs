//! What files that carry configuration or variables come to: layers among the operator's files, and the portal's environment.

mod search;

use std::collections::{BTreeMap, BTreeSet};

use self::search::{OUTSIDE, Search, is_of_chart};
use super::FileText;
use super::gathered::Gathered;
use super::handed;
use crate::config::carrier::{self, Carried, Embedded, Form, Unread, is_app_config, last};
use crate::config::{Attached, Files, Place, Source, Sources};
use crate::contract::carriers::{Way, carriers};
use crate::credential::Secret;
use crate::lint::Around;
use crate::secrecy::is_example;

/// A part of the operator's configuration.
pub(super) enum Piece {
    /// A file of its own.
    File(FileText),
    /// A part of the source of this number.
    Embedded(usize, Embedded),
}

impl Piece {
    /// The name that the portal sees it by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File(file) => &file.name,
            Self::Embedded(_, embedded) => &embedded.label,
        }
    }
}

/// Opens the carriers among the files: what they hold stands in their place, and their variables are set.
pub(super) fn open(own: Vec<FileText>, gathered: &mut Gathered<'_>) -> Vec<Piece> {
    let files = gathered.files;
    let given: BTreeSet<String> = own.iter().map(|file| plain(&file.name)).collect();
    let mut search =
        Search { sources: &mut gathered.sources, files, given: &given, found: Vec::new(), extended: BTreeMap::new() };
    own.iter().enumerate().for_each(|(at, file)| search.look(at, file));
    search.bring_objects();
    let found = search.found;
    if found.is_empty() {
        return own.into_iter().map(Piece::File).collect();
    }
    let (places, carriers): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let mut carried = carrier::read(&carriers, &gathered.sources);
    for carried in &mut carried {
        look_beside(carried, gathered);
    }
    let Gathered { sources, variables, .. } = gathered;
    handed::keep_apart(&carried, sources, variables);
    for carried in &carried {
        handed::set(carried, sources.name(carried.source), variables);
    }
    if carried.iter().any(|carried| carried.speaks) {
        variables.complete = !carried.iter().any(|carried| carried.open);
    }
    let mut pieces = Vec::new();
    let mut opened = places.into_iter().zip(&mut carried).peekable();
    for (at, file) in own.into_iter().enumerate() {
        let mut carries = false;
        while let Some((_, carried)) = opened.next_if(|(place, _)| *place == at) {
            carries = true;
            let layers = std::mem::take(&mut carried.layers).into_iter();
            pieces.extend(layers.map(|embedded| Piece::Embedded(carried.source, embedded)));
            let name = sources.name(carried.source).to_owned();
            pieces.extend(mounted(carried, &name, &given, files).into_iter().map(Piece::File));
        }
        if !carries {
            pieces.push(Piece::File(file));
        }
    }
    gathered.around.carried = carried;
    pieces
}

/// The files that would be looked through for secrets alone, and cannot be read.
pub(super) fn unreadable(files: &[FileText], sources: &mut Sources) -> Vec<Unread> {
    let unread = files.iter().filter_map(|file| Some((&file.name, &file.text.as_ref().err()?.1)));
    let told = |(name, why): (&String, &String)| {
        let place = Place::top(sources.add(Source::new(name.as_str(), "")));
        Unread { what: format!("`{name}`, which {why}"), place, way: Way::Give }
    };
    unread.map(told).collect()
}

/// Those of the files beside that are templates of configuration: what becomes of them is not judged.
pub(super) fn templates(aside: &[(usize, Option<Carried>)], sources: &Sources) -> Vec<Unread> {
    let told = |(number, carried): &(usize, Option<Carried>)| {
        let is_generated = |unread: &Unread| carriers().is_generated(&unread.what);
        let unread = &carried.as_ref()?.unread;
        let unread = unread.iter().find(|unread| unread.way == Way::Helm || is_generated(unread))?;
        let source = sources.get(*number)?;
        let configures = carrier::Manifest::of(&source.text).is_some_and(|manifest| manifest.configures);
        (configures || is_generated(unread))
            .then(|| Unread { what: format!("`{}`, which is {}", source.name, unread.what), ..unread.clone() })
    };
    aside.iter().filter_map(told).collect()
}

/// Reads files that are looked through for secrets alone, each by itself. Nothing that they name is read.
pub(super) fn aside(files: Vec<FileText>, sources: &mut Sources) -> Vec<(usize, Option<Carried>)> {
    let read = |file: FileText| {
        let text = file.text.ok()?;
        let source = sources.add(Source::new(file.name.as_str(), text.expose()));
        let carrier = if is_example(&file.name) { None } else { carrier::detect(&file.name, text.expose(), source) };
        let carried = carrier.and_then(|carrier| carrier::read(&[carrier], sources).pop());
        Some((source, carried))
    };
    files.into_iter().filter_map(read).collect()
}

/// Reads the files of variables that a carrier names.
fn look_beside(carried: &mut Carried, gathered: &mut Gathered<'_>) {
    let files = gathered.files;
    let name = gathered.sources.name(carried.source).to_owned();
    let defaults = &carriers().deployments.defaults;
    carried.by_default = carried.form == Form::Helm && last(&name) == defaults && is_of_chart(&name, files);
    // What a file says twice it says once: the variables of one that is named again are known.
    let mut read = BTreeSet::new();
    for named in &mut carried.env_files {
        if !read.insert(named.path.clone()) {
            continue;
        }
        match files.attached(&name, &named.path) {
            Ok(beside) if is_read(&beside.name, gathered) => {}
            Ok(beside) if files.is_outside(&name, &beside.name) => {
                let what = format!("`{}`, which {OUTSIDE}", named.path);
                carried.unread.push(Unread { what, place: named.place, way: Way::Give });
                carried.open = true;
            }
            Ok(beside) => {
                // A file that cannot be read as a whole leaves open what it sets.
                let complete = std::mem::replace(&mut gathered.variables.complete, true);
                gathered.env_file(FileText { name: beside.name, text: Ok(Secret::new(beside.text)) });
                carried.open |= !gathered.variables.complete;
                gathered.variables.complete &= complete;
            }
            Err(why) => {
                named.trouble = Some(why);
                named.example = files.attached(&name, &format!("{}.example", named.path)).is_ok();
                named.ignored = files.is_ignored(&name, &named.path);
                carried.open = true;
            }
        }
    }
}

/// Tells whether a file of variables was read before.
fn is_read(name: &str, gathered: &Gathered<'_>) -> bool {
    let mut read = gathered.around.env_files.iter().map(|number| gathered.sources.name(*number));
    read.any(|other| plain(other) == plain(name))
}

/// The files that a carrier puts over files of the portal and that nobody named, in the order in which Backstage reads them. One that is
/// put there several times is read once, and counts where it stands last.
fn mounted(carried: &mut Carried, name: &str, given: &BTreeSet<String>, files: &dyn Files) -> Vec<FileText> {
    let mut read: BTreeMap<String, Result<Beside, String>> = BTreeMap::new();
    let mut found: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for at in 0..carried.mounts.len() {
        let Some(from) = carried.mounts[at].from.clone() else { continue };
        match read.entry(from.clone()).or_insert_with(|| Beside::read(files, name, &from)) {
            Ok(beside) if given.contains(&plain(&beside.name)) || !carried.reads(&carried.mounts[at].over) => {}
            Ok(beside) if beside.is_outside => {
                let place = carried.mounts[at].place;
                carried.unread.push(Unread { what: format!("`{from}`, which {OUTSIDE}"), place, way: Way::Give });
            }
            Ok(_) => {
                let place = (rank(carried, &carried.mounts[at].over), at);
                found.entry(from).and_modify(|last| *last = place.max(*last)).or_insert(place);
            }
            Err(why) => {
                carried.mounts[at].later = files.comes_later(name, &from);
                carried.mounts[at].trouble = Some(why.clone());
            }
        }
    }
    let mut found: Vec<_> = found.into_iter().map(|(from, place)| (place, from)).collect();
    found.sort_unstable();
    found.into_iter().filter_map(|(_, from)| read.remove(&from)?.ok()?.file()).collect()
}

/// A file that a carrier names.
struct Beside {
    name: String,
    /// Its text, where it is to be read.
    text: Option<String>,
    is_outside: bool,
}

impl Beside {
    fn read(files: &dyn Files, from: &str, path: &str) -> Result<Self, String> {
        let Attached { name, text } = files.attached(from, path)?;
        let is_outside = files.is_outside(from, &name);
        Ok(Self { name, text: (!is_outside).then_some(text), is_outside })
    }

    fn file(self) -> Option<FileText> {
        Some(FileText { name: self.name, text: Ok(Secret::new(self.text?)) })
    }
}

fn rank(carried: &Carried, over: &str) -> usize {
    let usual = match last(over) {
        "app-config.yaml" => 0,
        "app-config.local.yaml" => 2,
        _ => 1,
    };
    let named = carried.flags.iter().position(|flag| last(&flag.name) == last(over));
    named.filter(|_| carried.starts).unwrap_or(usual)
}

/// Says whether something of the operator's lies over a file of the image.
pub(super) fn is_covered(name: &str, around: &Around) -> bool {
    let mounts = around.carried.iter().filter(|carried| carried.form != Form::Helm).flat_map(|carried| &carried.mounts);
    mounts.filter(|mount| is_app_config(&mount.over)).any(|mount| last(&mount.over) == name)
}

/// A path without what changes nothing in it.
pub(crate) fn plain(path: &str) -> String {
    let parts = path.split('/').filter(|part| *part != ".");
    let mut plain: Vec<&str> = Vec::new();
    for part in parts {
        match (part, plain.last()) {
            ("..", Some(above)) if *above != ".." && !above.is_empty() => _ = plain.pop(),
            _ => plain.push(part),
        }
    }
    plain.join("/")
}
