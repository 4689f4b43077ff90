//! GitHub, and GitHub on a server of one's own: an App reads the organisation and may sign people in.
//!
//! `manifest` makes an App; `app` proves one, by `key`, `clock`, `install`, `permissions` and `oauth`; `directory` reads
//! whom the portal would know. `client` asks, `refusal` says what an unwanted answer means, `pages` is where people click.

mod app;
mod client;
mod clock;
mod directory;
mod install;
mod key;
mod manifest;
mod oauth;
mod pages;
mod permissions;
mod refusal;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use self::client::{Auth, Client};
use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{CredentialKind, Fields, Secret};
use crate::proof::{Directory, Proof, Step};

/// A GitHub. Which one is in what is wanted.
#[derive(Clone, Debug)]
pub struct Github {
    http: Http,
}

impl Github {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for Github {
    fn id(&self) -> &'static str {
        "github"
    }

    async fn look(&self, _wanted: &Wanted) -> Proof {
        Proof::default()
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        match wanted.kind {
            CredentialKind::GithubApp => manifest::creation(wanted),
            CredentialKind::OauthClient | CredentialKind::AccessToken => {
                Creation::ByHand { open: None, copy: Vec::new(), steps: Vec::new() }
            }
        }
    }

    async fn exchange(&self, wanted: &Wanted, code: &Secret) -> Result<Created> {
        let nobody = Client::new(&self.http, &wanted.api_url, Auth::Nobody)?;
        manifest::exchange(&nobody, wanted, code).await
    }

    async fn create(&self, _wanted: &Wanted, _administrator: &Fields, _prepared: &Fields) -> Result<Created> {
        bail!("GitHub makes nothing through its API; a person confirms in the browser")
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        let started = Instant::now();
        let proof = match wanted.kind {
            CredentialKind::GithubApp => app::prove(&self.http, wanted, fields).await,
            kind => Proof::of(Step::unknown(kind.id(), "cannot be proven yet")),
        };
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields) -> Result<Directory> {
        directory::read(&self.http, wanted, fields).await
    }

    fn mend_page(&self, _wanted: &Wanted, proof: &Proof) -> Option<Url> {
        install::mend_page(proof)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::credential::CredentialKind;

    /// Something to want, for the parts' tests.
    pub(super) fn wanted() -> Wanted {
        let url = |text: &str| Url::parse(text).unwrap();
        let pair = |(name, level): (&str, &str)| (name.to_owned(), level.to_owned());
        Wanted {
            kind: CredentialKind::GithubApp,
            purposes: BTreeSet::new(),
            url: url("https://github.com"),
            api_url: url("https://api.github.com"),
            portal: url("https://portal.acme.dev"),
            callback: Some(url("https://portal.acme.dev/api/auth/github/handler/frame")),
            settings: [("organization", "acme")].map(pair).into(),
            scopes: [].into(),
            permissions: [("contents", "read"), ("members", "read"), ("metadata", "read")].map(pair).into(),
            name: "acme-devportal".to_owned(),
        }
    }
}
