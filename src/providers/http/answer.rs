//! What came back, in its raw shape: status and headers decide, and a body is read as what the caller expects.

use std::str::FromStr;

use http::{HeaderMap, Response};
use serde::de::DeserializeOwned;

/// What some servers write before their JSON: a byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What came back. Has no `Debug`, because its body may hold a secret.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Reads the body as JSON, behind a byte order mark or not; anything else is nothing.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.body.strip_prefix(MARK).unwrap_or(&self.body)).ok()
    }

    /// Reads the body as JSON when the status says that it is what was asked for. A page for people comes with such a status, too, and
    /// is none.
    pub(crate) fn found<T: DeserializeOwned>(&self) -> Option<T> {
        self.json().filter(|_| self.is_success())
    }

    /// Tells whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Tells whether a page for people came in place of what programs read.
    pub(crate) fn is_page(&self) -> bool {
        let begins = self.body.trim_ascii_start();
        let is = |page: &[u8]| begins.get(..page.len()).is_some_and(|first| first.eq_ignore_ascii_case(page));
        is(b"<!doctype html") || is(b"<html")
    }

    /// Reads a header that is text and not empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Reads a header that is a number.
    pub(crate) fn number<N: FromStr>(&self, name: &str) -> Option<N> {
        self.header(name)?.parse().ok()
    }
}

impl From<Response<Vec<u8>>> for Answer {
    fn from(response: Response<Vec<u8>>) -> Self {
        let (parts, body) = response.into_parts();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::Value;

    use super::*;

    /// An answer with these headers.
    pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(body.as_bytes().to_vec()).unwrap().into()
    }

    #[test]
    fn a_body_is_read_whatever_stands_before_it_and_found_in_a_success_alone() {
        for (status, body, found) in [
            (200, "{}", true),
            (201, "{}", true),
            (200, "\u{feff}{}", true),
            (203, "<html></html>", false),
            (302, "{}", false),
            (404, "{}", false),
        ] {
            assert_eq!(answer(status, &[], body).found::<Value>().is_some(), found, "{status} {body}");
        }
    }

    #[test]
    fn a_header_is_read_without_what_stands_around_it() {
        let answer = answer(200, &[("x-total", " 12 "), ("x-none", "")], "");
        assert_eq!(answer.number::<usize>("x-total"), Some(12));
        assert_eq!((answer.header("x-none"), answer.number::<u64>("x-other")), (None, None));
    }
}
