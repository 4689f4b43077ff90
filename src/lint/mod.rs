//! What is wrong with a configuration, or worth knowing about it. A rule is a pure function over what was read; it does no I/O and
//! never computes a line.

mod around;
mod code;
mod credential_used;
mod finding;
mod fingerprint;
mod ignore;
mod integration;
mod machine;
mod portal;
mod rules;
mod subject;
mod wanted;

pub use around::{Above, Around, Beside, Image, Kept, Past};
use code::Loaded;
pub use code::{Code, Folders, folders};
pub use credential_used::{Choice, Explanation, Step, Uses, credential_used};
pub use finding::{Confidence, Finding, Fix, Severity, Suppressed};
pub use fingerprint::{fingerprints, pointed_at};
use ignore::{named, suppress};
pub use portal::{Declared, Portal};
pub use subject::Subject;
pub use wanted::Wanted;

use std::collections::BTreeSet;

use crate::config::{Node, Place, Sources};
use crate::secrecy::Known;

/// One thing that can be wrong.
#[derive(Debug)]
pub struct Rule {
    /// Its kebab-case name.
    pub id: &'static str,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Its page: what, why, before and after, as Markdown.
    pub page: &'static str,
    /// Finds every place.
    pub check: fn(&Rule, &Subject<'_>) -> Vec<Finding>,
}

/// How much was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A file: whatever stands in it was judged by no rule.
    File,
    /// A file of which a key stands twice, or what another one names.
    Part,
}

impl Rule {
    /// How much was not read where it finds something, which is then no matter of the rules that somebody chose.
    pub fn unread(&self) -> Option<Unread> {
        rules::unread(self.id)
    }

    /// Tells whether it is about what a provider answered, who is only asked where that is wanted.
    pub fn is_of_proof(&self) -> bool {
        rules::is_of_proof(self.id)
    }

    /// Something about a value; a map, a list or a text below its key is pointed at by its key.
    pub fn at(&self, node: &Node) -> Finding {
        let below = node.as_text().is_some() && node.place.start.line > node.head().start.line;
        let whole = node.is_map() || node.is_list() || below || node.place.start == node.place.end;
        self.at_place(if whole { node.head() } else { node.place })
    }

    /// Something about a key.
    pub fn at_key(&self, node: &Node) -> Finding {
        self.at_place(node.head())
    }

    /// Something about a place.
    pub fn at_place(&self, place: Place) -> Finding {
        Finding { place: Some(place), ..self.nowhere() }
    }

    /// Something that stands nowhere.
    pub fn nowhere(&self) -> Finding {
        Finding::new(self.id, self.severity, self.confidence)
    }
}

/// All rules, by theme.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    rules::ALL.iter().copied().flatten()
}

/// Looks a rule up.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// The words that findings are told in whatever they say: rules by their names, how much they count, and the keys of the formats that programs
/// read. Who has one of them for a secret keeps nothing by it, and a report without it is none.
pub fn own_words() -> impl Iterator<Item = &'static str> {
    let counts = ["error", "warning", "note", "notice", "info", "minor", "major", "critical", "blocker"];
    let keys =
        ["message", "version", "level", "rule", "file", "line", "name", "title", "testcase", "testsuite", "failure"];
    rules().map(|rule| rule.id).chain(counts).chain(keys)
}

/// Something that people come in by at the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayIn {
    /// The key below `auth.providers`.
    pub provider: String,
    /// The route of the block that the page asks for (`auth.providers.github.production`).
    pub block: String,
    /// The resolver's name.
    pub resolver: String,
}

/// What people come in by at the sign-in page.
pub fn ways_in(subject: &Subject<'_>) -> Vec<WayIn> {
    rules::ways_in(subject)
}

/// Holds a configuration against the rules that are chosen. Findings come in the order of the files, then of the lines.
pub fn check(subject: &Subject<'_>, chosen: impl Fn(&Rule) -> bool) -> Vec<Finding> {
    let mut findings: Vec<_> =
        rules().filter(|rule| chosen(rule)).flat_map(|rule| (rule.check)(rule, subject)).collect();
    leave_what_follows(&mut findings, subject);
    findings = findings.into_iter().map(|finding| subject.by_its_age(finding)).collect();
    in_order(&mut findings);
    findings
}

/// Leaves out what is only found in the image's own files because what a person wrote over them could not be read.
fn leave_what_follows(findings: &mut Vec<Finding>, subject: &Subject<'_>) {
    let hidden: Vec<String> = findings.iter().filter_map(|finding| finding.hides.clone()).collect();
    let is_below = |route: &str, part: &String| {
        part.is_empty()
            || route.strip_prefix(part.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let follows = |finding: &Finding| {
        let place = finding.place.filter(|place| subject.is_images(*place));
        let route = place.map(|place| route_at(subject.config, place).unwrap_or_else(|| finding.route.clone()));
        route.is_some_and(|route| hidden.iter().any(|part| is_below(&route, part)))
    };
    if !hidden.is_empty() {
        findings.retain(|finding| !follows(finding));
    }
}

/// The key whose value, or which itself, stands at a place.
fn route_at(config: &Node, place: Place) -> Option<String> {
    let mut found = None;
    config.visit(&mut |route, node| {
        if node.place == place || node.head() == place {
            found = Some(route.to_owned());
        }
    });
    found
}

/// Marks what is only found with the release that a portal shall have, beside what is found with the one that it has.
pub fn tell_apart(findings: &mut [Finding], there: &[Finding], subject: &Subject<'_>) {
    let key = |finding: &Finding| (finding.rule, finding.place, finding.route.clone(), finding.severity);
    let there: BTreeSet<_> = there.iter().map(key).collect();
    let release = subject.portal.release().to_string();
    for finding in findings.iter_mut().filter(|finding| !there.contains(&key(finding))) {
        finding.comes_with = Some(release.clone());
    }
}

/// Makes findings fit to be told: in order, silenced where a comment says so, and without any secret.
pub fn conclude(findings: &mut Vec<Finding>, sources: &Sources, known: &Known) {
    in_order(findings);
    once(findings, sources);
    suppress(findings, sources);
    findings.iter_mut().for_each(|finding| finding.conceal(known));
}

/// Leaves one of what is found twice in a file that was read twice, by itself and because another names it: the one that may be shown.
fn once(findings: &mut Vec<Finding>, sources: &Sources) {
    let key = |finding: &Finding| {
        let place = finding.place?;
        Some((
            finding.rule,
            sources.name(place.source).to_owned(),
            place.start.line,
            place.start.column,
            finding.message.clone(),
        ))
    };
    let is_attached = |finding: &Finding| {
        finding.place.and_then(|place| sources.get(place.source)).is_some_and(|source| source.attached)
    };
    let shown: BTreeSet<_> = findings.iter().filter(|finding| !is_attached(finding)).filter_map(key).collect();
    findings.retain(|finding| !is_attached(finding) || key(finding).is_none_or(|key| !shown.contains(&key)));
}

/// Puts findings in the order of the files, then of the lines; what is there twice goes.
fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|one, other| one.order().cmp(&other.order()));
    findings.dedup();
}
