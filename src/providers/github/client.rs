//! Requests to GitHub's API, each with the credential that its client holds, and answers in their raw shape.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, Request};
use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use zeroize::Zeroizing;

use crate::credential::Secret;
use crate::providers::http::{Http, Unreachable};

/// How many entries one page holds: the most that GitHub gives.
const PAGE: usize = 100;

/// Who sends a request.
pub(super) enum Auth {
    /// No credential.
    Nobody,
    /// A token of any kind.
    Token(Secret),
    /// An OAuth client by id and secret.
    Client {
        /// Its id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
    /// An App by its signature.
    App {
        /// Its number.
        id: u64,
        /// Its private key, as PEM.
        key: Secret,
    },
}

/// What came back. Has no `Debug`, because its body may hold a secret.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers, which tell scopes, limits and the time.
    pub(super) headers: HeaderMap,
    /// The body as it came.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Reads the body as JSON; anything else is nothing.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Why a list could not be read.
pub(super) enum Failure {
    /// No answer came.
    Unreachable(Unreachable),
    /// GitHub answered something else.
    Refused(Answer),
}

/// A way to the API for one sender.
pub(super) struct Client {
    http: Http,
    api_url: Url,
    auth: Auth,
}

impl Client {
    /// Prepares the way; nothing is asked yet.
    ///
    /// # Errors
    /// When an App's key cannot sign or a token fits in no header. Nothing of either is in the error.
    pub(super) fn new(http: &Http, api_url: &Url, auth: Auth) -> Result<Self> {
        let client = Self { http: http.clone(), api_url: api_url.clone(), auth };
        client.credential().map(|_| client)
    }

    /// Reads.
    pub(super) async fn get(&self, path: &str) -> Result<Answer, Unreachable> {
        self.send(Method::GET, path, Vec::new()).await
    }

    /// Sends JSON.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Answer, Unreachable> {
        self.send(Method::POST, path, body.to_string().into_bytes()).await
    }

    /// Reads a list page by page, `most` entries of it. Tells beside them whether there are more.
    pub(super) async fn all(&self, path: &str, most: usize) -> Result<(Vec<Value>, bool), Failure> {
        let mut entries = Vec::new();
        for page in 1.. {
            let answer =
                self.get(&format!("{path}?per_page={PAGE}&page={page}")).await.map_err(Failure::Unreachable)?;
            let read: Vec<Value> = match (answer.status, answer.json()) {
                (200, Some(read)) => read,
                _ => return Err(Failure::Refused(answer)),
            };
            let last = read.len() < PAGE;
            entries.extend(read);
            if last || entries.len() >= most {
                let partial = !last || entries.len() > most;
                entries.truncate(most);
                return Ok((entries, partial));
            }
        }
        Ok((entries, false))
    }

    async fn send(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Answer, Unreachable> {
        let address = format!("{}/{path}", self.api_url.as_str().trim_end_matches('/'));
        let mut request = Request::new(body);
        *request.method_mut() = method;
        // An address that cannot be one stays `/`, which the network edge refuses with its reason.
        *request.uri_mut() = address.parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
        headers.insert("x-github-api-version", HeaderValue::from_static("2022-11-28"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(Some(credential)) = self.credential() {
            headers.insert(AUTHORIZATION, credential);
        }
        let (parts, body) = self.http.send(request).await?.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    fn credential(&self) -> Result<Option<HeaderValue>> {
        let given = Zeroizing::new(match &self.auth {
            Auth::Nobody => return Ok(None),
            Auth::Token(token) => format!("Bearer {}", token.expose()),
            Auth::Client { id, secret } => format!("Basic {}", STANDARD.encode(format!("{id}:{}", secret.expose()))),
            Auth::App { id, key } => format!("Bearer {}", signature(*id, key)?.expose()),
        });
        let header = HeaderValue::from_str(&given);
        let mut header = header.ok().context("the token holds characters that no token has")?;
        header.set_sensitive(true);
        Ok(Some(header))
    }
}

/// Signs as an App, for ten minutes, dated a minute back.
/// <https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app>
fn signature(id: u64, key: &Secret) -> Result<Secret> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let claims = json!({ "iss": id.to_string(), "iat": now.saturating_sub(60), "exp": now + 540 });
    let key = EncodingKey::from_rsa_pem(key.expose().as_bytes()).ok().context("the private key cannot be read")?;
    encode(&Header::new(Algorithm::RS256), &claims, &key).ok().context("the private key cannot sign").map(Secret::new)
}
