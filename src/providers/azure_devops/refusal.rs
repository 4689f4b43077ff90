//! The ways in which Azure DevOps says no. A status and a code decide; several causes share an answer, and then all are named.

use serde::Deserialize;

use super::{ORGANIZATION, PROJECT};
use crate::proof::{Aspect, Step};
use crate::providers::http::Answer;
use serde_json::Value;

/// Set beside a refusal when the caller was known all the same.
const KNOWN: &str = "x-vss-userdata";

/// Puts a refusal into words.
pub(super) fn step(name: Aspect<'_>, answer: &Answer) -> Step {
    let words = words(answer);
    let coded = |code: &str| words.contains(code);
    match answer.status {
        // The sign-in page, with a status of success or as a redirect.
        200 | 203 | 302 => Step::invalid(name, "Azure DevOps does not know the token")
            .hint("was it copied whole, and is it a token of this organisation?"),
        401 | 403 if coded("TF400813") => Step::invalid(name, "the account may not enter this organisation (TF400813)")
            .resting_on(&[ORGANIZATION])
            .hint("add it under Organization settings, Users; is this the right organisation?"),
        // Only older servers say as much.
        401 if words.to_lowercase().contains("has expired") => {
            Step::invalid(name, "the token has expired").hint("make a new one")
        }
        401 => Step::invalid(
            name,
            "the token has ended, was revoked, is one of another organisation or lacks the scope; which is not told",
        )
        .hint("look at it under \"Personal access tokens\": its state, its organisation and its scopes"),
        403 if coded("TF402455") => Step::insufficient(name, "a policy of the organisation forbids it (TF402455)"),
        403 => Step::insufficient(name, "the account may not do that").hint("give it the right to read in the project"),
        404 if coded("TF200016") => Step::invalid(name, "there is no such project, or it is hidden (TF200016)")
            .resting_on(&[PROJECT])
            .hint("its name stands in its address, after the organisation's; it may hold blanks"),
        404 if answer.headers.contains_key(KNOWN) => {
            Step::insufficient(name, "it is not there, or the account may not see it")
        }
        404 => Step::invalid(name, "there is no such organisation")
            .resting_on(&[ORGANIZATION])
            .hint("it is the first part of the path, dev.azure.com/NAME"),
        429 => Step::unknown(name, "Azure DevOps wants to be asked less often").hint("try again in a minute"),
        500..=599 => Step::unknown(name, "Azure DevOps has trouble of its own").hint("try again later"),
        status => Step::unknown(name, format!("an answer that Azure DevOps does not give (status {status})"))
            .hint("is there a proxy between here and Azure DevOps?"),
    }
}

#[derive(Default, Deserialize)]
struct Coded {
    #[serde(default)]
    error_codes: Vec<u64>,
}

/// Microsoft refuses the service principal before Azure DevOps is asked. Source: the platform's error code reference.
pub(super) fn principal(answer: &Answer) -> Step {
    const NAME: Aspect<'static> = super::PRINCIPAL;
    let codes = answer.json::<Coded>().unwrap_or_default().error_codes;
    let says = match codes.first() {
        Some(7_000_215) => "the secret is wrong; take its value, not its id",
        Some(7_000_222) => "the secret has expired",
        Some(700_016) => "there is no such registration in this tenant",
        Some(90_002 | 900_023) => "there is no such tenant",
        Some(7_000_112) => "the registration is disabled",
        Some(500_011) => "this tenant has no Azure DevOps organisation connected",
        Some(code) => return Step::unknown(NAME, format!("Microsoft refuses it with AADSTS{code}")),
        None => return Step::unknown(NAME, format!("Microsoft answered with status {}", answer.status)),
    };
    Step::invalid(NAME, format!("{says} (AADSTS{})", codes.first().copied().unwrap_or_default()))
        .hint("look at the registration in Microsoft Entra ID")
}

/// The words of a refusal, to tell cases apart by the code in them. They are never shown.
fn words(answer: &Answer) -> String {
    let in_header = answer.header("x-tfs-serviceerror").map(|words| words.replace(['+'], " ").replace("%20", " "));
    let in_body = answer.json::<Value>().and_then(|body| Some(body.get("message")?.as_str()?.to_owned()));
    format!("{} {}", in_header.unwrap_or_default(), in_body.unwrap_or_default())
}
