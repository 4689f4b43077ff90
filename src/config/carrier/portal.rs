//! Which of several services or containers is the portal.

use std::collections::BTreeSet;

use super::super::node::Node;
use super::super::place::Place;
use super::environment::{config_flags, said};
use super::{Carrier, Form, Oddity, OddityKind, compose, is_app_config, kubernetes, last};
use crate::contract::TOLD;
use crate::contract::carriers::carriers;

/// How many names a person is told.
const MOST_NAMED: usize = 5;

/// The portal among what was found, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The chosen one.
    pub(super) name: Option<String>,
    /// The others that may be meant, with where they stand.
    pub(super) unclear: Vec<(String, Place)>,
}

impl Choice {
    /// Nothing runs the portal in what was given.
    pub(super) fn is_nobodys(&self) -> bool {
        self.name.is_none() && self.unclear.is_empty()
    }

    /// What is odd in a file: several may be meant, and the first of them stands there.
    pub(super) fn oddity(&self, source: usize) -> Option<Oddity> {
        let (_, place) = self.unclear.first().filter(|(_, place)| place.source == source)?;
        let mut names: Vec<_> = self.unclear.iter().map(|(name, _)| name.clone()).collect();
        names.truncate(MOST_NAMED);
        Some(Oddity { kind: OddityKind::PortalUnclear, place: *place, names })
    }
}

/// Something that may be the portal.
pub(super) struct Candidate<'n> {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) image: Option<&'n str>,
    pub(super) variables: Vec<&'n str>,
    pub(super) commands: Vec<&'n Node>,
    pub(super) mounts: Vec<&'n str>,
    /// Whether it has a port that others reach.
    pub(super) answers: bool,
}

impl Candidate<'_> {
    fn is_other(&self) -> bool {
        // `backstage-postgres` is a database, wherever it comes from; of an image that is called otherwise nothing is known.
        let ends = |name: &str| {
            let is_end = |word: &String| {
                name.strip_suffix(word.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '_']))
            };
            carriers().beside.iter().flatten().any(is_end)
        };
        let image = self.image.map(last).map(|name| name.split([':', '@']).next().unwrap_or(name));
        let called = ends(last(&self.name)) && image.is_none_or(ends);
        called
            || image.is_some_and(|name| {
                carriers().beside.iter().flatten().any(|other| name.starts_with(other.as_str()))
                    || carriers().makers.iter().any(|maker| name.ends_with(maker.as_str()))
            })
    }

    /// Tells whether it is one by what it is given, whatever it is called.
    fn is_surely(&self) -> bool {
        self.variables.iter().any(|name| TOLD.contains(name))
            || self.commands.iter().any(|command| config_flags(command).iter().any(|flag| is_app_config(&flag.name)))
            || self.mounts.iter().any(|mount| is_app_config(mount))
    }

    /// Tells whether it is one, by what it is given or by what it is called.
    pub(super) fn is_portal(&self) -> bool {
        let names = |text: &str| carriers().speaks_of_portal(text);
        self.is_surely() || !self.is_other() && (self.image.is_some_and(names) || names(&self.name))
    }
}

/// The service that is the portal.
pub(super) fn service(carriers: &[Carrier]) -> Choice {
    let files = carriers.iter().filter(|carrier| carrier.form == Form::Compose);
    choose(files.flat_map(compose::candidates).collect())
}

/// The container that is the portal.
pub(super) fn container(carriers: &[Carrier]) -> Choice {
    let files = carriers.iter().filter(|carrier| carrier.form == Form::Kubernetes);
    choose(files.flat_map(kubernetes::candidates).collect())
}

fn choose(candidates: Vec<Candidate<'_>>) -> Choice {
    let mut seen = BTreeSet::new();
    let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
    for candidate in &candidates {
        let is_portal = candidate.is_portal();
        // One that stands in several files is described by all of them.
        if (is_portal || !candidate.is_other()) && seen.insert((is_portal, candidate.name.as_str())) {
            let kind = if is_portal { &mut sure } else { &mut perhaps };
            kind.push((candidate.name.clone(), candidate.place));
        }
    }
    // A stage of the build, or a job, answers nobody.
    let answers = candidates.iter().filter(|candidate| candidate.answers || candidate.is_surely());
    let answers: BTreeSet<_> = answers.map(|candidate| candidate.name.as_str()).collect();
    let answering: Vec<_> = sure.iter().filter(|(name, _)| answers.contains(name.as_str())).cloned().collect();
    if let [_] = answering[..] {
        sure = answering;
    }
    // Of several in one pod that is called a portal, the one that is called so itself.
    let called: Vec<_> = sure.iter().filter(|(name, _)| carriers().speaks_of_portal(last(name))).cloned().collect();
    if let [_] = called[..] {
        sure = called;
    }
    match (sure.as_slice(), perhaps.as_slice()) {
        ([(name, _)], _) | ([], [(name, _)]) => Choice { name: Some(name.clone()), unclear: Vec::new() },
        ([(name, _), ..], _) => Choice { name: Some(name.clone()), unclear: sure },
        ([], _) => Choice { name: None, unclear: perhaps },
    }
}

/// The image of a service or container.
pub(super) fn image(node: &Node) -> Option<&str> {
    node.get("image").and_then(said)
}

/// Tells whether an image has VeeCode's own start script, which names the files itself.
pub(super) fn starts_itself(image: Option<&str>) -> bool {
    image.is_some_and(|image| image.contains("veecode/"))
}
