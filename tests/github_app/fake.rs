//! What GitHub answers, and what the tests ask for.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use devportal_auth::credential::{CredentialKind, Fields};
use devportal_auth::proof::Proof;
use devportal_auth::providers::Wanted;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, get, post, text};

pub(crate) const SECRET: &str = "CANARY-client-secret";
pub(crate) const TOKEN: &str = "CANARY-token";
/// The sandbox's published key. Its armour is put on here, so that no scanner takes the source for a leak.
const BODY: &str = include_str!("../../src/sandbox/app-key.b64");

impl Fake {
    /// Answers an App that asks who it is.
    pub(crate) fn knows_the_app(&mut self) {
        let own = app(&self.base());
        self.once(signed("/app"), answer(200, own));
    }

    /// Answers an App that asks for its token, and one that counts its repositories.
    pub(crate) fn lets_it_count(&mut self, count: u64) {
        self.once(tokens(), answer(201, json!({ "token": TOKEN })));
        self.once(by_token("/installation/repositories"), answer(200, json!({ "total_count": count })));
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
    strict::fields(&parts)
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

/// A read that the App signed.
pub(crate) fn signed(at: &str) -> Route {
    by_the_app(get(at))
}

/// The App asks for the token of its installation.
pub(crate) fn tokens() -> Route {
    by_the_app(post("/app/installations/7/access_tokens"))
}

/// A read with the token of the stand-in.
pub(crate) fn by_token(at: &str) -> Route {
    get(at).header("authorization", format!("Bearer {TOKEN}"))
}

/// A request that an App with the right number signed for the next ten minutes at most.
fn by_the_app(request: Route) -> Route {
    request.fits("the App's signature", |asked| {
        let given = asked.headers.get("authorization").and_then(|given| given.strip_prefix("Bearer "));
        let claims = given.and_then(|token| URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()).unwrap_or_default();
        let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
        let times = (claims["exp"].as_u64(), claims["iat"].as_u64());
        let short = matches!(times, (Some(end), Some(start)) if end > start && end - start <= 660);
        short && [json!(998_877), json!("998877")].contains(&claims["iss"])
    })
}

pub(crate) fn refusal(status: u16, message: &str) -> Answer {
    answer(status, json!({ "message": message, "documentation_url": "https://docs.github.com/rest" }))
}

/// What a proof says, with a guard that no piece of the key is in it either.
pub(crate) fn told(proof: &Proof) -> String {
    guarded(&format!("{proof:?}"));
    strict::told(proof)
}

/// What an error says, with the same guard.
pub(crate) fn said(error: &anyhow::Error) -> String {
    guarded(&format!("{error:?}"));
    strict::said(error)
}

/// Fails on a piece of the key in any of the forms that it is given in.
fn guarded(text: &str) {
    let packed = STANDARD.encode(key());
    let pieces = BODY.lines().chain(packed.as_bytes().chunks(64).map(|piece| std::str::from_utf8(piece).unwrap()));
    for piece in pieces.filter(|piece| piece.len() >= 12) {
        assert!(!text.contains(&piece[..12]), "a piece of the key: {text}");
    }
}
