//! What GitLab's refusals mean. The status and the error's code decide; GitLab's own words only tell cases apart that share
//! both, and are never shown. Sources: GitLab docs, api/rest/troubleshooting; lib/api/api_guard.rb.

use serde::Deserialize;

use super::client::Failure;
use crate::proof::{Aspect, Step};
use crate::providers::http::Answer;

/// Both forms of a refusal: OAuth's, and the API's own.
#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: String,
    #[serde(default, rename = "error_description")]
    description: String,
    #[serde(default)]
    scope: String,
}

/// Puts a failure into words.
pub(super) fn failure(name: Aspect<'_>, failure: &Failure) -> Step {
    match failure {
        Failure::Unreachable(unreachable) => unreachable.step(name),
        Failure::Refused(answer) => step(name, answer),
    }
}

/// Puts a refusal into words.
pub(super) fn step(name: Aspect<'_>, answer: &Answer) -> Step {
    let body: Body = answer.json().unwrap_or_default();
    let invalid = |says: &str| Step::invalid(name, says);
    match (answer.status, body.error.as_str()) {
        (401, "invalid_token") if says(&body, "expired") => invalid("the token has expired").hint("make a new one"),
        (401, "invalid_token") if says(&body, "revoked") => invalid("the token was revoked").hint(
            "make a new one; whoever uses a token that was rotated out ends its whole family, so look for an old copy",
        ),
        (401, "dpop_error") => {
            invalid("its owner demands a signed proof with every request, which the portal cannot give")
                .hint("turn DPoP off in that account's settings, or take a token of a group or another account")
        }
        (401, _) => invalid("GitLab does not know the token").hint("was it copied whole, and from this GitLab?"),
        (403, "insufficient_scope") => lacking(name, &body.scope),
        (403, _) => Step::insufficient(name, "the token's account may not do that")
            .hint("give the account a role in the group: Reporter reads code and members"),
        (404, _) => Step::insufficient(name, "not there, or hidden from this token's account"),
        (429, _) => Step::unknown(name, "GitLab wants to be asked less often").hint("try again in a minute"),
        (500..=599, _) => Step::unknown(name, format!("GitLab has trouble of its own (status {})", answer.status)),
        (status, _) => Step::unknown(name, format!("an answer that GitLab does not give (status {status})"))
            .hint("is there a proxy or a sign-in page between here and GitLab?"),
    }
}

fn lacking(name: Aspect<'_>, accepted: &str) -> Step {
    let known = |scope: &&str| scope.chars().all(|c| c.is_ascii_lowercase() || c == '_') && scope.len() < 40;
    let accepted: Vec<_> =
        accepted.split_whitespace().filter(known).take(6).map(|scope| format!("`{scope}`")).collect();
    let says = "the token lacks a scope for that";
    match accepted.is_empty() {
        true => Step::insufficient(name, says),
        false => Step::insufficient(name, format!("{says}: one of {}", accepted.join(", "))),
    }
    .hint("scopes cannot be added to a token; make a new one")
}

fn says(body: &Body, word: &str) -> bool {
    body.description.to_lowercase().contains(word)
}
