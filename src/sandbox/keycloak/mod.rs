//! The Keycloak that the program plays itself, on the loopback address: one realm with its people and groups, an administrator
//! who makes clients, and a client to copy. It stands for any other OpenID Connect server as well. It is strict: what it does
//! not know is answered as Keycloak does, and told by [`Keycloak::unexpected`].

mod admin;
mod realm;

use std::collections::BTreeMap;

use anyhow::Result;
use http::{Request, Response};
use serde_json::json;
use url::{Url, form_urlencoded};

use super::mood::Mood;
use super::notes::client_secret;
use super::reply;
use super::strange::Strange;
use super::world::ORGANIZATION;
use crate::credential::Secret;
use crate::loopback::{self, Loopback};

/// What a person who plays may use.
#[derive(Clone, Debug)]
pub struct KeycloakNotes {
    /// The realm that there is.
    pub realm: &'static str,
    /// The administrator's name.
    pub administrator: &'static str,
    /// The administrator's password.
    pub password: Secret,
    /// A client that is there already. It takes whatever callback is asked for.
    pub client_id: &'static str,
    /// Its secret.
    pub client_secret: Secret,
    /// A client that signs people in and reads nobody. It has the same secret, so that an id which stands in a folder goes with either.
    pub entrance_id: &'static str,
}

impl KeycloakNotes {
    /// Writes the notes; always the same.
    pub fn new() -> Self {
        Self {
            realm: ORGANIZATION,
            administrator: "admin",
            password: Secret::new(client_secret("Keycloak administrator").expose()),
            client_id: "portal",
            client_secret: client_secret("Keycloak client"),
            entrance_id: "portal-sign-in",
        }
    }
}

impl Default for KeycloakNotes {
    fn default() -> Self {
        Self::new()
    }
}

/// A Keycloak on 127.0.0.1 that answers until it is dropped.
#[derive(Debug)]
pub struct Keycloak {
    server: Loopback,
    strange: Strange,
    mood: Mood,
}

impl Keycloak {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        let port = loopback::bind()?;
        let base = format!("http://{}", port.authority());
        let (strange, mood) = (Strange::default(), Mood::default());
        let (told, mut state) = (strange.clone(), State::new(base));
        let server = port.serve(mood.over(move |request| {
            let answer = state.answer(&Asked::of(&request));
            told.unless_known(&request, answer, || refusal(404, "Unable to find matching target resource method", ""))
        }))?;
        Ok(Self { server, strange, mood })
    }

    /// Returns where it is, without the realm.
    pub fn url(&self) -> &Url {
        self.server.url()
    }

    /// What is wrong with it, for whoever wants to see it fail.
    pub fn mood(&self) -> Mood {
        self.mood.clone()
    }

    /// Lists the requests that it did not know, as method and path.
    pub fn unexpected(&self) -> Vec<String> {
        self.strange.all()
    }
}

/// A client of the realm.
struct Client {
    secret: String,
    /// The callback that is registered; without any, every one is.
    callback: Option<String>,
    /// The roles of its own account; nobody knows any more which one had that an earlier run made.
    roles: Option<Roles>,
}

/// What a client's own account may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Roles {
    /// It reads people and groups.
    Reads,
    /// Nothing.
    None,
}

struct State {
    base: String,
    notes: KeycloakNotes,
    clients: BTreeMap<String, Client>,
}

/// A request, taken apart.
struct Asked<'a> {
    method: &'a str,
    path: Vec<&'a str>,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    body: &'a [u8],
    authorization: &'a str,
}

impl<'a> Asked<'a> {
    fn of(request: &'a Request<Vec<u8>>) -> Self {
        let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect();
        let header = request.headers().get(http::header::AUTHORIZATION);
        Self {
            method: request.method().as_str(),
            path: request.uri().path().trim_matches('/').split('/').collect(),
            query: pairs(request.uri().query().unwrap_or_default().as_bytes()),
            form: pairs(request.body()),
            body: request.body(),
            authorization: header.and_then(|value| value.to_str().ok()).unwrap_or_default(),
        }
    }
}

impl State {
    fn new(base: String) -> Self {
        let notes = KeycloakNotes::new();
        let known =
            |secret: &Secret, roles| Client { secret: secret.expose().to_owned(), callback: None, roles: Some(roles) };
        let clients = [
            (notes.client_id.to_owned(), known(&notes.client_secret, Roles::Reads)),
            (notes.entrance_id.to_owned(), known(&notes.client_secret, Roles::None)),
        ];
        Self { base, clients: clients.into(), notes }
    }

    fn answer(&mut self, asked: &Asked<'_>) -> Option<Response<Vec<u8>>> {
        match asked.path.as_slice() {
            ["realms", "master", "protocol", "openid-connect", "token"] => Some(self.administrator(asked)),
            ["realms", "master", "protocol", "openid-connect", "logout"] => Some(reply::nothing()),
            ["realms", realm, rest @ ..] if *realm == self.notes.realm => self.realm(asked, rest),
            ["realms", _, ..] => Some(reply::json(404, &json!({ "error": "Realm does not exist" }))),
            // Any issuer's own description, for the profile that knows of no realm.
            [".well-known", "openid-configuration"] => Some(self.metadata(&self.base)),
            ["admin", "realms", realm, rest @ ..] if *realm == self.notes.realm => self.admin(asked, rest),
            _ => None,
        }
    }
}

/// OAuth's form of a refusal.
fn refusal(status: u16, error: &str, description: &str) -> Response<Vec<u8>> {
    reply::json(status, &json!({ "error": error, "error_description": description }))
}
