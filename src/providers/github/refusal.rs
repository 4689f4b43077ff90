//! What an answer that is not the wanted one means. Only headers and statuses decide; GitHub's words are not shown.

use super::client::Answer;
use super::pages;
use crate::proof::Step;

/// Says what an answer means that its asker does not know better.
pub(super) fn step(name: &str, answer: &Answer) -> Step {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    let accepted = header("x-accepted-github-permissions").or_else(|| header("x-accepted-oauth-scopes"));
    match (answer.status, accepted.filter(|accepted| !accepted.is_empty())) {
        (401, _) => Step::invalid(name, "GitHub refuses the credential: it is wrong, has ended or was revoked"),
        (403 | 429, _) if header("x-ratelimit-remaining") == Some("0") => {
            Step::unknown(name, "GitHub's limit of requests is used up; try again within the hour")
        }
        (403, Some(accepted)) => {
            Step::insufficient(name, format!("GitHub does not allow it; it wants `{}`", pages::shown(accepted)))
        }
        (403, None) => Step::insufficient(name, "GitHub does not allow it"),
        (status, _) => Step::unknown(name, format!("GitHub answered with status {status}")),
    }
}
