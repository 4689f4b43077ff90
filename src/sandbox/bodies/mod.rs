//! The bodies of answers, as GitHub's API description wants them: every required field is there.

mod apps;
mod people;
mod repositories;
mod teams;

use serde_json::{Map, Value, json};

pub(super) use apps::{converted, installation, installation_token, integration};
pub(super) use people::{account, emails, member, membership, organization, organization_simple, viewer};
pub(super) use repositories::repository;
pub(super) use teams::team;

/// Where the sandbox is, without trailing slashes.
#[derive(Clone, Debug)]
pub(super) struct Here {
    /// `http://127.0.0.1:PORT`
    pub(super) web: String,
    /// `http://127.0.0.1:PORT/api/v3`
    pub(super) api: String,
}

/// A refusal in GitHub's form.
pub(super) fn refusal(message: &str, status: u16) -> Value {
    json!({ "message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string() })
}

/// The budget of requests.
pub(super) fn rate_limit(limit: u64, reset: u64) -> Value {
    let budget = |limit: u64| json!({ "limit": limit, "remaining": limit, "reset": reset, "used": 0 });
    json!({ "resources": { "core": budget(limit), "search": budget(30) }, "rate": budget(limit) })
}

/// `{base}/{tail}` for each tail, under its field's name.
fn urls(base: &str, tails: &[(&str, &str)]) -> Map<String, Value> {
    tails.iter().map(|(field, tail)| ((*field).to_owned(), Value::from(format!("{base}{tail}")))).collect()
}

/// Joins objects; the later ones win.
fn joined<const N: usize>(parts: [Map<String, Value>; N]) -> Value {
    Value::Object(parts.into_iter().flatten().collect())
}

/// The fields of an object literal.
fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
