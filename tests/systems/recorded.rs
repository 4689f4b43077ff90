//! Against recorded answers: `answers/NAME.yaml` has, for each row, what the real one answers to credentials that are good, bad and not
//! enough. They are asked in their order.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use devportal_auth::contract::system::System;
use serde::Deserialize;
use url::Url;

use crate::fake::{Answer, Fake, Route, answer, on, text};

use super::{all, fields, prove, said, wanted};

/// One recorded case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    credential: String,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    asked: Vec<Exchange>,
    verdict: String,
    #[serde(default)]
    says: Vec<String>,
}

/// A request and its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    get: Option<String>,
    post: Option<String>,
    /// Whether it carries the credential.
    with: bool,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<serde_json::Value>,
    text: Option<String>,
}

/// The rows of which something is asked.
fn asked() -> impl Iterator<Item = &'static System> {
    all().iter().filter(|system| !system.proof.is_empty())
}

fn cases(system: &System) -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/systems/answers/{}.yaml", system.name));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[tokio::test]
async fn recorded_answers_mean_what_they_meant() {
    let mut wrong = String::new();
    for system in asked() {
        for case in cases(system) {
            wrong.push_str(&tried(system, &case).await.unwrap_or_default());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_row_has_answers_to_what_is_good_bad_and_not_enough() {
    for system in asked() {
        let cases = cases(system);
        let verdicts: Vec<_> = cases.iter().map(|case| case.verdict.as_str()).collect();
        for wanted in ["valid", "invalid"] {
            assert!(verdicts.contains(&wanted), "{} has no {wanted} answer", system.name);
        }
        for id in system.credentials.keys() {
            assert!(cases.iter().any(|case| case.credential == *id), "{} has no answer for {id}", system.name);
        }
    }
}

/// What is wrong with a case, if anything.
async fn tried(system: &'static System, case: &Case) -> Option<String> {
    let own = fields(system, &system.credentials[&case.credential]);
    let parts = &system.credentials[&case.credential].fields;
    let secret = own.iter().filter(|(field, _)| system.variables[&parts[*field]].secret);
    let secrets: Vec<String> = secret.map(|(_, value)| value.expose().to_owned()).collect();
    let sent = system.credentials[&case.credential].sends.headers(|_| None);
    let names: Vec<String> = sent.into_iter().map(|(name, _)| name.to_lowercase()).collect();
    let mut fake = Fake::start().in_order();
    for exchange in &case.asked {
        fake.once(route(exchange, &names, &secrets), recorded(exchange));
    }
    let mut wanted = wanted(system, &case.credential, &Url::parse(&fake.base()).unwrap());
    wanted.settings.extend(case.settings.clone());
    let proof = prove(system, &wanted, &own).await;
    let said = said(&proof);
    let verdict = serde_json::to_value(proof.verdict()).unwrap();
    let unsaid: Vec<_> = case.says.iter().filter(|words| !said.contains(words.as_str())).collect();
    let wrong = fake.end();
    let fine = verdict == case.verdict && unsaid.is_empty() && wrong.is_empty();
    (!fine).then(|| {
        let (wrong, wanted) = (wrong.join("\n"), &case.verdict);
        format!("{}: {}: {verdict} for {wanted}\n  unsaid {unsaid:?}\n{wrong}\n{said}", system.name, case.case)
    })
}

/// What is expected; a secret that stands in its address is written `SECRET`.
fn route(expected: &Exchange, names: &[String], secrets: &[String]) -> Route {
    let (method, path) = match (&expected.get, &expected.post) {
        (Some(path), _) => ("GET", path),
        (None, path) => ("POST", path.as_ref().expect("a request has a path")),
    };
    let readable = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (address, carries) = (readable(path), expected.with);
    let (names, hidden, secrets) = (names.to_vec(), secrets.to_vec(), secrets.to_vec());
    on(method, "*")
        .fits(path, move |asked| {
            let asked = readable(asked.address());
            hidden.iter().fold(asked, |asked, secret| asked.replace(secret.as_str(), "SECRET")) == address
        })
        .fits(if carries { "the credential" } else { "no credential" }, move |asked| {
            let whole = format!("{}\n{}", asked.address(), asked.body);
            let carried = names.iter().any(|name| asked.headers.contains_key(name))
                || asked.headers.contains_key("authorization")
                || whole.contains("assertion=")
                || secrets.iter().any(|secret| whole.contains(secret.as_str()));
            carried == carries
        })
}

fn recorded(exchange: &Exchange) -> Answer {
    let reply = match (&exchange.body, &exchange.text) {
        (Some(json), _) => answer(exchange.status, json.clone()),
        (None, Some(page)) if page.starts_with("<?xml") => {
            text(exchange.status, page).with("content-type", "application/xml")
        }
        (None, Some(page)) if page.trim_start().starts_with('<') => {
            text(exchange.status, page).with("content-type", "text/html; charset=utf-8")
        }
        (None, words) => text(exchange.status, words.clone().unwrap_or_default()),
    };
    exchange.headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value))
}
