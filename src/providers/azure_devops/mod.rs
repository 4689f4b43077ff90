//! Azure DevOps: a personal access token of one organisation, or a service principal, reads repositories.
//!
//! `client` speaks as either; `refusal` tells its many ways of saying no apart; `prove` takes the credential to the
//! organisation, the project, the repositories and the search that discovery needs. People come from elsewhere.

mod by_hand;
mod client;
mod prove;
mod refusal;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;

use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Census, Extent, Proof, Sought};

/// The setting that names the organisation.
const ORGANIZATION: &str = "organization";
/// The setting that names the project; `*` stands for all.
const PROJECT: &str = "project";

/// What the steps about a service principal rest on.
const PRINCIPAL: Aspect<'static> = Aspect::new("principal", &["tenant", "client-id", "client-secret"]);

/// Azure DevOps, in Microsoft's cloud or on a server of one's own.
#[derive(Clone, Debug)]
pub struct AzureDevOps {
    http: Http,
}

impl AzureDevOps {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for AzureDevOps {
    fn id(&self) -> &'static str {
        "azure-devops"
    }

    /// Nothing is told to somebody without a credential, so there is nothing to look at.
    async fn look(&self, _wanted: &Wanted, _at_hand: &Fields) -> Proof {
        Proof::default()
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        by_hand::creation(wanted)
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("Azure DevOps sends no code")
    }

    async fn create(&self, _wanted: &Wanted, _administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        bail!("a person makes the token on its page")
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = prove::prove(&self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, _wanted: &Wanted, _fields: &Fields, _census: &mut dyn Census) -> Result<Extent> {
        bail!("Azure DevOps brings no people into the catalog; Microsoft Entra ID does")
    }

    async fn person(&self, _wanted: &Wanted, _fields: &Fields, _said: &str) -> Result<Sought> {
        Ok(Sought::Untold("nobody signs in by Azure DevOps".to_owned()))
    }
}
