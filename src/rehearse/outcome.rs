//! What a sign-in comes to at a release: as whom, or why not, and the one change that mends it. Pure.

use super::profile::{Keeps, Mail, Told};
use crate::contract::sign_in::{GoesBy, sign_in};
use crate::proof::Identity;
use crate::sign_in::{Because, Resolved, Resolver, Watch, resolve, resolver_names};

/// Whose module of the provider reads the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Module {
    /// An image's, which has resolvers of its own.
    Images,
    /// Backstage's own, which has none of those.
    Backstages,
    /// One that is not seen.
    Unseen,
}

/// The chain of a door.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain<'a> {
    /// The provider's key.
    pub(super) provider: &'a str,
    /// The environment of the block.
    pub(super) environment: &'a str,
    /// Its resolvers.
    pub(super) resolvers: &'a [Resolver],
    /// Who reads it.
    pub(super) module: Module,
}

impl<'a> Chain<'a> {
    /// The first of its resolvers that only images have.
    pub(super) fn of_images(&self) -> Option<&'a str> {
        self.resolvers.iter().map(|resolver| resolver.name.as_str()).find(|name| sign_in().comes_with_images(name))
    }

    /// Whether a mail address decides anything.
    pub(super) fn goes_by_mail(&self) -> bool {
        self.goes_by(GoesBy::is_of_mail)
    }

    /// Whether what stands before the `@` is taken for a name.
    pub(super) fn goes_by_local_part(&self) -> bool {
        self.goes_by(|by| *by == GoesBy::LocalPart)
    }

    /// Whether a user name decides anything.
    pub(super) fn goes_by_username(&self) -> bool {
        self.goes_by(|by| *by == GoesBy::Username)
    }

    fn goes_by(&self, is_meant: impl Fn(&GoesBy) -> bool) -> bool {
        let by = |resolver: &Resolver| sign_in().goes_by(self.provider, &resolver.name);
        self.resolvers.iter().filter_map(by).any(is_meant)
    }

    /// A resolver that the provider surely does not have.
    fn absent(&self) -> Option<&'a str> {
        self.of_images().filter(|_| self.module == Module::Backstages)
    }

    /// Tells whether the provider has a resolver, as far as it is known; one that is written may be there.
    fn may_take(&self, resolver: &str) -> bool {
        let is_written = || self.resolvers.iter().any(|written| written.name == resolver);
        match self.module {
            Module::Images => true,
            Module::Backstages => !sign_in().comes_with_images(resolver),
            Module::Unseen => is_written() || !sign_in().comes_with_images(resolver),
        }
    }
}

/// What a sign-in comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What the portal is told.
    pub(super) told: Told,
    /// What the resolvers make of it.
    pub(super) resolved: Resolved,
    /// The one change with which this person would get in.
    pub(super) mend: Option<String>,
}

impl Outcome {
    /// Whether the person would get in; nothing, when it could not be told.
    pub(super) fn lets_in(&self) -> Option<bool> {
        match &self.resolved {
            Resolved::As { .. } => Some(true),
            Resolved::Untold { .. } => None,
            Resolved::Nobody { .. } | Resolved::Refused { .. } | Resolved::Absent { .. } => Some(false),
        }
    }

    /// Of somebody of whom sign-in may tell more than is known, nothing follows from not being found.
    pub(super) fn by_what_is_known(self, whole: bool) -> Self {
        match self.resolved {
            _ if whole => self,
            Resolved::As { .. } | Resolved::Absent { .. } | Resolved::Untold { .. } => self,
            Resolved::Nobody { .. } | Resolved::Refused { .. } => {
                let why = self.why().unwrap_or_default();
                let why = format!("{why}; sign-in may tell more of this person than is known here");
                let resolved = Resolved::Untold { resolver: None, why, tried: Vec::new() };
                Self { resolved, mend: None, ..self }
            }
        }
    }

