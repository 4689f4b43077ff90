//! Against recorded answers: `answers/NAME.yaml` has, for each row, what the real one answers to credentials that are good, bad and not
//! enough. The server is strict: a request that nobody expects fails, and so does one that never comes.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use devportal_auth::contract::system::System;
use devportal_auth::loopback;
use http::{HeaderName, HeaderValue, Request, Response};
use serde::Deserialize;

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
#[derive(Clone, Debug, Deserialize)]
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
    let left: Arc<Mutex<VecDeque<Exchange>>> = Arc::new(Mutex::new(case.asked.iter().cloned().collect()));
    let strange: Arc<Mutex<Vec<String>>> = Arc::default();
    let (expected, told) = (left.clone(), strange.clone());
    let own = fields(system, &system.credentials[&case.credential]);
    let parts = &system.credentials[&case.credential].fields;
    let secret = own.iter().filter(|(field, _)| system.variables[&parts[*field]].secret);
    let secrets: Vec<String> = secret.map(|(_, value)| value.expose().to_owned()).collect();
    let names: Vec<String> =
        system.credentials[&case.credential].sends.headers(|_| None).into_iter().map(|(name, _)| name).collect();
    let server = loopback::bind()
        .unwrap()
        .serve(move |request: Request<Vec<u8>>| {
            let next = expected.lock().unwrap().pop_front();
            let whole = format!("{}\n{}", request.uri(), String::from_utf8_lossy(request.body()));
            let carries = names.iter().any(|name| request.headers().contains_key(name))
                || request.headers().contains_key("authorization")
                || whole.contains("assertion=")
                || secrets.iter().any(|secret| whole.contains(secret.as_str()));
            match next.filter(|next| is(next, &request, &secrets) && next.with == carries) {
                Some(next) => answer(&next),
                None => {
                    told.lock().unwrap().push(format!(
                        "{} {} (credential: {carries})",
                        request.method(),
                        request.uri()
                    ));
                    Response::builder().status(599).body(Vec::new()).unwrap()
                }
            }
        })
        .unwrap();
    let mut wanted = wanted(system, &case.credential, server.url());
    wanted.settings.extend(case.settings.clone());
    let proof = prove(system, &wanted, &own).await;
    let said = said(&proof);
    let verdict = serde_json::to_value(proof.verdict()).unwrap();
    let unsaid: Vec<_> = case.says.iter().filter(|words| !said.contains(words.as_str())).collect();
    let (left, strange) = (left.lock().unwrap(), strange.lock().unwrap());
    let fine = verdict == case.verdict && unsaid.is_empty() && left.is_empty() && strange.is_empty();
    (!fine).then(|| {
        format!(
            "{}: {}: {verdict} for {}\n  unsaid {unsaid:?}, never asked {}, not expected {strange:?}\n{said}",
            system.name,
            case.case,
            case.verdict,
            left.len()
        )
    })
}

/// Tells whether a request is the expected one; a secret that stands in its address is written `SECRET`.
fn is(expected: &Exchange, request: &Request<Vec<u8>>, secrets: &[String]) -> bool {
    let (method, path) = match (&expected.get, &expected.post) {
        (Some(path), _) => ("GET", path),
        (None, path) => ("POST", path.as_ref().expect("a request has a path")),
    };
    let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let readable = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let asked = secrets.iter().fold(readable(asked), |asked, secret| asked.replace(secret.as_str(), "SECRET"));
    request.method().as_str() == method && asked == readable(path)
}

fn answer(exchange: &Exchange) -> Response<Vec<u8>> {
    let (kind, body) = match (&exchange.body, &exchange.text) {
        (Some(json), _) => ("application/json", json.to_string()),
        (None, Some(text)) if text.starts_with("<?xml") => ("application/xml", text.clone()),
        (None, Some(text)) if text.trim_start().starts_with('<') => ("text/html; charset=utf-8", text.clone()),
        (None, text) => ("text/plain", text.clone().unwrap_or_default()),
    };
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = exchange.status.try_into().unwrap();
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in &exchange.headers {
        response.headers_mut().insert(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
    }
    response
}
