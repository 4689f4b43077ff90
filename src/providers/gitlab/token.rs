//! Proves an access token: personal, of a group or of a project. All three look alike; GitLab tells what they may do.

use gitlab::api::personal_access_tokens::PersonalAccessTokenSelf;
use gitlab::api::users::CurrentUser;
use serde::Deserialize;

use super::client::Client;
use super::people::of_a_token;
use super::{TOKEN, group, refusal, scopes};
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Answer, Http, date};
use crate::secrecy::conceal;

/// What else is pasted in a token's place, by how it begins. An administrator may change the prefix of tokens, so that an
/// unknown one says nothing. <https://docs.gitlab.com/security/tokens/#token-prefixes>
const OTHERS: &[(&str, &str)] = &[
    ("gldt-", "a deploy token, which cannot use the API"),
    ("glrt-", "a runner's token"),
    ("glrtr-", "a runner's registration token"),
    ("glcbt-", "a job's token, which ends with its job"),
    ("glptt-", "a trigger's token"),
    ("glft-", "a feed's token"),
    ("glimt-", "a token for mail"),
    ("glagent-", "a Kubernetes agent's token"),
    ("gloas-", "an application's secret"),
    ("glsoat-", "a SCIM token"),
    ("glffct-", "a feature flag client's token"),
    ("ghp_", "a GitHub token"),
    ("github_pat_", "a GitHub token"),
];
/// What rotating does: the new token and the old one are a family. <https://docs.gitlab.com/api/personal_access_tokens/>
const FAMILY: &str =
    "make a new one before that day; a token that was rotated out and is used again ends its successor, too";
/// What the steps about the token rest on.
pub(super) const WHOSE: Aspect<'static> = Aspect::new("token", &[TOKEN]);
/// How many days before its end a token is worth a look.
const SOON: i64 = 14;

#[derive(Deserialize)]
struct Token {
    name: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    revoked: bool,
    #[serde(default)]
    active: Option<bool>,
    expires_at: Option<String>,
    last_used_at: Option<String>,
}

#[derive(Deserialize)]
struct Owner {
    username: String,
    #[serde(default)]
    bot: bool,
}

/// Proves a token.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let none = Secret::new("");
    let token = fields.get(TOKEN).unwrap_or(&none);
    if let Some(step) = wrong_form(token) {
        return Proof::of(step);
    }
    let client = match Client::new(http, &wanted.api_url, Some(token)) {
        Ok(client) => client,
        Err(error) => return Proof::of(Step::invalid(WHOSE, error.to_string())),
    };
    let own = match PersonalAccessTokenSelf::builder().build() {
        Ok(endpoint) => client.ask(&endpoint).await,
        Err(_) => return Proof::default(),
    };
    let owner = match CurrentUser::builder().build() {
        Ok(endpoint) => client.ask(&endpoint).await,
        Err(_) => return Proof::default(),
    };
    let (own, owner) = match (own, owner) {
        (Ok(own), Ok(owner)) => (own, owner),
        (Err(unreachable), _) | (_, Err(unreachable)) => return Proof::of(unreachable.step(WHOSE)),
    };
    let mut proof = about(wanted, &own, &owner);
    let taken = own.status == 200 || owner.status == 200;
    if taken && !proof.refused() {
        proof.steps.extend(group::reachable(&client, wanted).await);
    }
    proof
}

/// What needs no server to be refused.
fn wrong_form(token: &Secret) -> Option<Step> {
    let text = token.expose();
    if text.is_empty() {
        return Some(Step::invalid(WHOSE, "there is no token"));
    }
    let (_, what) = OTHERS.iter().find(|(prefix, _)| text.starts_with(prefix))?;
    Some(Step::invalid(WHOSE, format!("this is {what}")).hint("a personal, group or project access token is wanted"))
}

/// Judges what GitLab told of the token and of its owner.
fn about(wanted: &Wanted, own: &Answer, owner: &Answer) -> Proof {
    let owner_is: Option<Owner> = owner.found();
    let mut proof = Proof::default();
    match (own.found::<Token>(), own.status) {
        (Some(token), _) => {
            proof.push(identity(&token, owner_is.as_ref()));
            proof.steps.extend(ended(&token));
            proof.push(scopes::compare(&wanted.scopes, &token.scopes));
            proof.steps.extend(expiry(&token, date::now()));
        }
        // Before GitLab 15.5 a token could not ask about itself.
        (None, 404) => match owner_is {
            Some(owner) => proof.push(
                Step::unknown(
                    WHOSE,
                    format!("a token of `{}`; this GitLab is too old to tell its scopes", owner.username),
                )
                .hint("GitLab 15.5 and later tell; compare the scopes on the token's page"),
            ),
            None => proof.push(refusal::step(WHOSE, owner)),
        },
        (None, _) => proof.push(refusal::step(WHOSE, own)),
    }
    proof
}

