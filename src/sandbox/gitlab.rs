//! The GitLab that the program plays itself, on the loopback address: one group with its people and groups below it, a token
//! and an application to copy, and an administrator's token that makes one. It is strict: what it does not know is answered
//! with 404 and told by [`GitLab::unexpected`].

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use http::{Request, Response, header};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::mood::Mood;
use super::notes::{application_id, client_letters, client_secret};
use super::reply;
use super::strange::Strange;
use super::world::{ORGANIZATION, PEOPLE, Person, TEAMS};
use crate::credential::Secret;
use crate::loopback::{self, Loopback};

/// The number of the group.
const GROUP: u64 = 7;
/// The first number of the groups below it.
const BELOW: u64 = 100;

/// What a person who plays may use.
#[derive(Clone, Debug)]
pub struct GitLabNotes {
    /// The group that there is.
    pub group: &'static str,
    /// A token that reads it.
    pub token: Secret,
    /// One that writes, too, for templates that make repositories.
    pub writing_token: Secret,
    /// An administrator's token.
    pub administrator: Secret,
    /// The id of the application that stands on the page.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
}

impl GitLabNotes {
    /// Writes the notes; always the same.
    pub fn new() -> Self {
        Self {
            group: ORGANIZATION,
            token: Secret::new(format!("glpat-{}", client_letters("GitLab token", 20))),
            writing_token: Secret::new(format!("glpat-{}", client_letters("GitLab writing token", 20))),
            administrator: Secret::new(format!("glpat-{}", client_letters("GitLab administrator", 20))),
            client_id: application_id("GitLab application"),
            client_secret: Secret::new(format!("gloas-{}", client_secret("GitLab application").expose())),
        }
    }
}

impl Default for GitLabNotes {
    fn default() -> Self {
        Self::new()
    }
}

/// A GitLab on 127.0.0.1 that answers until it is dropped.
#[derive(Debug)]
pub struct GitLab {
    server: Loopback,
    api_url: Url,
    strange: Strange,
    mood: Mood,
}

impl GitLab {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        let port = loopback::bind()?;
        let api = format!("http://{}/api/v4", port.authority());
        let api_url = Url::parse(&api).context("could not name the loopback address")?;
        let (strange, mood) = (Strange::default(), Mood::default());
        let (told, mut state) = (strange.clone(), State { notes: GitLabNotes::new(), made: BTreeMap::new() });
        let server = port.serve(mood.over(move |request| {
            let answer = state.answer(&request);
            told.unless_known(&request, answer, || message(404, "404 Not Found"))
        }))?;
        Ok(Self { server, api_url, strange, mood })
    }

    /// Returns where people's browsers find it.
    pub fn url(&self) -> &Url {
        self.server.url()
    }

    /// Returns where programs find it.
    pub fn api_url(&self) -> &Url {
        &self.api_url
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
    notes: GitLabNotes,
    /// Applications that were made, by name, with their callback.
    made: BTreeMap<String, String>,
}

/// Whose token a request carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    Reader,
    Writer,
    Administrator,
}

impl State {
    fn answer(&mut self, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let path = request.uri().path();
        let form: BTreeMap<String, String> = form_urlencoded::parse(request.body()).into_owned().collect();
        if path == "/oauth/token" {
            return Some(self.code(&form));
        }
        let caller = self.caller(request);
        let rest = path.strip_prefix("/api/v4/")?;
        if caller == Caller::Nobody {
            return Some(message(401, "401 Unauthorized"));
        }
        let query: BTreeMap<String, String> =
            form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
        match (request.method().as_str(), rest) {
            ("GET", "version") => Some(reply::json(200, &json!({ "version": "18.5.0", "revision": "sandbox" }))),
            ("GET", "personal_access_tokens/self") => Some(reply::json(200, &token(caller))),
            ("GET", "user") => Some(reply::json(200, &person(&PEOPLE[0]))),
            ("GET", "users") => Some(reply::json(200, &users(&query))),
            ("GET", "applications") if caller != Caller::Administrator => Some(message(403, "403 Forbidden")),
            ("GET", "applications") => Some(reply::json(200, &self.applications())),
            ("POST", "applications") => Some(self.make(&form)),
            ("GET", rest) => group(rest, &query),
            _ => None,
        }
    }

    fn caller(&self, request: &Request<Vec<u8>>) -> Caller {
        let said = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        match said.and_then(|said| said.strip_prefix("Bearer ")) {
            Some(token) if token == self.notes.token.expose() => Caller::Reader,
            Some(token) if token == self.notes.writing_token.expose() => Caller::Writer,
            Some(token) if token == self.notes.administrator.expose() => Caller::Administrator,
            _ => Caller::Nobody,
        }
    }

