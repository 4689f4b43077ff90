//! What Keycloak answers, and what the tests ask for. It answers what was measured on Keycloak 26.7.1.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::keycloak::Keycloak;
use serde_json::json;
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, bare, delete, fields, get, post, put, said, text, told};

pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
pub(crate) const SECRET: &str = "CANARY-client-secret";
pub(crate) const TOKEN: &str = "/realms/acme/protocol/openid-connect/token";
pub(crate) const SAME: &str = "Invalid client or Invalid client credentials";

impl Fake {
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

pub(crate) fn client() -> Fields {
    fields(&[("client-id", "portal"), ("client-secret", SECRET)])
}

pub(crate) fn error(status: u16, code: &str, description: &str) -> Answer {
    answer(status, json!({ "error": code, "error_description": description }))
}

pub(crate) fn forbidden() -> Answer {
    answer(403, json!({ "error": "HTTP 403 Forbidden" }))
}

/// An access token with these roles over the realm; without any list, a lightweight one.
pub(crate) fn access_token(roles: Option<&[&str]>) -> String {
    let claims = match roles {
        Some(roles) => json!({ "jti": "CANARY", "resource_access": { "realm-management": { "roles": roles } } }),
        None => json!({ "jti": "CANARY", "azp": "portal" }),
    };
    format!("e30.{}.CANARY", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

pub(crate) fn granted(roles: Option<&[&str]>) -> Answer {
    answer(200, json!({ "access_token": access_token(roles), "expires_in": 300 }))
}

pub(crate) fn page(status: u16, words: &str) -> Answer {
    text(status, format!("<p class=\"instruction\">{words}</p>"))
}

pub(crate) fn no_path() -> Answer {
    answer(404, json!({ "error": "Unable to find matching target resource method" }))
}
