//! Every system that is a row of `templates/systems` or `templates/sign-in`: its credential is sent as the row says, and the row says what the answers mean.
//! Nobody's name is known here.
//!
//! `send` makes requests and signs them, `answer` reads what came back (`xml` where it is no JSON), `judge` says what it means, and `prove` goes through a row's requests.

mod answer;
mod judge;
mod prove;
mod send;
mod xml;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::contract::system::System;
use crate::credential::{Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought};

/// A system by its row.
#[derive(Clone, Debug)]
pub struct ByRow {
    system: &'static System,
    http: Http,
}

impl ByRow {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(system: &'static System, http: Http) -> Self {
        Self { system, http }
    }

    /// What a person copies from here onto its page.
    fn to_copy(&self, wanted: &Wanted) -> Vec<(String, String)> {
        let label = self.system.signs_in.as_ref().and_then(|signs_in| signs_in.redirect_label.clone());
        let callback = wanted.callback.iter().map(|url| (label.clone().unwrap_or_default(), url.to_string()));
        [("Name".to_owned(), wanted.name.clone())].into_iter().chain(callback).collect()
    }
}

#[async_trait(?Send)]
impl Provider for ByRow {
    fn id(&self) -> &'static str {
        &self.system.name
    }

    /// What stands at the address is only told by what the credential is answered.
    async fn look(&self, _wanted: &Wanted, _at_hand: &Fields) -> Proof {
        Proof::default()
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        let Some((_, spec)) = self.system.credential(&wanted.credential) else {
            return Creation::ByHand { open: None, copy: Vec::new(), steps: Vec::new() };
        };
        let page = spec.page.as_deref().map(|page| send::filled(page, wanted));
        Creation::ByHand {
            open: page.and_then(|page| Url::parse(&page).ok()),
            copy: self.to_copy(wanted),
            steps: spec.steps.clone(),
        }
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("{} sends no code", self.system.title)
    }

    async fn create(&self, _wanted: &Wanted, _administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        bail!("a person makes it on its page")
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = prove::prove(self.system, &self.http, wanted, fields).await;
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, _wanted: &Wanted, _fields: &Fields, _census: &mut dyn Census) -> Result<Extent> {
        bail!("{} brings no people into the catalog", self.system.title)
    }

    async fn person(&self, _wanted: &Wanted, _fields: &Fields, _said: &str) -> Result<Sought> {
        Ok(Sought::Untold(match self.system.signs_in {
            Some(_) => format!("{} tells of a person only when they sign in", self.system.title),
            None => format!("nobody signs in by {}", self.system.title),
        }))
    }
}
