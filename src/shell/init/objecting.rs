//! What `validate` would find in what `init` is about to write: the errors that are not there yet, and that stand in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::answers::file::Target;
use crate::config::{Attached, Files, Source};
use crate::contract::image::OPERATORS;
use crate::credential::Secret;
use crate::init::{Objection, Proposal};
use crate::lint::{self, Declared, Finding, Severity};
use crate::plan::Plan;
use crate::portal_files::files::{self, Disk, name_of};
use crate::shell::validate::gather::now;
use crate::validate::{Assembled, FileText, Input, assemble, own_order};

const VARIABLES: &str = ".env";

/// What is wrong with what would be written, and not with what is there.
pub(super) fn objections(proposal: &Proposal<'_>) -> Vec<Objection> {
    let nothing = Texts::new();
    let before = judged(proposal, &nothing);
    let known: BTreeSet<_> = before.1.iter().map(alike).collect();
    let (after, findings) = judged(proposal, &written(proposal));
    let new = findings.iter().filter(|finding| !known.contains(&alike(finding)));
    let mut objections: Vec<_> = new.filter_map(|finding| objection(proposal, &after, finding)).collect();
    objections.dedup();
    objections
}

/// The new texts of files, by name.
type Texts = BTreeMap<String, Secret>;

fn written(proposal: &Proposal<'_>) -> Texts {
    let changes = proposal.changes.list().iter();
    changes.map(|change| (named(proposal.out, &change.path), change.after())).collect()
}

fn named(out: &Path, path: &Path) -> String {
    out.join(path).display().to_string()
}

/// What two findings are the same by, whatever line they are on.
fn alike(finding: &Finding) -> (&'static str, String, String) {
    (finding.rule, finding.route.clone(), finding.message.clone())
}

fn judged(proposal: &Proposal<'_>, texts: &Texts) -> (Assembled, Vec<Finding>) {
    let assembled = assemble(input(proposal, texts), &Over { texts });
    let mut findings = lint::check(&assembled.subject(), |_| true);
    lint::conclude(&mut findings, &assembled.sources, &assembled.known);
    findings.retain(|finding| finding.severity == Severity::Error && finding.counts());
    (assembled, findings)
}

/// An error in what is written, in words that hold no secret.
fn objection(proposal: &Proposal<'_>, after: &Assembled, finding: &Finding) -> Option<Objection> {
    let place = finding.place?;
    let Source { name, .. } = after.sources.get(place.source)?;
    let files = [OPERATORS, VARIABLES].into_iter();
    let file = files.clone().find(|file| *name == named(proposal.out, Path::new(file)))?;
    Some(Objection {
        rule: finding.rule,
        says: finding.message.clone(),
        hint: finding.hint.clone(),
        place: format!("{file}:{}", place.start.line),
    })
}

/// The folder as it will be. What is set where the portal runs is not known here, so that nothing is missed.
fn input(proposal: &Proposal<'_>, texts: &Texts) -> Input {
    let plan = proposal.plan;
    let names = match plan.choices.target {
        Target::Backstage => own_order(&["production".to_owned()]),
        Target::V1 | Target::V2 => vec![OPERATORS.to_owned()],
    };
    let text = |name: &String, read: fn(&str) -> FileText| {
        let path = named(proposal.out, Path::new(name));
        match texts.get(&path) {
            Some(text) => Some(FileText { name: path, text: Ok(text.clone()) }),
            None => Path::new(&path).is_file().then(|| read(&path)),
        }
    };
    let kept = proposal.kept.iter().map(|(variable, value)| (variable.to_string(), value.clone()));
    Input {
        files: names.iter().filter_map(|name| text(name, files::file)).collect(),
        env_files: text(&VARIABLES.to_owned(), files::variables).into_iter().collect(),
        found: true,
        kept: kept.collect(),
        portal: portal(plan),
        now: now(),
        ..Input::default()
    }
}

fn portal(plan: &Plan) -> lint::Portal {
    let declared = Declared {
        target: Some(plan.choices.target),
        profile: plan.profile().map(str::to_owned),
        presets: plan.presets().into_iter().map(str::to_owned).collect(),
    };
    lint::Portal { declared: Some(declared), stage: Some(plan.choices.stage), ..lint::Portal::default() }
}

/// The folder's files with their new texts. What is not there yet comes with its credential.
struct Over<'t> {
    texts: &'t Texts,
}

impl Files for Over<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let name = name_of(from, path);
        match self.texts.get(&name) {
            Some(text) => Ok(Attached { name, text: text.expose().to_owned() }),
            None => Disk.attached(from, path),
        }
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        Disk.keeping(from, object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        Disk.is_outside(from, name)
    }

    fn comes_later(&self, _from: &str, _path: &str) -> bool {
        true
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        Disk.is_ignored(from, path)
    }
}
