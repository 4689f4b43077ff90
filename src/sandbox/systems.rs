//! The systems of `templates/systems`, all played by one server: each below its name, with the answers that its row has as samples.
//! What a row does not ask is answered with 404 and told by [`Systems::unexpected`].

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::json;
use url::Url;

use super::mood::Mood;
use super::notes::client_letters;
use super::reply;
use crate::contract::system::{Ask, System, SystemCredential, filled, systems};
use crate::credential::{Secret, Variable};
use crate::loopback::{self, Loopback};

/// How many letters a made-up secret has.
const LETTERS: usize = 40;

/// Every system, on 127.0.0.1, until it is dropped.
#[derive(Debug)]
pub struct Systems {
    server: Loopback,
    unexpected: Arc<Mutex<Vec<String>>>,
    mood: Mood,
}

impl Systems {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        let all = systems()?;
        let (unexpected, mood) = (Arc::new(Mutex::new(Vec::new())), Mood::default());
        let told = unexpected.clone();
        let server = loopback::bind()?.serve(mood.over(move |request| {
            answer(all, &request).unwrap_or_else(|| {
                let strange = format!("{} {}", request.method(), request.uri().path());
                told.lock().unwrap_or_else(PoisonError::into_inner).push(strange);
                reply::json(404, &json!({ "message": "there is nothing here" }))
            })
        }))?;
        Ok(Self { server, unexpected, mood })
    }

    /// Where a system is.
    ///
    /// # Errors
    /// When its name fits into no address, which none does.
    pub fn url(&self, system: &System) -> Result<Url> {
        self.server.url().join(&system.name).context("a system's name is no path")
    }

    /// What is wrong with them, for whoever wants to see them fail.
    pub fn mood(&self) -> Mood {
        self.mood.clone()
    }

    /// Lists the requests that no row has, as method and path.
    pub fn unexpected(&self) -> Vec<String> {
        self.unexpected.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a person would copy from a system's pages, by variable: always the same.
pub fn copied(system: &System) -> Vec<(&Variable, Secret)> {
    let all = system.settings.values().chain(system.credentials.values().flat_map(|spec| spec.fields.values()));
    all.filter_map(|variable| Some((variable, Secret::new(value(system, variable)?)))).collect()
}

fn value(system: &System, variable: &Variable) -> Option<String> {
    let spec = system.variables.get(variable)?;
    if spec.secret { Some(client_letters(variable.as_str(), LETTERS)) } else { spec.example.clone() }
}

/// Answers a request that a row has.
fn answer(systems: &[System], request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let named = |system: &&System| path.strip_prefix('/').and_then(|path| path.strip_prefix(&system.name));
    let (system, path) =
        systems.iter().filter_map(|system| Some((system, named(&system)?))).find(|(_, path)| path.starts_with('/'))?;
    let asked = system.proof.iter().filter(|ask| is(system, ask, request.method().as_str(), path));
    let of = asked
        .clone()
        .find(|ask| system.credentials.iter().any(|(id, spec)| ask.is_of(id) && carries(system, spec, request)));
    match of.or_else(|| asked.clone().next()) {
        Some(ask) if of.is_some() => Some(sample(ask)),
        Some(_) => Some(reply::json(401, &json!({ "message": "the sandbox does not know this credential" }))),
        None => None,
    }
}

/// Tells whether a request is the one that a row has. Any name stands for a setting.
fn is(system: &System, ask: &Ask, method: &str, path: &str) -> bool {
    let (wanted, template) = ask.order();
    let setting = |word: &str| value(system, system.settings.get(word)?).map(|value| value.replace(' ', "%20"));
    method == wanted && readable(&filled(template, setting)) == readable(path)
}

/// Percent signs aside, which the address's own encoding brings.
fn readable(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn carries(system: &System, spec: &SystemCredential, request: &Request<Vec<u8>>) -> bool {
    let part = |word: &str| value(system, spec.fields.get(word).or_else(|| system.settings.get(word))?);
    let held = |name: &str| request.headers().get(name).map(HeaderValue::as_bytes);
    spec.sends.headers(part).iter().all(|(name, text)| held(name) == Some(text.expose().as_bytes()))
}

fn sample(ask: &Ask) -> Response<Vec<u8>> {
    let mut response = reply::json(ask.sample.status.unwrap_or(200), &ask.sample.body);
    for (name, value) in &ask.sample.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
