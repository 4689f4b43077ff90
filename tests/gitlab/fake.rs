//! A strict stand-in on loopback, and what the tests ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::gitlab::GitLab;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const TOKEN: &str = "glpat-CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/gitlab/handler/frame";

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

    /// Answers one request of this form.
    pub(crate) async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.answers(1, request, response).await;
    }

    /// Knows the token and its owner.
    pub(crate) async fn knows(&mut self, token: Value, owner: Value) {
        self.once(get("personal_access_tokens/self"), answer(200, token)).await;
        self.once(get("user"), answer(200, owner)).await;
    }

    /// Has the group `acme` with so many projects and people.
    pub(crate) async fn has_acme(&mut self) {
        self.once(get("groups/acme"), answer(200, group(7, "acme"))).await;
        let counted = |total: &str| answer(200, json!([{}])).insert_header("x-total", total);
        self.once(get("groups/7/projects").and(query_param("include_subgroups", "true")), counted("31")).await;
        self.once(get("groups/7/members/all").and(query_param("per_page", "1")), counted("12")).await;
    }

    /// Fails on a request that never came, and on one that nobody expected.
    pub(crate) async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY"), "a secret in an address: {list:#?}");
    }

    /// Where people open it: below a path.
    pub(crate) fn url(&self) -> String {
        format!("{}/code", self.server.uri())
    }

    pub(crate) fn wanted(&self, kind: CredentialKind) -> Wanted {
        let scope = |(scope, feature): (&str, &str)| (scope.to_owned(), BTreeSet::from([feature.to_owned()]));
        Wanted {
            credential: String::new(),
            kind,
            purposes: BTreeSet::from([Purpose::Integration, Purpose::OrgData]),
            url: Url::parse(&self.url()).unwrap(),
            api_url: Url::parse(&format!("{}/api/v4", self.url())).unwrap(),
            portal: Url::parse("http://localhost:7007").unwrap(),
            callback: Some(Url::parse(CALLBACK).unwrap()),
            settings: BTreeMap::from([("group".to_owned(), "acme".to_owned())]),
            scopes: [if kind == CredentialKind::OauthClient {
                ("read_user", "sign-in")
            } else {
                ("read_api", "org-data")
            }]
            .map(scope)
            .into(),
            permissions: BTreeMap::new(),
            name: "acme-devportal".to_owned(),
        }
    }
}

pub(crate) fn gitlab() -> GitLab {
    let options = HttpOptions { backoff: Duration::from_millis(1), ..HttpOptions::default() };
    GitLab::new(Http::new(options).unwrap())
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

/// A read with the token.
pub(crate) fn get(at: &str) -> MockBuilder {
    Mock::given(method("GET"))
        .and(path(format!("/code/api/v4/{at}")))
        .and(header("authorization", format!("Bearer {TOKEN}")))
        .and(header("user-agent", concat!("devportal-auth/", env!("CARGO_PKG_VERSION"))))
}

/// A read without any credential.
pub(crate) fn get_by_nobody(at: &str) -> MockBuilder {
    Mock::given(method("GET"))
        .and(path(format!("/code/api/v4/{at}")))
        .and(|request: &wiremock::Request| !request.headers.contains_key("authorization"))
}

pub(crate) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// OAuth's form of a refusal, with words that must never be shown.
pub(crate) fn refusal(status: u16, error: &str, description: &str) -> ResponseTemplate {
    answer(status, json!({ "error": error, "error_description": format!("{description} CANARY") }))
}

pub(crate) fn token(scopes: &[&str]) -> Value {
    json!({
        "id": 1, "name": "portal", "revoked": false, "created_at": "2026-01-01T00:00:00.000Z", "scopes": scopes,
        "user_id": 24, "last_used_at": "2026-11-20T10:00:00.000Z", "active": true, "expires_at": "2999-01-01",
    })
}

pub(crate) fn owner(bot: bool) -> Value {
    json!({ "id": 24, "username": "ada", "name": "Ada Lovelace", "state": "active", "bot": bot })
}

pub(crate) fn group(id: u64, full_path: &str) -> Value {
    json!({ "id": id, "full_path": full_path, "name": full_path, "path": full_path, "visibility": "private" })
}

/// What a proof says, with a guard that none of it is a secret or GitLab's own words.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}
