//! A strict stand-in on loopback, and what the tests ask for.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Proof, Step};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::oidc::Oidc;
use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
pub(crate) const SECRET: &str = "CANARY+client secret";
pub(crate) const DESCRIPTION: &str = "/tenant/.well-known/openid-configuration";
pub(crate) const AUTHORIZE: &str = "/tenant/authorize";
pub(crate) const TOKEN: &str = "/tenant/token";

/// A stand-in that counts what it expects.
pub(crate) struct Fake {
    server: MockServer,
    expected: u64,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        Self { server: MockServer::start().await, expected: 0 }
    }

    /// One that describes itself, with these entries in place of the usual ones.
    pub(crate) async fn described(changes: Value) -> Self {
        let mut fake = Self::start().await;
        let answer = fake.description(changes);
        fake.once(get(DESCRIPTION), answer).await;
        fake
    }

    pub(crate) fn description(&self, changes: Value) -> ResponseTemplate {
        let issuer = self.issuer();
        let mut description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/keys"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        });
        for (key, value) in changes.as_object().unwrap() {
            description[key] = value.clone();
        }
        ResponseTemplate::new(200).set_body_json(description)
    }

    /// Answers so many requests of this form, no more and no fewer.
    pub(crate) async fn answers(&mut self, times: u64, request: MockBuilder, response: ResponseTemplate) {
        self.expected += times;
        request.respond_with(response).up_to_n_times(times).expect(times).mount(&self.server).await;
    }

    pub(crate) async fn once(&mut self, request: MockBuilder, response: ResponseTemplate) {
        self.answers(1, request, response).await;
    }

    /// Takes the client's secret, and no other.
    pub(crate) async fn takes_the_secret(&mut self) {
        self.once(by_header(SECRET), error(400, "invalid_grant")).await;
        self.once(by_header(WRONG), error(401, "invalid_client")).await;
    }

    /// Fails on a request that never came, and on one that nobody expected.
    pub(crate) async fn done(self) {
        self.server.verify().await;
        let received = self.server.received_requests().await.unwrap();
        let list: Vec<_> = received.iter().map(|request| format!("{} {}", request.method, request.url)).collect();
        assert_eq!(received.len() as u64, self.expected, "unexpected among {list:#?}");
        assert!(!list.join("\n").contains("CANARY"), "a secret in an address: {list:#?}");
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/tenant", self.server.uri())
    }

    pub(crate) fn wanted(&self) -> Wanted {
        wanted(&self.issuer())
    }
}

/// The secret that a wrong try shows.
pub(crate) const WRONG: &str = "not-the-secret-of-any-client";

pub(crate) fn wanted(issuer: &str) -> Wanted {
    let url = Url::parse(issuer).unwrap();
    Wanted {
        credential: String::new(),
        kind: CredentialKind::OauthClient,
        purposes: BTreeSet::from([Purpose::Authentication]),
        url: url.clone(),
        api_url: url,
        portal: Url::parse("http://localhost:7007").unwrap(),
        callback: Some(Url::parse(CALLBACK).unwrap()),
        settings: BTreeMap::new(),
        scopes: ["openid", "profile", "email"].map(|scope| (scope.into(), BTreeSet::new())).into(),
        permissions: BTreeMap::new(),
        name: "acme-devportal".into(),
    }
}

pub(crate) fn oidc() -> Oidc {
    Oidc::new(Http::new(HttpOptions::default()).unwrap())
}

pub(crate) fn client() -> Fields {
    [("client-id", "portal:1"), ("client-secret", SECRET)]
        .map(|(field, value)| (field, Secret::new(value)))
        .into_iter()
        .collect()
}

pub(crate) fn get(at: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(at))
}

/// A code that nobody was given, shown with a secret in the header; both parts are encoded as RFC 6749, 2.3.1, wants.
pub(crate) fn by_header(secret: &str) -> MockBuilder {
    let secret = secret.replace('+', "%2B").replace(' ', "+");
    let pair = STANDARD.encode(format!("portal%3A1:{secret}"));
    bogus_code().and(header("authorization", format!("Basic {pair}")))
}

/// The same with the secret in the form.
pub(crate) fn by_form(secret: &str) -> MockBuilder {
    let secret = secret.replace('+', "%2B").replace(' ', "+");
    bogus_code().and(body_string_contains(format!("client_id=portal%3A1&client_secret={secret}")))
}

fn bogus_code() -> MockBuilder {
    let redirect = "redirect_uri=http%3A%2F%2Flocalhost%3A7007%2Fapi%2Fauth%2Foidc%2Fhandler%2Fframe";
    Mock::given(method("POST"))
        .and(path(TOKEN))
        .and(body_string_contains("grant_type=authorization_code&code=no-such-code"))
        .and(body_string_contains(redirect))
}

pub(crate) fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "error": code, "error_description": "CANARY" }))
}

pub(crate) fn page(status: u16, words: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_string(format!("<p>{words} CANARY</p>"))
}

pub(crate) fn sent_back(callback: &str, query: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", format!("{callback}?{query}&state=CANARY"))
}

/// What a proof says, with a guard that none of it is a secret.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("CANARY") && !format!("{proof:?}").contains("CANARY"), "{told}");
    told
}
