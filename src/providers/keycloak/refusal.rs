//! What the token endpoint says about a client that asks for a token of its own. Decisions only; nothing here asks.
//!
//! `client_credentials` is asked for because a public client passes every other question with any secret. Answers as
//! measured on Keycloak 26.7.1; status and code decide, and the description only where two cases share a code.

use serde::Deserialize;

use super::realm::{Realm, THERE, WHERE};
use super::{CLIENT_ID, CLIENT_SECRET};
use crate::credential::Secret;
use crate::proof::{Aspect, Step};
use crate::providers::http::Answer;
use crate::providers::oauth::sent_back::shown_code;
use crate::providers::oauth::wire;

/// The name of the step that tells whether id and secret belong together.
pub(super) const CLIENT: Aspect<'static> = Aspect::new("client", &[CLIENT_ID, CLIENT_SECRET]);

/// What is known of a client after it asked for a token.
pub(super) enum ClientAnswer {
    /// Id and secret are right, and the service account is on.
    Granted(Secret),
    /// Id and secret are right, and the service account is off: the secret is looked at first.
    ServiceAccountOff,
    /// The client is there, and its secret is another.
    WrongSecret,
    /// No such client, or it is disabled: the answer is the same.
    Unknown,
    /// The client has no secret at all.
    Public,
    /// The client only checks tokens and gets none.
    BearerOnly,
    /// The service account's own user is gone or disabled.
    ServiceUserGone,
    /// The whole realm is switched off.
    RealmDisabled,
    /// There is no such realm.
    NoRealm,
    /// Keycloak, or something else, knows no such path.
    NoKeycloak,
    /// Something that is not in the list, with its status and error code.
    Unclear(u16, String),
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

/// Sorts an answer of the token endpoint.
pub(super) fn judge(answer: &Answer) -> ClientAnswer {
    if answer.status == 200 {
        let token: Option<Token> = answer.json();
        return token.map_or(ClientAnswer::NoKeycloak, |token| ClientAnswer::Granted(Secret::new(token.access_token)));
    }
    let said = wire::error(answer);
    match (answer.status, said.error.as_str()) {
        (400 | 401, "invalid_client") if said.description.starts_with("Bearer-only") => ClientAnswer::BearerOnly,
        (400 | 401, "invalid_client") => ClientAnswer::Unknown,
        (400 | 401, "unauthorized_client") => unauthorized(&said.description),
        (400 | 401, "invalid_request") => ClientAnswer::ServiceUserGone,
        (403, "access_denied") => ClientAnswer::RealmDisabled,
        (404, "Realm does not exist") => ClientAnswer::NoRealm,
        (300..400 | 404 | 405, _) => ClientAnswer::NoKeycloak,
        (status, code) => ClientAnswer::Unclear(status, shown_code(code)),
    }
}

/// Three cases share `unauthorized_client`; a wrong secret is the one with no words of its own.
fn unauthorized(description: &str) -> ClientAnswer {
    if description.starts_with("Public client") {
        ClientAnswer::Public
    } else if description.starts_with("Client not enabled to retrieve service account") {
        ClientAnswer::ServiceAccountOff
    } else {
        ClientAnswer::WrongSecret
    }
}

impl ClientAnswer {
    /// Tells whether the client is there, so that the authorize endpoint can be asked about it.
    pub(super) fn is_there(&self) -> bool {
        matches!(
            self,
            Self::Granted(_) | Self::ServiceAccountOff | Self::WrongSecret | Self::Public | Self::ServiceUserGone
        )
    }

