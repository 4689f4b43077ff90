//! What came back, as rows speak of it: a status, headers, and JSON or XML by pointer.

use http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

use super::xml;
use crate::contract::system;
use crate::secrecy::conceal;

/// How much of a word from outside is shown.
const LONGEST: usize = 120;
/// The line that some servers put before their JSON, so that no page can read it as a script.
const GUARD: &[u8] = b")]}'";

/// What servers of TLS say to who asks them in the clear: those written in Go, and nginx.
const IN_THE_CLEAR: [&str; 2] = ["HTTP request to an HTTPS server", "HTTP request was sent to HTTPS port"];

/// What came back. Has no `Debug`, because its body may hold what was sent.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    headers: HeaderMap,
    body: Option<Value>,
    is_page: bool,
    wants_tls: bool,
}

impl From<Response<Vec<u8>>> for Answer {
    fn from(response: Response<Vec<u8>>) -> Self {
        let (parts, body) = response.into_parts();
        let kind = parts.headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
        let body = body.strip_prefix(GUARD).unwrap_or(&body);
        let read = serde_json::from_slice(body).ok().or_else(|| xml::read(body).filter(|_| !is_page));
        let wants_tls = parts.status == StatusCode::BAD_REQUEST && IN_THE_CLEAR.iter().any(|words| holds(body, words));
        Self { status: parts.status.as_u16(), headers: parts.headers, body: read, is_page, wants_tls }
    }
}

impl Answer {
    /// Tells whether it is a page for people.
    pub(super) fn is_page(&self) -> bool {
        self.is_page
    }

    /// Tells whether it was asked in the clear, and speaks TLS alone.
    pub(super) fn wants_tls(&self) -> bool {
        self.wants_tls
    }

    /// Tells whether it is what a row speaks of.
    pub(super) fn fits(&self, row: &system::Answer) -> bool {
        let header = |(name, wanted): (&String, &String)| match (self.header(name), wanted.as_str()) {
            (Some(_), "*") => true,
            (found, wanted) => found == Some(wanted),
        };
        row.status.contains(&self.status)
            && row.with.iter().all(|(pointer, wanted)| self.has(pointer, wanted))
            && row.header.iter().all(header)
    }

    fn has(&self, pointer: &str, wanted: &Value) -> bool {
        let found = self.body.as_ref().and_then(|body| body.pointer(pointer));
        let is_there = found.is_some_and(|found| !found.is_null() && found.as_str() != Some(""));
        match wanted.as_str() {
            Some("*") => is_there,
            Some("") => !is_there,
            _ => found == Some(wanted),
        }
    }

    /// A text of a row with values of the answer in their places, fit to be shown.
    pub(super) fn told(&self, template: &str) -> String {
        let mut pieces = template.split('{');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match piece.split_once('}') {
                Some((name, rest)) => text.extend([self.named(name).as_str(), rest]),
                None => text.extend(["{", piece]),
            }
        }
        text
    }

    fn named(&self, name: &str) -> String {
        let value = match name.strip_prefix("header:") {
            Some(header) => self.header(header).map(str::to_owned),
            None => self.text(name),
        };
        let plain = |c: &char| c.is_ascii_graphic() || c.is_alphanumeric() || *c == ' ';
        conceal(&value.unwrap_or_default()).chars().filter(plain).take(LONGEST).collect()
    }

    /// A value of the body by its pointer.
    pub(super) fn text(&self, pointer: &str) -> Option<String> {
        self.body.as_ref()?.pointer(pointer).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// A header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn holds(body: &[u8], words: &str) -> bool {
    body.windows(words.len()).any(|stretch| stretch == words.as_bytes())
}
