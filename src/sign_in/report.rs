//! Says what a sign-in would come to, and which resolvers let in more people than they seem to.

use super::{Resolved, Resolver, Tried};
use crate::contract::sign_in::{GoesBy, sign_in};
use crate::proof::{Proof, Step};

const SIGN_IN: &str = "sign-in";
const RESOLVERS: &str = "resolvers";
/// The groups that are named; the rest is counted.
const MOST_NAMED: usize = 5;

/// Says it, with what to do next.
pub fn proof(resolved: &Resolved) -> Proof {
    let mut proof = Proof::default();
    match resolved {
        Resolved::As { user, resolver, groups, known } => {
            proof.push(signed_in(user, resolver, *known));
            proof.push(membership(groups));
        }
        Resolved::Nobody { tried } => {
            proof.steps.extend(tried.iter().map(missed));
            let says = if tried.is_empty() {
                "there is no resolver, so nobody can sign in"
            } else {
                "the provider would let this person in, but the catalog knows nobody like them"
            };
            let hint = "bring this person into the catalog with org data, or use a resolver that matches what is there";
            proof.push(Step::insufficient(SIGN_IN, says).hint(hint));
        }
        Resolved::Refused { resolver, because, tried } => {
            proof.steps.extend(tried.iter().map(missed));
            let hint = "only a resolver that finds nobody hands over to the next; put one that matches before it";
            proof.push(Step::insufficient(SIGN_IN, format!("`{resolver}` ends the sign-in: {because}")).hint(hint));
        }
        Resolved::Absent { resolver } => {
            let says = format!("the portal does not start: this provider has no resolver `{resolver}`");
            proof.push(Step::invalid(SIGN_IN, says).hint("take one of the provider's own; each provider has others"));
        }
        Resolved::Untold { resolver, why, tried } => {
            proof.steps.extend(tried.iter().map(missed));
            proof.push(Step::unknown(SIGN_IN, Resolved::depends_on(resolver.as_deref(), why)));
        }
    }
    proof
}

/// A resolver that found nobody is worth a look, and no failure while another may.
fn missed(tried: &Tried) -> Step {
    Step::attention(SIGN_IN, format!("`{}` finds nobody: {}", tried.resolver, tried.why))
}

fn signed_in(user: &str, resolver: &str, known: bool) -> Step {
    let says = format!("as `{user}`, by `{resolver}`");
    if known {
        return Step::valid(SIGN_IN, says);
    }
    Step::attention(SIGN_IN, format!("{says}, without being in the catalog"))
        .hint("`dangerouslyAllowSignInWithoutUserInCatalog` lets in whoever has an account at the provider")
}

fn membership(groups: &[String]) -> Step {
    let named: Vec<_> = groups.iter().take(MOST_NAMED).map(|group| format!("`{group}`")).collect();
    let says = match groups.len().saturating_sub(MOST_NAMED) {
        _ if groups.is_empty() => {
            return Step::attention("groups", "in none, so this person owns nothing through a group");
        }
        0 => format!("in {}", named.join(", ")),
        more => format!("in {} and {more} more", named.join(", ")),
    };
    Step::valid("groups", says)
}

/// Points out resolvers that let in more people than they seem to.
pub fn open_doors(chain: &[Resolver]) -> Vec<Step> {
    chain.iter().flat_map(|resolver| [any_domain(resolver), unlimited(resolver), anybody(resolver)]).flatten().collect()
}

/// What a resolver that every provider has goes by.
fn goes_by(resolver: &Resolver) -> Option<&'static GoesBy> {
    sign_in().goes_by_everywhere(&resolver.name)
}

/// The part before the `@` is anybody's to choose in a domain of their own.
fn any_domain(resolver: &Resolver) -> Option<Step> {
    let open = goes_by(resolver) == Some(&GoesBy::LocalPart) && resolver.allowed_domains.is_none();
    let says =
        format!("`{}` looks only at what stands before the `@`: `ada@` any domain signs in as `ada`", resolver.name);
    open.then(|| Step::attention(RESOLVERS, says).hint("list your mail domains under its `allowedDomains`"))
}

/// The option is taken in silence and has no effect: `commonSignInResolvers` reads it for the other resolver only.
fn unlimited(resolver: &Resolver) -> Option<Step> {
    let silent = goes_by(resolver) == Some(&GoesBy::Mail) && resolver.allowed_domains.is_some();
    let says = format!("`allowedDomains` has no effect on `{}`", resolver.name);
    silent.then(|| Step::attention(RESOLVERS, says).hint("only whoever is in the catalog can sign in by it anyway"))
}

fn anybody(resolver: &Resolver) -> Option<Step> {
    let says = format!("`{}` lets in whoever has an account at the provider, in the catalog or not", resolver.name);
    let step = Step::attention(RESOLVERS, says).hint("take `dangerouslyAllowSignInWithoutUserInCatalog` out");
    resolver.without_catalog.then_some(step)
}
