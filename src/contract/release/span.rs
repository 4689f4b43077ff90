//! Since when, or until when, something holds.

use std::fmt;

use serde::Deserialize;

use super::Version;

/// Since when, or until when, something holds; always, when neither is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first release that has it.
    pub(super) since: Option<Version>,
    /// The first release that has it no more.
    pub(super) until: Option<Version>,
    /// The package that brought the change.
    pub(super) package: Option<String>,
    /// And its version.
    pub(super) version: Option<Version>,
}

impl fmt::Display for Span {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.since, self.until) {
            (Some(since), _) => write!(to, "since Backstage {since}"),
            (None, Some(until)) => write!(to, "before Backstage {until}"),
            (None, None) => write!(to, "always"),
        }
    }
}

impl Span {
    /// Tells whether it holds for every release.
    pub fn is_always(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// The first release that it holds for, where it did not before.
    pub fn since(&self) -> Option<&Version> {
        self.since.as_ref()
    }

    /// When it does not hold.
    #[must_use]
    pub fn otherwise(&self) -> Self {
        Self { since: self.until, until: self.since, ..self.clone() }
    }
}
