//! A strict stand-in on loopback, and what the tests ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const CLASSIC: &str = "ghp_CANARY";
pub(crate) const FINE_GRAINED: &str = "github_pat_CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/github/handler/frame";

/// An address at which nothing listens.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

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

    /// Knows `ada`, whose token has these headers.
    pub(crate) async fn knows_ada(&mut self, token: &str, headers: &[(&str, &str)]) {
        let user = answer(200, json!({ "login": "ada", "id": 1001, "type": "User", "name": "Ada Lovelace" }));
        let user = headers.iter().fold(user, |user, (name, value)| user.insert_header(*name, *value));
        self.once(by(token, "/user"), user).await;
    }

    /// Has the organisation `acme`, of which the token's person is a member, or not.
    pub(crate) async fn has_acme(&mut self, token: &str, membership: ResponseTemplate) {
        self.once(by(token, "/orgs/acme"), answer(200, organization("acme"))).await;
        self.once(by(token, "/user/memberships/orgs/acme"), membership).await;
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
        wanted(&self.base(), &self.base())
    }
}

/// What a portal wants of a token that reads `acme`.
pub(crate) fn wanted(web: &str, api: &str) -> Wanted {
    let pair = |(name, level): (&str, &str)| (name.to_owned(), level.to_owned());
    let scope = |(scope, feature): (&str, &str)| (scope.to_owned(), BTreeSet::from([feature.to_owned()]));
    Wanted {
        credential: String::new(),
        kind: CredentialKind::AccessToken,
        purposes: BTreeSet::from([Purpose::Integration]),
        url: Url::parse(web).unwrap(),
        api_url: Url::parse(api).unwrap(),
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse(CALLBACK).unwrap()),
        settings: BTreeMap::from([pair(("organization", "acme"))]),
        scopes: [("repo", "discovery"), ("read:org", "org-data")].map(scope).into(),
        permissions: [("contents", "read"), ("metadata", "read"), ("members", "read")].map(pair).into(),
        name: "acme-devportal".to_owned(),
    }
}

pub(crate) fn github() -> GitHub {
    let options = HttpOptions { backoff: Duration::from_millis(1), ..HttpOptions::default() };
    GitHub::new(Http::new(options).unwrap())
}

pub(crate) fn token(text: &str) -> Fields {
    fields(&[("token", text)])
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}

/// A request that says everything that GitHub wants to be told.
fn polite(request: MockBuilder) -> MockBuilder {
    request
        .and(header("user-agent", concat!("devportal-auth/", env!("CARGO_PKG_VERSION"))))
        .and(header("accept", "application/vnd.github+json"))
        .and(header("x-github-api-version", "2022-11-28"))
}

/// A read without any credential.
pub(crate) fn by_nobody(at: &str) -> MockBuilder {
    polite(Mock::given(method("GET")).and(path(at)))
        .and(|request: &wiremock::Request| !request.headers.contains_key("authorization"))
}

/// A read with a token.
pub(crate) fn by(token: &str, at: &str) -> MockBuilder {
    polite(Mock::given(method("GET")).and(path(at))).and(header("authorization", format!("Bearer {token}")))
}

/// A request of a client, with its id and secret.
pub(crate) fn by_client(verb: &str, at: &str, authorization: &str) -> MockBuilder {
    polite(Mock::given(method(verb)).and(path(at))).and(header("authorization", authorization))
}

pub(crate) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub(crate) fn refusal(status: u16, message: &str) -> ResponseTemplate {
    let body = json!({
        "message": format!("{message} CANARY"),
        "documentation_url": "https://docs.github.com/rest",
        "status": status.to_string(),
    });
    answer(status, body)
}

pub(crate) fn organization(login: &str) -> Value {
    json!({ "login": login, "id": 4242, "type": "Organization" })
}

pub(crate) fn member(role: &str) -> ResponseTemplate {
    answer(200, json!({ "state": "active", "role": role }))
}

/// What a proof says, with a guard that none of it is a secret or GitHub's own words.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}
