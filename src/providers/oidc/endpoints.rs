//! Whose description it is, and where the endpoints are that it names. A secret is sent only to a server that calls itself
//! what it was asked for, only over https, and to another host than the issuer's only where somebody agreed to that one.
//! Decisions only; nothing here asks.

use std::collections::BTreeSet;

use url::Url;

use super::address::{Address, BASE_URL};
use super::discovery::Metadata;
use crate::proof::{Aspect, Step};
use crate::providers::http::{Unreachable, is_loopback};
use crate::providers::oauth::wire;

const ENDPOINTS: Aspect<'static> = Aspect::new("endpoints", &[BASE_URL]);
const ISSUER: Aspect<'static> = Aspect::new("issuer", &[BASE_URL]);

/// What is done at the endpoints that a proof asks, as in "the server names … for its tokens".
const TOKENS: &str = "its tokens";
const SIGN_IN: &str = "its sign-in page";

/// The endpoints that a proof asks.
#[derive(Clone, Debug)]
pub(super) struct Endpoints {
    /// Where browsers are sent to sign in.
    pub(super) authorization: Url,
    /// Where codes become tokens.
    pub(super) token: Url,
    /// Where the portal asks who signed in.
    pub(super) userinfo: Url,
}

impl Metadata {
    /// Compares what the server calls itself with where it was asked. Tokens carry that name.
    pub(super) fn issuer(&self, address: &Address) -> Step {
        let (issuer, asked) = (&self.issuer, address.shown());
        if address.is(issuer) {
            return Step::valid(ISSUER, format!("`{issuer}`, as asked"));
        }
        let says = format!("asked at `{asked}`, the server calls itself `{issuer}`");
        if issuer.contains("{tenantid}") {
            return Step::insufficient(ISSUER, format!("`{asked}` stands for every tenant, not for yours"))
                .hint("put your tenant's id in place of `common` or `organizations`");
        }
        if address.is_on_the_same_server(issuer) {
            return Step::attention(ISSUER, says).hint("the portal goes by what it calls itself; is it the right one?");
        }
        let hint = if issuer.starts_with("https://sts.windows.net/") {
            "end the address in `/v2.0`".to_owned()
        } else {
            format!("set the address to `{issuer}`, or fix the server's own address and its proxy's headers")
        };
        Step::insufficient(ISSUER, says).hint(hint)
    }

    /// Reads the endpoints that the portal needs, all four of them.
    ///
    /// # Errors
    /// When one is missing or not safe to use; as the step that says so.
    pub(super) fn endpoints(&self) -> Result<Endpoints, Step> {
        let [authorization, token, userinfo, keys] = self.named().map(|(name, address)| safe(name, address));
        let endpoints = Endpoints { authorization: authorization?, token: token?, userinfo: userinfo? };
        keys?;
        Ok(endpoints)
    }

    fn named(&self) -> [(&'static str, Option<&String>); 4] {
        [
            ("authorization_endpoint", self.authorization_endpoint.as_ref()),
            ("token_endpoint", self.token_endpoint.as_ref()),
            ("userinfo_endpoint", self.userinfo_endpoint.as_ref()),
            ("jwks_uri", self.jwks_uri.as_ref()),
        ]
    }

    /// Says where the endpoints are, because nobody else is asked.
    pub(super) fn hosts(&self) -> Step {
        let url = |address: &String| Url::parse(address).ok();
        let urls = self.named().into_iter().filter_map(|(_, address)| address.and_then(url));
        let named = |url: Url| {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            url.host_str().map(|host| format!("`{host}{port}`"))
        };
        let hosts: BTreeSet<_> = urls.filter_map(named).collect();
        let hosts: Vec<_> = hosts.into_iter().collect();
        Step::valid(ENDPOINTS, format!("all there, on {}; no other host is asked", hosts.join(", ")))
    }
}

impl Endpoints {
    /// Those that are on another server than the issuer.
    pub(super) fn elsewhere(&self, address: &Address) -> Vec<(String, Url)> {
        let all = [(TOKENS, &self.token), (SIGN_IN, &self.authorization)];
        let apart = all.into_iter().filter(|(_, url)| !address.is_on_the_same_server(url.as_str()));
        apart.map(|(what, url)| (what.to_owned(), url.clone())).collect()
    }

    /// Says why nothing came from where people sign in.
    pub(super) fn no_page(authorization: &Url, aspect: Aspect<'_>, error: &anyhow::Error) -> Step {
        no_answer(authorization, SIGN_IN, aspect, error)
    }

