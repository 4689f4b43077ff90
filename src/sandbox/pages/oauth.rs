//! Signing in, as far as a client can be tried without a person.

use http::Response;
use serde_json::json;
use url::Url;

use super::nothing_here;
use crate::sandbox::reply::{self, Refusal, field, html};
use crate::sandbox::state::State;

type Answer = Response<Vec<u8>>;

/// GitHub's words, and the page that explains them.
/// <https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors>
const MISMATCH: [(&str, &str); 2] = [
    ("error", "redirect_uri_mismatch"),
    ("error_description", "The redirect_uri MUST match the registered callback URL for this application."),
];

/// The page where a person would agree. A client that asks to come back elsewhere is sent to where it belongs, with the
/// error; one whose callbacks are forgotten (an earlier run's) may ask for any.
pub(super) fn authorize(state: &mut State, query: &str) -> Answer {
    let client_id = field(query.as_bytes(), "client_id").unwrap_or_default();
    if state.client_secret(&client_id).is_none() {
        return nothing_here();
    }
    let registered = registered(state, &client_id);
    let asked = field(query.as_bytes(), "redirect_uri").and_then(|address| Url::parse(&address).ok());
    match (asked, registered.first()) {
        (Some(asked), Some(home)) if !registered.iter().any(|registered| leads_to(&asked, registered)) => {
            let mut back = home.clone();
            let state = field(query.as_bytes(), "state").map(|state| ("state".to_owned(), state));
            back.query_pairs_mut().extend_pairs(MISMATCH).extend_pairs(state);
            reply::redirect(&back)
        }
        _ => html(200, "Authorize", "<p>Nobody can sign in here: the sandbox only proves clients.</p>"),
    }
}

fn registered(state: &mut State, client_id: &str) -> Vec<Url> {
    if client_id == state.notes.client_id {
        return state.callback.iter().filter_map(|callback| Url::parse(callback).ok()).collect();
    }
    state.app_signing(client_id).and_then(|app| app.callbacks.clone()).unwrap_or_default()
}

/// Same host and port, and a path at or below the registered one.
fn leads_to(asked: &Url, registered: &Url) -> bool {
    let below = asked.path().strip_prefix(registered.path().trim_end_matches('/'));
    asked.origin() == registered.origin() && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Tells a right client from a wrong one; no code is ever right.
pub(super) fn access_token(state: &mut State, form: &[u8]) -> Answer {
    let given = |name| field(form, name).unwrap_or_default();
    let (error, description) = match state.client_secret(&given("client_id")) {
        None => return Refusal::new(404, "Not Found").answer(),
        Some(secret) if secret.expose() != given("client_secret") => {
            ("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
        }
        Some(_) => ("bad_verification_code", "The code passed is incorrect or expired."),
    };
    reply::json(200, &json!({ "error": error, "error_description": description }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_at_or_below_the_registered_one_are_led_back_to() {
        let url = |text| Url::parse(text).unwrap();
        let registered = url("https://portal.test/api/auth/github");
        assert!(leads_to(&url("https://portal.test/api/auth/github"), &registered));
        assert!(leads_to(&url("https://portal.test/api/auth/github/handler/frame"), &registered));
        assert!(!leads_to(&url("https://portal.test/api/auth/githubber"), &registered));
        assert!(!leads_to(&url("https://portal.test:7007/api/auth/github"), &registered));
        assert!(!leads_to(&url("http://portal.test/api/auth/github"), &registered));
    }
}
