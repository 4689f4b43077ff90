//! What was learnt about a credential or a setting by asking its provider. Values only; nothing here asks.

mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;
use url::Url;

pub use self::people::{
    Census, Directory, DirectoryGroup, DirectoryUser, Extent, Identity, Limit, Lost, Nameless, Sought, catalog_accepts,
    mark, stands_for,
};

/// The answer to "does it work?". Four, never two: not being able to tell is not a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Proven to work.
    Valid,
    /// Could not tell: unreachable, rate limited, or the provider does not say. Never an error by itself.
    Unknown,
    /// Works, but not for everything that is wanted.
    Insufficient,
    /// Refused.
    Invalid,
}

/// What a proof looks at: its name for people, and what of the run it rests on. Whoever finds it wrong is asked for these again, and
/// for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aspect<'a> {
    /// A word or two (`scopes`, `installed`, `callback`).
    pub name: &'a str,
    /// The parts of the credential and the settings that decide it, by the provider's word (`client-secret`, `organization`). None, when
    /// it is only mended at the provider.
    pub rests_on: &'static [&'static str],
}

impl<'a> Aspect<'a> {
    /// Names an aspect and what it rests on.
    pub const fn new(name: &'a str, rests_on: &'static [&'static str]) -> Self {
        Self { name, rests_on }
    }
}

/// Something that rests on nothing that anybody was asked for.
impl<'a> From<&'a str> for Aspect<'a> {
    fn from(name: &'a str) -> Self {
        Self::new(name, &[])
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was looked at, in a word or two (`scopes`, `installed`, `callback`).
    pub name: String,
    /// What it rests on: parts of the credential and settings, by the provider's word.
    pub rests_on: &'static [&'static str],
    /// How it went.
    pub verdict: Verdict,
    /// Whether no answer came at all: another try, later, may tell.
    pub no_answer: bool,
    /// Whether nobody had to be asked for it: the credential says it itself, or a calendar does.
    pub unasked: bool,
    /// Whether a person should look although nothing is wrong (expires soon, may do more than is needed).
    pub attention: bool,
    /// The fact, in one sentence without a period.
    pub says: String,
    /// The next command, link or click, when there is one.
    pub hint: Option<String>,
}

impl Step {
    fn new<'a>(aspect: impl Into<Aspect<'a>>, verdict: Verdict, says: impl Into<String>) -> Self {
        let Aspect { name, rests_on } = aspect.into();
        Self {
            name: name.to_owned(),
            rests_on,
            verdict,
            no_answer: false,
            unasked: false,
            attention: false,
            says: says.into(),
            hint: None,
        }
    }

    /// It works.
    pub fn valid<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Valid, says)
    }

    /// It works, but a person should know something about it.
    pub fn attention<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self { attention: true, ..Self::new(aspect, Verdict::Valid, says) }
    }

    /// It works, but not for everything that is wanted.
    pub fn insufficient<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Insufficient, says)
    }

    /// Could not tell.
    pub fn unknown<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Unknown, says)
    }

    /// It was refused.
    pub fn invalid<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self::new(aspect, Verdict::Invalid, says)
    }

    /// Nobody answered.
    pub fn no_answer<'a>(aspect: impl Into<Aspect<'a>>, says: impl Into<String>) -> Self {
        Self { no_answer: true, ..Self::unknown(aspect, says) }
    }

    /// Says what alone it rests on, where that is not the same for every answer.
    #[must_use]
    pub fn resting_on(self, rests_on: &'static [&'static str]) -> Self {
        Self { rests_on, ..self }
    }

    /// Says that nobody had to be asked for it.
    #[must_use]
    pub fn without_asking(self) -> Self {
        Self { unasked: true, ..self }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Everything learnt about one credential, in the order in which it was learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The single looks.
    pub steps: Vec<Step>,
    /// Settings that the provider corrected, by field (`base-url` without `/auth`), and facts worth keeping.
    pub settings: BTreeMap<String, String>,
    /// Parts of the credential that could be repaired, by field (a private key with its newlines back).
    pub repaired: crate::credential::Fields,
    /// Addresses on other servers that the asked one names for a part of itself, with what is done there (`its tokens`).
    pub elsewhere: Vec<(String, Url)>,
    /// How long it took.
    pub took: Duration,
}

impl Proof {
    /// A proof of a single step.
    pub fn of(step: Step) -> Self {
        Self { steps: vec![step], ..Self::default() }
    }

    /// Adds a step.
    pub fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The worst verdict; without any step, nothing is known.
    pub fn verdict(&self) -> Verdict {
        self.steps.iter().map(|step| step.verdict).max().unwrap_or(Verdict::Unknown)
    }

    /// Tells whether the credential was refused or is not enough.
    pub fn refused(&self) -> bool {
        self.verdict() >= Verdict::Insufficient
    }

    /// Tells whether nothing was learnt because nobody answered.
    pub fn no_answer(&self) -> bool {
        self.nothing_known() && self.steps.iter().any(|step| step.no_answer)
    }

    /// Tells whether nothing was learnt from anybody.
    pub fn nothing_known(&self) -> bool {
        self.steps.iter().filter(|step| !step.unasked).all(|step| step.verdict == Verdict::Unknown)
    }

    /// What the refusal is about: the parts of the credential and the settings that its refused steps rest on. Nothing, when it is only
    /// mended at the provider.
    pub fn blames(&self) -> BTreeSet<&'static str> {
        let refused = self.steps.iter().filter(|step| step.verdict >= Verdict::Insufficient);
        refused.flat_map(|step| step.rests_on).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_had_to_be_asked_for_is_no_answer() {
        let silent = Step::no_answer("token", "nobody answered");
        let own = Step::attention("kind", "ends soon");
        let of =
            |steps: &[&Step]| Proof { steps: steps.iter().map(|step| (*step).clone()).collect(), ..Proof::default() };
        assert!(of(&[&silent, &own.clone().without_asking()]).no_answer());
        assert!(!of(&[&silent, &own]).no_answer());
        assert!(!of(&[&silent, &own]).nothing_known() && of(&[&silent]).nothing_known());
    }

    #[test]
    fn the_worst_step_decides_and_nothing_looked_at_is_unknown() {
        let mut proof = Proof::of(Step::valid("token", "works"));
        assert_eq!(proof.verdict(), Verdict::Valid);
        proof.push(Step::unknown("callback", "cannot be read"));
        assert_eq!(proof.verdict(), Verdict::Unknown);
        proof.push(Step::insufficient("scopes", "lacks `repo`"));
        assert!(proof.refused());
        assert_eq!(Proof::default().verdict(), Verdict::Unknown);
    }

    #[test]
    fn a_refusal_is_about_what_its_refused_steps_rest_on_and_about_nothing_else() {
        const TOKEN: Aspect<'static> = Aspect::new("token", &["token"]);
        let mut proof = Proof::of(Step::valid(Aspect::new("organization", &["organization"]), "is there"));
        assert_eq!(proof.blames(), BTreeSet::new());
        proof.push(Step::insufficient(TOKEN, "lacks `repo`"));
        proof.push(Step::invalid("installed", "not there yet"));
        assert_eq!(proof.blames(), BTreeSet::from(["token"]));
        let there = Proof::of(Step::invalid(TOKEN, "the account is locked").resting_on(&[]));
        assert!(there.refused() && there.blames().is_empty());
    }
}
