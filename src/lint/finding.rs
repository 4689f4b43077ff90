//! One thing that was found.

use serde::Serialize;

use crate::config::{Node, Place};
use crate::contract::release::{Release, Span, Version, releases};
use crate::credential::Secret;
use crate::secrecy::Known;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Unsafe, or wrong for some.
    Warning,
    /// It does not work, or it is open to anybody.
    Error,
}

impl Severity {
    /// The name used in flags and formats.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It may be meant so.
    Low,
    /// It is nearly always wrong.
    Medium,
    /// It cannot be otherwise.
    High,
}

impl Confidence {
    /// The name used in formats.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A mend that is safe: it changes nothing that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Text in place of another.
    Replace {
        /// What goes.
        place: Place,
        /// What comes; it may be a secret.
        with: Secret,
    },
    /// A value, or a key, in place of another; it is written as that one was.
    Value {
        /// Where the other stands.
        place: Place,
        /// What it is to be; it may be a secret.
        with: Secret,
    },
    /// YAML that is merged into the operator's own file.
    Merge(String),
}

impl Fix {
    /// Makes a value, or a key, another one.
    pub fn value(place: Place, with: impl Into<String>) -> Self {
        Self::Value { place, with: Secret::new(with) }
    }

    /// Puts a text in place of another.
    pub fn replace(place: Place, with: impl Into<String>) -> Self {
        Self::Replace { place, with: Secret::new(with) }
    }
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppressed {
    /// A comment in the file says so; its reason, when it gives one.
    Comment(Option<String>),
    /// It was there when the baseline was taken.
    Baseline,
}

/// One thing that was found. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The fact: lower case, no final period, values in backticks, never a secret.
    pub message: String,
    /// The next step.
    pub hint: Option<String>,
    /// Where.
    pub place: Option<Place>,
    /// Which key it is about (`auth.environment`).
    pub route: String,
    /// Other places that explain it.
    pub because: Vec<(Place, String)>,
    /// A safe mend.
    pub fix: Option<Fix>,
    /// The part of the configuration that was meant here and that nobody reads (all of it is ``): what the image's own files say of it is
    /// not what would hold.
    pub hides: Option<String>,
    /// The release of Backstage that it comes with, when the portal has another one now and it is not true of that.
    pub comes_with: Option<String>,
    /// The first release that it is surely true of, where that is before all whose readers are known.
    pub since: Option<Version>,
    /// Why it does not count, when it does not.
    pub suppressed: Option<Suppressed>,
}

impl Finding {
    pub(super) fn new(rule: &'static str, severity: Severity, confidence: Confidence) -> Self {
        Self {
            rule,
            severity,
            confidence,
            message: String::new(),
            hint: None,
            place: None,
            route: String::new(),
            hides: None,
            because: Vec::new(),
            fix: None,
            comes_with: None,
            since: None,
            suppressed: None,
        }
    }

    /// Says what is wrong.
    #[must_use]
    pub fn says(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Stands at a place.
    #[must_use]
    pub fn stands(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says which part of the configuration was meant and is not read.
    #[must_use]
    pub fn hides(mut self, route: impl Into<String>) -> Self {
        self.hides = Some(route.into());
        self
    }

    /// Names the key that it is about.
    #[must_use]
    pub fn about(mut self, route: impl Into<String>) -> Self {
        self.route = route.into();
        self
    }

    /// Points at another value that explains it.
    #[must_use]
    pub fn because(mut self, node: &Node, label: impl Into<String>) -> Self {
        let place = if node.is_map() || node.is_list() { node.head() } else { node.place };
        self.because.push((place, label.into()));
        self
    }

    /// Points at another place that explains it.
    #[must_use]
    pub fn because_at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.because.push((place, label.into()));
        self
    }

    /// Offers a safe mend.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Is worse, or less bad, than its rule usually is.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Names the releases of Backstage that it is true of.
    #[must_use]
    pub(super) fn dated(mut self, span: &Span) -> Self {
        if !span.is_always() {
            self.message = format!("{span}, {}", self.message);
        }
        self
    }

    /// Counts for less, as nothing is known of how a release of the portal's age reads it.
    #[must_use]
    pub(super) fn before_known(mut self, release: &Release) -> Self {
        let oldest = &releases().oldest;
        let known = format!("known from Backstage {oldest} on: nothing is known of {release}, which this portal has");
        if self.hint.as_ref().is_some_and(|hint| hint.ends_with(&known)) {
            return self;
        }
        let hint = self.hint.take().map(|hint| format!("{hint}; ")).unwrap_or_default();
        self.hint = Some(hint + &known);
        self.lessened()
    }

    fn lessened(mut self) -> Self {
        self.severity = match self.severity {
            Severity::Error => Severity::Warning,
            Severity::Warning | Severity::Note => Severity::Note,
        };
        self
    }

    /// Counts for less, as nobody said which release it is.
    #[must_use]
    pub(super) fn undecided(mut self) -> Self {
        let hint = self.hint.take().map(|hint| format!("{hint}; ")).unwrap_or_default();
        self.hint = Some(format!("{hint}`--backstage RELEASE` says which release it is"));
        self.lessened()
    }

    /// Takes every secret out of what it says and names.
    pub fn conceal(&mut self, known: &Known) {
        for said in [&mut self.message, &mut self.route].into_iter().chain(&mut self.hint) {
            *said = known.conceal(said);
        }
        self.because.iter_mut().for_each(|(_, label)| *label = known.conceal(label));
        if let Some(Suppressed::Comment(Some(why))) = &mut self.suppressed {
            *why = known.conceal(why);
        }
    }

    /// Tells whether it says that a file was not read, whatever stands in it now or later.
    pub fn is_of_unread_file(&self) -> bool {
        let is_whole = || super::rule(self.rule).and_then(super::Rule::unread) == Some(super::Unread::File);
        self.hides.as_deref() == Some("") || is_whole()
    }

    /// Tells whether it counts.
    pub fn counts(&self) -> bool {
        self.suppressed.is_none()
    }

    pub(super) fn order(&self) -> (bool, Option<Place>, &str, &str) {
        (self.place.is_none(), self.place, self.rule, &self.message)
    }
}
