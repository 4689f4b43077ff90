//! The systems of `templates/systems`, all played by one server: each below its name, with the answers that its row has as samples.
//! What a row does not ask is answered with 404 and told by [`Systems::unexpected`].

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Request, Response};
use serde_json::json;
use url::Url;

use super::key;
use super::mood::Mood;
use super::notes::client_letters;
use super::reply;
use super::strange::Strange;
use crate::contract::system::{Ask, Packed, Packing, Signed, System, SystemCredential, filled, systems};
use crate::credential::{Secret, Variable};
use crate::loopback::{self, Loopback};
use crate::signing::{Moment, signature};

/// How many letters a made-up secret has.
const LETTERS: usize = 40;

/// Every system, on 127.0.0.1, until it is dropped.
#[derive(Debug)]
pub struct Systems {
    server: Loopback,
    strange: Strange,
    moods: BTreeMap<String, Mood>,
}

impl Systems {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start() -> Result<Self> {
        let all = systems();
        let moods: BTreeMap<_, _> = all.iter().map(|system| (system.name.clone(), Mood::default())).collect();
        let strange = Strange::default();
        let (told, have) = (strange.clone(), moods.clone());
        let server = loopback::bind()?.serve(move |request| {
            let instead = system_of(all, &request).and_then(|(system, _)| have.get(&system.name)?.instead());
            let answer = instead.or_else(|| answer(all, &request));
            told.unless_known(&request, answer, || reply::json(404, &json!({ "message": "there is nothing here" })))
        })?;
        Ok(Self { server, strange, moods })
    }

    /// Where a system is.
    ///
    /// # Errors
    /// When its name fits into no address, which none does.
    pub fn url(&self, system: &System) -> Result<Url> {
        self.server.url().join(&system.name).context("a system's name is no path")
    }

    /// What is wrong with one of them, for whoever wants to see it fail.
    pub fn mood(&self, system: &System) -> Mood {
        self.moods.get(&system.name).cloned().unwrap_or_default()
    }

    /// Lists the requests that no row has, as method and path.
    pub fn unexpected(&self) -> Vec<String> {
        self.strange.all()
    }
}

/// What a person would copy from a system's pages, by variable: always the same.
pub fn copied(system: &System) -> Vec<(&Variable, Secret)> {
    let all = system.settings.values().chain(system.credentials.values().flat_map(|spec| spec.fields.values()));
    all.filter_map(|variable| Some((variable, Secret::new(value(system, variable)?)))).collect()
}

fn value(system: &System, variable: &Variable) -> Option<String> {
    let spec = system.variables.get(variable)?;
    let packed = system.credentials.values().filter_map(|spec| Some((spec, spec.packed.as_ref()?)));
    let mut packed = packed.filter(|(spec, packed)| spec.fields.get(&packed.part) == Some(variable));
    match spec {
        spec if spec.secret && packed.clone().next().is_some() => packed.next().map(|(spec, packed)| {
            let example = |part: &str| system.variables.get(spec.fields.get(part)?)?.example.clone();
            together(packed, example)
        }),
        // a private key that signs, whoever's it is
        spec if spec.secret && spec.file => Some(key::pem()),
        spec if spec.secret => Some(client_letters(variable.as_str(), LETTERS)),
        spec => spec.example.clone(),
    }
}

/// A made-up text that holds several parts.
fn together(packed: &Packed, example: impl Fn(&str) -> Option<String>) -> String {
    let value = |part: &str| match part {
        "private-key" => key::pem(),
        "account-key" => STANDARD.encode(client_letters(part, LETTERS)),
        part => example(part).unwrap_or_else(|| format!("devportal-{part}")),
    };
    let values = packed.holds.iter().filter(|(_, part)| packed.needs.contains(part));
    let values = values.map(|(name, part)| (name.clone(), value(part)));
    match packed.form {
        Packing::Json => serde_json::Value::from_iter(values.map(|(name, value)| (name, json!(value)))).to_string(),
        Packing::Pairs => values.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";"),
    }
}

/// Tells whether another value of a variable would be noticed: a proof asks by it, or sends it.
pub fn is_noticed(system: &System, variable: &Variable) -> bool {
    let is = |(_, of): &(&String, &Variable)| *of == variable;
    let specs = || system.credentials.values();
    let packed = specs().filter_map(|spec| spec.fields.get(&spec.packed.as_ref()?.part)).any(|part| part == variable);
    let named = specs().flat_map(|spec| &spec.fields).chain(&system.settings).filter(is).map(|(word, _)| word);
    let named: Vec<_> = named.flat_map(|word| [format!("<{word}>"), format!("<{word}|")]).collect();
    system.proof.iter().any(|ask| {
        let sent = specs().flat_map(|spec| ask.sends(spec).texts());
        let mut texts = std::iter::once(ask.order().1).chain(ask.form.values().map(String::as_str)).chain(sent);
        packed || texts.any(|text| named.iter().any(|word| text.contains(word)))
    })
}

