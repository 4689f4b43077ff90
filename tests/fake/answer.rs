//! What a route is answered with.

use http::{HeaderName, HeaderValue, Response};
use serde_json::Value;

/// A status, headers, and a body.
#[derive(Clone, Debug)]
pub(crate) struct Answer(Response<Vec<u8>>);

/// JSON.
pub(crate) fn answer(status: u16, body: Value) -> Answer {
    text(status, body.to_string()).with("content-type", "application/json")
}

/// Anything else.
pub(crate) fn text(status: u16, body: impl Into<String>) -> Answer {
    let mut answer = bare(status).with("content-type", "text/plain");
    *answer.0.body_mut() = body.into().into_bytes();
    answer
}

/// A status alone.
pub(crate) fn bare(status: u16) -> Answer {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status.try_into().unwrap();
    Answer(response)
}

impl Answer {
    /// The same with this header, in place of any other of its name.
    pub(crate) fn with(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let (name, value) = (HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value.as_ref()).unwrap());
        self.0.headers_mut().insert(name, value);
        self
    }
}

impl From<Answer> for Response<Vec<u8>> {
    fn from(answer: Answer) -> Self {
        answer.0
    }
}
