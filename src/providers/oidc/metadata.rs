//! Does a server's description offer what the portal's sign-in needs (Backstage's oidc provider over openid-client 5)?
//! Decisions only; nothing here asks.

use std::collections::BTreeSet;

use super::discovery::Metadata;
use crate::proof::Step;
use crate::providers::Wanted;
use crate::providers::oauth::question::Pkce;

/// The algorithm that the portal expects of id tokens unless `tokenSignedResponseAlg` says another.
const EXPECTED_SIGNING: &str = "RS256";

/// How a client shows its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// In a header: what the portal does unless it is told otherwise.
    Basic,
    /// In the form.
    Post,
}

impl Method {
    /// The name in descriptions and in the portal's `tokenEndpointAuthMethod`.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
        }
    }
}

impl Metadata {
    /// Tells whether id tokens are signed as the portal expects. With it goes the algorithm that the portal must be told.
    pub(super) fn signing(&self) -> Option<(Step, Option<&str>)> {
        let offered = self.id_token_signing_alg_values_supported.as_ref()?;
        if offered.iter().any(|algorithm| algorithm == EXPECTED_SIGNING) {
            return Some((Step::valid("signing", format!("id tokens can be signed with {EXPECTED_SIGNING}")), None));
        }
        let step = Step::attention(
            "signing",
            format!("id tokens are not signed with {EXPECTED_SIGNING}, but with {}", ticked(offered)),
        );
        let hint = "set `tokenSignedResponseAlg` under `auth.providers.oidc` to the one that the client's tokens have";
        Some((step.hint(hint), offered.iter().map(String::as_str).find(|name| is_name(name))))
    }

    /// The ways to show a secret that can be tried here, the portal's own first. Without a list, there is the standard's
    /// default: <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
    pub(super) fn methods(&self) -> Vec<Method> {
        let Some(offered) = &self.token_endpoint_auth_methods_supported else { return vec![Method::Basic] };
        [Method::Basic, Method::Post]
            .into_iter()
            .filter(|method| offered.iter().any(|name| name == method.id()))
            .collect()
    }

    /// Tells whether the token endpoint takes secrets as the portal shows them.
    pub(super) fn client_authentication(&self) -> Step {
        const NAME: &str = "client authentication";
        let [basic, post] = [Method::Basic, Method::Post].map(Method::id);
        match self.methods().first() {
            Some(Method::Basic) => Step::valid(NAME, format!("`{basic}` is taken")),
            Some(Method::Post) => Step::attention(NAME, format!("the token endpoint takes no `{basic}`, but `{post}`"))
                .hint(format!("set `tokenEndpointAuthMethod: {post}` under `auth.providers.oidc`")),
            None => Step::unknown(NAME, format!("the token endpoint offers neither `{basic}` nor `{post}`"))
                .hint("set `tokenEndpointAuthMethod` under `auth.providers.oidc` to one that the server offers"),
        }
    }

    /// Names the scopes that the portal asks for and the server does not list. It may give them all the same.
    pub(super) fn scopes(&self, wanted: &Wanted) -> Option<Step> {
        let offered = self.scopes_supported.as_ref()?;
        let wanted = wanted.scopes.keys().map(String::as_str).chain(["openid"]).collect::<BTreeSet<_>>();
        let missing: Vec<_> = wanted.into_iter().filter(|scope| !offered.iter().any(|name| name == scope)).collect();
        if missing.is_empty() {
            return Some(Step::valid("scopes", "all that the portal asks for are offered"));
        }
        let says = format!("the server does not list {}, which the portal asks for", ticked(&missing));
        Some(
            Step::attention("scopes", says)
                .hint("allow them for the client; without `email` no resolver by mail works"),
        )
    }

    /// Tells whether the code flow is there at all.
    pub(super) fn code_flow(&self) -> Option<Step> {
        let offered = self.response_types_supported.as_ref()?;
        let says = "the server does not list the response type `code`, which the portal's sign-in uses";
        (!offered.iter().any(|kind| kind == "code")).then(|| Step::attention("code flow", says))
    }

