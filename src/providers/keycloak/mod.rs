//! Keycloak: one confidential client signs people in, and its service account reads people and groups.
//!
//! `realm` is where things are and `look` whether they are there; `create` makes a client through `admin`; `client`
//! proves one, by `refusal`, `code_flow`, `roles` and `people`; `directory` reads whom the portal would
//! know, and `person` looks one up; `account` is who that is. Nothing that Keycloak answers is ever shown in its own words: finding a client returns its secret.

mod account;
mod admin;
mod client;
mod code_flow;
mod create;
mod directory;
mod flow_answer;
mod look;
mod people;
mod person;
mod realm;
mod refusal;
mod roles;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use self::realm::Realm;
use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought};

/// The field that names the client.
const CLIENT_ID: &str = "client-id";
/// The field that holds the client's secret.
const CLIENT_SECRET: &str = "client-secret";

/// A Keycloak server. Which one is in the settings `base-url` and `realm` of what is wanted.
#[derive(Clone, Debug)]
pub struct Keycloak {
    http: Http,
}

impl Keycloak {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for Keycloak {
    fn id(&self) -> &'static str {
        "keycloak"
    }

    async fn look(&self, wanted: &Wanted, _at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = look::look(&self.http, wanted).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, _wanted: &Wanted) -> Creation {
        Creation::Api
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("Keycloak makes clients through its admin API; there is no code to take")
    }

    async fn create(&self, wanted: &Wanted, administrator: &Fields, prepared: &Fields) -> Result<Created> {
        create::create(&self.http, wanted, administrator, prepared).await
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = client::prove(&self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent> {
        directory::everybody(&self.http, wanted, fields, census).await
    }

    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
        person::look_up(&self.http, wanted, fields, said).await
    }

    fn mend_page(&self, wanted: &Wanted, proof: &Proof) -> Option<Url> {
        if !proof.refused() {
            return None;
        }
        Realm::of(wanted).ok().map(|realm| realm.clients_page())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::credential::CredentialKind;

    /// Something to want, for the judges' tests.
    pub(super) fn wanted(settings: impl IntoIterator<Item = (String, String)>) -> Wanted {
        let sso = Url::parse("https://sso.acme.dev").unwrap();
        Wanted {
            credential: String::new(),
            kind: CredentialKind::OauthClient,
            purposes: BTreeSet::new(),
            url: sso.clone(),
            api_url: sso,
            portal: Url::parse("https://portal.acme.dev").unwrap(),
            callback: None,
            settings: settings.into_iter().collect(),
            scopes: BTreeMap::new(),
            permissions: BTreeMap::new(),
            name: "acme-devportal".to_owned(),
        }
    }

    #[test]
    fn the_mending_page_is_the_realms_list_of_clients() {
        let keycloak = Keycloak::new(Http::new(crate::providers::http::HttpOptions::default()).unwrap());
        let wanted = wanted([("realm".to_owned(), "acme".to_owned())]);
        let refused = Proof::of(crate::proof::Step::invalid("client", "no"));
        let page = keycloak.mend_page(&wanted, &refused).unwrap();
        assert_eq!(page.as_str(), "https://sso.acme.dev/admin/master/console/#/acme/clients");
        assert!(keycloak.mend_page(&wanted, &Proof::of(crate::proof::Step::valid("client", "yes"))).is_none());
    }
}
