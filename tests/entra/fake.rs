//! What Microsoft answers, and what the tests ask for.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::entra::Entra;
use devportal_auth::providers::http::{Http, HttpOptions};
use serde_json::json;
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, bare, fields, get, on, post, text, told};

pub(crate) const TENANT: &str = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
pub(crate) const CLIENT: &str = "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";
pub(crate) const SECRET: &str = "abc8Q~CANARY";
pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/microsoft/handler/frame";

impl Fake {
    /// Grants a token with these roles.
    pub(crate) fn grants(&mut self, roles: Option<&[&str]>) {
        let mut claims = json!({ "tid": TENANT, "appid": CLIENT, "app_displayname": "portal", "jti": "CANARY" });
        if let Some(roles) = roles {
            claims["roles"] = json!(roles);
        }
        self.grants_token(&format!("e30.{}.CANARY", URL_SAFE_NO_PAD.encode(claims.to_string())));
    }

    /// Grants this token.
    pub(crate) fn grants_token(&mut self, token: &str) {
        self.once(asked(), answer(200, json!({ "access_token": token, "expires_in": 3599 })));
    }

    /// Lets one person and one group be read.
    pub(crate) fn reads(&mut self) {
        for kind in ["users", "groups"] {
            self.once(graph(&format!("/v1.0/{kind}")), answer(200, json!({ "value": [{ "id": "1" }] })));
        }
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

pub(crate) fn client() -> Fields {
    fields(&[("client-id", CLIENT), ("client-secret", SECRET)])
}

/// The registration asks for a token of its own.
pub(crate) fn asked() -> Route {
    post(&format!("/{TENANT}/oauth2/v2.0/token"))
        .form("grant_type", "client_credentials")
        .body("client_secret=abc8Q%7ECANARY")
        .body("%2F.default")
}

/// A read of Graph with the registration's token.
pub(crate) fn graph(at: &str) -> Route {
    get(at).fits("a token that was granted", |asked| {
        asked.headers.get("authorization").is_some_and(|said| said.starts_with("Bearer e30."))
    })
}

/// A request of the person who may register applications.
pub(crate) fn administrator(verb: &str, at: &str) -> Route {
    on(verb, at).header("authorization", "Bearer CANARY-graph")
}

/// The registration may not ask about itself.
pub(crate) fn not_itself() -> Route {
    graph(&format!("/v1.0/applications(appId='{CLIENT}')"))
}

pub(crate) fn refusal(code: u64) -> Answer {
    answer(
        401,
        json!({ "error": "invalid_client", "error_description": format!("AADSTS{code}: CANARY"), "error_codes": [code], "trace_id": "CANARY" }),
    )
}

pub(crate) fn denied() -> Answer {
    answer(403, json!({ "error": { "code": "Authorization_RequestDenied", "message": "CANARY" } }))
}
