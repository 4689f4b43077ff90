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

    /// Tells whether it is newer than anything that is known.
    pub fn is_news(&self) -> bool {
        self.first.first() > releases().newest.last()
    }

    /// Tells whether it is older than anything that is known.
    pub fn is_older_than_known(&self) -> bool {
        self.last.last() < releases().oldest.first()
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
    READ.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
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
    fn all(&self) -> [&Span; 10] {
        [
            &self.oidc_verified_mail,
            &self.bitbucket_bearer,
            &self.client_registration,
            &self.origin_at_start,
            &self.graph_path_excludes,
            &self.environment_files,
            &self.environment_list,
            &self.restricted_not_delegated,
            &self.azure_credentials_alone,
            &self.github_verified_mail,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(text: &str) -> Release {
        Release::said(text.parse().unwrap(), "a test")
    }

    fn span(text: &str) -> Span {
        serde_yaml::from_str(text).unwrap()
    }

    #[test]
    fn the_releases_are_read_and_each_package_has_them_in_order() {
        let known: Releases = serde_json::from_str(TEXT).unwrap();
        assert_eq!(
            (known.oldest.to_string(), known.newest.to_string()),
            (known.packages[0].first().unwrap().0.to_string(), known.packages[0].last().unwrap().0.to_string())
        );
        assert!(known.packages.values().all(|lines| lines.iter().is_sorted_by(|(one, least), (next, more)| {
            one.first() < next.first() && least.first() < more.first()
        })));
        // A number that ends in a nought would be another one.
        assert!(known.packages.values().all(|lines| lines.contains_key(&"1.50".parse::<Version>().unwrap())));
        assert!(known.changes.all().iter().all(|span| span.since.is_some() != span.until.is_some()));
        assert!(known.changes.all().iter().all(|span| span.package.is_some() && span.version.is_some()));
    }

    #[test]
    fn a_release_is_read_in_each_of_its_forms() {
        for (text, read) in [("1.49", "1.49"), ("1.49.4", "1.49.4"), ("v1.49.4", "1.49.4"), ("1.50.0-next.1", "1.50.0")]
        {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), read);
        }
        assert!(["", "1", "latest", "1.x", "1.2.3.4"].iter().all(|text| text.parse::<Version>().is_err()));
        assert!(releases().named("1.39").unwrap_err().contains("before 1.40"));
        assert!(releases().named("1.60").is_ok());
    }

    #[test]
    fn a_release_has_something_has_it_not_or_cannot_be_told() {
        let since = span("{ since: 1.54.6 }");
        for (text, has) in
            [("1.49", Has::No), ("1.54.5", Has::No), ("1.54", Has::Depends), ("1.54.6", Has::Yes), ("1.60", Has::Yes)]
        {
            assert_eq!(release(text).has(&since), has, "{text}");
        }
        let until = span("{ until: 1.57 }");
        assert_eq!((release("1.56").has(&until), release("1.57").has(&until)), (Has::Yes, Has::No));
        assert_eq!((Release::default().has(&since), Release::default().has(&until)), (Has::Depends, Has::Depends));
        assert_eq!(Release::default().has(&span("{ since: 1.43 }")), Has::Yes);
        assert_eq!(
            (since.to_string(), until.to_string()),
            ("since Backstage 1.54.6".into(), "before Backstage 1.57".into())
        );
    }

    #[test]
    fn what_a_lock_file_says_of_a_package_counts_before_the_release() {
        let bearer = &releases().changes.bitbucket_bearer;
        let locked = |version: &str| BTreeMap::from([("@backstage/integration".to_owned(), version.parse().unwrap())]);
        assert_eq!(release("1.49").with(locked("2.2.0")).has(bearer), Has::Yes);
        assert_eq!(release("1.57").with(locked("2.1.2")).has(bearer), Has::No);
    }

    #[test]
    fn a_lock_file_tells_the_release_by_a_package_that_is_known() {
        let of = |package: &str, version: &str| {
            Release::locked(BTreeMap::from([(package.to_owned(), version.parse().unwrap())]), "yarn.lock")
        };
        let told = |package: &str, version: &str| of(package, version).map(|release| release.to_string());
        assert_eq!(told("@backstage/backend-defaults", "0.16.0").as_deref(), Some("1.49"));
        assert_eq!(told("@backstage/backend-defaults", "0.17.9").as_deref(), Some("1.54.6"));
        assert_eq!(told("@backstage/plugin-auth-node", "0.7.6").as_deref(), Some("1.55"));
        assert_eq!(told("@backstage/backend-defaults", "0.10.0").as_deref(), Some("1.39 or older"));
        let old = of("@backstage/backend-defaults", "0.2.18").unwrap();
        assert_eq!(old.has(&span("{ since: 1.49 }")), Has::No);
        assert_eq!(told("@backstage/integration", "2.0.0"), None);
        assert_eq!(told("@backstage/core-components", "0.18.8").as_deref(), Some("1.49"));
        // Nothing is known of it behind its last line.
        assert_eq!(told("@backstage/core-components", "0.18.99").as_deref(), Some("1.53 to 1.57"));
    }

    #[test]
    fn a_range_tells_the_releases_that_it_lets_in() {
        let told = |package: &str, from: &str| {
            let ranges = BTreeMap::from([(package.to_owned(), from.parse().unwrap())]);
            Release::ranged(&ranges, "package.json").map(|release| release.to_string())
        };
        assert_eq!(told("@backstage/backend-defaults", "0.16.0").as_deref(), Some("1.49"));
        assert_eq!(told("@backstage/backend-defaults", "0.12.0").as_deref(), Some("1.42 to 1.43"));
        assert_eq!(told("@backstage/plugin-catalog-backend", "3.4.0").as_deref(), Some("1.48 to 1.54.6"));
        assert_eq!(told("@backstage/core-components", "0.8.1").as_deref(), Some("1.39 or older"));
        assert_eq!(told("@backstage/core-components", "0.17.0").as_deref(), Some("1.42 or older"));
        assert_eq!(told("left-pad", "1.0.0"), None);
    }

    #[test]
    fn of_a_release_before_all_that_is_known_nothing_is_sure() {
        assert_eq!(release("1.18").has(&Span::default()), Has::Depends);
        assert_eq!(release("1.49").has(&Span::default()), Has::Yes);
    }
}
