//! What files that carry configuration or variables come to: layers among the operator's files, and the portal's environment.

use std::collections::BTreeSet;

use super::assemble::{FileText, env_file};
use crate::config::carrier::{self, Carried, Carrier, Embedded, Form, is_app_config, last};
use crate::config::{Attached, Fault, Files, Given, Layer, Role, Source, Sources, Variables};
use crate::credential::Secret;
use crate::lint::Around;

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
pub(super) fn open(
    own: Vec<FileText>,
    sources: &mut Sources,
    files: &dyn Files,
    variables: &mut Variables,
    around: &mut Around,
    unread: &mut Vec<Fault>,
) -> Vec<Piece> {
    let given: BTreeSet<String> = own.iter().map(|file| plain(&file.name)).collect();
    let carriers: Vec<(usize, Carrier)> =
        own.iter().enumerate().filter_map(|(at, file)| found(at, file, sources)).collect();
    if carriers.is_empty() {
        return own.into_iter().map(Piece::File).collect();
    }
    let (places, carriers): (Vec<_>, Vec<_>) = carriers.into_iter().unzip();
    let mut carried = carrier::read(&carriers, sources);
    for carried in &mut carried {
        look_beside(carried, sources, files, variables, around, unread);
    }
    if carried.iter().any(|carried| carried.speaks) {
        variables.complete = !carried.iter().any(|carried| carried.open);
    }
    let mut pieces = Vec::new();
    let mut opened = places.into_iter().zip(&mut carried).peekable();
    for (at, file) in own.into_iter().enumerate() {
        match opened.next_if(|(place, _)| *place == at) {
            None => pieces.push(Piece::File(file)),
            Some((_, carried)) => {
                let layers = std::mem::take(&mut carried.layers).into_iter();
                pieces.extend(layers.map(|embedded| Piece::Embedded(carried.source, embedded)));
                pieces.extend(mounted(carried, &file.name, &given, files).into_iter().map(Piece::File));
            }
        }
    }
    around.carried = carried;
    pieces
}

fn found(at: usize, file: &FileText, sources: &mut Sources) -> Option<(usize, Carrier)> {
    let text = file.text.as_ref().ok()?;
    // The number is only taken when it is one.
    let next = sources.iter().count();
    let carrier = carrier::detect(text.expose(), next)?;
    sources.add(Source::new(file.name.as_str(), text.expose()));
    Some((at, carrier))
}

/// Reads the files of variables that a carrier names, then sets what it sets itself.
fn look_beside(
    carried: &mut Carried,
    sources: &mut Sources,
    files: &dyn Files,
    variables: &mut Variables,
    around: &mut Around,
    unread: &mut Vec<Fault>,
) {
    let name = sources.name(carried.source).to_owned();
    for named in &mut carried.env_files {
        match files.attached(&name, &named.path) {
            Ok(beside) => {
                let file = FileText { name: beside.name, text: Ok(Secret::new(beside.text)) };
                let known = around.env_files.iter().any(|number| plain(sources.name(*number)) == plain(&file.name));
                if !known {
                    // A file that cannot be read as a whole leaves open what it sets.
                    let complete = std::mem::replace(&mut variables.complete, true);
                    around.env_files.push(env_file(file, sources, variables, unread));
                    carried.open |= !variables.complete;
                    variables.complete &= complete;
                }
            }
            Err(why) => {
                named.trouble = Some(why);
                named.example = files.attached(&name, &format!("{}.example", named.path)).is_ok();
                carried.open = true;
            }
        }
    }
    for setting in &carried.variables {
        // What comes from elsewhere may be what is known already.
        if setting.value.is_some() || variables.given(&setting.name).is_none() {
            let given = Given { value: setting.value.clone(), from: name.clone(), place: Some(setting.place) };
            variables.set(setting.name.as_str(), given);
        }
    }
}

/// The files that a carrier puts over files of the portal and that nobody named, in the order in which Backstage reads them.
fn mounted(carried: &mut Carried, name: &str, given: &BTreeSet<String>, files: &dyn Files) -> Vec<FileText> {
    let mut found = Vec::new();
    for at in 0..carried.mounts.len() {
        let Some(from) = carried.mounts[at].from.clone() else { continue };
        match files.attached(name, &from) {
            Ok(beside) if given.contains(&plain(&beside.name)) || !carried.reads(&carried.mounts[at].over) => {}
            Ok(beside) => {
                let rank = rank(carried, &carried.mounts[at].over);
                found.push((rank, FileText { name: beside.name, text: Ok(Secret::new(beside.text)) }));
            }
            Err(why) => carried.mounts[at].trouble = Some(why),
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, file)| file).collect()
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

/// A layer of a part of a carrier.
pub(super) fn layer(
    source: usize,
    embedded: Embedded,
    sources: &mut Sources,
    variables: &Variables,
    files: &dyn Files,
) -> Layer {
    let mut layer = Layer::of(embedded.root, source, Role::Yours, sources, variables, &Inside(files));
    layer.faults.splice(0..0, embedded.faults);
    layer
}

/// A path without what changes nothing in it.
fn plain(path: &str) -> String {
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

/// The files beside a configuration that is only brought to its place: what is not here may be brought, too.
struct Inside<'f>(&'f dyn Files);

impl Files for Inside<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        self.0.attached(from, path)
    }

    fn comes_later(&self, _from: &str, _path: &str) -> bool {
        true
    }
}
