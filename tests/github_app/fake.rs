//! A strict stand-in on loopback, and what the tests ask for.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use devportal_auth::credential::{CredentialKind, Fields, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{header, method, path};
use wiremock::{Match, Mock, MockBuilder, MockServer, Request, ResponseTemplate};

pub(crate) const SECRET: &str = "CANARY-client-secret";
pub(crate) const TOKEN: &str = "CANARY-token";
/// The sandbox's published key. Its armour is put on here, so that no scanner takes the source for a leak.
const BODY: &str = include_str!("../../src/sandbox/app-key.b64");

/// A stand-in that counts what it expects.
pub(crate) struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    /// Answers one request of this form, no more and no fewer.
    pub(crate) async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.expected += 1;
        request.respond_with(response).up_to_n_times(1).expect(1).mount(&self.server).await;
    }

    /// Answers an App that asks who it is.
    pub(crate) async fn knows_the_app(&mut self) {
        let own = app(&self.base());
        self.once(signed("/app"), answer(200, own)).await;
    }

    /// Answers an App that asks for its token, and one that counts its repositories.
    pub(crate) async fn lets_it_count(&mut self, count: u64) {
        let tokens = Mock::given(method("POST")).and(path("/app/installations/7/access_tokens")).and(Signed);
        self.once(tokens, answer(201, json!({ "token": TOKEN }))).await;
        self.once(by_token("/installation/repositories"), answer(200, json!({ "total_count": count }))).await;
    }

    /// Fails on a request that never came, and on one that nobody expected.
    pub(crate) async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY-"), "a secret in an address: {list:#?}");
    }

    pub(crate) fn base(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn wanted(&self) -> Wanted {
        wanted(&self.base(), &self.base())
    }
}

/// What a portal wants of an App that reads `acme`.
pub(crate) fn wanted(web: &str, api: &str) -> Wanted {
    let pair = |(name, level): (&str, &str)| (name.to_owned(), level.to_owned());
    let permissions = [("contents", "read"), ("metadata", "read"), ("statuses", "read"), ("members", "read")];
    Wanted {
        credential: String::new(),
        kind: CredentialKind::GithubApp,
        purposes: BTreeSet::new(),
        url: Url::parse(web).unwrap(),
        api_url: Url::parse(api).unwrap(),
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse("http://localhost:7007/api/auth/github/handler/frame").unwrap()),
        settings: BTreeMap::from([pair(("organization", "acme"))]),
        scopes: BTreeMap::new(),
        permissions: permissions.map(pair).into(),
        name: "acme-devportal".to_owned(),
    }
}

pub(crate) fn github() -> GitHub {
    GitHub::new(Http::new(HttpOptions::default()).unwrap())
}

pub(crate) fn key() -> String {
    let label = "RSA PRIVATE KEY";
    format!("-----BEGIN {label}-----\n{BODY}-----END {label}-----\n")
}

pub(crate) fn fields() -> Fields {
    with_key(&key())
}

pub(crate) fn with_key(key: &str) -> Fields {
    let parts = [("app-id", "998877"), ("client-id", "Iv23li1"), ("client-secret", SECRET), ("private-key", key)];
    parts.into_iter().map(|(field, value)| (field, Secret::new(value))).collect()
}

/// An App, as it sees itself.
pub(crate) fn app(web: &str) -> Value {
    json!({
        "id": 998_877,
        "slug": "acme-devportal",
        "client_id": "Iv23li1",
        "owner": { "login": "acme", "type": "Organization" },
        "html_url": format!("{web}/apps/acme-devportal"),
        "permissions": { "contents": "read", "metadata": "read", "statuses": "read", "members": "read" },
    })
}

/// Its place in the organisation, with something changed.
pub(crate) fn installation(web: &str, change: &Value) -> Value {
    let mut there = json!({
        "id": 7,
        "account": { "login": "acme", "type": "Organization" },
        "repository_selection": "all",
        "html_url": format!("{web}/organizations/acme/settings/installations/7"),
        "suspended_at": null,
        "permissions": { "contents": "read", "metadata": "read", "statuses": "read", "members": "read" },
    });
    there.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    there
}

pub(crate) fn get(at: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(at))
}

/// A read that the App signed.
pub(crate) fn signed(at: &str) -> MockBuilder {
    get(at).and(Signed)
}

/// A read with the token of the stand-in.
pub(crate) fn by_token(at: &str) -> MockBuilder {
    get(at).and(header("authorization", format!("Bearer {TOKEN}")))
}

/// Takes requests that an App with the right number signed for the next ten minutes at most.
pub(crate) struct Signed;

impl Match for Signed {
    fn matches(&self, request: &Request) -> bool {
        let Some(given) = request.headers.get("authorization") else { return false };
        let token = given.to_str().unwrap().strip_prefix("Bearer ").unwrap();
        let claims = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        let times = (claims["exp"].as_u64(), claims["iat"].as_u64());
        let short = matches!(times, (Some(end), Some(start)) if end > start && end - start <= 660);
        short && [json!(998_877), json!("998877")].contains(&claims["iss"])
    }
}

pub(crate) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub(crate) fn refusal(status: u16, message: &str) -> ResponseTemplate {
    answer(status, json!({ "message": message, "documentation_url": "https://docs.github.com/rest" }))
}

/// What a proof says, with a guard that none of it is a secret.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    guarded(&format!("{told}\n{proof:?}"));
    told
}

/// What an error says, with the same guard.
pub(crate) fn said(error: &anyhow::Error) -> String {
    guarded(&format!("{error:#} {error:?}"));
    format!("{error:#}")
}

/// Fails on any secret of the tests, or on a piece of the key in any of the forms that it is given in.
fn guarded(text: &str) {
    assert!(!text.contains("CANARY"), "{text}");
    let packed = STANDARD.encode(key());
    let pieces = BODY.lines().chain(packed.as_bytes().chunks(64).map(|piece| std::str::from_utf8(piece).unwrap()));
    for piece in pieces.filter(|piece| piece.len() >= 12) {
        assert!(!text.contains(&piece[..12]), "a piece of the key: {text}");
    }
}
