//! Microsoft Entra ID and Microsoft Graph: one app registration signs people in and, by itself, reads people and groups.
//!
//! `tenant` looks whether a directory is there, `client` proves a registration by a token of its own, whose roles are compared;
//! `registration` reads what the registration itself says, `error` puts Microsoft's codes into words, `create` makes a
//! registration and takes it back when it fails half way, `people` streams whom the portal would know. Login and Graph
//! hosts are values, so that sovereign clouds are only other ones.

mod by_hand;
mod client;
mod create;
mod error;
mod people;
mod permission;
mod registration;
mod tenant;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::contract;
use crate::credential::{Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought, Verdict};

/// What the facts know it by.
const ID: &str = "entra";
/// The field that names the registration.
const CLIENT_ID: &str = "client-id";
/// The field that holds its secret.
const CLIENT_SECRET: &str = "client-secret";
/// The setting that names the directory.
const TENANT: &str = "tenant";

/// Microsoft Entra ID. Where it is stands in what is wanted: `url` signs in, `api_url` is Graph.
#[derive(Clone, Debug)]
pub struct Entra {
    http: Http,
}

impl Entra {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for Entra {
    fn id(&self) -> &'static str {
        ID
    }

    async fn look(&self, wanted: &Wanted, _at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = tenant::look(&self.http, wanted).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        by_hand::registration(wanted)
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("Entra sends no code for a registration")
    }

    async fn create(&self, wanted: &Wanted, administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        create::registration(&self.http, wanted, administrator).await
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = client::prove(&self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent> {
        people::everybody(&self.http, wanted, fields, census).await
    }

    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
        people::look_up(&self.http, wanted, fields, said).await
    }

    fn mend_page(&self, wanted: &Wanted, proof: &Proof) -> Option<Url> {
        let lacking = proof.steps.iter().any(|step| step.name == "roles" && step.verdict == Verdict::Insufficient);
        lacking.then(|| proof.settings.get(CLIENT_ID).map(|id| client::consent_page(wanted, id))).flatten()
    }

    /// A new registration and its secret take a moment to be known to all of Microsoft's servers.
    fn may_settle(&self, proof: &Proof) -> bool {
        proof.steps.iter().any(client::may_settle)
    }
}

/// Tells whether this is Microsoft's public cloud and no sovereign one.
fn is_public(login: &Url) -> bool {
    let public = contract::provider(ID).ok().and_then(|spec| spec.url);
    public.is_some_and(|public| login.as_str().trim_end_matches('/') == public)
}
