//! A version of a release, or of a package.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// A version: of a release, or of a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Version {
    major: u32,
    minor: u32,
    /// Nothing where a whole line is meant.
    patch: Option<u32>,
}

impl FromStr for Version {
    type Err = String;

    /// Reads `1.49`, `1.49.4`, `v1.49.4`; what stands behind a `-` or `+` is left out.
    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || "a release is written as 1.49 or 1.49.4".to_owned();
        let plain = text.trim().trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
        let numbers: Result<Vec<u32>, _> = plain.split('.').map(str::parse).collect();
        match numbers.map_err(|_| refused())?.as_slice() {
            [major, minor] => Ok(Self { major: *major, minor: *minor, patch: None }),
            [major, minor, patch] => Ok(Self { major: *major, minor: *minor, patch: Some(*patch) }),
            _ => Err(refused()),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(to, ".{patch}"))
    }
}

impl Version {
    /// The first that is meant.
    pub(super) fn first(self) -> (u32, u32, u32) {
        (self.major, self.minor, self.patch.unwrap_or(0))
    }

    /// Tells whether a range that begins here lets another version in, as `^` does.
    pub(super) fn lets_in(self, other: Self) -> bool {
        let same_line = self.major == other.major && (self.major > 0 || self.minor == other.minor);
        same_line && other.first() >= self.first()
    }

    /// The line before this one.
    pub(super) fn before(self) -> Self {
        Self { minor: self.minor.saturating_sub(1), patch: None, ..self }
    }

    /// The last that is meant: of a line, whatever it will come to.
    pub(super) fn last(self) -> (u32, u32, u32) {
        (self.major, self.minor, self.patch.unwrap_or(u32::MAX))
    }
}