    /// Says why nothing came from where tokens are given.
    pub(super) fn no_token(&self, aspect: Aspect<'_>, error: &anyhow::Error) -> Step {
        no_answer(&self.token, TOKENS, aspect, error)
    }
}

/// A server that nobody agreed to was named by the issuer's own answer.
fn no_answer(endpoint: &Url, what: &str, aspect: Aspect<'_>, error: &anyhow::Error) -> Step {
    let said = wire::no_answer(aspect, error);
    let refused = error.downcast_ref::<Unreachable>().is_some_and(|unreachable| unreachable.not_agreed);
    let origin = endpoint.origin().ascii_serialization();
    let says =
        format!("the server names `{origin}` for {what}, and nobody agreed to that host; nothing was sent there");
    if refused { Step { says, ..said } } else { said }
}

fn safe(name: &str, address: Option<&String>) -> Result<Url, Step> {
    let Some(address) = address else {
        let says = format!("the server names no `{name}`, which the portal's sign-in needs");
        return Err(Step::insufficient(ENDPOINTS, says));
    };
    let url = Url::parse(address).ok().filter(|url| url.has_host());
    match url {
        Some(url) if url.scheme() == "https" || url.host_str().is_some_and(is_loopback) => Ok(url),
        Some(_) => Err(Step::insufficient(ENDPOINTS, format!("the server's `{name}` is not on https"))
            .hint("fix the server's own address and its proxy's headers; nothing was sent there")),
        None => Err(Step::insufficient(ENDPOINTS, format!("the server's `{name}` is no address"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;
    use crate::proof::Verdict;

    fn issuer(asked: &str, issuer: &str) -> Step {
        let metadata = Metadata { issuer: issuer.to_owned(), ..Metadata::default() };
        metadata.issuer(&Address::of(&wanted(asked)).unwrap())
    }

    #[test]
    fn the_issuers_name_is_compared_with_where_it_was_asked() {
        let asked = "https://login.acme.dev/x";
        assert!(!issuer(asked, asked).attention);
        assert!(!issuer(asked, "https://login.acme.dev/x/").attention);
        let other_path = issuer(asked, "https://login.acme.dev/1234");
        assert!(other_path.attention && other_path.verdict == Verdict::Valid);
        for (asked, name, hint) in [
            (asked, "http://login.acme.dev/x", "set the address to `http://login.acme.dev/x`, or fix the server's"),
            (asked, "https://evil.dev/x", "set the address to `https://evil.dev/x`"),
            ("https://login.microsoftonline.com/1", "https://sts.windows.net/1/", "end the address in `/v2.0`"),
            (
                "https://login.microsoftonline.com/common/v2.0",
                "https://login.microsoftonline.com/{tenantid}/v2.0",
                "tenant",
            ),
        ] {
            let step = issuer(asked, name);
            assert!(step.verdict == Verdict::Insufficient && step.hint.unwrap().contains(hint), "{name}");
        }
    }

    #[test]
    fn each_endpoint_must_be_there_and_on_https() {
        let full = || Metadata {
            authorization_endpoint: Some("https://login.acme.dev/a".into()),
            token_endpoint: Some("https://api.acme.dev/t".into()),
            userinfo_endpoint: Some("https://api.acme.dev/u".into()),
            jwks_uri: Some("https://keys.acme.dev/k".into()),
            ..Metadata::default()
        };
        assert!(full().endpoints().is_ok());
        let hosts = "all there, on `api.acme.dev`, `keys.acme.dev`, `login.acme.dev`; no other host is asked";
        assert_eq!(full().hosts().says, hosts);
        let here = |port| Some(format!("http://127.0.0.1:{port}/x"));
        let (userinfo_endpoint, jwks_uri) = (here(1), here(1));
        let apart = Metadata {
            authorization_endpoint: here(1),
            token_endpoint: here(2),
            userinfo_endpoint,
            jwks_uri,
            ..full()
        };
        assert_eq!(apart.hosts().says, "all there, on `127.0.0.1:1`, `127.0.0.1:2`; no other host is asked");
        let refused = |metadata: Metadata| metadata.endpoints().unwrap_err().says;
        let missing = Metadata { userinfo_endpoint: None, ..full() };
        assert_eq!(refused(missing), "the server names no `userinfo_endpoint`, which the portal's sign-in needs");
        let plain = Metadata { token_endpoint: Some("http://api.acme.dev/t".into()), ..full() };
        assert_eq!(refused(plain), "the server's `token_endpoint` is not on https");
        let none = Metadata { jwks_uri: Some("/keys".into()), ..full() };
        assert_eq!(refused(none), "the server's `jwks_uri` is no address");
        let local = Metadata { token_endpoint: Some("http://127.0.0.1:4/t".into()), ..full() };
        assert!(local.endpoints().is_ok());
    }
}