    /// Why the person would not get in, in one sentence.
    pub(super) fn why(&self) -> Option<String> {
        match &self.resolved {
            Resolved::As { .. } => None,
            Resolved::Absent { resolver } => {
                Some(format!("the portal does not start: this provider has no `{resolver}`"))
            }
            Resolved::Refused { resolver, because, .. } => Some(match (because, self.told.mail) {
                (Because::NoMail, Mail::NotVerified) => {
                    "the provider says that the mail address is not verified".to_owned()
                }
                (Because::NoMail, Mail::NotMarked) => {
                    "the provider does not mark the mail address as verified".to_owned()
                }
                _ => format!("`{resolver}`: {because}"),
            }),
            Resolved::Untold { resolver, why, .. } => Some(Resolved::depends_on(resolver.as_deref(), why)),
            Resolved::Nobody { tried } => {
                let why = tried.last().map_or("there is no resolver", |tried| tried.why.as_str());
                Some(why.to_owned())
            }
        }
    }
}

/// Follows the chain for whom the provider tells of. `read` makes of the profile what a release keeps; where two releases may be meant, both
/// are followed, and what they do not agree on is not told.
pub(super) fn outcome(chain: Chain<'_>, keeps: &[Keeps], read: impl Fn(Keeps) -> Told, watch: &Watch) -> Outcome {
    let follow = |keeps: &Keeps| {
        let told = read(*keeps);
        let resolved = match chain.absent() {
            Some(name) => Resolved::Absent { resolver: name.to_owned() },
            None => resolve(chain.resolvers, chain.provider, &told.identity, watch),
        };
        let mend = mend(chain, &told, &resolved, watch);
        Outcome { told, resolved, mend }
    };
    let all: Vec<Outcome> = keeps.iter().map(follow).collect();
    let mut outcomes = all.into_iter();
    let first = outcomes.next().unwrap_or_else(|| follow(&Keeps::All));
    match outcomes.next() {
        Some(later) if later.resolved != first.resolved => {
            let resolver = chain.resolvers.first().map(|resolver| resolver.name.clone());
            let why =
                "older releases take this mail address, newer ones do not, as it is not marked as verified".to_owned();
            let resolved = Resolved::Untold { resolver, why, tried: Vec::new() };
            Outcome { resolved, mend: Some("say which release is meant: `--backstage RELEASE`".to_owned()), ..first }
        }
        _ => first,
    }
}

fn mend(chain: Chain<'_>, told: &Told, resolved: &Resolved, watch: &Watch) -> Option<String> {
    let list = format!("auth.providers.{}.{}.signIn.resolvers", chain.provider, chain.environment);
    let other = || other(chain, &told.identity, watch);
    match resolved {
        Resolved::As { .. } | Resolved::Untold { .. } => None,
        Resolved::Absent { .. } => Some(match other() {
            Some(other) => format!("write `{other}` in its place, under `{list}`"),
            None => format!("take it out of `{list}`"),
        }),
        Resolved::Refused { resolver, because, .. } => Some(match (because, told.mail, other()) {
            (.., Some(other)) => format!("put `{other}` before `{resolver}`, under `{list}`"),
            (Because::NoMail, Mail::NotVerified | Mail::NotMarked, None) => {
                "have the provider verify the address, and send `email_verified: true`".to_owned()
            }
            (Because::NoMail, ..) => "give this person a mail address at the provider".to_owned(),
            (Because::Several(_), ..) => {
                "give each of these people an address of their own in the directory".to_owned()
            }
            (Because::Domain(_), ..) => {
                format!("add the domain to `allowedDomains` under `{list}`, written as the provider writes it")
            }
            (Because::NoUsername | Because::NothingBeforeAt, ..) => {
                format!("put a resolver that matches before `{resolver}`, under `{list}`")
            }
        }),
        Resolved::Nobody { .. } => Some(match other() {
            Some(other) => format!("add `{other}` to `{list}`"),
            None => "bring this person into the catalog: into the directory that org data reads, as the name or address that sign-in \
                     tells"
                .to_owned(),
        }),
    }
}

/// A resolver of the provider that would find this person.
fn other(chain: Chain<'_>, identity: &Identity, watch: &Watch) -> Option<&'static str> {
    if chain.provider == "ldap" {
        return None;
    }
    resolver_names(chain.provider).filter(|name| chain.may_take(name)).find(|name| {
        let alone = [Resolver::named(name)];
        // It opens the portal to whoever has the same name at another domain.
        let is_open = sign_in().goes_by(chain.provider, name) == Some(&GoesBy::LocalPart);
        !is_open && matches!(resolve(&alone, chain.provider, identity, watch), Resolved::As { .. })
    })
}

#[cfg(test)]
mod tests;
