//! What GitLab answers, and what the tests ask for.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use devportal_auth::credential::{CredentialKind, Purpose};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::gitlab::GitLab;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::{Value, json};
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, fields, post, text, told};

pub(crate) const TOKEN: &str = "glpat-CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/gitlab/handler/frame";

impl Fake {
    /// Knows the token and its owner.
    pub(crate) fn knows(&mut self, token: Value, owner: Value) {
        self.once(get("personal_access_tokens/self"), answer(200, token));
        self.once(get("user"), answer(200, owner));
    }

    /// Has the group `acme` with so many projects and people.
    pub(crate) fn has_acme(&mut self) {
        self.once(get("groups/acme"), answer(200, group(7, "acme")));
        let counted = |total: &str| answer(200, json!([{}])).with("x-total", total);
        self.once(get("groups/7/projects").query("include_subgroups", "true"), counted("31"));
        self.once(get("groups/7/members/all").query("per_page", "1"), counted("12"));
    }

    /// Where people open it: below a path.
    pub(crate) fn url(&self) -> String {
        format!("{}/code", self.base())
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

/// A read with the token.
pub(crate) fn get(at: &str) -> Route {
    strict::get(&format!("/code/api/v4/{at}"))
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("user-agent", concat!("devportal-auth/", env!("CARGO_PKG_VERSION")))
}

/// A read without any credential.
pub(crate) fn get_by_nobody(at: &str) -> Route {
    strict::get(&format!("/code/api/v4/{at}")).without_header("authorization")
}

/// OAuth's form of a refusal, with words that must never be shown.
pub(crate) fn refusal(status: u16, error: &str, description: &str) -> Answer {
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
