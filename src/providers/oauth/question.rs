//! The question that a portal's sign-in asks of the authorize endpoint, with `prompt=none` so that nobody has to be
//! there, and the redirect URIs that are registered by mistake.

use std::collections::BTreeSet;

use anyhow::Result;
use url::{Host, Url};

use super::wire;
use crate::providers::Wanted;
use crate::providers::http::Answer;
use crate::providers::http::Http;

/// The challenge of RFC 7636, appendix B. No code is ever fetched with it.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Values that the portal draws anew for each person. Nobody comes back with these, and some servers insist on them.
const NONCE: &str = "nobody-signs-in-here";

/// Whether the question carries a PKCE challenge, as the portal's does (openid-client 5, `usePKCE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::providers) enum Pkce {
    Without,
    S256,
    Plain,
}

/// Who would like to sign people in, and where that is asked.
pub(in crate::providers) struct Question<'a> {
    endpoint: Url,
    client: &'a str,
    scopes: BTreeSet<&'a str>,
}

impl<'a> Question<'a> {
    /// The question that the portal's sign-in would ask.
    pub(in crate::providers) fn new(endpoint: Url, client: &'a str, wanted: &'a Wanted) -> Self {
        let scopes = wanted.scopes.keys().map(String::as_str).chain(["openid"]).collect();
        Self { endpoint, client, scopes }
    }

    /// The scopes, as words for people.
    pub(in crate::providers) fn scopes(&self) -> String {
        self.scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ")
    }

    /// Asks as if people came back to this address, and goes nowhere that the answer leads.
    pub(in crate::providers) async fn ask(&self, http: &Http, callback: &Url, pkce: Pkce) -> Result<Answer> {
        wire::visit(http, &self.address(callback, pkce)).await
    }

    fn address(&self, callback: &Url, pkce: Pkce) -> Url {
        let mut url = self.endpoint.clone();
        let scopes: Vec<_> = self.scopes.iter().copied().collect();
        url.query_pairs_mut()
            .append_pair("client_id", self.client)
            .append_pair("redirect_uri", callback.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", NONCE)
            .append_pair("nonce", NONCE)
            .append_pair("prompt", "none");
        if pkce != Pkce::Without {
            url.query_pairs_mut().append_pair("code_challenge", CHALLENGE);
        }
        if pkce == Pkce::S256 {
            url.query_pairs_mut().append_pair("code_challenge_method", "S256");
        }
        url
    }
}

/// The usual near misses of a redirect URI, which servers compare to the letter.
pub(in crate::providers) fn near_misses(callback: &Url) -> Vec<Url> {
    let mut scheme = callback.clone();
    let _ = scheme.set_scheme(if callback.scheme() == "https" { "http" } else { "https" });
    let mut slash = callback.clone();
    slash.set_path(&format!("{}/", callback.path()));
    let mut host = callback.clone();
    let other = match callback.host() {
        Some(Host::Domain("localhost")) => Some("127.0.0.1"),
        Some(Host::Ipv4(address)) if address.is_loopback() => Some("localhost"),
        _ => None,
    };
    let moved = other.is_some_and(|other| host.set_host(Some(other)).is_ok());
    [Some(scheme), Some(slash), moved.then_some(host)].into_iter().flatten().filter(|near| near != callback).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_scheme_slash_and_loopback_name() {
        let near: Vec<_> = near_misses(&Url::parse("http://localhost:7007/api/auth/oidc/handler/frame").unwrap())
            .iter()
            .map(Url::to_string)
            .collect();
        assert_eq!(
            near,
            [
                "https://localhost:7007/api/auth/oidc/handler/frame",
                "http://localhost:7007/api/auth/oidc/handler/frame/",
                "http://127.0.0.1:7007/api/auth/oidc/handler/frame",
            ]
        );
        assert_eq!(near_misses(&Url::parse("https://portal.acme.dev/x").unwrap()).len(), 2);
    }
}