fn identity(token: &Token, owner: Option<&Owner>) -> Step {
    let name = shown(&token.name);
    let used = token.last_used_at.as_deref().and_then(|at| at.get(..10)).map(|day| format!(", last used on {day}"));
    let used = used.unwrap_or_default();
    match owner {
        // GitLab makes an account for each group or project that has a token.
        Some(owner) if owner.username.starts_with("project_") && of_a_token(&owner.username) => {
            Step::attention(WHOSE, format!("`{name}`, a token of one project, which it reads alone{used}"))
                .hint("a token of the group reads everything in it")
        }
        Some(owner) if of_a_token(&owner.username) => {
            Step::valid(WHOSE, format!("`{name}`, a token of a group; it acts for nobody in person{used}"))
        }
        Some(owner) if owner.bot => Step::valid(WHOSE, format!("`{name}`, which acts for nobody in person{used}")),
        Some(owner) => Step::valid(WHOSE, format!("`{name}` of `{}`{used}", shown(&owner.username))),
        None => Step::valid(WHOSE, format!("`{name}`{used}")),
    }
}

fn ended(token: &Token) -> Option<Step> {
    match (token.revoked, token.active) {
        (true, _) => Some(Step::invalid(WHOSE, "the token was revoked").hint("make a new one")),
        (false, Some(false)) => Some(Step::invalid(WHOSE, "the token is not active any more").hint("make a new one")),
        _ => None,
    }
}

/// Tokens end at the beginning of their last day, UTC.
fn expiry(token: &Token, now: i64) -> Option<Step> {
    const NAME: Aspect<'static> = Aspect::new("expiry", &[TOKEN]);
    let Some(told) = token.expires_at.as_deref() else {
        return Some(Step::attention(NAME, "it has no end").hint("whoever finds a copy can use it for ever"));
    };
    let day = told.get(..10).unwrap_or(told);
    let Some(ends) = date::day(day) else {
        return Some(Step::unknown(NAME, "when it ends cannot be read"));
    };
    let days = (ends - now).div_euclid(date::DAY);
    Some(match days {
        ..0 => Step::invalid(NAME, format!("it ended on {day}")).hint("make a new one"),
        0 => Step::attention(NAME, format!("ends on {day}, within a day")).hint("make a new one now"),
        1..=SOON => Step::attention(NAME, format!("ends on {day}, in {days} days")).hint(FAMILY),
        _ => Step::valid(NAME, format!("ends on {day}")),
    })
}

/// Names come from people; only what is harmless is shown.
fn shown(text: &str) -> String {
    conceal(text).chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn token(expires_at: &str) -> Token {
        serde_json::from_value(serde_json::json!({ "name": "portal", "expires_at": expires_at })).unwrap()
    }

    #[test]
    fn the_end_is_told_in_time() {
        let now = date::day("2026-11-24").unwrap() + 3_600;
        for (ends, verdict, attention, words) in [
            ("2027-05-01", Verdict::Valid, false, "ends on 2027-05-01"),
            ("2026-12-01", Verdict::Valid, true, "ends on 2026-12-01, in 6 days"),
            ("2026-11-25", Verdict::Valid, true, "ends on 2026-11-25, within a day"),
            ("2026-11-24", Verdict::Invalid, false, "it ended on 2026-11-24"),
            ("2026-12-01T00:00:00Z", Verdict::Valid, true, "ends on 2026-12-01, in 6 days"),
            ("soon", Verdict::Unknown, false, "when it ends cannot be read"),
        ] {
            let step = expiry(&token(ends), now).unwrap();
            assert_eq!((step.verdict, step.attention, step.says.as_str()), (verdict, attention, words), "{ends}");
        }
    }

    #[test]
    fn what_is_no_access_token_is_named_by_its_form() {
        for (text, words) in [("gloas-x", "an application's secret"), ("gldt-x", "deploy token"), ("ghp_x", "GitHub")] {
            let step = wrong_form(&Secret::new(text)).unwrap();
            assert!(step.verdict == Verdict::Invalid && step.says.contains(words), "{step:?}");
        }
        for text in ["glpat-x", "acme-own-prefix-x", "20charsofoldtokenxxx"] {
            assert!(wrong_form(&Secret::new(text)).is_none(), "{text}");
        }
    }
}
