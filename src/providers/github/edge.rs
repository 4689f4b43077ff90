//! The network edge in the shape that octocrab sends its requests through: with the edge's time limits, proxies,
//! certificate authorities and retries, and an `Unreachable` that comes back whole.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::{ACCEPT, CONTENT_LENGTH, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use octocrab::OctoBody;
use tower::Service;

use crate::providers::http::Http;

/// The version of the API that the requests are written for. GitHub refuses one that it does not know.
const API_VERSION: &str = "2022-11-28";
/// Who sends. GitHub refuses requests that do not say.
const AGENT: &str = concat!("devportal-auth/", env!("CARGO_PKG_VERSION"));

/// The network edge, as octocrab wants it.
#[derive(Clone)]
pub(super) struct Edge(pub(super) Http);

impl Service<Request<OctoBody>> for Edge {
    type Response = Response<Full<Bytes>>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<OctoBody>) -> Self::Future {
        let http = self.0.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes().to_vec();
            say_how(&mut parts.headers);
            let response = http.send(Request::from_parts(parts, body)).await?;
            Ok(response.map(|body| Full::new(Bytes::from(body))))
        })
    }
}

/// Writes what GitHub wants to be told with every request, in place of what octocrab wrote.
fn say_how(headers: &mut HeaderMap) {
    headers.remove(CONTENT_LENGTH);
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
    headers.insert("x-github-api-version", HeaderValue::from_static(API_VERSION));
}
