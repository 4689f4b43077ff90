//! A strict stand-in on loopback, and what the tests ask for. It answers what was measured on Keycloak 26.7.1.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::keycloak::Keycloak;
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
pub(crate) const SECRET: &str = "CANARY-client-secret";
pub(crate) const TOKEN: &str = "/realms/acme/protocol/openid-connect/token";
pub(crate) const SAME: &str = "Invalid client or Invalid client credentials";

/// A stand-in that counts what it expects.
pub(crate) struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    /// Answers so many requests of this form, no more and no fewer.
    pub(crate) async fn answers(&mut self, times: u64, request: MockBuilder, response: ResponseTemplate) {
        self.expected += times;
        request.respond_with(response).up_to_n_times(times).expect(times).mount(&self.server).await;
    }

    pub(crate) async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.answers(1, request, response).await;
    }

    /// Fails on a request that never came, and on one that nobody expected.
    pub(crate) async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY"), "a secret in an address: {list:#?}");
    }

    pub(crate) fn base(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn wanted(&self) -> Wanted {
        wanted(&self.base())
    }
}

pub(crate) fn wanted(base: &str) -> Wanted {
    let url = Url::parse(base).unwrap();
    Wanted {
        credential: String::new(),
        kind: CredentialKind::OauthClient,
        purposes: BTreeSet::from([Purpose::Authentication, Purpose::OrgData]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse(CALLBACK).unwrap()),
        settings: BTreeMap::from([("base-url".into(), base.into()), ("realm".into(), "acme".into())]),
        scopes: ["profile", "email"].map(|scope| (scope.into(), BTreeSet::new())).into(),
        permissions: ["view-users", "query-users", "query-groups"].map(|role| (role.into(), String::new())).into(),
        name: "acme-devportal".into(),
    }
}

pub(crate) fn sign_in_only(mut wanted: Wanted) -> Wanted {
    wanted.purposes.remove(&Purpose::OrgData);
    wanted.permissions.clear();
    wanted
}

pub(crate) fn keycloak() -> Keycloak {
    Keycloak::new(Http::new(HttpOptions::default()).unwrap())
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

pub(crate) fn client() -> Fields {
    fields(&[("client-id", "portal"), ("client-secret", SECRET)])
}

pub(crate) fn get(at: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(at))
}

pub(crate) fn post(at: &str) -> MockBuilder {
    Mock::given(method("POST")).and(path(at))
}

pub(crate) fn json_answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub(crate) fn error(status: u16, code: &str, description: &str) -> ResponseTemplate {
    json_answer(status, json!({ "error": code, "error_description": description }))
}

pub(crate) fn forbidden() -> ResponseTemplate {
    json_answer(403, json!({ "error": "HTTP 403 Forbidden" }))
}

/// An access token with these roles over the realm; without any list, a lightweight one.
pub(crate) fn access_token(roles: Option<&[&str]>) -> String {
    let claims = match roles {
        Some(roles) => json!({ "jti": "CANARY", "resource_access": { "realm-management": { "roles": roles } } }),
        None => json!({ "jti": "CANARY", "azp": "portal" }),
    };
    format!("e30.{}.CANARY", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

pub(crate) fn granted(roles: Option<&[&str]>) -> ResponseTemplate {
    json_answer(200, json!({ "access_token": access_token(roles), "expires_in": 300 }))
}

pub(crate) fn page(status: u16, words: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_string(format!("<p class=\"instruction\">{words}</p>"))
}

/// What a proof says, with a guard that none of it is a secret.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        format!("{:?} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}

/// What an error says, with the same guard.
pub(crate) fn said(error: &anyhow::Error) -> String {
    let said = format!("{error:#}");
    assert!(!said.contains("CANARY") && !format!("{error:?}").contains("CANARY"), "{said}");
    said
}

pub(crate) fn no_path() -> ResponseTemplate {
    json_answer(404, json!({ "error": "Unable to find matching target resource method" }))
}
