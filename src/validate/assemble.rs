//! Puts what was given together as the portal will: the image's own files, then the operator's, with the portal's environment.

mod image;

use std::collections::BTreeSet;

use self::image::{choose_image, layers_of_image};
use super::carried;
use super::chain::Chain;
use super::extent::{Extent, Lacking, extent};
use super::gathered::Gathered;
use super::input::{FileText, Input};
use super::project::Together;
use crate::config::carrier::Carried;
use crate::config::{Files, Layer, Merged, Place, Role, Sources, Unseen, Variables, environment, merge};
use crate::contract::hub::hub;
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
    let files: &dyn Files = &Together { files, project: input.project.clone() };
    let Input {
        files: own,
        env_files,
        built,
        environment: process,
        elsewhere,
        kept,
        presets,
        mut portal,
        around,
        chain,
        over,
        beside,
        aside,
        above,
        below,
        now,
        found,
        without,
        project: _,
        lacks,
    } = input;
    let named = own.iter().chain(&env_files).map(|file| file.name.clone()).collect();
    let mut gathered = Gathered::new(files, around);
    gathered.variables.complete = process.is_some() || !env_files.is_empty() && !found;
    elsewhere.into_iter().for_each(|name| gathered.set(name, None, STORE));
    kept.into_iter().for_each(|(name, value)| gathered.set(name, Some(value), STORE));
    built.into_iter().for_each(|(name, value)| gathered.set(name, Some(value), "the image"));
    env_files.into_iter().for_each(|file| gathered.env_file(file));
    if let Some(chain) = &chain {
        let is_known = |name: &str| gathered.variables.given(name).is_some();
        let beside: Vec<_> =
            chain.beside.variables.iter().filter(|(name, value)| value.is_some() || !is_known(name)).collect();
        beside.into_iter().for_each(|(name, value)| gathered.set(name.clone(), value.clone(), &chain.by));
    }
    if found && process.is_none() {
        gathered.variables.leave_empty_ones_open();
    }
    let own = carried::open(own, &mut gathered);
    for (name, value) in process.into_iter().flatten() {
        gathered.set(name, Some(value), "the environment");
    }
    choose_image(&mut portal, &gathered.variables);
    let mut layers = layers_of_image(&portal, presets, &mut gathered);
    let names: Vec<_> = own.iter().map(|piece| piece.name().to_owned()).collect();
    let first = layers.len();
    layers.extend(own.into_iter().map(|piece| gathered.piece(piece)));
    let called: Vec<_> = names.iter().map(String::as_str).zip(&layers[first..]).collect();
    let extent = extent(&portal, &called, &gathered.carriers(), chain.as_ref(), &Lacking { over, named: lacks });
    let unseen = unseen(&extent, &gathered);
    layers.extend(environment(&mut gathered.sources, &gathered.variables));
    let mut merged = merge(&layers);
    merged.close(unseen);
    if gathered.around.carried.iter().any(|carried| carried.plugins_below) {
        hub().below.completes.iter().for_each(|block| merged.leave_open(block));
    }
    merged.faults.append(&mut gathered.unread);
    look_beside(beside, aside, chain.as_ref(), &mut gathered);
    let Gathered { sources, variables, mut around, .. } = gathered;
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

/// Where variables come from that are kept outside of files.
const STORE: &str = "its store";

/// What cannot be seen of the portal: a layer above or below, or what a carrier names and nobody could read.
fn unseen(extent: &Extent, gathered: &Gathered<'_>) -> Option<Unseen> {
    match extent {
        Extent::Whole(_) => {
            let unheard = gathered.around.carried.iter().any(|carried| !carried.unread.is_empty());
            unheard.then_some(Unseen::File)
        }
        Extent::Over(_) => Some(Unseen::Over),
        Extent::Part | Extent::Lacks(..) | Extent::Untold { .. } => Some(Unseen::Layer),
    }
}

/// Takes in what lies beside the files that are judged, and what their image says of its start.
fn look_beside(beside: Vec<FileText>, aside: Vec<FileText>, chain: Option<&Chain>, gathered: &mut Gathered<'_>) {
    let layers = beside.into_iter().map(|file| gathered.file(file)).collect();
    let mut unread = carried::unreadable(&aside, &mut gathered.sources);
    let aside = carried::aside(aside, &mut gathered.sources);
    unread.extend(carried::templates(&aside, &gathered.sources));
    let by = chain.map(|chain| chain.by.clone()).unwrap_or_default();
    gathered.around.beside = Beside { by, layers, unread, aside };
    if let Some(chain) = chain.filter(|chain| chain.in_image) {
        gathered.around.image = Some(Image { by: chain.by.clone(), stage: chain.stage.clone() });
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

#[cfg(test)]
mod tests;
