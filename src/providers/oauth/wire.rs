//! Requests and answers in their raw shape. Secrets travel in bodies and headers, never in an address, and an answer is
//! never shown: finding or creating a client returns its secret in clear.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderName, HeaderValue, LOCATION};
use http::{Method, Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::credential::Secret;
use crate::proof::{Aspect, Step};
use crate::providers::http::{Http, Unreachable};
use crate::secrecy;

/// What came back. Has no `Debug`, because its body may hold a secret.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Where it sends the browser, or where the created thing is.
    pub(crate) location: Option<String>,
    /// What time it is there, as an HTTP date.
    pub(crate) date: Option<String>,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
}

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

impl Answer {
    /// Reads the body as JSON; anything else is nothing.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Reads the error in the body; without one, it is empty.
    pub(crate) fn error(&self) -> ErrorBody {
        self.json().unwrap_or_default()
    }

    /// Tells whether a page for people came in place of what programs read.
    pub(crate) fn is_page(&self) -> bool {
        let begins = self.body.trim_ascii_start();
        [&b"<!doctype html"[..], b"<html"]
            .iter()
            .any(|page| begins.get(..page.len()).is_some_and(|first| first.eq_ignore_ascii_case(page)))
    }

    /// Tells whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl From<Response<Vec<u8>>> for Answer {
    fn from(response: Response<Vec<u8>>) -> Self {
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (location, date) = (text(LOCATION), text(DATE));
        Self { status: response.status().as_u16(), location, date, body: response.into_body() }
    }
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

fn request(method: Method, url: &Url, body: Vec<u8>) -> Result<Request<Vec<u8>>> {
    let request = Request::builder().method(method).uri(url.as_str());
    request.body(body).with_context(|| format!("no request can be made of an address of {}", url.authority()))
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
