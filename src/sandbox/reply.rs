//! Answers in GitHub's form.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderName, HeaderValue, Request, Response, header};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::bodies;
use crate::browser::page;

/// An answer of the API.
pub(super) fn json(status: u16, body: &Value) -> Response<Vec<u8>> {
    reply(status, "application/json; charset=utf-8", body.to_string())
}

/// Why the API says no.
pub(super) struct Refusal {
    status: u16,
    message: Cow<'static, str>,
    /// The header that names the right that was wanted.
    right: Option<(&'static str, &'static str)>,
}

impl Refusal {
    /// Says no, in GitHub's words.
    pub(super) fn new(status: u16, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, message: message.into(), right: None }
    }

    /// Says no to somebody without a right; the header names the right.
    pub(super) fn for_want_of(header: &'static str, right: &'static str, message: &'static str) -> Self {
        Self { right: Some((header, right)), ..Self::new(403, message) }
    }

    /// The answer that says it.
    pub(super) fn answer(&self) -> Response<Vec<u8>> {
        let mut response = json(self.status, &bodies::refusal(&self.message, self.status));
        if let Some((name, value)) = self.right {
            insert(&mut response, HeaderName::from_static(name), value);
        }
        response
    }
}

/// A page; `body` is HTML whose values were escaped.
pub(super) fn html(status: u16, title: &str, body: &str) -> Response<Vec<u8>> {
    let body = format!("<p>This is a sandbox on your own machine. Nothing here is real.</p>\n{body}");
    reply(status, "text/html; charset=utf-8", page::page(title, &body, ""))
}

/// An answer with nothing in it.
pub(super) fn nothing() -> Response<Vec<u8>> {
    reply(204, "text/plain", String::new())
}

/// Sends a browser on.
pub(super) fn redirect(to: &Url) -> Response<Vec<u8>> {
    let mut response = reply(302, "text/plain", String::new());
    insert(&mut response, header::LOCATION, to.as_str());
    response
}

/// Adds a header. A value that cannot stand in one is left out; ours all can.
pub(super) fn insert(response: &mut Response<Vec<u8>>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn reply(status: u16, kind: &'static str, body: String) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// One page of a list, with the `Link` header that leads to the others. `url` is the list's own address.
pub(super) fn listed(items: Vec<Value>, url: &str, query: &str) -> Response<Vec<u8>> {
    listed_as(items, url, query, Value::from)
}

/// The same, for lists that are wrapped in an object.
pub(super) fn listed_as(
    items: Vec<Value>,
    url: &str,
    query: &str,
    wrap: impl FnOnce(Vec<Value>) -> Value,
) -> Response<Vec<u8>> {
    let number = |name, fallback| field(query.as_bytes(), name).and_then(|text| text.parse().ok()).unwrap_or(fallback);
    let (size, page): (usize, usize) = (number("per_page", 30).clamp(1, 100), number("page", 1).max(1));
    let last = items.len().div_ceil(size).max(1);
    let shown = items.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    let mut response = json(200, &wrap(shown));
    if page < last {
        let link = |page, name| format!("<{}>; rel=\"{name}\"", at_page(url, query, page));
        let links = format!("{}, {}", link(page + 1, "next"), link(last, "last"));
        insert(&mut response, header::LINK, &links);
    }
    response
}

fn at_page(url: &str, query: &str, page: usize) -> String {
    let others = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "page");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("page", &page.to_string())
        .finish();
    format!("{url}?{query}")
}

/// The time, as GitHub tells it: seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
}

/// A field of a form or of a query.
pub(super) fn field(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The query of a request, empty when it has none.
pub(super) fn query(request: &Request<Vec<u8>>) -> &str {
    request.uri().query().unwrap_or_default()
}

/// Adds the answer of a manifest to the address that the App's maker gave.
pub(super) fn with_code(redirect: &Url, code: &str, state: &str) -> Url {
    let mut address = redirect.clone();
    address.query_pairs_mut().append_pair("code", code).append_pair("state", state);
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_leads_to_its_next_and_its_last_page() {
        let items: Vec<Value> = (1..=5).map(Value::from).collect();
        let first = listed(items.clone(), "http://x/list", "per_page=2&type=all");
        assert_eq!(first.body(), b"[1,2]");
        assert_eq!(
            first.headers()["link"],
            "<http://x/list?per_page=2&type=all&page=2>; rel=\"next\", \
             <http://x/list?per_page=2&type=all&page=3>; rel=\"last\""
        );
        let last = listed(items, "http://x/list", "per_page=2&page=3");
        assert_eq!(last.body(), b"[5]");
        assert!(last.headers().get("link").is_none());
    }
}
