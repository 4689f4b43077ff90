//! What comes of a resolver, by what it goes by (`templates/backstage/sign-in.yaml`). The image's oidc provider (0.4.14) tells every mail
//! address; 0.4.21 tells only those that the server calls verified.

use super::watch::{Lookup, Watch, lower};
use super::{Because, Resolver};
use crate::contract::sign_in::{GoesBy, sign_in};
use crate::proof::Identity;

/// What came of one resolver.
pub(super) enum Outcome {
    /// The catalog has this user, who is in these groups.
    Found { user: String, groups: Vec<String> },
    /// The catalog does not have this user, who is let in all the same.
    LetIn(String),
    /// Nobody, so the next resolver is tried.
    NotFound(String),
    /// An error, which ends the chain.
    Stops(Because),
    /// It depends on something that is not known here.
    Untold(String),
}

fn goes_by(resolver: &Resolver, provider: &str) -> Option<&'static GoesBy> {
    sign_in().goes_by(provider, &resolver.name)
}

/// The resolvers of a provider, as far as they are known here; what goes by a setting is none that could be written.
pub fn resolver_names(provider: &str) -> impl Iterator<Item = &'static str> {
    let setting = sign_in().provider(provider).and_then(|known| known.by_setting.as_deref());
    sign_in().resolvers_of(provider).map(|known| known.resolver.as_str()).filter(move |name| Some(*name) != setting)
}

/// The providers whose own resolver has this name; none where it is everybody's or nobody's.
pub fn owners_of(resolver: &str) -> impl Iterator<Item = &'static str> {
    let named = sign_in().resolvers.iter().filter(move |known| known.resolver == resolver);
    named.filter_map(|known| known.provider.as_deref())
}

/// Tells whether a provider has the resolver, as far as it is known here.
#[cfg(test)]
pub(super) fn known(resolver: &Resolver, provider: &str) -> bool {
    goes_by(resolver, provider).is_some()
}

/// Tells whether the resolver is another provider's. A name that nobody is known to have may be the image's own.
pub(super) fn is_anothers(resolver: &Resolver, provider: &str) -> bool {
    goes_by(resolver, provider).is_none() && owners_of(&resolver.name).next().is_some()
}

/// Tries one resolver.
pub(super) fn apply(resolver: &Resolver, provider: &str, identity: &Identity, watch: &Watch) -> Outcome {
    let Some(goes_by) = goes_by(resolver, provider) else {
        return Outcome::Untold("what this resolver looks for is not known here".to_owned());
    };
    match goes_by {
        GoesBy::Username => match given(identity.username.as_deref()) {
            Some(username) => by_name(username, resolver, watch),
            None => Outcome::Stops(Because::NoUsername),
        },
        GoesBy::Mail => with_mail(identity, |mail| by_mail(mail, resolver, watch)),
        GoesBy::LocalPart => with_mail(identity, |mail| by_local_part(mail, resolver, watch)),
        GoesBy::MailAnnotation => with_mail(identity, |mail| settle(watch.by_mail(mail), resolver, mail)),
        GoesBy::Id => match given(identity.id.as_deref()) {
            Some(id) => settle(watch.by_id(id), resolver, id),
            None => Outcome::Untold("the person's id at the provider is not known here".to_owned()),
        },
        GoesBy::Hidden(what) => Outcome::Untold(format!("it looks for {what}, which is not known here")),
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn with_mail(identity: &Identity, then: impl FnOnce(&str) -> Outcome) -> Outcome {
    match given(identity.email.as_deref()) {
        Some(mail) => then(mail),
        None => Outcome::Stops(Because::NoMail),
    }
}

fn by_name(name: &str, resolver: &Resolver, watch: &Watch) -> Outcome {
    settle(watch.by_name(name), resolver, name)
}

/// The whole address first, then the one without `+tag`.
fn by_mail(mail: &str, resolver: &Resolver, watch: &Watch) -> Outcome {
    match (watch.by_mail(mail), without_tag(mail)) {
        (Lookup::Nobody(_), Some(plain)) => settle(watch.by_mail(&plain), resolver, &plain),
        // Without a second address nobody is let in who is not in the catalog.
        (Lookup::Nobody(why), None) => Outcome::NotFound(why),
        (found, _) => settle(found, resolver, mail),
    }
}

/// Domains are compared to the letter.
fn by_local_part(mail: &str, resolver: &Resolver, watch: &Watch) -> Outcome {
    let (local, domain) = mail.split_once('@').unwrap_or((mail, ""));
    let allowed = resolver.allowed_domains.as_deref();
    if let Some(allowed) = allowed.filter(|allowed| !allowed.iter().any(|name| name == domain)) {
        return match allowed.iter().any(|name| name.contains("${")) {
            true => Outcome::Untold("its `allowedDomains` come from a variable".to_owned()),
            false => Outcome::Stops(Because::Domain(domain.to_owned())),
        };
    }
    match local {
        "" => Outcome::Stops(Because::NothingBeforeAt),
        local => by_name(local, resolver, watch),
    }
}

/// A person without a user is let in only where the configuration says so, as a user of the value that was looked for.
fn settle(lookup: Lookup<'_>, resolver: &Resolver, value: &str) -> Outcome {
    match lookup {
        Lookup::One(seen) => Outcome::Found { user: user(&seen.name), groups: seen.groups() },
        Lookup::Several(names) => Outcome::Stops(Because::Several(names)),
        Lookup::Nobody(_) if resolver.without_catalog => Outcome::LetIn(user(value)),
        Lookup::Nobody(why) => Outcome::NotFound(why),
        Lookup::Unread(why) => Outcome::Untold(why.to_owned()),
    }
}

fn user(name: &str) -> String {
    format!("user:default/{}", lower(name))
}

/// An address without its `+tag`; nothing, when it has not the form of one.
pub(super) fn without_tag(mail: &str) -> Option<String> {
    let (local, domain) = mail.split_at(mail.find('@')?);
    let (name, tag) = local.split_once('+').map_or((local, None), |(name, tag)| (name, Some(tag)));
    (!name.is_empty() && tag != Some("")).then(|| format!("{name}{domain}"))
}
