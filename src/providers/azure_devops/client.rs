//! Requests to Azure DevOps, as a token or as a service principal. No redirect is followed: its sign-in page is one.

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::ORGANIZATION;
use crate::credential::{CredentialKind, Fields, Secret};
use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, Unreachable};
use crate::providers::oauth::wire;

/// Azure DevOps, as other applications of a tenant know it.
const RESOURCE: &str = "499b84ac-1321-427f-aa17-267ca6975798/.default";
/// Asks for a refusal in place of a sign-in page.
const NO_PAGE: HeaderName = HeaderName::from_static("x-tfs-fedauthredirect");

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

/// What came back. Has no `Debug`, because its body may hold what was sent.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers, one of which proves that the caller was known.
    pub(super) headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Reads the body as JSON, behind a byte order mark or not; anything else is nothing.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        serde_json::from_slice(body).ok()
    }

    /// Reads the body when it is what was asked for: a sign-in page comes with a status of success, too.
    pub(super) fn found<T: DeserializeOwned>(&self) -> Option<T> {
        self.json().filter(|_| self.status == 200)
    }

    /// The words of a refusal, to tell cases apart by the code in them. They are never shown.
    pub(super) fn words(&self) -> String {
        let in_header = self.headers.get("x-tfs-serviceerror").and_then(|value| value.to_str().ok());
        let in_header = in_header.map(|words| words.replace(['+'], " ").replace("%20", " "));
        let in_body = self.json::<Value>().and_then(|body| Some(body.get("message")?.as_str()?.to_owned()));
        format!("{} {}", in_header.unwrap_or_default(), in_body.unwrap_or_default())
    }
}

/// A way to one organisation.
pub(super) struct Client<'a> {
    http: &'a Http,
    base: Url,
    authorization: HeaderValue,
}

impl<'a> Client<'a> {
    /// Prepares the way; a service principal gets its token first.
    ///
    /// # Errors
    /// The step that failed.
    pub(super) async fn new(http: &'a Http, wanted: &Wanted, fields: &Fields) -> Result<Client<'a>, Box<Step>> {
        let organization = wanted.setting(ORGANIZATION).unwrap_or_default();
        let said = match wanted.kind {
            CredentialKind::ServicePrincipal => format!("Bearer {}", principal(http, wanted, fields).await?.expose()),
            _ => format!("Basic {}", STANDARD.encode(format!(":{}", fields.text("token").unwrap_or_default()))),
        };
        let mut authorization = HeaderValue::from_str(&said).map_err(|_| {
            Box::new(Step::invalid(Aspect::new("token", &["token"]), "it holds characters that no token has"))
        })?;
        authorization.set_sensitive(true);
        Ok(Self { http, base: below(&wanted.url, &[organization]), authorization })
    }

    /// Reads what stands at a path of the organisation.
    pub(super) async fn get(&self, path: &[&str], query: &str) -> Result<Answer, Unreachable> {
        let mut url = below(&self.base, path);
        url.set_query(Some(query));
        self.send(Method::GET, &url, Vec::new()).await
    }

    /// Asks the search, which is on a host of its own in Microsoft's cloud.
    pub(super) async fn search(&self, project: Option<&str>) -> Result<Answer, Unreachable> {
        let mut base = self.base.clone();
        if base.host_str() == Some("dev.azure.com") && base.set_host(Some("almsearch.dev.azure.com")).is_err() {
            base = self.base.clone();
        }
        let path: Vec<_> = project.into_iter().chain(["_apis", "search", "codesearchresults"]).collect();
        let mut url = below(&base, &path);
        url.set_query(Some("api-version=7.1"));
        let order = serde_json::json!({ "searchText": "path:/catalog-info.yaml", "$skip": 0, "$top": 1 });
        self.send(Method::POST, &url, order.to_string().into_bytes()).await
    }

    async fn send(&self, method: Method, url: &Url, body: Vec<u8>) -> Result<Answer, Unreachable> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = url.as_str().parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(NO_PAGE, HeaderValue::from_static("Suppress"));
        let (parts, body) = self.http.send_without_redirects(request).await?.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

/// A service principal's own token, by its client id and secret.
async fn principal(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Secret, Box<Step>> {
    const NAME: &str = "principal";
    let said = |field: &str| fields.text(field).unwrap_or_default();
    let login = wanted.setting("login-url").unwrap_or_default();
    let url = address(login, said("tenant")).map_err(|error| Box::new(Step::invalid(NAME, error.to_string())))?;
    let (id, secret) = (said("client-id"), said("client-secret"));
    let pairs =
        [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", RESOURCE)];
    let answer = wire::post_form(http, &url, &pairs).await.map_err(|error| Box::new(wire::no_answer(NAME, &error)))?;
    let granted: Option<Granted> = answer.json().filter(|_| answer.status == 200);
    granted.map(|granted| Secret::new(granted.access_token)).ok_or_else(|| Box::new(super::refusal::principal(&answer)))
}

fn address(login: &str, tenant: &str) -> Result<Url> {
    let base = Url::parse(login).context("the login host is no address")?;
    if tenant.is_empty() {
        return Err(anyhow!("the service principal's tenant is missing"));
    }
    Ok(below(&base, &[tenant, "oauth2", "v2.0", "token"]))
}

/// An address below another one; each part is escaped.
pub(super) fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path.iter().filter(|part| !part.is_empty()));
    }
    url
}
