//! What the token endpoint says to a code that nobody was given, and what that tells of id and secret. RFC 6749, 5.2, lets
//! the server choose what it looks at first, so one answer proves little: it is held against the answer that a wrong
//! secret gets. Decisions only; nothing here asks.

use crate::proof::{Aspect, Step};
use crate::providers::http::Answer;
use crate::providers::oauth::sent_back::shown_code;
use crate::providers::oauth::wire;

/// The step that tells whether id and secret belong together.
pub(super) const CLIENT: Aspect<'static> = Aspect::new("client", &["client-id", "client-secret"]);

/// What the token endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenAnswer {
    /// The code is wrong.
    WrongCode,
    /// The client is not known, or its secret is another.
    Refused,
    /// The client is refused, or may not do this: servers use the code for either.
    Unauthorized,
    /// The flow is switched off.
    FlowOff,
    /// The request is refused for another reason, by its code.
    Other(String),
    /// No answer of a token endpoint.
    Unclear(u16),
}

/// Sorts an answer by status and code.
pub(super) fn judge(answer: &Answer) -> TokenAnswer {
    if !matches!(answer.status, 400..=403) {
        return TokenAnswer::Unclear(answer.status);
    }
    match wire::error(answer).error.as_str() {
        "invalid_grant" => TokenAnswer::WrongCode,
        "invalid_client" => TokenAnswer::Refused,
        "unauthorized_client" => TokenAnswer::Unauthorized,
        "unsupported_grant_type" => TokenAnswer::FlowOff,
        "" => TokenAnswer::Unclear(answer.status),
        code => TokenAnswer::Other(shown_code(code)),
    }
}

impl TokenAnswer {
    /// Tells whether the answer that a wrong secret gets would say more.
    pub(super) fn needs_comparison(&self) -> bool {
        matches!(self, Self::WrongCode | Self::Unauthorized | Self::Other(_))
    }

    fn refuses(&self) -> bool {
        matches!(self, Self::Refused | Self::Unauthorized)
    }

    /// Says what is known of a client. `wrong` is the answer that a wrong secret gets, where it was asked for.
    pub(super) fn step(&self, id: &str, wrong: Option<&Self>) -> Step {
        let proven = wrong.is_some_and(Self::refuses);
        match self {
            Self::WrongCode | Self::Other(_) if proven => {
                Step::valid(CLIENT, format!("id `{id}` and the secret belong together"))
            }
            Self::WrongCode if wrong == Some(self) => {
                Step::unknown(CLIENT, format!("the server takes any secret for `{id}` when the code is wrong"))
                    .hint("is it a public client? make it a confidential one, which has to show its secret")
            }
            Self::WrongCode => {
                Step::unknown(CLIENT, format!("the server takes `{id}`, and does not tell of its secret"))
            }
            Self::Unauthorized if wrong == Some(&Self::Refused) => flow_off(id),
            Self::Refused | Self::Unauthorized => {
                Step::invalid(CLIENT, format!("the server refuses id `{id}` with this secret"))
                    .hint("compare the id, then copy the secret once more, or have a new one made")
            }
            Self::FlowOff => flow_off(id),
            Self::Other(code) => {
                let code = if code.is_empty() { String::new() } else { format!(" with `{code}`") };
                Step::unknown(CLIENT, format!("the token endpoint refused the question{code}, not the client"))
            }
            Self::Unclear(status) => {
                Step::unknown(CLIENT, format!("what answered with status {status} is no token endpoint, or not well"))
            }
        }
    }
}

fn flow_off(id: &str) -> Step {
    Step::insufficient(CLIENT, format!("`{id}` may not use the code flow, so nobody can sign in"))
        .hint("allow the grant type `authorization_code` in its settings")
}

#[cfg(test)]
mod tests {
    use super::TokenAnswer::{FlowOff, Other, Refused, Unauthorized, Unclear, WrongCode};
    use super::*;
    use crate::proof::Verdict;

    fn judged(status: u16, body: &str) -> TokenAnswer {
        judge(&crate::providers::http::answer(status, &[], body))
    }

    #[test]
    fn answers_are_sorted_by_status_and_code_never_by_words() {
        for (status, code, expected) in [
            (400, "invalid_grant", WrongCode),
            (401, "invalid_client", Refused),
            (400, "invalid_client", Refused),
            (401, "unauthorized_client", Unauthorized),
            (400, "unsupported_grant_type", FlowOff),
            (400, "invalid_request", Other("invalid_request".into())),
            (400, "CANARY words", Other(String::new())),
            (500, "invalid_client", Unclear(500)),
            (200, "", Unclear(200)),
        ] {
            let body = format!(r#"{{"error":"{code}","error_description":"invalid_client CANARY"}}"#);
            assert_eq!(judged(status, &body), expected, "{status} {code}");
        }
        assert_eq!(judged(401, "<html>CANARY"), Unclear(401));
    }

    #[test]
    fn a_secret_is_proven_only_when_a_wrong_one_is_refused() {
        let other = || Other("invalid_request".to_owned());
        for (answer, wrong, verdict) in [
            (WrongCode, Some(Refused), Verdict::Valid),
            (WrongCode, Some(Unauthorized), Verdict::Valid),
            (WrongCode, Some(WrongCode), Verdict::Unknown),
            (WrongCode, Some(Unclear(429)), Verdict::Unknown),
            (WrongCode, None, Verdict::Unknown),
            (other(), Some(Refused), Verdict::Valid),
            (other(), Some(other()), Verdict::Unknown),
            (Unauthorized, Some(Refused), Verdict::Insufficient),
            (Unauthorized, Some(Unauthorized), Verdict::Invalid),
            (Unauthorized, None, Verdict::Invalid),
            (Refused, None, Verdict::Invalid),
            (FlowOff, None, Verdict::Insufficient),
            (Unclear(503), None, Verdict::Unknown),
        ] {
            assert_eq!(answer.step("portal", wrong.as_ref()).verdict, verdict, "{answer:?} {wrong:?}");
        }
    }
}
