//! Requests to Azure DevOps, as a token or as a service principal. No redirect is followed: its sign-in page is one.

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Deserialize;
use url::Url;

use super::ORGANIZATION;
use crate::credential::{CredentialKind, Fields, Secret};
use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::{Answer, Http, Unreachable, below, request};
use crate::providers::oauth::wire;

/// Azure DevOps, as other applications of a tenant know it.
const RESOURCE: &str = "499b84ac-1321-427f-aa17-267ca6975798/.default";
/// Asks for a refusal in place of a sign-in page.
const NO_PAGE: HeaderName = HeaderName::from_static("x-tfs-fedauthredirect");

#[derive(Deserialize)]
struct Granted {
    access_token: String,
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
        Ok(Self { http, base: of_organization(&wanted.url, organization, &[]), authorization })
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
        let mut request = request(method, url, body)?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(NO_PAGE, HeaderValue::from_static("Suppress"));
        self.http.send_without_redirects(request).await.map(Answer::from)
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

/// An address of an organisation. A collection of one's own server may stand in the address already.
pub(super) fn of_organization(url: &Url, organization: &str, path: &[&str]) -> Url {
    let organization = Some(organization).filter(|organization| !organization.is_empty());
    below(url, &organization.into_iter().chain(path.iter().copied()).collect::<Vec<_>>())
}
