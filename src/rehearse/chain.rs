//! The chain of resolvers that a portal follows, from its whole configuration. Pure.

use crate::answers::file::Target;
use crate::lint::Subject;
use crate::sign_in::{Resolver, usual, written};
use crate::validate::live::Door;

/// The chain as it is written, else the image's own.
pub(super) fn chain(subject: &Subject<'_>, door: &Door<'_>) -> Vec<Resolver> {
    match written(&door.provider, door.block) {
        Some(chain) => chain,
        None if subject.portal.target == Target::Backstage => Vec::new(),
        None => usual(&door.provider),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::at_door;
    use super::*;
    use crate::proof::{Census, DirectoryUser, Identity};
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
            assert_eq!(resolver.as_deref(), Some("signIn.resolvers[1].resolver"));
        }
        assert_eq!(of("github", "'${UNSET}'"), [Resolver::named("signIn.resolvers")]);
        assert_eq!(of("github", "[]"), []);
    }

    /// What comes of `ada@Acme.dev` where these domains are allowed.
    fn allowed(domains: &str) -> Resolved {
        const LOCAL_PART: &str = "emailLocalPartMatchingUserEntityName";
        let ada = Identity { email: Some("ada@Acme.dev".into()), ..Identity::default() };
        let mut watch = Watch::of(&ada);
        watch.user(DirectoryUser { name: "ada".into(), ..DirectoryUser::default() });
        resolve(&of("gitlab", &format!("[{{ resolver: {LOCAL_PART}{domains} }}]")), "gitlab", &ada, &watch)
    }

    #[test]
    fn a_domain_is_allowed_to_the_letter_or_by_nobody_saying_which() {
        for domains in ["", ", allowedDomains: [acme.dev, Acme.dev]", ", allowedDomains: null"] {
            assert!(matches!(allowed(domains), Resolved::As { .. }), "{domains}");
        }
        for domains in ["[]", "[acme.dev]", "[dev]", "['*.dev']", "['@Acme.dev']", "[x.Acme.dev]"] {
            let resolved = allowed(&format!(", allowedDomains: {domains}"));
            assert!(matches!(resolved, Resolved::Refused { .. }), "{domains}: {resolved:?}");
        }
    }

    #[test]
    fn a_domain_that_is_not_known_may_be_the_one() {
        for domains in ["['${DOMAIN}']", "[acme.dev, '${DOMAIN}']", "'${DOMAINS}'"] {
            let resolved = allowed(&format!(", allowedDomains: {domains}"));
            assert!(matches!(resolved, Resolved::Untold { .. }), "{domains}: {resolved:?}");
        }
        assert!(matches!(allowed(", allowedDomains: ['${DOMAIN}', Acme.dev]"), Resolved::As { .. }));
    }
}
