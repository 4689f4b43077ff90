//! The systems on the other side. A provider reports facts; it never prints, prompts, reads the environment, opens a
//! browser or knows the name of a VeeCode variable.

pub mod azure_devops;
pub mod entra;
pub mod github;
pub mod gitlab;
pub mod http;
pub mod keycloak;
pub mod ldap;
pub(crate) mod oauth;
pub mod oidc;
pub mod system;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Instant;

use anyhow::Result;
use async_trait::async_trait;
use futures_util::future::join_all;
use url::Url;

use crate::agreed::{Server, Weaker};
use crate::credential::{CredentialKind, Fields, Purpose, Secret};
use crate::proof::{Census, Directory, Extent, Proof, Sought};

/// What is wanted of one credential: everything a provider must know to make it or to prove it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its id in its contract; empty, when it was found in a configuration and may be one of several.
    pub credential: String,
    /// Its form.
    pub kind: CredentialKind,
    /// What it is for.
    pub purposes: BTreeSet<Purpose>,
    /// Where people's browsers find the provider, no trailing slash (`https://github.com`).
    pub url: Url,
    /// Where its API is (`https://api.github.com`).
    pub api_url: Url,
    /// Where the portal is, no trailing slash.
    pub portal: Url,
    /// Where the provider sends people back to, when the credential signs people in.
    pub callback: Option<Url>,
    /// Plain settings by field: `organization`, `base-url`, `realm`, …
    pub settings: BTreeMap<String, String>,
    /// OAuth scopes that are needed, each with the features that need it.
    pub scopes: BTreeMap<String, BTreeSet<String>>,
    /// GitHub App permissions that are needed (`contents` → `read`), or roles of a service account (`view-users` → ``).
    pub permissions: BTreeMap<String, String>,
    /// The name that a new application or client gets.
    pub name: String,
}

impl Wanted {
    /// Returns a setting, or nothing when it is absent or empty.
    pub fn setting(&self, field: &str) -> Option<&str> {
        self.settings.get(field).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The servers that its secrets are sent to, by what was said of it; none, where it has no secret.
    pub fn servers(&self) -> BTreeSet<Server> {
        if self.kind == CredentialKind::TrustedProxy {
            return BTreeSet::new();
        }
        let settings = ADDRESSES.iter().filter_map(|field| Url::parse(self.setting(field)?).ok());
        settings.chain([self.url.clone(), self.api_url.clone()]).filter_map(|url| Server::of(&url)).collect()
    }

    /// What the connection to its server would lack, by what was said of it. Directories alone can be gone to in another way than
    /// inside of verified TLS.
    pub fn weaker(&self) -> Option<Weaker> {
        matches!(self.url.scheme(), "ldap" | "ldaps").then(|| ldap::weaker(self)).flatten()
    }
}

/// The settings that hold addresses.
const ADDRESSES: [&str; 2] = ["base-url", "login-url"];

/// How a credential comes into being.
#[derive(Clone, Debug)]
pub enum Creation {
    /// A person confirms in the browser; the provider sends a code to the loopback address, [`Provider::exchange`] takes it.
    Browser {
        /// The address that the form is posted to, without `state`, which the browser edge adds as a query parameter.
        action: Url,
        /// The form's fields, by name. `redirect_url` inside a JSON value is written as [`REDIRECT`].
        form: BTreeMap<String, String>,
        /// What the person will see and press, one line each.
        steps: Vec<String>,
    },
    /// The provider's own API makes it, with the administrator's fields; [`Provider::create`] does it.
    Api,
    /// A person makes it at the provider and copies the values.
    ByHand {
        /// The page to open, with everything prefilled that the provider lets us prefill.
        open: Option<Url>,
        /// Exact values to copy, as label and value.
        copy: Vec<(String, String)>,
        /// What to do, one line each.
        steps: Vec<String>,
    },
}

/// The setting that says when the secret ends of a credential that was made in this run.
pub const SECRET_ENDS: &str = "secret-ends";

/// Stands in a creation form where the loopback address will be.
pub const REDIRECT: &str = "@redirect@";

/// Something that was made at a provider, so that it can be named, found again and undone.
#[derive(Clone, Debug)]
pub struct Created {
    /// The credential's parts. They are stored before anything else is tried.
    pub fields: Fields,
    /// What it is called there (`acme-devportal`).
    pub name: String,
    /// Where a person finds it.
    pub page: Option<Url>,
    /// The day on which its secret ends, when that is known.
    pub ends: Option<String>,
}

/// Beside the cause in an error of [`Provider::create`]: nothing is left at the provider.
#[derive(Clone, Copy, Debug)]
pub struct NothingMade;

impl fmt::Display for NothingMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was made")
    }
}

