//! A GitHub that has the organisation `acme`.

#[path = "../fake/mod.rs"]
mod strict;

use serde_json::{Value, json};

pub(crate) use self::strict::{Answer, Fake, answer, bare, get, over_tls, post, raw, saying};

pub(crate) fn acme() -> Value {
    json!({ "login": "acme", "id": 1, "type": "Organization" })
}

/// Ada, whose token has these scopes.
pub(crate) fn ada(scopes: &str) -> Answer {
    answer(200, json!({ "login": "ada", "id": 7, "type": "User" })).with("x-oauth-scopes", scopes)
}

/// Ada owns the organisation.
pub(crate) fn owner() -> Answer {
    answer(200, json!({ "state": "active", "role": "admin" }))
}

/// One that tells of the organisation, of the person, and how the one stands to the other.
#[track_caller]
pub(crate) fn github(user: Answer, membership: Answer) -> Fake {
    let mut fake = Fake::start();
    fake.often(get("/orgs/acme"), answer(200, acme()));
    fake.often(get("/user"), user);
    fake.often(get("/user/memberships/orgs/acme"), membership);
    fake
}
