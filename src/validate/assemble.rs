//! Puts what was given together as the portal will: the image's own files, then the operator's, with the portal's environment.

mod image;

use std::collections::BTreeSet;

use self::image::{Reader, choose_image, layers_of_presets, start};
use super::carried::{self, Piece};
use super::chain::Chain;
use super::extent::{Extent, extent};
use super::input::{FileText, Input};
use crate::answers::file::Target;
use crate::config::carrier::Carried;
use crate::config::{
    Fault, Files, Given, Layer, Merged, Place, Role, Source, Sources, Unseen, Variables, environment, merge, read,
};
use crate::contract::image as of_image;
use crate::credential::Secret;
use crate::dotenv;
use crate::lint::{self, Around, Beside, Image, Portal, Subject};
use crate::secrecy::Known;

/// A configuration that was put together.
pub struct Assembled {
    /// The texts.
    pub sources: Sources,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
    /// What they come to.
    pub merged: Merged,
    /// The portal's environment.
    pub variables: Variables,
    /// How much of the portal they are.
    pub extent: Extent,
    /// Every secret in all of it; nothing that is said may hold one.
    pub known: Known,
    /// How the portal is started, when its folder says so.
    pub chain: Option<Chain>,
    /// The only place below the folder that holds a configuration, when the folder itself has none.
    pub below: Option<String>,
    /// The file of variables that the portal was set up with, where it is not here and nothing else was given for it.
    pub without: Option<String>,
    portal: Portal,
    before: Option<Portal>,
    around: Around,
    now: i64,
    named: BTreeSet<String>,
}

impl Assembled {
    /// The numbers of the sources that are files of variables.
    pub fn env_files(&self) -> &[usize] {
        &self.around.env_files
    }

    /// What the files carry that are no configuration by themselves.
    pub fn carried(&self) -> &[Carried] {
        &self.around.carried
    }

    /// How many files were judged: neither the image's own, nor those that lie beside.
    pub fn files(&self) -> usize {
        let images = self.layers.iter().filter(|layer| layer.role != Role::Yours);
        let left_out = images.chain(&self.around.beside.layers).map(|layer| layer.source);
        let left_out: BTreeSet<_> = left_out.chain(self.around.beside.sources()).collect();
        self.sources.iter().filter(|(number, _)| !left_out.contains(number)).count()
    }

    /// The number of the operator's last file, which can change what all others say.
    pub fn operators(&self) -> Option<usize> {
        self.layers.iter().rev().find(|layer| layer.role == Role::Yours).map(|layer| layer.source)
    }

    /// The number of the operator's last file that is nothing but configuration, which alone can take more of it.
    pub fn operators_file(&self) -> Option<usize> {
        let carriers = &self.around.carried;
        let plain = |source: usize| !carriers.iter().any(|carried| carried.source == source);
        let own = self.layers.iter().rev().filter(|layer| layer.role == Role::Yours);
        own.map(|layer| layer.source).find(|source| plain(*source))
    }

    /// Tells whether a place is the very value that it stands for, and not a whole text that holds it.
    pub fn is_sharp(&self, place: Place) -> bool {
        !self.around.carried.iter().any(|carried| carried.blurred.contains(&place))
    }

    /// Tells whether a place is in a file that the operator can change.
    pub fn is_yours(&self, place: Place) -> bool {
        !self.layers.iter().any(|layer| layer.source == place.source && layer.role == Role::Image)
    }

    /// Tells whether a source is a file that was given, and not only one that another file names.
    pub fn is_named(&self, source: usize) -> bool {
        self.named.contains(self.sources.name(source))
    }

    /// What it is for.
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    /// What rules look at.
    pub fn subject(&self) -> Subject<'_> {
        self.subject_of(&self.portal)
    }

    /// The same with the release that the portal has now, when another one is meant.
    pub fn subject_before(&self) -> Option<Subject<'_>> {
        self.before.as_ref().map(|before| self.subject_of(before))
    }

    fn subject_of<'s>(&'s self, portal: &'s Portal) -> Subject<'s> {
        Subject::new(
            &self.merged.root,
            &self.layers,
            &self.merged.faults,
            &self.sources,
            &self.variables,
            portal,
            &self.around,
            self.now,
        )
    }
}

