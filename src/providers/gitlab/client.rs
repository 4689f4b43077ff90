//! Requests to GitLab's API. The `gitlab` crate's endpoints know paths, parameters and bodies; the network edge sends them, and
//! the answers are read raw, because refusals differ in their form.

use anyhow::{Context, Result};
use gitlab::api::Endpoint;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use url::Url;

use crate::credential::Secret;
use crate::proof::{Extent, Limit};
use crate::providers::http::{Answer, Http, Reading, Unreachable, below, parts, request};

/// How many entries one page of a list holds: the most that GitLab gives.
pub(super) const PAGE: usize = 100;

/// A way to one GitLab's API, with a token or without.
pub(super) struct Client<'a> {
    http: &'a Http,
    api_url: &'a Url,
    token: Option<HeaderValue>,
}

impl<'a> Client<'a> {
    /// Prepares the way; nothing is asked yet.
    ///
    /// # Errors
    /// When the token fits in no header.
    pub(super) fn new(http: &'a Http, api_url: &'a Url, token: Option<&Secret>) -> Result<Self> {
        let header = |token: &Secret| -> Result<HeaderValue> {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
                .ok()
                .context("the token holds characters that no token has")?;
            value.set_sensitive(true);
            Ok(value)
        };
        Ok(Self { http, api_url, token: token.map(header).transpose()? })
    }

    /// Asks what an endpoint says. Any status is an answer.
    pub(super) async fn ask(&self, endpoint: &impl Endpoint) -> Result<Answer, Unreachable> {
        self.page(endpoint, None).await
    }

    /// Asks for one page of a list, counted from 1, with `size` entries.
    pub(super) async fn page(
        &self,
        endpoint: &impl Endpoint,
        page: Option<(usize, usize)>,
    ) -> Result<Answer, Unreachable> {
        // The crate escapes names, and lets `..` pass.
        let path = endpoint.endpoint();
        let parts = parts(&path);
        let mut url = below(self.api_url, &parts.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        endpoint.parameters().add_to_url(&mut url);
        if let Some((page, size)) = page {
            url.query_pairs_mut().append_pair("page", &page.to_string()).append_pair("per_page", &size.to_string());
        }
        let body = endpoint.body().ok().flatten();
        let (kind, body) = body.unzip();
        let mut request = request(endpoint.method(), &url, body.unwrap_or_default())?;
        if let Some(kind) = kind {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        request.headers_mut().extend(self.token.clone().map(|token| (AUTHORIZATION, token)));
        self.http.send(request).await.map(Answer::from)
    }

    /// Begins to read lists, which have one bound together.
    pub(super) fn reading(&self) -> Reading {
        Reading::begun(self.http)
    }

    /// Reads a list page by page, no further page once there are `most` entries, and tells whether that is all.
    ///
    /// # Errors
    /// The answer that is no list, or that none came.
    pub(super) async fn all<T: DeserializeOwned>(
        &self,
        endpoint: &impl Endpoint,
        most: usize,
        reading: &Reading,
    ) -> Result<(Vec<T>, Extent), Failure> {
        let mut entries = Vec::new();
        let extent = self.each(endpoint, most, (reading, |entry| entries.push(entry))).await?;
        Ok((entries, extent))
    }

    /// Hands each entry of such a list on as its page comes.
    ///
    /// # Errors
    /// The answer that is no list, or that none came.
    pub(super) async fn each<T: DeserializeOwned>(
        &self,
        endpoint: &impl Endpoint,
        most: usize,
        (reading, mut take): (&Reading, impl FnMut(T)),
    ) -> Result<Extent, Failure> {
        let (mut taken, mut list) = (0, reading.list());
        for page in 1.. {
            if let Some(limit) = list.over() {
                return Ok(Extent::Part(limit));
            }
            let answer = self.page(endpoint, Some((page, PAGE))).await.map_err(Failure::Unreachable)?;
            let Some(read) = answer.found::<Vec<T>>() else { return Err(Failure::Refused(answer)) };
            let last = read.len() < PAGE;
            if let Some(limit) = list.whole(read.len(), &answer.body) {
                return Ok(Extent::Part(limit));
            }
            taken += read.len();
            read.into_iter().for_each(&mut take);
            if last || taken >= most {
                return Ok(if last { Extent::Whole } else { Extent::Part(Limit::Number) });
            }
        }
        Ok(Extent::Whole)
    }
}

/// Why something could not be read.
pub(super) enum Failure {
    /// No answer came.
    Unreachable(Unreachable),
    /// GitLab answered something else.
    Refused(Answer),
}

/// Asks GitLab's OAuth endpoint, which is not part of the API.
pub(super) async fn post_form(http: &Http, url: &Url, pairs: &[(&str, &str)]) -> Result<Answer, Unreachable> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut request = request(Method::POST, url, body.into_bytes())?;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    http.send(request).await.map(Answer::from)
}
