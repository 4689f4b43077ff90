//! GitHub, and GitHub on a server of one's own: access tokens, OAuth Apps and GitHub Apps.
//!
//! `client` is octocrab over the network `edge`, `answer` what comes back, `refusal` what a no means, as `judge` sorts it;
//! `form` is what a pasted value is, `pages` where people click. `organization` looks before there is a credential. A
//! token is proven by `token`, `scopes`, `expiry` and `probe`; a client by `oauth`; an App by `app`, `key`, `clock`,
//! `install` and `permissions`. `manifest` makes an App, `by_hand` says how the others are made, and `directory` reads
//! whom the portal would know.

mod answer;
mod app;
mod by_hand;
mod client;
mod clock;
mod directory;
mod edge;
mod expiry;
mod form;
mod install;
mod judge;
mod manifest;
mod oauth;
mod organization;
mod pages;
mod permissions;
mod person;
mod probe;
mod refusal;
mod scopes;
mod token;

use std::time::Instant;

use anyhow::{Result, bail};
use async_trait::async_trait;
use url::Url;

use self::client::{Auth, Client};
use super::http::Http;
use super::{Created, Creation, Provider, Wanted};
use crate::credential::{CredentialKind, Fields, Secret};
use crate::proof::{Census, Extent, Proof, Sought, Step};

/// GitHub. Which server and which organisation is in what is wanted.
#[derive(Clone, Debug)]
pub struct GitHub {
    http: Http,
}

impl GitHub {
    /// Prepares the provider; nothing is asked yet.
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait(?Send)]
impl Provider for GitHub {
    fn id(&self) -> &'static str {
        "github"
    }

    async fn look(&self, wanted: &Wanted, at_hand: &Fields) -> Proof {
        let started = Instant::now();
        let proof = organization::look(&self.http, wanted, at_hand).await;
        Proof { took: started.elapsed(), ..proof }
    }

    fn creation(&self, wanted: &Wanted) -> Creation {
        match wanted.kind {
            CredentialKind::GithubApp => manifest::creation(wanted),
            CredentialKind::OauthClient => by_hand::oauth_app(wanted),
            _ => by_hand::token(wanted),
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
            CredentialKind::OauthClient => oauth::prove(&self.http, wanted, fields).await,
            CredentialKind::AccessToken => token::prove(&self.http, wanted, fields).await,
            kind => Proof::of(Step::invalid("credential", format!("GitHub knows no {}", kind.id()))),
        };
        Proof { took: started.elapsed(), ..proof }
    }

    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent> {
        directory::everybody(&self.http, wanted, fields, census).await
    }

    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
        person::look_up(&self.http, wanted, fields, said).await
    }

    fn mend_page(&self, _wanted: &Wanted, proof: &Proof) -> Option<Url> {
        install::mend_page(proof)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Something to want, for the parts' tests.
    pub(super) fn wanted() -> Wanted {
        let url = |text: &str| Url::parse(text).unwrap();
        let pair = |(name, level): (&str, &str)| (name.to_owned(), level.to_owned());
        Wanted {
            credential: String::new(),
            kind: CredentialKind::GithubApp,
            purposes: BTreeSet::new(),
            url: url("https://github.com"),
            api_url: url("https://api.github.com"),
            portal: url("https://portal.acme.dev"),
            callback: Some(url("https://portal.acme.dev/api/auth/github/handler/frame")),
            settings: [("organization", "acme")].map(pair).into(),
            scopes: [("repo", "discovery"), ("read:org", "org-data")]
                .map(|(scope, feature)| (scope.to_owned(), BTreeSet::from([feature.to_owned()])))
                .into(),
            permissions: [("contents", "read"), ("members", "read"), ("metadata", "read")].map(pair).into(),
            name: "acme-devportal".to_owned(),
        }
    }
}