    /// Says that signing out leaves the tokens alive, where it does.
    pub(super) fn logout(&self) -> Option<Step> {
        let says = "the server names no revocation endpoint, so signing out of the portal leaves its tokens alive";
        self.revocation_endpoint.is_none().then(|| Step::attention("logout", says))
    }

    /// The PKCE that the portal sends: S256, unless the server offers plain alone.
    pub(super) fn pkce(&self) -> Pkce {
        let offers = |offered: &Vec<String>, name: &str| offered.iter().any(|method| method == name);
        match &self.code_challenge_methods_supported {
            Some(offered) if !offers(offered, "S256") && offers(offered, "plain") => Pkce::Plain,
            _ => Pkce::S256,
        }
    }
}

/// Lists names; what could not be one is not shown.
fn ticked<T: AsRef<str>>(names: &[T]) -> String {
    let names = names.iter().map(AsRef::as_ref).filter(|name| is_name(name));
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn is_name(text: &str) -> bool {
    text.len() <= 40 && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;
    use crate::proof::Verdict;

    fn some(names: &[&str]) -> Option<Vec<String>> {
        Some(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn another_signing_algorithm_is_named_and_kept_and_refuses_nothing() {
        let metadata = |names| Metadata { id_token_signing_alg_values_supported: names, ..Metadata::default() };
        let other = metadata(some(&["ES256\u{1b}[2J", "ES256"]));
        let (step, algorithm) = other.signing().unwrap();
        assert!(step.attention && step.says.ends_with("but with `ES256`"), "{step:?}");
        assert_eq!(algorithm, Some("ES256"));
        assert_eq!(metadata(some(&["ES256", "RS256"])).signing().unwrap().1, None);
        assert!(metadata(None).signing().is_none());
    }

    #[test]
    fn the_ways_to_show_a_secret_are_the_standards_default_unless_listed() {
        let metadata = |names| Metadata { token_endpoint_auth_methods_supported: names, ..Metadata::default() };
        assert_eq!(metadata(None).methods(), [Method::Basic]);
        let both = metadata(some(&["client_secret_post", "none", "client_secret_basic"]));
        assert_eq!(both.methods(), [Method::Basic, Method::Post]);
        assert!(!both.client_authentication().attention);
        let post = metadata(some(&["client_secret_post"])).client_authentication();
        assert!(post.attention && post.hint.unwrap().contains("`tokenEndpointAuthMethod: client_secret_post`"));
        assert_eq!(metadata(some(&["private_key_jwt"])).client_authentication().verdict, Verdict::Unknown);
    }

    #[test]
    fn what_is_not_listed_is_named_and_what_lists_nothing_says_nothing() {
        let wanted = wanted("https://login.acme.dev");
        let silent = Metadata::default();
        assert!(silent.scopes(&wanted).is_none() && silent.code_flow().is_none());
        assert!(silent.logout().unwrap().attention);
        let scopes = Metadata { scopes_supported: some(&["openid", "profile"]), ..Metadata::default() };
        let step = scopes.scopes(&wanted).unwrap();
        assert!(step.attention && step.says.starts_with("the server does not list `email`"), "{step:?}");
        let implicit = Metadata { response_types_supported: some(&["id_token"]), ..Metadata::default() };
        assert!(implicit.code_flow().unwrap().attention);
    }

    #[test]
    fn pkce_is_the_one_that_the_portal_would_send() {
        let metadata = |names| Metadata { code_challenge_methods_supported: names, ..Metadata::default() };
        assert_eq!(metadata(None).pkce(), Pkce::S256);
        assert_eq!(metadata(some(&["plain", "S256"])).pkce(), Pkce::S256);
        assert_eq!(metadata(some(&["plain"])).pkce(), Pkce::Plain);
    }
}
