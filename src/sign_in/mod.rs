//! Who would sign in, through which resolver, as whom, and why. Values only; nothing here asks.
//!
//! A portal turns what its sign-in provider tells of a person into a user of the catalog by a chain of resolvers. `chain`
//! is how it is written, `rule` what each resolver looks for, `watch` what the catalog would hold that could match one
//! person, and `report` says what came of it. Source: `@backstage/plugin-auth-node` 0.6.14
//! (`readDeclarativeSignInResolver`, `commonSignInResolvers`) and `@backstage/plugin-auth-backend` 0.27.3
//! (`CatalogAuthResolverContext`).

mod because;
mod chain;
mod report;
mod rule;
#[cfg(test)]
mod tests;
mod watch;

pub use because::Because;
pub use chain::{Resolver, usual, usual_names, written};
pub use report::{open_doors, proof};
pub use watch::Watch;

use crate::proof::Identity;
use rule::Outcome;
pub use rule::{owners_of, resolver_names};

/// A resolver that did not find anybody, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its name in the configuration.
    pub resolver: String,
    /// The reason, in one sentence without a period.
    pub why: String,
}

/// What a sign-in would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// As this user.
    As {
        /// Its entity reference (`user:default/ada`).
        user: String,
        /// The resolver that found it.
        resolver: String,
        /// The groups that it is directly in, which it owns things through; not more than [`Watch`] keeps.
        groups: Vec<String>,
        /// Whether the catalog would hold the user; a resolver may let people in without.
        known: bool,
    },
    /// Every resolver was tried, and none finds this person.
    Nobody {
        /// What was tried, in order.
        tried: Vec<Tried>,
    },
    /// A resolver stops the chain with an error, so that later ones are not tried.
    Refused {
        /// The resolver that stops.
        resolver: String,
        /// Its reason.
        because: Because,
        /// What was tried before.
        tried: Vec<Tried>,
    },
    /// The provider does not have a resolver of the chain, so the portal does not even start.
    Absent {
        /// The resolver, which is another provider's.
        resolver: String,
    },
    /// It depends on something that is not known here.
    Untold {
        /// The resolver that it depends on, where it is one.
        resolver: Option<String>,
        /// What is not known.
        why: String,
        /// What was tried before.
        tried: Vec<Tried>,
    },
}

impl Resolved {
    /// What it depends on, in a sentence without a period.
    pub fn depends_on(resolver: Option<&str>, why: &str) -> String {
        resolver.map_or_else(|| why.to_owned(), |resolver| format!("it depends on `{resolver}`: {why}"))
    }
}

/// Follows the chain of a sign-in provider (`github`, `oidc`, …) for one person, whom the watch was made for. It goes on
/// only after a resolver that found nobody; any other failure ends it.
pub fn resolve(chain: &[Resolver], provider: &str, identity: &Identity, watch: &Watch) -> Resolved {
    if let Some(absent) = chain.iter().find(|resolver| rule::is_anothers(resolver, provider)) {
        return Resolved::Absent { resolver: absent.name.clone() };
    }
    let mut tried = Vec::new();
    for resolver in chain {
        let name = resolver.name.clone();
        match rule::apply(resolver, provider, identity, watch) {
            Outcome::Found { user, groups } => return Resolved::As { user, resolver: name, groups, known: true },
            Outcome::LetIn(user) => return Resolved::As { user, resolver: name, groups: Vec::new(), known: false },
            Outcome::Stops(because) => return Resolved::Refused { resolver: name, because, tried },
            Outcome::Untold(why) => return Resolved::Untold { resolver: Some(name), why, tried },
            Outcome::NotFound(why) => tried.push(Tried { resolver: name, why }),
        }
    }
    Resolved::Nobody { tried }
}
