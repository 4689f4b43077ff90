//! The parts of a configuration that speak of a directory.

use std::collections::BTreeSet;

use crate::config::{Node, Place};
use crate::contract::directories::directories;
use crate::lint::{Finding, Subject};

/// One environment of LDAP sign-in.
pub(super) struct SignIn<'s> {
    /// Its name.
    pub(super) environment: &'s str,
    /// What is handed to the directory's client.
    pub(super) options: &'s Node,
}

impl SignIn<'_> {
    /// The full name of a key in it.
    pub(super) fn route(&self, key: &str) -> String {
        format!("auth.providers.ldap.{}.ldapAuthenticationOptions.{key}", self.environment)
    }

    /// Tells whether TLS begins inside `ldap://`.
    pub(super) fn starts_tls(&self) -> bool {
        self.options.get("starttls").is_some_and(|starts| starts.boolean() != Some(false))
    }
}

/// The environments of LDAP sign-in that count: the one in force, or all as long as that is not there.
pub(super) fn sign_ins<'s>(subject: &'s Subject<'_>) -> Vec<SignIn<'s>> {
    let provider = subject.config.get("auth.providers.ldap");
    let mut all: Vec<_> = provider
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|(environment, block)| {
            let options = block.get("ldapAuthenticationOptions").filter(|options| options.is_map())?;
            Some(SignIn { environment, options })
        })
        .collect();
    // LDAP goes by it in place of `auth.environment`.
    let in_force = subject.node_environment().unwrap_or("production");
    match all.iter().position(|block| block.environment == in_force) {
        Some(place) => vec![all.swap_remove(place)],
        None => all,
    }
}

/// The catalog's LDAP sources, as route and block.
pub(super) fn ldap_sources<'s>(subject: &'s Subject<'_>) -> Vec<(String, &'s Node)> {
    sources(subject, "ldapOrg")
}

/// The catalog's sources of one kind, as route and block.
pub(super) fn sources<'s>(subject: &'s Subject<'_>, kind: &'s str) -> Vec<(String, &'s Node)> {
    // These two are read with an id above them only; without it nothing of them is as it looks.
    let keyed = matches!(kind, "keycloakOrg" | "ldapOrg");
    let providers = subject.catalog_providers(kind).into_iter();
    let providers = providers.filter(|(id, block)| block.is_map() && !(keyed && *id == kind));
    let named = providers.map(|(id, block)| {
        let place = if id == kind { String::new() } else { format!(".{id}") };
        (format!("catalog.providers.{kind}{place}"), block)
    });
    named.collect()
}

/// What a source searches for, as route and entry: `users` or `groups`, one or a list.
pub(super) fn searches<'s>(source: &'s (String, &'s Node), kind: &str) -> Vec<(String, &'s Node)> {
    let (route, block) = source;
    let Some(node) = block.get(kind) else { return Vec::new() };
    if node.is_map() {
        return vec![(format!("{route}.{kind}"), node)];
    }
    let items = node.items().enumerate().filter(|(_, item)| item.is_map());
    items.map(|(index, item)| (format!("{route}.{kind}.{index}"), item)).collect()
}

/// Tells whether a source is an Active Directory: by the names that only it has, in what people are named or searched by.
pub(super) fn is_active_directory(subject: &Subject<'_>, source: &(String, &Node)) -> bool {
    let own = &directories().active_directory;
    let is_name =
        |node: Option<&Node>| node.and_then(Node::assumed).is_some_and(|name| own.contains(&name.to_ascii_lowercase()));
    let filters = |node: Option<&Node>| {
        let filter = node.and_then(Node::assumed).map(str::to_ascii_lowercase);
        filter.is_some_and(|filter| own.iter().any(|word| filter.contains(word.as_str())))
    };
    let mut searches = searches(source, "users").into_iter().chain(searches(source, "groups"));
    searches.any(|(_, search)| {
        ["map.name", "map.rdn"].iter().any(|key| is_name(search.get(key))) || filters(search.get("options.filter"))
    }) || sign_ins(subject).iter().any(|sign_in| is_name(sign_in.options.get("usernameAttribute")))
}

/// Tells whether what a block lacks is really missing: all layers are there, or the block has the key that begins one.
pub(super) fn is_complete(block: &Node, first: &str) -> bool {
    block.beyond.is_none() || block.entry(first).is_some()
}

/// Keeps the first of several findings that say the same of the same place.
pub(super) fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen: BTreeSet<(Option<Place>, String)> = BTreeSet::new();
    findings.into_iter().filter(|finding| seen.insert((finding.place, finding.message.clone()))).collect()
}

/// A URL's scheme, host and port, in lower case.
pub(super) fn address(url: &str) -> Option<(String, String, Option<String>)> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let host = host.rsplit('@').next().unwrap_or_default();
    let port = host.rsplit_once(':').filter(|(_, port)| !port.contains(']'));
    let (name, port) = port.map_or((host, None), |(name, port)| (name, Some(port.to_owned())));
    Some((scheme.to_ascii_lowercase(), name.to_owned(), port))
}

/// Tells whether a text has the form of a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let fits = |(group, length): (&&str, usize)| group.len() == length && group.chars().all(|c| c.is_ascii_hexdigit());
    groups.len() == 5 && groups.iter().zip([8, 4, 4, 4, 12]).all(fits)
}

/// Judges every search for users and for groups that says where it begins.
pub(super) fn each_search(subject: &Subject<'_>, judge: impl Fn(&str, &str, &Node) -> Option<Finding>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &ldap_sources(subject) {
        for kind in ["users", "groups"] {
            let complete = searches(source, kind).into_iter().filter(|(_, search)| search.entry("dn").is_some());
            found.extend(complete.filter_map(|(route, search)| judge(kind, &route, search)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let parts = |url| address(url).map(|(scheme, host, port)| format!("{scheme} {host} {port:?}"));
        assert_eq!(parts("LDAPS://Ldap.acme.dev:636/dc=x").as_deref(), Some("ldaps ldap.acme.dev Some(\"636\")"));
        assert_eq!(parts("ldap://[::1]").as_deref(), Some("ldap [::1] None"));
        assert_eq!(parts("ldap.acme.dev"), None);
    }
}
