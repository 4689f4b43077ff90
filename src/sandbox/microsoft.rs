//! The Microsoft that the program plays itself, on the loopback address: one tenant with its people and groups, Graph, and one
//! Azure DevOps organisation. It is strict: what it does not know is answered with 404 and told by [`Microsoft::unexpected`].

use std::collections::BTreeMap;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{Request, Response, header};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::mood::Mood;
use super::notes::client_letters;
use super::reply;
use super::strange::Strange;
use super::world::{ORGANIZATION, PEOPLE, Person, TEAMS};
use crate::credential::Secret;
use crate::loopback::{self, Loopback};

const TENANT: &str = "5a0dbc0e-0000-4000-8000-00000000acde";
const CLIENT: &str = "c11e0000-0000-4000-8000-00000000acde";
/// A service principal that reads code, and has nothing to do with sign-in.
const PRINCIPAL: &str = "c0de0000-0000-4000-8000-00000000acde";
const PRINCIPALS_NAME: &str = "acme-devportal-code";
const KEY: &str = "4e700000-0000-4000-8000-00000000acde";

/// What a person who plays may use.
#[derive(Clone, Debug)]
pub struct MicrosoftNotes {
    /// The tenant's id.
    pub tenant: &'static str,
    /// An app registration, by its client id.
    pub client_id: &'static str,
    /// Its secret.
    pub client_secret: Secret,
    /// A service principal of Azure DevOps, by its client id.
    pub principal_id: &'static str,
    /// Its secret.
    pub principal_secret: Secret,
    /// A token for Graph of somebody who may register applications.
    pub graph_token: Secret,
    /// The Azure DevOps organisation.
    pub organization: &'static str,
    /// A token of that organisation.
    pub token: Secret,
}

impl MicrosoftNotes {
    /// Writes the notes; always the same.
    pub fn new() -> Self {
        Self {
            tenant: TENANT,
            client_id: CLIENT,
            client_secret: Secret::new(format!("sbx8Q~{}", client_letters("Entra registration", 34))),
            principal_id: PRINCIPAL,
            principal_secret: Secret::new(format!("sbx8Q~{}", client_letters("Azure DevOps principal", 34))),
            graph_token: Secret::new(client_letters("Graph administrator", 60)),
            organization: ORGANIZATION,
            token: Secret::new(format!("{}AZDO{}", client_letters("Azure DevOps token", 76), client_letters("end", 4))),
        }
    }
}

impl Default for MicrosoftNotes {
    fn default() -> Self {
        Self::new()
    }
}

/// Microsoft's login, Graph and Azure DevOps on one port of 127.0.0.1, until it is dropped.
#[derive(Debug)]
pub struct Microsoft {
    server: Loopback,
    strange: Strange,
    mood: Mood,
}

impl Microsoft {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        let (strange, mood) = (Strange::default(), Mood::default());
        let (told, state) = (strange.clone(), State { notes: MicrosoftNotes::new() });
        let server = loopback::bind()?.serve(mood.over(move |request| {
            let answer = state.answer(&request);
            told.unless_known(&request, answer, || graph_refusal(404, "Request_ResourceNotFound"))
        }))?;
        Ok(Self { server, strange, mood })
    }

    /// Returns where all of it is.
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

struct State {
    notes: MicrosoftNotes,
}

impl State {
    fn answer(&self, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let path: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
        let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let authorization = authorization.unwrap_or_default();
        match path.as_slice() {
            [TENANT, "v2.0", ".well-known", "openid-configuration"] => {
                Some(reply::json(200, &json!({ "issuer": format!("https://login.microsoftonline.com/{TENANT}/v2.0") })))
            }
            [_, "v2.0", ".well-known", "openid-configuration"] => Some(refusal(400, 90_002)),
            [TENANT, "oauth2", "v2.0", "token"] => Some(self.token(request)),
            ["v1.0", rest @ ..] if authorization.starts_with("Bearer ") => self.graph(request, authorization, rest),
            [ORGANIZATION, rest @ ..] => self.azure_devops(authorization, rest),
            _ => None,
        }
    }

    fn token(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let form: BTreeMap<String, String> = form_urlencoded::parse(request.body()).into_owned().collect();
        let is = |field: &str, value: &str| form.get(field).is_some_and(|said| said == value);
        let known = [
            (CLIENT, &self.notes.client_secret, "acme-devportal", ["GroupMember.Read.All", "User.Read.All"].as_slice()),
            (PRINCIPAL, &self.notes.principal_secret, PRINCIPALS_NAME, &[]),
        ];
        let Some((id, secret, name, roles)) = known.into_iter().find(|(id, ..)| is("client_id", id)) else {
            return refusal(400, 700_016);
        };
        if !is("client_secret", secret.expose()) {
            return refusal(401, 7_000_215);
        }
        let claims = json!({ "tid": TENANT, "appid": id, "app_displayname": name, "roles": roles });
        let token = format!("e30.{}.sandbox", URL_SAFE_NO_PAD.encode(claims.to_string()));
        reply::json(200, &json!({ "access_token": token, "expires_in": 3599, "token_type": "Bearer" }))
    }

