//! A configuration with what was found in it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;

use super::live::Live;
use super::{Chosen, links, release};
use crate::config::Role;
use crate::credential::Secret;
use crate::lint::{self, Finding};
use crate::portal_files::files::Disk;
use crate::report::findings::Told;
use crate::secrecy;
use crate::validate::{Assembled, Input, Reach, assemble, reach};

/// A configuration with what was found in it.
pub(super) struct Judged {
    pub(super) assembled: Assembled,
    pub(super) findings: Vec<Finding>,
    pub(super) fingerprints: Vec<String>,
    /// The secrets that they point at, where nobody could guess one.
    pub(super) pointed_at: Vec<Option<Secret>>,
    /// Files that could be mended if they had been given.
    pub(super) out_of_reach: BTreeSet<String>,
    /// Whether the sandbox wrote what was judged.
    pub(super) of_sandbox: bool,
    /// Files that are links out of the checkout, with what each leads to.
    pub(super) links: Vec<(String, PathBuf)>,
}

/// Reads a configuration, and holds it against the rules that are chosen.
pub(super) fn judge(input: Input, chosen: &Chosen, live: Option<&mut Live>) -> Result<Judged> {
    let of_sandbox = input.of_sandbox().is_some();
    let mut assembled = assemble(input, &Disk);
    let links = links::hide(&mut assembled);
    let mut findings = lint::check(&assembled.subject(), |rule| chosen.takes(rule));
    if let Some(now) = assembled.subject_before() {
        let there = lint::check(&now, |rule| chosen.takes(rule));
        lint::tell_apart(&mut findings, &there, &assembled.subject());
    }
    let mut out_of_reach = BTreeSet::new();
    for finding in &mut findings {
        let reached = finding.fix.as_ref().map(|fix| reach(&assembled, fix));
        if let Some(Reach::NamedElsewhere(source)) = reached {
            out_of_reach.insert(assembled.sources.name(source).to_owned());
        }
        finding.fix = finding.fix.take().filter(|_| matches!(reached, Some(Reach::Given(_))));
    }
    if let Some(live) = live {
        // A server may answer with any secret of the portal, also with one that is not sent to it.
        secrecy::learn_all(&assembled.known);
        findings.extend(live.findings(&assembled.subject(), chosen)?);
    }
    lint::conclude(&mut findings, &assembled.sources, &assembled.known);
    let fingerprints = lint::fingerprints(&findings, &assembled.sources);
    let pointed_at = lint::pointed_at(&findings, &assembled.sources);
    if let Some(baseline) = &chosen.baseline {
        baseline.suppress(&mut findings, &fingerprints, &pointed_at);
    }
    Ok(Judged { assembled, findings, fingerprints, pointed_at, out_of_reach, of_sandbox, links })
}

impl Judged {
    /// How much of the portal was judged, and where it lies when that is not where it was looked for first.
    fn extent(&self) -> String {
        let played =
            if self.of_sandbox { "; `init --sandbox` wrote these files, and nothing in them is real" } else { "" };
        let without = self.assembled.without.iter().map(|file| {
            format!("; `{file}` is not here, so what it holds was not judged (`--env-file` when it lies elsewhere)")
        });
        let without: String = without.collect();
        let hidden = |(name, target): &(String, PathBuf)| {
            format!("; `{name}` leads out of here, to {}, and nothing of it is shown", target.display())
        };
        let links: String = self.links.iter().map(hidden).collect();
        let said = format!("{}{without}{links}{played}", self.assembled.extent.said());
        match &self.assembled.below {
            Some(below) => format!("{said}; this folder itself has none, and of all below it only `{below}`"),
            None => said,
        }
    }

    /// What is told of it.
    pub(super) fn told(&self) -> Told<'_> {
        let Assembled { sources, layers, .. } = &self.assembled;
        let mut told = Told::new(&self.findings, &self.fingerprints, sources, &self.assembled.known);
        told.images = layers.iter().filter(|layer| layer.role == Role::Image).map(|layer| layer.source).collect();
        told.env_files = self.assembled.env_files().iter().copied().collect();
        told.operators = self.assembled.operators().map(|source| sources.name(source).to_owned());
        told.files = self.assembled.files();
        // Of files that are all another tool's nothing was judged.
        let own = layers.iter().any(|layer| layer.role == Role::Yours);
        told.extent = own.then(|| (self.assembled.extent.is_whole(), self.extent()));
        told.read_for = release::read_for(self.assembled.portal());
        told
    }
}