/// What is true after an order to make something was answered in another way than with what was made. Only a refusal (4xx) says that
/// nothing was: behind a proxy's error, or an answer that cannot be read, it may be there.
fn made_perhaps(what: &str, status: u16, error: anyhow::Error) -> anyhow::Error {
    match status {
        400..=499 => error.context(NothingMade),
        _ => error.context(format!("whether {what} was made is not known")),
    }
}

/// One external system.
#[async_trait(?Send)]
pub trait Provider {
    /// The provider's name in contracts and flags.
    fn id(&self) -> &'static str;

    /// Looks at the settings before a credential is got: is the realm there, is the organisation spelt right? Parts of the
    /// credential that are `at_hand` already may help to name what is meant.
    async fn look(&self, wanted: &Wanted, at_hand: &Fields) -> Proof;

    /// Says how a credential of this kind is made here.
    fn creation(&self, wanted: &Wanted) -> Creation;

    /// Takes the code of [`Creation::Browser`].
    ///
    /// # Errors
    /// When the provider refuses the code or cannot be reached.
    async fn exchange(&self, wanted: &Wanted, code: &Secret) -> Result<Created>;

    /// Makes the credential of [`Creation::Api`]. `administrator` holds what was asked for this once; `prepared` holds
    /// parts that were chosen and stored beforehand (a client secret), so that a second try finds its own work.
    ///
    /// # Errors
    /// When the administrator is refused, something of that name exists and is not ours, or a step failed; what had been
    /// made by then is undone, or named in the error. [`NothingMade`] stands in it when nothing is left.
    async fn create(&self, wanted: &Wanted, administrator: &Fields, prepared: &Fields) -> Result<Created>;

    /// Proves a credential. A refusal is a step of the proof, never an error.
    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof;

    /// Reads the people and groups that org data would bring, with the credential that reads them, and hands each to
    /// `census` at once.
    ///
    /// # Errors
    /// When they cannot be read.
    async fn directory(&self, wanted: &Wanted, fields: &Fields, census: &mut dyn Census) -> Result<Extent>;

    /// Looks a person up by the name or mail address that they sign in with, as far as the credential may.
    ///
    /// # Errors
    /// When the provider cannot be asked.
    async fn person(&self, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought>;

    /// Tries a person's own name and password, where signing in is just that; nothing where it is not.
    async fn sign_in(&self, _wanted: &Wanted, _fields: &Fields, _name: &str, _password: &Secret) -> Option<Proof> {
        None
    }

    /// The page that mends a proof which waits for a person (install the App, grant a permission), if there is one.
    fn mend_page(&self, _wanted: &Wanted, _proof: &Proof) -> Option<Url> {
        None
    }

    /// Tells whether a refusal of something that was just made may only mean that it is not known everywhere yet.
    fn may_settle(&self, _proof: &Proof) -> bool {
        false
    }
}

/// Reads a directory that fits in memory.
///
/// # Errors
/// When it cannot be read.
pub async fn read_directory(provider: &dyn Provider, wanted: &Wanted, fields: &Fields) -> Result<Directory> {
    let mut directory = Directory::default();
    directory.extent = provider.directory(wanted, fields, &mut directory).await?;
    Ok(directory)
}

/// A credential that is to be proven, and by whom.
pub struct Candidate<'a> {
    /// The system that knows it.
    pub provider: &'a dyn Provider,
    /// What is wanted of it.
    pub wanted: Wanted,
    /// Its parts.
    pub fields: Fields,
}

/// Proves credentials at the same time, so that the slowest one decides how long it takes. Returns the proofs in the order
/// of the candidates, each with the time that it took.
pub async fn prove_all(candidates: &[Candidate<'_>]) -> Vec<Proof> {
    join_all(candidates.iter().map(|candidate| async {
        let started = Instant::now();
        let mut proof = candidate.provider.prove(&candidate.wanted, &candidate.fields).await;
        proof.took = started.elapsed();
        proof
    }))
    .await
}

/// Tells whether an error is that a provider could not be reached.
pub fn not_reached(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<http::Unreachable>())
}