    /// Nobody has a code here, so the client alone is judged.
    fn code(&self, form: &BTreeMap<String, String>) -> Response<Vec<u8>> {
        let is = |field: &str, value: &str| form.get(field).is_some_and(|said| said == value);
        let known = is("client_id", &self.notes.client_id) && is("client_secret", self.notes.client_secret.expose());
        let (status, error) = if known { (400, "invalid_grant") } else { (401, "invalid_client") };
        reply::json(status, &json!({ "error": error, "error_description": "sandbox" }))
    }

    fn applications(&self) -> Value {
        let list = self.made.iter().enumerate().map(|(number, (name, callback))| {
            json!({ "id": number + 1, "application_id": self.notes.client_id, "application_name": name, "callback_url": callback })
        });
        list.collect()
    }

    fn make(&mut self, form: &BTreeMap<String, String>) -> Response<Vec<u8>> {
        let (Some(name), Some(callback)) = (form.get("name"), form.get("redirect_uri")) else {
            return message(400, "400 Bad Request");
        };
        self.made.insert(name.clone(), callback.clone());
        reply::json(
            201,
            &json!({
                "id": self.made.len(),
                "application_id": self.notes.client_id,
                "application_name": name,
                "callback_url": callback,
                "confidential": true,
                "secret": self.notes.client_secret.expose(),
            }),
        )
    }
}

fn token(caller: Caller) -> Value {
    let name = if caller == Caller::Administrator { "administrator" } else { "portal" };
    let scope = if caller == Caller::Reader { "read_api" } else { "api" };
    json!({
        "id": 1, "name": name, "revoked": false, "active": true, "scopes": [scope], "user_id": PEOPLE[0].id,
        "created_at": "2026-01-05T09:00:00.000Z", "last_used_at": null, "expires_at": "2099-12-31",
    })
}

/// What stands below `groups/`: the group by its path or number, and what it holds.
fn group(rest: &str, query: &BTreeMap<String, String>) -> Option<Response<Vec<u8>>> {
    let (name, what) = rest.strip_prefix("groups/")?.split_once('/').unwrap_or((rest.strip_prefix("groups/")?, ""));
    let root = name == ORGANIZATION || name == GROUP.to_string();
    let below =
        name.parse::<u64>().ok().and_then(|number| TEAMS.get(usize::try_from(number.checked_sub(BELOW)?).ok()?));
    match (root, below, what) {
        (true, _, "") => Some(reply::json(200, &facts(GROUP, ORGANIZATION))),
        (false, None, "") => Some(message(404, "404 Group Not Found")),
        (true, _, "projects") => Some(list(&vec![json!({ "id": 1 }); 31], query)),
        (true, _, "members/all") => Some(list(&PEOPLE.iter().map(person).collect::<Vec<_>>(), query)),
        (true, _, "descendant_groups") => {
            let teams = (BELOW..).zip(&TEAMS);
            Some(list(
                &teams
                    .map(|(number, team)| facts(number, &format!("{ORGANIZATION}/{}", team.slug)))
                    .collect::<Vec<_>>(),
                query,
            ))
        }
        (false, Some(team), "members/all") => {
            let members = PEOPLE.iter().filter(|person| team.members.contains(&person.login));
            Some(list(&members.map(person).collect::<Vec<_>>(), query))
        }
        _ => None,
    }
}

fn facts(id: u64, full_path: &str) -> Value {
    let name = full_path.rsplit('/').next().unwrap_or(full_path);
    json!({ "id": id, "name": name, "path": name, "full_path": full_path, "visibility": "private" })
}

fn person(person: &Person) -> Value {
    json!({ "id": person.id, "username": person.login, "name": person.name, "state": "active", "bot": false, "public_email": person.email })
}

fn users(query: &BTreeMap<String, String>) -> Value {
    let named = |person: &&Person| {
        query.get("username").is_some_and(|name| person.login.eq_ignore_ascii_case(name))
            || query.get("search").is_some_and(|mail| person.email == Some(mail))
    };
    PEOPLE.iter().filter(named).map(person).collect()
}

/// One page of a list, with its length in the header.
fn list(all: &[Value], query: &BTreeMap<String, String>) -> Response<Vec<u8>> {
    let number = |name: &str, usual: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (page, size): (usize, usize) = (number("page", 1), number("per_page", 20));
    let shown: Vec<_> = all.iter().skip(page.saturating_sub(1) * size).take(size).cloned().collect();
    let mut response = reply::json(200, &Value::Array(shown));
    response.headers_mut().insert("x-total", header::HeaderValue::from(all.len()));
    response
}

fn message(status: u16, text: &str) -> Response<Vec<u8>> {
    reply::json(status, &json!({ "message": text }))
}