/// Puts everything together.
pub fn assemble(input: Input, files: &dyn Files) -> Assembled {
    let Input {
        files: own,
        env_files,
        environment: process,
        elsewhere,
        kept,
        presets,
        mut portal,
        mut around,
        chain,
        over,
        beside,
        aside,
        above,
        below,
        now,
        found,
        without,
    } = input;
    let named = own.iter().chain(&env_files).map(|file| file.name.clone()).collect();
    let mut sources = Sources::default();
    let mut variables = Variables::default();
    variables.complete = process.is_some() || !env_files.is_empty() && !found;
    for name in elsewhere {
        variables.set(name, Given { value: None, written: None, from: "its store".to_owned(), place: None });
    }
    for (name, value) in kept {
        variables.set(name, Given { value: Some(value), written: None, from: "its store".to_owned(), place: None });
    }
    let mut unread = Vec::new();
    for file in env_files {
        around.env_files.push(env_file(file, &mut sources, &mut variables, &mut unread));
    }
    if found && process.is_none() {
        variables.leave_empty_ones_open();
    }
    let own = carried::open(own, &mut sources, files, &mut variables, &mut around, &mut unread);
    for (name, value) in process.into_iter().flatten() {
        variables
            .set(name, Given { value: Some(value), written: None, from: "the environment".to_owned(), place: None });
    }
    choose_image(&mut portal, &variables);
    if let Some(profile) = &portal.profile {
        start(profile, &mut variables);
    }
    let mut layers = Vec::new();
    if portal.target == Target::V1 && portal.profile.is_some() {
        let own_of_image = of_image::layers_of_profile(portal.profile.as_deref()).into_iter();
        for (name, text) in own_of_image.filter(|(name, _)| !carried::is_covered(name, &around)) {
            let source = sources.add(Source::new(name, text));
            layers.push(read(source, Role::Image, &mut sources, &variables, files));
        }
    }
    if portal.target == Target::V2 {
        let mut reader = Reader { sources: &mut sources, variables: &variables, files };
        layers.extend(layers_of_presets(presets, &portal.presets, &mut around, &mut reader));
    }
    let names: Vec<_> = own.iter().map(|piece| piece.name().to_owned()).collect();
    let first = layers.len();
    for piece in own {
        layers.push(match piece {
            Piece::File(file) => layer(file, &mut sources, &variables, files),
            Piece::Embedded(source, embedded) => carried::layer(source, embedded, &mut sources, &variables, files),
        });
    }
    let called: Vec<_> = names.iter().map(String::as_str).zip(&layers[first..]).collect();
    let carriers: Vec<_> = around.carried.iter().map(|carried| (sources.name(carried.source), carried)).collect();
    let extent = extent(&portal, &called, &carriers, chain.as_ref(), over.as_deref());
    // What a carrier names and nobody could read may say more.
    let unheard = carriers.iter().any(|(_, carried)| !carried.unread.is_empty()).then_some(Unseen::File);
    let unseen = match &extent {
        Extent::Whole(_) => unheard,
        Extent::Over(_) => Some(Unseen::Over),
        Extent::Part | Extent::Lacks(..) => Some(Unseen::Layer),
    };
    layers.extend(environment(&mut sources, &variables));
    let mut merged = merge(&layers);
    merged.close(unseen);
    merged.faults.extend(unread);
    around.beside = Beside {
        by: chain.as_ref().map(|chain| chain.by.clone()).unwrap_or_default(),
        layers: beside.into_iter().map(|file| layer(file, &mut sources, &variables, files)).collect(),
        unread: carried::unreadable(&aside, &mut sources),
        aside: carried::aside(aside, &mut sources),
    };
    let image = chain.as_ref().filter(|chain| chain.in_image);
    around.image = image.map(|chain| Image { by: chain.by.clone(), stage: chain.stage.clone() }).or(around.image);
    around.above = super::above::read_all(above, files);
    let mut known = known(&mut layers, &variables, &mut around);
    known.spare(names_in(&sources, &variables, &around).into_iter());
    known.spare(lint::own_words());
    let before = portal.before();
    Assembled {
        sources,
        layers,
        merged,
        variables,
        extent,
        known,
        chain,
        below,
        without,
        portal,
        before,
        around,
        now,
        named,
    }
}

/// What files and variables are called.
fn names_in<'n>(sources: &'n Sources, variables: &'n Variables, around: &'n Around) -> Vec<&'n str> {
    let carried = around.carried.iter().chain(around.beside.carried());
    let of_carried = carried.flat_map(|carried| {
        let written = carried.written.iter().map(|written| written.name.as_str());
        written.chain(carried.variables.iter().map(|setting| setting.name.as_str()))
    });
    sources.iter().map(|(_, source)| source.name.as_str()).chain(variables.names()).chain(of_carried).collect()
}

/// Every secret that was read.
fn known(layers: &mut [Layer], variables: &Variables, around: &mut Around) -> Known {
    let mut known = Known::default();
    let beside = around.beside.layers.iter_mut();
    layers.iter_mut().chain(beside).for_each(|layer| known.absorb(std::mem::take(&mut layer.secrets)));
    let aside = around.beside.aside.iter_mut().filter_map(|(_, carried)| carried.as_mut());
    around.carried.iter_mut().chain(aside).for_each(|carried| known.absorb(std::mem::take(&mut carried.secrets)));
    variables.learn(&mut known);
    known
}

fn layer(file: FileText, sources: &mut Sources, variables: &Variables, files: &dyn Files) -> Layer {
    match file.text {
        Ok(text) => {
            let source = sources.add(Source::new(file.name, text.expose()));
            read(source, Role::Yours, sources, variables, files)
        }
        Err((kind, why)) => {
            let says = format!("`{}` {why}", file.name);
            let source = sources.add(Source::new(file.name, ""));
            Layer::unread(source, Role::Yours, Fault::new(kind, Place::top(source), says))
        }
    }
}

/// Takes the variables of a file. Of one that cannot be read nobody knows what it sets, so what is missing may be there.
pub(super) fn env_file(
    file: FileText,
    sources: &mut Sources,
    variables: &mut Variables,
    unread: &mut Vec<Fault>,
) -> usize {
    let (text, fault) = match file.text {
        Ok(text) => (text, None),
        Err(fault) => (Secret::new(""), Some(fault)),
    };
    let source = sources.add(Source::new(file.name.as_str(), text.expose()));
    unread.extend(fault.map(|(kind, why)| Fault::new(kind, Place::top(source), format!("`{}` {why}", file.name))));
    let entries = dotenv::entries(text.expose());
    variables.complete &= unread.is_empty() && entries.is_ok();
    let lines: Vec<_> = text.expose().lines().collect();
    for entry in entries.unwrap_or_default() {
        let number = u32::try_from(entry.line).unwrap_or(1);
        let place = lines.get(entry.line - 1).map(|said| Place::line(source, number, said));
        variables.set(entry.name, Given { value: entry.value, written: None, from: file.name.clone(), place });
    }
    source
}

#[cfg(test)]
mod tests;
