//! What GitHub answers, and what the tests ask for.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Fields, Purpose};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, bare, fields, get, on, text, told};

pub(crate) const CLASSIC: &str = "ghp_CANARY";
pub(crate) const FINE_GRAINED: &str = "github_pat_CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/github/handler/frame";

/// An address at which nothing listens.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

impl Fake {
    /// Knows `ada`, whose token has these headers.
    pub(crate) fn knows_ada(&mut self, token: &str, headers: &[(&str, &str)]) {
        let user = answer(200, json!({ "login": "ada", "id": 1001, "type": "User", "name": "Ada Lovelace" }));
        let user = headers.iter().fold(user, |user, (name, value)| user.with(name, value));
        self.once(by(token, "/user"), user);
    }

    /// Has the organisation `acme`, of which the token's person is a member, or not.
    pub(crate) fn has_acme(&mut self, token: &str, membership: Answer) {
        self.once(by(token, "/orgs/acme"), answer(200, organization("acme")));
        self.once(by(token, "/user/memberships/orgs/acme"), membership);
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

/// A request that says everything that GitHub wants to be told.
fn polite(request: Route) -> Route {
    request
        .header("user-agent", concat!("devportal-auth/", env!("CARGO_PKG_VERSION")))
        .header("accept", "application/vnd.github+json")
        .header("x-github-api-version", "2022-11-28")
}

/// A read without any credential.
pub(crate) fn by_nobody(at: &str) -> Route {
    polite(get(at)).without_header("authorization")
}

/// A read with a token.
pub(crate) fn by(token: &str, at: &str) -> Route {
    polite(get(at)).header("authorization", format!("Bearer {token}"))
}

/// A request of a client, with its id and secret.
pub(crate) fn by_client(verb: &str, at: &str, authorization: &str) -> Route {
    polite(on(verb, at)).header("authorization", authorization)
}

pub(crate) fn refusal(status: u16, message: &str) -> Answer {
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

pub(crate) fn member(role: &str) -> Answer {
    answer(200, json!({ "state": "active", "role": role }))
}
