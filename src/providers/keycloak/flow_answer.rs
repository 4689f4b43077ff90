//! What the authorize endpoint says, as measured on Keycloak 26.7.1. Decisions only; nothing here asks.

use url::Url;

use crate::providers::http::Answer;
use crate::providers::oauth::sent_back::{SentBack, sent_back};

/// What the authorize endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FlowAnswer {
    /// Only the person is missing.
    Ready,
    /// The client may not use the code flow.
    FlowOff,
    /// A scope that the portal asks for is not given to this client.
    ScopeRefused,
    /// The client wants PKCE, of the kind that was sent or another.
    PkceWanted,
    /// The redirect URI is not registered.
    CallbackRefused,
    /// There is no such client.
    NoClient,
    /// The client is switched off.
    ClientDisabled,
    /// The client only checks tokens.
    BearerOnly,
    /// A status or error code that is not in the list.
    Unclear(u16, String),
}

/// Sorts an answer of the authorize endpoint. An error that comes back to the callback means the callback is registered.
pub(super) fn judge(answer: &Answer, callback: &Url) -> FlowAnswer {
    match answer.status {
        302 | 303 => {
            sent_back(answer, callback).map_or(FlowAnswer::Unclear(answer.status, String::new()), |error| match error {
                SentBack::Ready => FlowAnswer::Ready,
                SentBack::FlowOff => FlowAnswer::FlowOff,
                SentBack::ScopeRefused => FlowAnswer::ScopeRefused,
                SentBack::PkceWanted => FlowAnswer::PkceWanted,
                SentBack::Other(code) => FlowAnswer::Unclear(answer.status, code),
            })
        }
        403 => FlowAnswer::BearerOnly,
        400 => sort_page(&String::from_utf8_lossy(&answer.body)),
        status => FlowAnswer::Unclear(status, String::new()),
    }
}

/// The pages for a person differ only in their words.
fn sort_page(page: &str) -> FlowAnswer {
    if page.contains("Client not found") {
        FlowAnswer::NoClient
    } else if page.contains("Client disabled") {
        FlowAnswer::ClientDisabled
    } else if page.contains("Invalid parameter: redirect_uri") {
        FlowAnswer::CallbackRefused
    } else {
        FlowAnswer::Unclear(400, String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";

    fn callback() -> Url {
        Url::parse(CALLBACK).unwrap()
    }

    fn answer(status: u16, location: Option<String>, body: &str) -> FlowAnswer {
        judge(
            &crate::providers::http::answer(
                status,
                &location.iter().map(|at| ("location", at.as_str())).collect::<Vec<_>>(),
                body,
            ),
            &callback(),
        )
    }

    fn back(query: &str) -> FlowAnswer {
        answer(302, Some(format!("{CALLBACK}?{query}&iss=http%3A%2F%2Fsso")), "")
    }

    #[test]
    fn every_measured_answer_is_told_apart() {
        assert_eq!(back("error=login_required"), FlowAnswer::Ready);
        assert_eq!(back("error=unauthorized_client&error_description=Standard+flow"), FlowAnswer::FlowOff);
        assert_eq!(back("error=invalid_scope&error_description=Invalid+scopes"), FlowAnswer::ScopeRefused);
        for words in ["Missing+parameter%3A+code_challenge_method", "Invalid+parameter:+code+challenge+method"] {
            assert_eq!(back(&format!("error=invalid_request&error_description={words}")), FlowAnswer::PkceWanted);
        }
        assert_eq!(back("error=server_error"), FlowAnswer::Unclear(302, "server_error".into()));
        let page = |words: &str| format!("<p class=\"instruction\">{words}</p>");
        assert_eq!(answer(400, None, &page("Client not found.")), FlowAnswer::NoClient);
        assert_eq!(answer(400, None, &page("Client disabled.")), FlowAnswer::ClientDisabled);
        assert_eq!(answer(400, None, &page("Invalid parameter: redirect_uri")), FlowAnswer::CallbackRefused);
        assert_eq!(answer(400, None, &page("Ungültiger Parameter")), FlowAnswer::Unclear(400, String::new()));
        assert_eq!(answer(403, None, ""), FlowAnswer::BearerOnly);
    }

    #[test]
    fn a_redirect_to_another_place_says_nothing_about_the_callback() {
        let elsewhere = Some("https://login.acme.dev/?error=login_required".to_owned());
        assert_eq!(answer(302, elsewhere, ""), FlowAnswer::Unclear(302, String::new()));
    }
}
