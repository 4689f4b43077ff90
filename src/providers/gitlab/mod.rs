//! GitLab: gitlab.com or one's own, also below a path. A token reads code, people and groups; an application signs people in.
//!
//! `client` builds requests by the `gitlab` crate's endpoints and sends them over the network edge; `refusal` says what is
//! wrong; `token` and `application` prove, `create` makes an application where an administrator lets it, `by_hand` guides a
//! person; `group` and `people` read what the portal would.

mod application;
mod by_hand;
mod client;
mod create;
mod group;
mod people;
mod refusal;
mod scopes;
mod token;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{CredentialKind, Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought, Step, Verdict};

/// The field that holds a token.
const TOKEN: &str = "token";
/// The field that names an application.
const CLIENT_ID: &str = "client-id";
/// The field that holds an application's secret.
const CLIENT_SECRET: &str = "client-secret";

/// A GitLab. Where it is stands in what is wanted.
#[derive(Clone, Debug)]
pub struct GitLab {
    http: Http,
}

impl GitLab {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for GitLab {
    fn id(&self) -> &'static str {
        "gitlab"
    }

    async fn look(&self, wanted: &Wanted, at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = group::look(&self.http, wanted, at_hand).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        match wanted.kind {
            CredentialKind::OauthClient => by_hand::application(wanted),
            _ => by_hand::token(wanted),
        }
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("GitLab sends no code for an application")
    }

    async fn create(&self, wanted: &Wanted, administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        create::application(&self.http, wanted, administrator).await
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = match wanted.kind {
            CredentialKind::OauthClient => application::prove(&self.http, wanted, fields).await,
            CredentialKind::AccessToken => token::prove(&self.http, wanted, fields).await,
            kind => Proof::of(Step::invalid("credential", format!("GitLab knows no {}", kind.id()))),
        };
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent> {
        people::everybody(&self.http, wanted, fields, census).await
    }

    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
        people::look_up(&self.http, wanted, fields, said).await
    }

    fn mend_page(&self, wanted: &Wanted, proof: &Proof) -> Option<Url> {
        let scopes = proof.steps.iter().any(|step| step.name == "scopes" && step.verdict == Verdict::Insufficient);
        scopes.then(|| by_hand::token_page(wanted))
    }
}
