//! Releases of Backstage: which there are, how one is told, and since when or until when something holds.

pub mod checkout;
mod span;
pub mod started;
mod version;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

pub use self::span::Span;
pub use self::version::Version;

const TEXT: &str = embedded!("backstage/releases");

/// What is known of releases.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// What the images carry.
    pub image: Version,
    /// The same by an image's name, whatever its tag.
    pub images: IndexMap<String, Version>,
    /// What stands before the tag of Backstage's own sources where they are fetched.
    pub fetched: Vec<String>,
    /// What a Dockerfile calls the setting that names the release.
    pub settings: Vec<String>,
    /// The oldest that something is known of.
    pub oldest: Version,
    /// The oldest that is meant where nobody says which it is.
    pub supported: Version,
    /// The newest that is known.
    pub newest: Version,
    /// Rules that go by how the known releases read their keys.
    pub readings: Vec<Vec<String>>,
    /// The version of a package from which on it is at least a release, by package.
    pub packages: IndexMap<String, IndexMap<Version, Version>>,
    /// What changed.
    pub changes: Changes,
}

/// What changed from one release to another.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Changes {
    /// OpenID Connect tells an address only where the server calls it verified.
    pub oidc_verified_mail: Span,
    /// A token for Bitbucket Cloud is sent without a user name.
    pub bitbucket_bearer: Span,
    /// Clients may register themselves.
    pub client_registration: Span,
    /// Sign-in from an origin that is not allowed is refused at its first step.
    pub origin_at_start: Span,
    /// Microsoft Graph's `userGroupMember.path` does not go with a filter of people.
    pub graph_path_excludes: Span,
    /// `BACKSTAGE_ENV` names a file.
    pub environment_files: Span,
    /// `BACKSTAGE_ENV` may name several.
    pub environment_list: Span,
    /// A restricted token is not handed on to other plugins.
    pub restricted_not_delegated: Span,
    /// A backend asks for credentials where its owner does nothing for it.
    pub backend_asks: Span,
    /// The proxy asks for credentials unless an endpoint says otherwise.
    pub proxy_asks: Span,
    /// The resolvers of the configuration go before the one that code gives a provider.
    pub configured_resolver_first: Span,
    /// Azure DevOps is read by `credentials` alone.
    pub azure_credentials_alone: Span,
    /// People who are read by a GitHub App may have the addresses that their organisation has verified.
    pub github_verified_mail: Span,
}

/// Whether a release has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// It has.
    Yes,
    /// It has not.
    No,
    /// Which release it is was not told, or not exactly enough.
    Depends,
}

/// The release that a portal has, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    first: Version,
    last: Version,
    /// Versions of packages by a lock file, which count before the release.
    packages: BTreeMap<String, Version>,
    /// Who said which it is; nobody, when that is not known.
    said_by: Option<String>,
}

impl Default for Release {
    /// Any that is supported.
    fn default() -> Self {
        let known = releases();
        Self { first: known.supported, last: known.newest, packages: BTreeMap::new(), said_by: None }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => self.first.fmt(to),
            false if self.first == Version::default() => write!(to, "{} or older", self.last),
            false => write!(to, "{} to {}", self.first, self.last),
        }
    }
}

impl Release {
    /// A release that somebody said.
    pub fn said(version: Version, by: impl Into<String>) -> Self {
        Self { first: version, last: version, packages: BTreeMap::new(), said_by: Some(by.into()) }
    }

    /// What an image carries.
    pub fn of_image() -> Self {
        Self::said(releases().image, "the image")
    }

    /// A release by the versions of packages in a lock file; nothing, when none of them tells.
    pub fn locked(packages: BTreeMap<String, Version>, by: &str) -> Option<Self> {
        let said = Self::between(&packages, by, |least, locked| least.first() <= locked.first())?;
        Some(Self { packages, ..said })
    }

    /// A release by the versions that packages are asked for from; nothing, when none of them tells. Nobody is on one before those, and
    /// without a lock file on any that they let in.
    pub fn ranged(ranges: &BTreeMap<String, Version>, by: &str) -> Option<Self> {
        Self::between(ranges, by, |least, asked| least.first() <= asked.first() || asked.lets_in(*least))
    }

