//! Any OpenID Connect server: one confidential client signs people in, and nothing else.
//!
//! `address` is the issuer as somebody wrote it, `discovery` the server's description of itself, which `endpoints` and
//! `metadata` judge and `look` reports; `client` proves id and secret by what `token_answer` makes of refusals, `code_flow` the redirect URI.
//! `by_hand` says how a client is made, in the words of the `server` at hand. Besides the issuer's own host, only hosts
//! that its description names and that somebody agreed to are asked.

mod address;
mod by_hand;
mod client;
mod code_flow;
mod description;
mod discovery;
mod endpoints;
mod flow_answer;
mod look;
mod metadata;
mod server;
mod token_answer;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

pub use self::description::{Description, describe};
use self::server::Server;
use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought};

/// An OpenID Connect server. Which one is in the setting `base-url`, or in the address of what is wanted.
#[derive(Clone, Debug)]
pub struct Oidc {
    http: Http,
}

impl Oidc {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for Oidc {
    fn id(&self) -> &'static str {
        "oidc"
    }

    async fn look(&self, wanted: &Wanted, _at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = look::look(&self.http, wanted).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        by_hand::client(wanted)
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("OpenID Connect clients are made by hand; there is no code to take")
    }

    async fn create(&self, _wanted: &Wanted, _administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        bail!("OpenID Connect has no way to make a client that every server knows; a person makes it")
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = client::prove(&self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, _wanted: &Wanted, _fields: &Fields, _census: &mut dyn Census) -> Result<Extent> {
        bail!("OpenID Connect brings no people into the catalog; another profile's org data or a catalog file does")
    }

    async fn person(&self, _wanted: &Wanted, _fields: &Fields, _said: &str) -> Result<Sought> {
        Ok(Sought::Untold("OpenID Connect tells of a person only when they sign in".to_owned()))
    }

    fn mend_page(&self, wanted: &Wanted, proof: &Proof) -> Option<Url> {
        let issuer = address::Address::of(wanted).ok().filter(|_| proof.refused())?;
        Server::of(issuer.url()).page(issuer.url())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::credential::CredentialKind;
    use crate::proof::Step;

    /// Something to want of an issuer, for the parts' tests.
    pub(super) fn wanted(issuer: &str) -> Wanted {
        let url = Url::parse(issuer).unwrap();
        Wanted {
            credential: String::new(),
            kind: CredentialKind::OauthClient,
            purposes: BTreeSet::new(),
            url: url.clone(),
            api_url: url,
            portal: Url::parse("https://portal.acme.dev").unwrap(),
            callback: Some(Url::parse("https://portal.acme.dev/api/auth/oidc/handler/frame").unwrap()),
            settings: BTreeMap::new(),
            scopes: ["openid", "profile", "email"].map(|scope| (scope.to_owned(), BTreeSet::new())).into(),
            permissions: BTreeMap::new(),
            name: "acme-devportal".to_owned(),
        }
    }

    #[test]
    fn the_mending_page_is_the_servers_list_of_clients_where_it_is_known() {
        let oidc = Oidc::new(Http::new(crate::providers::http::HttpOptions::default()).unwrap());
        let refused = Proof::of(Step::invalid("client", "no"));
        let page = |issuer: &str, proof: &Proof| oidc.mend_page(&wanted(issuer), proof).map(String::from);
        assert_eq!(
            page("https://acme.okta.com", &refused).as_deref(),
            Some("https://acme-admin.okta.com/admin/apps/active")
        );
        assert_eq!(page("https://id.acme.dev", &refused), None);
        assert_eq!(page("https://acme.okta.com", &Proof::of(Step::valid("client", "yes"))), None);
    }
}
