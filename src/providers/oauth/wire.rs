//! Requests and answers in their raw shape. Secrets travel in bodies and headers, never in an address, and an answer is
//! never shown: finding or creating a client returns its secret in clear.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::credential::Secret;
use crate::proof::{Aspect, Step};
use crate::providers::http::{Answer, Http, Unreachable, request};
use crate::secrecy;

/// The error form of OAuth endpoints, which the admin API uses in part.
#[derive(Default, Deserialize)]
pub(crate) struct ErrorBody {
    /// The code, or on some paths a sentence.
    #[serde(default)]
    pub(crate) error: String,
    /// The words for people.
    #[serde(default, rename = "error_description")]
    pub(crate) description: String,
}

/// Reads the error in a body; without one, it is empty.
pub(crate) fn error(answer: &Answer) -> ErrorBody {
    answer.json().unwrap_or_default()
}

/// Reads a page, as nobody or with a token.
pub(crate) async fn get(http: &Http, url: &Url, token: Option<&Secret>) -> Result<Answer> {
    let mut request = request(Method::GET, url, Vec::new())?;
    if let Some(token) = token {
        authorize(&mut request, "Bearer", token.expose())?;
    }
    Ok(http.send(request).await?.into())
}

/// Reads a page as a browser would, but goes nowhere else.
pub(crate) async fn visit(http: &Http, url: &Url) -> Result<Answer> {
    Ok(http.send_without_redirects(request(Method::GET, url, Vec::new())?).await?.into())
}

/// Posts a form.
pub(crate) async fn post_form(http: &Http, url: &Url, pairs: &[(&str, &str)]) -> Result<Answer> {
    Ok(http.send(form(url, pairs)?).await?.into())
}

/// Posts a form as a client whose id and secret stand in the header: `client_secret_basic`, RFC 6749, 2.3.1.
pub(crate) async fn post_form_as(
    http: &Http,
    url: &Url,
    (id, secret): (&str, &str),
    pairs: &[(&str, &str)],
) -> Result<Answer> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
    let mut request = form(url, pairs)?;
    authorize(&mut request, "Basic", &pair)?;
    Ok(http.send(request).await?.into())
}

fn form(url: &Url, pairs: &[(&str, &str)]) -> Result<Request<Vec<u8>>> {
    let body = Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut request = request(Method::POST, url, body.into_bytes())?;
    header(&mut request, CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    Ok(request)
}

/// Sends JSON, or no body at all, with a token.
pub(crate) async fn send_json(
    http: &Http,
    method: Method,
    url: &Url,
    token: &Secret,
    body: Option<&Value>,
) -> Result<Answer> {
    let mut request = request(method, url, body.map(|body| body.to_string().into_bytes()).unwrap_or_default())?;
    if body.is_some() {
        header(&mut request, CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    authorize(&mut request, "Bearer", token.expose())?;
    Ok(http.send(request).await?.into())
}

/// Says in a proof that there was no answer, and how far the request came.
pub(crate) fn no_answer<'a>(aspect: impl Into<Aspect<'a>>, error: &anyhow::Error) -> Step {
    match error.downcast_ref::<Unreachable>() {
        Some(unreachable) => Step { hint: unreachable.hint.clone(), ..Step::no_answer(aspect, format!("{error:#}")) },
        None => Step::unknown(aspect, format!("{error:#}")),
    }
}

fn authorize(request: &mut Request<Vec<u8>>, scheme: &str, credential: &str) -> Result<()> {
    let mut value = HeaderValue::from_str(&format!("{scheme} {credential}"))
        .context("no header can hold the access token that was given")?;
    value.set_sensitive(true);
    // Whoever is asked may say it again, as anybody's name.
    secrecy::learn(&Secret::new(credential));
    header(request, AUTHORIZATION, value);
    Ok(())
}

fn header(request: &mut Request<Vec<u8>>, name: HeaderName, value: HeaderValue) {
    request.headers_mut().insert(name, value);
}