    /// Says it for a client that signs people in. A service account is needed only where org data is read.
    pub(super) fn step(&self, id: &str, realm: &Realm) -> Step {
        let name = realm.name();
        match self {
            Self::Granted(_) | Self::ServiceAccountOff => {
                Step::valid(CLIENT, format!("id `{id}` and the secret belong together"))
            }
            Self::WrongSecret => Step::invalid(CLIENT, format!("`{id}` is there, but the secret is not its own"))
                .resting_on(&[CLIENT_SECRET])
                .hint(format!("copy it from the client's `Credentials` tab: {}", realm.clients_page())),
            Self::Unknown => Step::invalid(CLIENT, format!("realm `{name}` has no client `{id}`, or it is disabled"))
                .resting_on(&[CLIENT_ID])
                .hint(format!("look for it in the console: {}", realm.clients_page())),
            Self::Public => Step::insufficient(CLIENT, format!("`{id}` is a public client: it has no secret"))
                .hint("turn `Client authentication` on in its settings, then copy the secret"),
            Self::BearerOnly => Step::invalid(CLIENT, format!("`{id}` is bearer-only: nobody can sign in with it"))
                .hint("make a client of its own for the portal"),
            Self::ServiceUserGone => {
                Step::invalid(CLIENT, format!("the service account of `{id}` has no user, or it is disabled"))
                    .resting_on(&[])
                    .hint(format!("enable the user `service-account-{}` in realm `{name}`", id.to_lowercase()))
            }
            Self::RealmDisabled => Step::invalid(THERE, format!("realm `{name}` is disabled"))
                .hint("enable it in the console, under realm settings"),
            Self::NoRealm => Step::invalid(THERE, format!("Keycloak at `{}` has no realm `{name}`", realm.base()))
                .hint("it does not tell which realms it has; the console lists them"),
            Self::NoKeycloak => Step::invalid(WHERE, format!("no Keycloak answers at `{}`", realm.base()))
                .hint("check the path: up to version 16 it ended in `/auth`, later ones have none unless set"),
            Self::Unclear(status, code) => {
                let code = if code.is_empty() { String::new() } else { format!(" and `{code}`") };
                Step::unknown(CLIENT, format!("Keycloak answered with status {status}{code}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    const SAME: &str = "Invalid client or Invalid client credentials";

    fn answer(status: u16, error: &str, description: &str) -> Answer {
        let body = serde_json::json!({ "error": error, "error_description": description });
        crate::providers::http::answer(status, &[], &body.to_string())
    }

    fn name(answer: &ClientAnswer) -> &'static str {
        match answer {
            ClientAnswer::Granted(_) => "granted",
            ClientAnswer::ServiceAccountOff => "service account off",
            ClientAnswer::WrongSecret => "wrong secret",
            ClientAnswer::Unknown => "unknown",
            ClientAnswer::Public => "public",
            ClientAnswer::BearerOnly => "bearer only",
            ClientAnswer::ServiceUserGone => "no user",
            ClientAnswer::RealmDisabled => "realm disabled",
            ClientAnswer::NoRealm => "no realm",
            ClientAnswer::NoKeycloak => "no keycloak",
            ClientAnswer::Unclear(..) => "unclear",
        }
    }

    #[test]
    fn every_measured_refusal_is_told_apart() {
        for (status, error, description, expected) in [
            (401, "invalid_client", SAME, "unknown"),
            (400, "invalid_client", SAME, "unknown"),
            (401, "unauthorized_client", SAME, "wrong secret"),
            (400, "unauthorized_client", "Invalid client secret", "wrong secret"),
            (400, "invalid_client", "Bearer-only not allowed", "bearer only"),
            (401, "unauthorized_client", "Client not enabled to retrieve service account", "service account off"),
            (400, "unauthorized_client", "Client not enabled to retrieve service account", "service account off"),
            (401, "unauthorized_client", "Public client not allowed to retrieve service account", "public"),
            (401, "invalid_request", "User 'service-account-x' disabled", "no user"),
            (403, "access_denied", "Realm not enabled", "realm disabled"),
            (404, "Realm does not exist", "", "no realm"),
            (404, "Unable to find matching target resource method", "", "no keycloak"),
            (500, "unknown_error", "", "unclear"),
        ] {
            assert_eq!(name(&judge(&answer(status, error, description))), expected, "{status} {error} {description}");
        }
    }

    #[test]
    fn a_page_that_is_no_token_is_no_keycloak() {
        let page = crate::providers::http::answer(200, &[], "<html>hello</html>");
        assert_eq!(name(&judge(&page)), "no keycloak");
    }

    #[test]
    fn only_what_looks_like_a_code_is_shown_of_an_unknown_answer() {
        let ClientAnswer::Unclear(_, code) = judge(&answer(500, "secret=CANARY", "")) else { panic!("not unclear") };
        assert_eq!(code, "");
    }

    #[test]
    fn a_public_client_is_not_enough_and_a_wrong_secret_is_refused() {
        let wanted = super::super::tests::wanted([("realm".to_owned(), "acme".to_owned())]);
        let realm = Realm::of(&wanted).unwrap();
        assert_eq!(ClientAnswer::Public.step("x", &realm).verdict, Verdict::Insufficient);
        assert_eq!(ClientAnswer::WrongSecret.step("x", &realm).verdict, Verdict::Invalid);
        assert_eq!(ClientAnswer::ServiceAccountOff.step("x", &realm).verdict, Verdict::Valid);
    }
}
