//! What an error means that comes back to the callback: <https://openid.net/specs/openid-connect-core-1_0.html#AuthError>
//! and RFC 6749, 4.1.2.1. That it comes there at all means that the callback is registered. Decisions only.

use url::Url;

use crate::providers::http::Answer;

/// An error that was sent to the callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::providers) enum SentBack {
    /// Only the person is missing.
    Ready,
    /// The client may not use the code flow.
    FlowOff,
    /// One of the scopes is not given to this client.
    ScopeRefused,
    /// PKCE is wanted, of the kind that was sent or another.
    PkceWanted,
    /// Another error, by its code.
    Other(String),
}

/// Reads the error, if the browser would be sent back to the callback with one.
pub(in crate::providers) fn sent_back(answer: &Answer, callback: &Url) -> Option<SentBack> {
    let target = Url::parse(answer.header("location")?).ok()?;
    let redirects = (300..400).contains(&answer.status);
    if !redirects || target.origin() != callback.origin() || target.path() != callback.path() {
        return None;
    }
    let value = |key: &str| target.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    Some(sort(&value("error")?, &value("error_description").unwrap_or_default()))
}

fn sort(error: &str, description: &str) -> SentBack {
    let pkce = ["code_challenge", "code challenge", "PKCE"].iter().any(|words| description.contains(words));
    match error {
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            SentBack::Ready
        }
        "unauthorized_client" | "unsupported_response_type" => SentBack::FlowOff,
        "invalid_scope" => SentBack::ScopeRefused,
        "invalid_request" if pkce => SentBack::PkceWanted,
        other => SentBack::Other(shown_code(other)),
    }
}

/// Keeps an error code for showing when it looks like one; an answer's other words could hold anything.
pub(crate) fn shown_code(code: &str) -> String {
    let fits = code.len() <= 40 && code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if fits { code.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";

    fn judged(status: u16, location: &str) -> Option<SentBack> {
        let answer = crate::providers::http::answer(status, &[("location", location)], "");
        sent_back(&answer, &Url::parse(CALLBACK).unwrap())
    }

    #[test]
    fn each_error_at_the_callback_has_its_meaning() {
        for (query, meaning) in [
            ("error=login_required", SentBack::Ready),
            ("error=interaction_required&state=x", SentBack::Ready),
            ("error=consent_required", SentBack::Ready),
            ("error=unauthorized_client", SentBack::FlowOff),
            ("error=unsupported_response_type", SentBack::FlowOff),
            ("error=invalid_scope", SentBack::ScopeRefused),
            ("error=invalid_request&error_description=PKCE+is+required", SentBack::PkceWanted),
            ("error=invalid_request&error_description=other", SentBack::Other("invalid_request".into())),
            ("error=CANARY+words", SentBack::Other(String::new())),
        ] {
            assert_eq!(judged(302, &format!("{CALLBACK}?{query}")), Some(meaning), "{query}");
        }
    }

    #[test]
    fn only_a_redirect_to_the_callback_with_an_error_counts() {
        assert_eq!(judged(302, "https://login.acme.dev/?error=login_required"), None);
        assert_eq!(judged(302, &format!("{CALLBACK}/?error=login_required")), None);
        assert_eq!(judged(302, CALLBACK), None);
        assert_eq!(judged(200, &format!("{CALLBACK}?error=login_required")), None);
    }

    #[test]
    fn only_what_looks_like_a_code_is_shown() {
        assert_eq!(shown_code("secret=CANARY"), "");
        assert_eq!(shown_code("temporarily_unavailable"), "temporarily_unavailable");
    }
}