    fn graph(&self, request: &Request<Vec<u8>>, authorization: &str, rest: &[&str]) -> Option<Response<Vec<u8>>> {
        let administrator = authorization == format!("Bearer {}", self.notes.graph_token.expose());
        let query: BTreeMap<String, String> =
            form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
        match (request.method().as_str(), rest) {
            ("GET", ["users"]) => Some(list(PEOPLE.iter().filter(|known| is_asked_for(known, &query)).map(person))),
            ("GET", ["groups"]) => Some(list(TEAMS.iter().map(|team| {
                let name = format!("backstage-{}", team.slug);
                json!({ "id": team.slug, "displayName": name, "mailNickname": team.slug, "securityEnabled": true })
            }))),
            ("GET", ["groups", slug, "members", "microsoft.graph.user"]) => {
                let team = TEAMS.iter().find(|team| team.slug == *slug)?;
                Some(list(PEOPLE.iter().filter(|known| team.members.contains(&known.login)).map(person)))
            }
            _ if !administrator => Some(graph_refusal(403, "Authorization_RequestDenied")),
            ("GET", ["applications"]) => Some(list(std::iter::empty())),
            ("POST", ["applications"]) => Some(reply::json(201, &json!({ "id": "object-1", "appId": CLIENT }))),
            ("POST", ["servicePrincipals"]) => Some(reply::json(201, &json!({ "id": "principal-1" }))),
            ("POST", ["applications", "object-1", "addPassword"]) => Some(self.password(request)),
            ("DELETE", ["applications", "object-1"]) => Some(reply::nothing()),
            _ => None,
        }
    }

    fn password(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let mut order: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let mut made = order["passwordCredential"].take();
        made["secretText"] = json!(self.notes.client_secret.expose());
        made["keyId"] = json!(KEY);
        reply::json(200, &made)
    }

    fn azure_devops(&self, authorization: &str, rest: &[&str]) -> Option<Response<Vec<u8>>> {
        let basic = format!("Basic {}", STANDARD.encode(format!(":{}", self.notes.token.expose())));
        // What a service principal brings names it; a person brings their own token.
        let name = if authorization == basic { Some(PEOPLE[0].name.to_owned()) } else { named_in(authorization) };
        let Some(name) = name else {
            return Some(reply::html(203, "Sign in", "<p>Sign in to Azure DevOps.</p>"));
        };
        match rest {
            ["_apis", "connectionData"] => {
                Some(reply::json(200, &json!({ "authenticatedUser": { "id": "5a0d", "providerDisplayName": name } })))
            }
            [.., "_apis", "git", "repositories"] => Some(reply::json(200, &json!({ "count": 7, "value": [] }))),
            [.., "_apis", "search", "codesearchresults"] => {
                Some(reply::json(200, &json!({ "count": 4, "results": [] })))
            }
            _ => None,
        }
    }
}

/// The name of the application that a token was given to.
fn named_in(authorization: &str) -> Option<String> {
    let claims = authorization.strip_prefix("Bearer e30.")?.split('.').next()?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    Some(claims["app_displayname"].as_str()?.to_owned())
}

fn is_asked_for(known: &Person, query: &BTreeMap<String, String>) -> bool {
    match query.get("$filter") {
        Some(filter) if filter.contains("mail eq") => {
            known.email.is_some_and(|mail| filter.contains(&format!("'{mail}'")))
        }
        Some(filter) if filter.starts_with("startsWith(userPrincipalName") => {
            filter.contains(&format!("'{}@'", known.login))
        }
        _ => true,
    }
}

fn person(known: &Person) -> Value {
    let principal = format!("{}@acme.test", known.login);
    json!({
        "id": format!("person-{}", known.id),
        "displayName": known.name,
        "mail": known.email,
        "userPrincipalName": principal,
        "accountEnabled": true,
    })
}

fn list(entries: impl Iterator<Item = Value>) -> Response<Vec<u8>> {
    reply::json(200, &json!({ "value": entries.collect::<Vec<_>>() }))
}

fn graph_refusal(status: u16, code: &str) -> Response<Vec<u8>> {
    reply::json(status, &json!({ "error": { "code": code, "message": "the sandbox says no" } }))
}

fn refusal(status: u16, code: u64) -> Response<Vec<u8>> {
    let error = if status == 400 { "invalid_request" } else { "invalid_client" };
    reply::json(status, &json!({ "error": error, "error_codes": [code], "error_description": format!("AADSTS{code}") }))
}
