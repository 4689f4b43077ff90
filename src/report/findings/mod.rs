//! Findings as people and pipelines read them. Pure: a list of findings in, a text out. Findings hold no secret; an excerpt is made of what
//! is none, and is searched for those that are known.

mod code_quality;
mod github;
mod human;
mod json;
mod junit;
mod sarif;

pub use human::{counted, severities};

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::time::Duration;

use crate::config::{Detail, Page, Place, Shown, Sources};
use crate::lint::{Finding, Severity};
use crate::report::{Look, clean};
use crate::secrecy::Known;
use crate::typed::Typed;

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with excerpts.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// JUnit's XML.
    Junit,
}

impl Format {
    /// Tells whether it is a document of JSON.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Gitlab)
    }
}

/// The release of Backstage that a configuration was read for.
pub struct ReadFor {
    /// The release.
    pub release: String,
    /// Who said so; nobody, when the person who reads this did.
    pub said_by: Option<String>,
    /// What is to be said, where it is newer than anything that is known.
    pub news: Option<String>,
    /// The release that the portal has now, with who said so, when it is another one.
    pub upgrades_from: Option<String>,
}

/// What is to be told.
pub struct Told<'a> {
    /// The findings, in order.
    pub findings: &'a [Finding],
    /// What each is known by, in the same order.
    pub fingerprints: &'a [String],
    /// The texts that they stand in.
    pub sources: &'a Sources,
    /// Those of the image.
    pub images: BTreeSet<usize>,
    /// Those that are files of variables.
    pub env_files: BTreeSet<usize>,
    /// The operator's file that can change what the image says.
    pub operators: Option<String>,
    /// How many files were looked at.
    pub files: usize,
    /// How much of the portal they are, and whether it is all; nothing where nobody asks.
    pub extent: Option<(bool, String)>,
    /// By how many rules they were judged.
    pub rules: usize,
    /// How long that took.
    pub took: Duration,
    /// The release that it was read for, when one is known.
    pub read_for: Option<ReadFor>,
    /// The command that mends what can be mended, for the same files; none where nothing may be.
    pub mends: Option<Typed>,
    /// Whether nothing comes after it, so that people are told how much it was.
    pub ends: bool,
    known: &'a Known,
    pages: RefCell<BTreeMap<usize, Page<'a>>>,
    /// Lines that were shown before: a line may hold thousands of findings, and is searched once.
    lines: RefCell<HashMap<(usize, u32, Detail), Rc<Shown>>>,
}

impl<'a> Told<'a> {
    /// Gathers what is to be told; known secrets are never seen in it.
    pub fn new(findings: &'a [Finding], fingerprints: &'a [String], sources: &'a Sources, known: &'a Known) -> Self {
        Self {
            findings,
            fingerprints,
            sources,
            images: BTreeSet::new(),
            env_files: BTreeSet::new(),
            operators: None,
            files: 0,
            rules: 0,
            took: Duration::ZERO,
            extent: None,
            read_for: None,
            mends: None,
            ends: true,
            known,
            pages: RefCell::default(),
            lines: RefCell::default(),
        }
    }

    /// Writes everything in a format; nothing at all is written for people and annotations when there is nothing to say.
    pub fn write(&self, format: Format, look: &Look) -> String {
        match format {
            Format::Human => self.known.conceal(&human::write(self, look)),
            Format::Github => self.known.conceal(&github::write(self)),
            Format::Junit => self.known.conceal(&junit::write(self)),
            Format::Json => self.known.conceal_document(&json::write(self)),
            Format::Sarif => self.known.conceal_document(&sarif::write(self)),
            Format::Gitlab => self.known.conceal_document(&code_quality::write(self)),
        }
    }

    fn counting(&self) -> impl Iterator<Item = (&Finding, &str)> {
        self.all().filter(|(finding, _)| finding.counts())
    }

    fn all(&self) -> impl Iterator<Item = (&Finding, &str)> {
        self.findings.iter().zip(self.fingerprints.iter().map(String::as_str))
    }

    fn count(&self, severity: Severity) -> usize {
        self.counting().filter(|(finding, _)| finding.severity == severity).count()
    }

    /// The name of the file that a place is in, without what could steer a reader's screen.
    fn file(&self, place: Place) -> Cow<'_, str> {
        plain(self.sources.name(place.source))
    }

    /// The key that a finding is about.
    fn route<'f>(&self, finding: &'f Finding) -> Cow<'f, str> {
        plain(&finding.route)
    }

    /// The operator's file that can change what the image says.
    fn operators(&self) -> Option<Cow<'_, str>> {
        self.operators.as_deref().map(plain)
    }

    fn is_images(&self, place: Place) -> bool {
        self.images.contains(&place.source)
    }

    /// Whose file a place is in.
    fn layer(&self, place: Place) -> &'static str {
        match () {
            () if self.is_images(place) => "image",
            () if self.env_files.contains(&place.source) => "variables",
            () => "operator",
        }
    }

    /// Where a tool that knows only the checkout's files should point: the place itself, or the top of the operator's file for what
    /// stands in the image's.
    fn in_checkout(&self, place: Option<Place>) -> Option<(Cow<'_, str>, Option<Place>)> {
        match place {
            Some(place) if !self.is_images(place) => Some((self.file(place), Some(place))),
            _ => self.operators().map(|file| (file, None)),
        }
    }

    /// What a finding says, with the image's file when it stands there.
    fn says(&self, finding: &Finding) -> String {
        let arrives = finding.comes_with.as_ref().map(|release| format!(" (comes with Backstage {release})"));
        let message = clean(&finding.message) + &arrives.unwrap_or_default();
        match finding.place.filter(|place| self.is_images(*place)) {
            Some(place) => format!("{message} (in the image's {}:{})", self.file(place), place.start.line),
            None => message,
        }
    }

    fn hint(&self, finding: &Finding) -> Option<String> {
        finding.hint.as_ref().map(|hint| clean(hint))
    }

    /// A line of a text, as it may be shown; nothing of a text that only another file named.
    fn line(&self, source: usize, line: u32, detail: Detail) -> Option<Rc<Shown>> {
        let text = self.sources.get(source).filter(|source| !source.attached)?;
        if let Some(shown) = self.lines.borrow().get(&(source, line, detail)) {
            return Some(Rc::clone(shown));
        }
        let mut pages = self.pages.borrow_mut();
        let page = pages.entry(source).or_insert_with(|| {
            if self.env_files.contains(&source) { Page::dotenv(&text.text, |_| false) } else { Page::yaml(&text.text) }
        });
        let shown = page.line(line, detail);
        let stretches = self.known.find(&shown.text);
        let shown = Rc::new(shown.without(&stretches));
        self.lines.borrow_mut().insert((source, line, detail), Rc::clone(&shown));
        Some(shown)
    }
}

/// A name or a key of somebody's file, without control characters and changes of direction.
fn plain(name: &str) -> Cow<'_, str> {
    if name.chars().all(|c| c.is_ascii_graphic() || c == ' ') { Cow::Borrowed(name) } else { Cow::Owned(clean(name)) }
}