    /// The releases from the one that a package's version has reached on, up to the last that it may be of.
    fn between(packages: &BTreeMap<String, Version>, by: &str, may_be: fn(&Version, &Version) -> bool) -> Option<Self> {
        let known = releases();
        let (lines, version) = known.packages.iter().find_map(|(name, lines)| Some((lines, packages.get(name)?)))?;
        let last = |fits: &dyn Fn(&Version) -> bool| {
            lines.iter().rev().find(|(_, least)| fits(least)).map(|(release, _)| *release)
        };
        let reached = last(&|least| least.first() <= version.first());
        let Some(first) = reached.or(last(&|least| may_be(least, version)).map(|_| Version::default())) else {
            return Some(Self::before_all(by));
        };
        let last = last(&|least| may_be(least, version)).unwrap_or(first);
        // What came behind the last line that is known of a package may be any newer release.
        let open = lines.last().is_some_and(|(release, _)| *release == last);
        let last = if open { known.newest } else { last };
        Some(Self { first, last, packages: BTreeMap::new(), said_by: Some(by.to_owned()) })
    }

    /// A release that is older than anything that is known.
    fn before_all(by: &str) -> Self {
        let last = releases().oldest.before();
        Self { first: Version::default(), last, packages: BTreeMap::new(), said_by: Some(by.to_owned()) }
    }

    /// The same, with what a lock file says of its packages.
    #[must_use]
    pub fn with(self, packages: BTreeMap<String, Version>) -> Self {
        Self { packages, ..self }
    }

    /// Who said which it is.
    pub fn said_by(&self) -> Option<&str> {
        self.said_by.as_deref()
    }

    /// What is to be said of one that is newer than anything that is known.
    pub fn news(&self) -> Option<String> {
        let known = releases();
        let is_news = self.first.first() > known.newest.last();
        is_news.then(|| format!("newer than all that is known here, which is {} to {}", known.oldest, known.newest))
    }

    /// Tells whether it is older than anything that is known.
    pub fn is_older_than_known(&self) -> bool {
        self.last.last() < releases().oldest.first()
    }

    /// Tells whether it is a release or any after that.
    pub fn is_from(&self, since: Version) -> bool {
        self.first.first() >= since.first()
    }

    /// Tells whether another one is the same, whoever said so.
    pub fn is(&self, other: &Self) -> bool {
        (self.first, self.last) == (other.first, other.last)
    }

    /// Tells whether it has what holds for a span. What holds always does so as far back as anything is known.
    pub fn has(&self, span: &Span) -> Has {
        let has = |there: bool| if there { Has::Yes } else { Has::No };
        let Some(turn) = span.since.or(span.until) else {
            return if self.is_older_than_known() { Has::Depends } else { Has::Yes };
        };
        let since = span.since.is_some();
        let locked = span.package.as_ref().and_then(|package| self.packages.get(package)).zip(span.version);
        if let Some((locked, turn)) = locked {
            return has((locked.first() >= turn.first()) == since);
        }
        match turn.first() {
            turn if self.first.first() >= turn => has(since),
            turn if self.last.last() < turn => has(!since),
            _ => Has::Depends,
        }
    }
}

/// What is known of releases.
pub fn releases() -> &'static Releases {
    static READ: OnceLock<Releases> = OnceLock::new();
    READ.get_or_init(|| facts!(TEXT))
}

impl Releases {
    /// The packages that a lock file is asked for.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        let spans = crate::contract::sign_in::sign_in()
            .spans()
            .chain(crate::contract::integration::facts().spans())
            .chain(crate::contract::keys::keys().spans())
            .chain(crate::contract::demands::demands().iter().map(|block| &block.releases))
            .chain([&crate::contract::entrance::entrances().heeds_unverified]);
        let named = self.changes.all().into_iter().chain(spans).filter_map(|span| span.package.as_deref());
        self.packages.keys().map(String::as_str).chain(named)
    }

    /// A release that a person names.
    ///
    /// # Errors
    /// When it is none, or older than anything that is known.
    pub fn named(&self, text: &str) -> Result<Version, String> {
        let version: Version = text.parse()?;
        if version.last() < self.oldest.first() {
            return Err(format!("nothing is known of releases before {}; the newest is {}", self.oldest, self.newest));
        }
        Ok(version)
    }
}

impl Changes {
    fn all(&self) -> [&Span; 13] {
        [
            &self.oidc_verified_mail,
            &self.bitbucket_bearer,
            &self.client_registration,
            &self.origin_at_start,
            &self.graph_path_excludes,
            &self.environment_files,
            &self.environment_list,
            &self.restricted_not_delegated,
            &self.backend_asks,
            &self.proxy_asks,
            &self.configured_resolver_first,
            &self.azure_credentials_alone,
            &self.github_verified_mail,
        ]
    }
}

#[cfg(test)]
mod tests;
