//! What an OpenID Connect server answers, and what the tests ask for.

#[path = "../fake/mod.rs"]
mod strict;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use devportal_auth::credential::{CredentialKind, Fields, Purpose};
use devportal_auth::providers::Wanted;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::oidc::Oidc;
use serde_json::{Value, json};
use url::Url;

pub(crate) use self::strict::{Answer, Fake, Route, answer, bare, fields, get, post, text, told};

pub(crate) const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";
pub(crate) const SECRET: &str = "CANARY+client secret";
pub(crate) const DESCRIPTION: &str = "/tenant/.well-known/openid-configuration";
pub(crate) const AUTHORIZE: &str = "/tenant/authorize";
pub(crate) const TOKEN: &str = "/tenant/token";

impl Fake {
    /// One that describes itself, with these entries in place of the usual ones.
    #[track_caller]
    pub(crate) fn described(changes: Value) -> Self {
        let mut fake = Self::start();
        let answer = fake.description(changes);
        fake.once(get(DESCRIPTION), answer);
        fake
    }

    pub(crate) fn description(&self, changes: Value) -> Answer {
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
        answer(200, description)
    }

    /// Takes the client's secret, and no other.
    pub(crate) fn takes_the_secret(&mut self) {
        self.once(by_header(SECRET), error(400, "invalid_grant"));
        self.once(by_header(WRONG), error(401, "invalid_client"));
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/tenant", self.base())
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
    fields(&[("client-id", "portal:1"), ("client-secret", SECRET)])
}

/// A code that nobody was given, shown with a secret in the header; both parts are encoded as RFC 6749, 2.3.1, wants.
pub(crate) fn by_header(secret: &str) -> Route {
    let secret = secret.replace('+', "%2B").replace(' ', "+");
    let pair = STANDARD.encode(format!("portal%3A1:{secret}"));
    bogus_code().header("authorization", format!("Basic {pair}"))
}

/// The same with the secret in the form.
pub(crate) fn by_form(secret: &str) -> Route {
    let secret = secret.replace('+', "%2B").replace(' ', "+");
    bogus_code().body(format!("client_id=portal%3A1&client_secret={secret}"))
}

fn bogus_code() -> Route {
    post(TOKEN).form("grant_type", "authorization_code").form("code", "no-such-code").form("redirect_uri", CALLBACK)
}

pub(crate) fn error(status: u16, code: &str) -> Answer {
    answer(status, json!({ "error": code, "error_description": "CANARY" }))
}

pub(crate) fn page(status: u16, words: &str) -> Answer {
    text(status, format!("<p>{words} CANARY</p>"))
}

pub(crate) fn sent_back(callback: &str, query: &str) -> Answer {
    bare(302).with("location", format!("{callback}?{query}&state=CANARY"))
}