/// Which system is asked, and for what below its name.
fn system_of<'s, 'r>(systems: &'s [System], request: &'r Request<Vec<u8>>) -> Option<(&'s System, &'r str)> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let named = |system: &System| path.strip_prefix('/').and_then(|path| path.strip_prefix(system.name.as_str()));
    let is_path = |path: &str| path.is_empty() || path.starts_with(['/', '?']);
    systems.iter().filter_map(|system| Some((system, named(system)?))).find(|(_, path)| is_path(path))
}

/// Answers a request that a row has.
fn answer(systems: &[System], request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    let (system, path) = system_of(systems, request)?;
    let asked = system.proof.iter().filter(|ask| is(system, ask, request, path));
    let credentials = || system.credentials.iter().filter(|(_, spec)| spec.ambient.is_none());
    let of =
        asked.clone().find(|ask| credentials().any(|(id, spec)| ask.is_of(id) && carries(system, ask, spec, request)));
    match of.or_else(|| asked.clone().next()) {
        Some(ask) if of.is_some() => Some(sample(ask)),
        Some(ask) => Some(refusal(ask)),
        None => None,
    }
}

/// What a credential is answered that nobody knows.
fn refusal(ask: &Ask) -> Response<Vec<u8>> {
    match &ask.refusal {
        Some(refusal) => reply::json(refusal.status.unwrap_or(401), &refusal.body),
        None => reply::json(401, &json!({ "message": "the sandbox does not know this credential" })),
    }
}

/// Tells whether a request is the one that a row has, whatever credential it carries. Any name stands for a setting.
fn is(system: &System, ask: &Ask, request: &Request<Vec<u8>>, path: &str) -> bool {
    let (method, template) = ask.order();
    let parts = || system.credentials.values().flat_map(|spec| &spec.fields);
    let setting = |word: &str| {
        let part = || parts().find(|(field, _)| *field == word).map(|(_, variable)| variable);
        value(system, system.settings.get(word).or_else(part)?).map(|value| value.replace(' ', "%20"))
    };
    let wanted = readable(&filled(template, setting));
    let plain = ask.form.iter().filter(|(_, text)| !text.contains('<'));
    let mut posted = plain.map(|(name, text)| (name.as_str(), text.as_str()));
    let form = form_of(request);
    let goes_on = system.credentials.values().any(|spec| ask.sends(spec).query.is_some());
    let ends = |rest: &str| rest.is_empty() || goes_on && rest.starts_with('&');
    request.method() == method
        && readable(path).strip_prefix(&wanted).is_some_and(ends)
        && posted.all(|(name, text)| form.get(name).map(String::as_str) == Some(text))
}

/// The fields of a form.
fn form_of(request: &Request<Vec<u8>>) -> BTreeMap<String, String> {
    let fields = url::form_urlencoded::parse(request.body());
    fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Percent signs aside, which the address's own encoding brings.
fn readable(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn carries(system: &System, ask: &Ask, spec: &SystemCredential, request: &Request<Vec<u8>>) -> bool {
    let kept = |word: &str| {
        let gives = |ask: &Ask| {
            ask.sample.body.pointer(ask.keeps.get(word)?).and_then(|value| value.as_str().map(str::to_owned))
        };
        system.proof.iter().find_map(gives)
    };
    let packed = spec.packed.as_ref().and_then(|packed| Some((packed, value(system, spec.fields.get(&packed.part)?)?)));
    let unpacked = packed.as_ref().map(|(packed, text)| packed.unpacked(text)).unwrap_or_default();
    let own = |word: &str| {
        let own = value(system, spec.fields.get(word).or_else(|| system.settings.get(word))?);
        own.filter(|_| !unpacked.contains_key(word))
    };
    let inside = |word: &str| unpacked.get(word).map(|secret| secret.expose().to_owned());
    let part = |word: &str| own(word).or_else(|| inside(word)).or_else(|| kept(word));
    let sends = ask.sends(spec);
    let held = |name: &str| request.headers().get(name).map(HeaderValue::as_bytes);
    let in_headers = sends.headers(part).iter().all(|(name, text)| held(name) == Some(text.expose().as_bytes()));
    let query = request.uri().query().unwrap_or_default();
    let in_query = sends.query.as_ref().is_none_or(|text| query.ends_with(&filled(text, part)));
    let form = form_of(request);
    let stated = sends.asserts.as_ref().is_none_or(|asserts| {
        let issuer = form.get("assertion").and_then(|stated| key::issuer(stated, reply::now()).ok());
        issuer == Some(filled(&asserts.issuer, part))
    });
    let posted =
        ask.posted(part).into_iter().all(|(name, text)| form.get(name).map(String::as_str) == Some(text.expose()));
    in_headers
        && in_query
        && stated
        && posted
        && sends.signed.as_ref().is_none_or(|signed| is_signed(signed, request, part))
}

/// Makes the signature again, for the time that the request says, and compares.
fn is_signed(signed: &Signed, request: &Request<Vec<u8>>, part: impl Fn(&str) -> Option<String>) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let Some(at) = ["x-amz-date", "x-ms-date"].into_iter().find_map(|name| Moment::read(text(name)?)) else {
        return false;
    };
    let again = signature(signed, request, part, &at).unwrap_or_default();
    !again.is_empty() && again.iter().all(|(name, value)| text(name) == Some(value.expose()))
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
