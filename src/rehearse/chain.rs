//! The chain of resolvers that a portal follows, from its whole configuration. Pure.

use crate::answers::file::Target;
use crate::config::Node;
use crate::lint::Subject;
use crate::sign_in::{Resolver, usual_names};
use crate::validate::live::Door;

const RESOLVERS: &str = "signIn.resolvers";

/// The chain as it is written, else the image's own; Backstage itself has none then. A resolver whose name is not known here is called by
/// its place, so that nobody takes it for one that finds nobody.
pub(super) fn chain(subject: &Subject<'_>, door: &Door<'_>) -> Vec<Resolver> {
    let usual = || usual_names(&door.provider).iter().map(|name| Resolver::named(name)).collect();
    if door.provider == "ldap" {
        return usual();
    }
    match door.block.get(RESOLVERS) {
        Some(list) if list.is_hole() => vec![Resolver::named(RESOLVERS)],
        Some(list) if list.items().next().is_some() => list.items().enumerate().map(resolver).collect(),
        _ if subject.portal.target == Target::Backstage => Vec::new(),
        _ => usual(),
    }
}

fn resolver((place, entry): (usize, &Node)) -> Resolver {
    let text = |node: &Node| node.scalar().map(str::to_owned);
    let without_catalog = entry.get("dangerouslyAllowSignInWithoutUserInCatalog").and_then(Node::boolean);
    Resolver {
        name: entry.get("resolver").and_then(text).unwrap_or_else(|| format!("{RESOLVERS}[{place}].resolver")),
        allowed_domains: entry.get("allowedDomains").map(|list| list.items().filter_map(text).collect()),
        without_catalog: without_catalog == Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::at_door;
    use super::*;
    use crate::proof::Identity;
    use crate::sign_in::{Resolved, Watch, resolve};

    fn of(provider: &str, written: &str) -> Vec<Resolver> {
        let block = format!("{{ clientId: a, clientSecret: b, signIn: {{ resolvers: {written} }} }}");
        at_door(provider, &block, chain)
    }

    #[test]
    fn a_resolver_whose_name_is_not_known_is_no_missing_one() {
        const NAME: &str = "usernameMatchingUserEntityName";
        let ada = Identity { username: Some("ada".into()), ..Identity::default() };
        for written in [
            format!("[{{ resolver: {NAME} }}, {{ resolver: '${{UNSET}}' }}]"),
            format!("[{{ resolver: {NAME} }}, {{ allowedDomains: [acme.dev] }}]"),
        ] {
            let chain = of("github", &written);
            assert_eq!(chain.len(), 2, "{written}");
            let resolved = resolve(&chain, "github", &ada, &Watch::of(&ada));
            let Resolved::Untold { resolver, .. } = resolved else { panic!("{written}: {resolved:?}") };
            assert_eq!(resolver, "signIn.resolvers[1].resolver");
        }
        assert_eq!(of("github", "'${UNSET}'"), [Resolver::named(RESOLVERS)]);
        assert_eq!(of("github", "[]"), []);
    }
}
