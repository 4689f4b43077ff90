//! Who sends a request to the API, and what they may do.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};

use super::app::App;
use super::key;
use super::reply::{self, Refusal};
use super::state::State;

/// The sender of a request.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// No credential.
    Nobody,
    /// A classic token with its scopes.
    Classic(BTreeSet<String>),
    /// A fine-grained token.
    FineGrained,
    /// An App, by its signature.
    App(App),
    /// An App's installation, by its token.
    Installation(App),
    /// An OAuth client, by id and secret.
    Client,
}

impl Caller {
    /// Reads the `Authorization` header. A credential that is wrong is refused even where none is needed, as GitHub does.
    pub(super) fn of(headers: &HeaderMap, state: &mut State) -> Result<Self, Refusal> {
        let Some(given) = headers.get(header::AUTHORIZATION) else { return Ok(Self::Nobody) };
        let bad = || Refusal::new(401, "Bad credentials");
        let (scheme, value) = given.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(bad)?;
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" | "token" if value.split('.').count() == 3 => signed(value, state),
            "bearer" | "token" => token(value, state).ok_or_else(bad),
            "basic" => client(value, state).ok_or_else(bad),
            _ => Err(bad()),
        }
    }

    /// How many requests an hour this sender has.
    pub(super) fn limit(&self) -> u64 {
        match self {
            Self::Nobody => 60,
            _ => 5_000,
        }
    }

    /// Lets only people's tokens pass.
    pub(super) fn person(&self) -> Result<(), Refusal> {
        match self {
            Self::Classic(_) | Self::FineGrained => Ok(()),
            Self::Nobody | Self::Client => Err(Refusal::new(401, "Requires authentication")),
            Self::App(_) | Self::Installation(_) => Err(Refusal::new(403, "Resource not accessible by integration")),
        }
    }

    /// Lets only an App's signature pass.
    pub(super) fn app(&self) -> Result<&App, Refusal> {
        match self {
            Self::App(app) => Ok(app),
            _ => Err(Refusal::new(401, "A JSON web token could not be decoded")),
        }
    }

    /// Lets only an installation's token pass.
    pub(super) fn installation(&self) -> Result<&App, Refusal> {
        match self {
            Self::Installation(app) => Ok(app),
            Self::Nobody | Self::Client => Err(Refusal::new(401, "Requires authentication")),
            _ => Err(Refusal::new(403, "You must authenticate with an installation access token")),
        }
    }

    /// Lets those pass who may read the organisation's people: the scope `read:org`, or the permission `members`.
    pub(super) fn reads_organization(&self) -> Result<(), Refusal> {
        match self {
            Self::Classic(scopes) if has_any(scopes, &["read:org", "write:org", "admin:org"]) => Ok(()),
            Self::Classic(_) => Err(Refusal::for_want_of(
                "x-accepted-oauth-scopes",
                "admin:org, read:org, repo, user, write:org",
                "Your token has not been granted the required scopes to execute this request",
            )),
            Self::FineGrained => Ok(()),
            Self::Installation(app) if app.permissions.contains_key("members") => Ok(()),
            Self::Installation(_) => Err(Refusal::for_want_of(
                "x-accepted-github-permissions",
                "members=read",
                "Resource not accessible by integration",
            )),
            Self::Nobody | Self::Client | Self::App(_) => Err(Refusal::new(401, "Requires authentication")),
        }
    }

    /// Tells whether private repositories are seen.
    pub(super) fn sees_private(&self) -> bool {
        match self {
            Self::Classic(scopes) => scopes.contains("repo"),
            Self::FineGrained | Self::Installation(_) => true,
            Self::Nobody | Self::Client | Self::App(_) => false,
        }
    }
}

fn has_any(scopes: &BTreeSet<String>, wanted: &[&str]) -> bool {
    wanted.iter().any(|scope| scopes.contains(*scope))
}

fn signed(token: &str, state: &mut State) -> Result<Caller, Refusal> {
    let issuer = key::issuer(token, reply::now()).map_err(|error| Refusal::new(401, error.to_string()))?;
    let app = state.app_signing(&issuer).ok_or_else(|| Refusal::new(404, "Integration not found"))?;
    Ok(Caller::App(app.clone()))
}

fn token(token: &str, state: &State) -> Option<Caller> {
    if token == state.notes.classic_token.expose() {
        return Some(Caller::Classic(state.scopes.clone()));
    }
    if token == state.notes.poor_token.expose() {
        return Some(Caller::Classic(["public_repo".to_owned()].into()));
    }
    if token == state.notes.fine_grained_token.expose() {
        return Some(Caller::FineGrained);
    }
    state.app_with_token(token).map(|app| Caller::Installation(app.clone()))
}

fn client(value: &str, state: &mut State) -> Option<Caller> {
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    (state.client_secret(id)?.expose() == secret).then_some(Caller::Client)
}
