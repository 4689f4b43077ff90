//! A strict stand-in on loopback, and what the tests ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::entra::Entra;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const TENANT: &str = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
pub(crate) const CLIENT: &str = "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";
pub(crate) const SECRET: &str = "abc8Q~CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/microsoft/handler/frame";

/// A stand-in that counts what it expects.
pub(crate) struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    /// Answers one request of this form.
    pub(crate) async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.expected += 1;
        request.respond_with(response).up_to_n_times(1).expect(1).mount(&self.server).await;
    }

    /// Grants a token with these roles.
    pub(crate) async fn grants(&mut self, roles: Option<&[&str]>) {
        let mut claims = json!({ "tid": TENANT, "appid": CLIENT, "app_displayname": "portal", "jti": "CANARY" });
        if let Some(roles) = roles {
            claims["roles"] = json!(roles);
        }
        self.grants_token(&format!("e30.{}.CANARY", URL_SAFE_NO_PAD.encode(claims.to_string()))).await;
    }

    /// Grants this token.
    pub(crate) async fn grants_token(&mut self, token: &str) {
        self.once(asked(), answer(200, json!({ "access_token": token, "expires_in": 3599 }))).await;
    }

    /// Lets one person and one group be read.
    pub(crate) async fn reads(&mut self) {
        for kind in ["users", "groups"] {
            self.once(graph(&format!("/v1.0/{kind}")), answer(200, json!({ "value": [{ "id": "1" }] }))).await;
        }
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
        let url = Url::parse(&self.base()).unwrap();
        let role = |role: &str| (role.to_owned(), "role".to_owned());
        Wanted {
            credential: String::new(),
            kind: CredentialKind::OauthClient,
            purposes: BTreeSet::from([Purpose::Authentication, Purpose::OrgData]),
            url: url.clone(),
            api_url: url,
            portal: Url::parse("http://localhost:7007").unwrap(),
            callback: Some(Url::parse(CALLBACK).unwrap()),
            settings: BTreeMap::from([("tenant".to_owned(), TENANT.to_owned())]),
            scopes: [("User.Read", "sign-in"), ("openid", "sign-in")]
                .map(|(scope, feature)| (scope.to_owned(), BTreeSet::from([feature.to_owned()])))
                .into(),
            permissions: ["GroupMember.Read.All", "User.Read.All"].map(role).into(),
            name: "acme-devportal".to_owned(),
        }
    }
}

pub(crate) fn entra() -> Entra {
    let options = HttpOptions { backoff: Duration::from_millis(1), ..HttpOptions::default() };
    Entra::new(Http::new(options).unwrap())
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

pub(crate) fn client() -> Fields {
    fields(&[("client-id", CLIENT), ("client-secret", SECRET)])
}

/// The registration asks for a token of its own.
pub(crate) fn asked() -> MockBuilder {
    Mock::given(method("POST"))
        .and(path(format!("/{TENANT}/oauth2/v2.0/token")))
        .and(body_string_contains("grant_type=client_credentials"))
        .and(body_string_contains("client_secret=abc8Q%7ECANARY"))
        .and(body_string_contains("%2F.default"))
}

/// A read of Graph with the registration's token.
pub(crate) fn graph(at: &str) -> MockBuilder {
    let with_token = |request: &wiremock::Request| {
        request.headers.get("authorization").is_some_and(|said| said.as_bytes().starts_with(b"Bearer e30."))
    };
    Mock::given(method("GET")).and(path(at)).and(with_token)
}

/// A request of the person who may register applications.
pub(crate) fn administrator(verb: &str, at: &str) -> MockBuilder {
    Mock::given(method(verb)).and(path(at)).and(header("authorization", "Bearer CANARY-graph"))
}

/// The registration may not ask about itself.
pub(crate) fn not_itself() -> MockBuilder {
    graph(&format!("/v1.0/applications(appId='{CLIENT}')"))
}

pub(crate) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub(crate) fn refusal(code: u64) -> ResponseTemplate {
    answer(
        401,
        json!({ "error": "invalid_client", "error_description": format!("AADSTS{code}: CANARY"), "error_codes": [code], "trace_id": "CANARY" }),
    )
}

pub(crate) fn denied() -> ResponseTemplate {
    answer(403, json!({ "error": { "code": "Authorization_RequestDenied", "message": "CANARY" } }))
}

/// What a proof says, with a guard that none of it is a secret or Microsoft's own words.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}
