//! Proves an access token: whose it is, what it may do, how long it lives, how its person stands to the organisation.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use super::app::Account;
use super::client::{Answer, Auth, Client};
use super::form::{self, Form};
use super::organization::{self, ORGANIZATION};
use super::refusal::{self, Refusal};
use super::{by_hand, expiry, pages, probe, scopes};
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Proof, Step, Verdict};
use crate::providers::Wanted;
use crate::providers::http::{Http, Unreachable, below};

/// The field that holds the token, and the step that tells whether GitHub takes it.
pub(super) const TOKEN: &str = "token";
/// What the steps about it rest on.
const WHOSE: Aspect<'static> = Aspect::new("token", &[TOKEN]);
/// The step that tells whether a token of this kind suits a portal.
const KIND: Aspect<'static> = Aspect::new("kind", &[TOKEN]);

/// Proves a token.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let given = fields.text(TOKEN).unwrap_or_default();
    let token = Secret::new(form::bare(given));
    let form = form::form(token.expose());
    if let Some(step) = unsendable(&token, form) {
        return Proof::of(step.hint(format!("make a token: {}", by_hand::classic_token_page(wanted))));
    }
    let repaired = (token.expose() != given).then(|| token.clone());
    let Ok(client) = Client::new(http, &wanted.api_url, Auth::Token(token)) else {
        return Proof::of(Step::unknown(WHOSE, format!("no request can be made to {}", wanted.api_url)));
    };
    let mut proof = Proof::default();
    let looked = match form {
        Form::InstallationToken => installation(&client, wanted, &mut proof).await,
        _ => person(&client, wanted, form, &mut proof).await,
    };
    if let Err(unreachable) = looked {
        proof.push(unreachable.step(WHOSE));
    }
    if let Some(token) = repaired {
        proof.repaired.set(TOKEN, token);
    }
    proof
}

/// Refuses what cannot be a token before anything is sent.
fn unsendable(token: &Secret, form: Form) -> Option<Step> {
    let says = match form {
        Form::Empty => "there is no token".to_owned(),
        Form::GitLab => format!("this is {}, not one of GitHub's", form.title()),
        _ if !form.is_token() => format!("this is {}, not an access token", form.title()),
        _ if !token.expose().chars().all(|c| c.is_ascii_graphic()) => {
            "it has blanks or other characters inside, which no token has".to_owned()
        }
        _ if form::is_mistyped(token.expose()) => {
            "a character of it is wrong or missing: it does not fit the checksum at its end".to_owned()
        }
        _ => return None,
    };
    Some(Step::invalid(WHOSE, says))
}

async fn person(client: &Client, wanted: &Wanted, form: Form, proof: &mut Proof) -> Result<(), Unreachable> {
    let answer = client.get("user").await?;
    let Some(person) = answer.found::<Account>() else {
        proof.push(refused(wanted, &answer, form));
        return Ok(());
    };
    let login = pages::shown(&person.login);
    proof.push(Step::valid(WHOSE, format!("{} of `{login}`", form_of_good(form))));
    proof.steps.extend(lifetime(form));
    proof.steps.extend(expiry::step(&answer, now()));
    proof.steps.extend(expiry::budget(&answer));
    proof.steps.extend(scopes_of(wanted, &answer, form));
    let Some(name) = named(wanted, proof) else { return Ok(()) };
    let stands = organization::membership(client, wanted, name, &login).await?;
    let seen = stands.verdict == Verdict::Valid;
    proof.push(stands);
    if seen && lists_nothing(form) {
        proof.push(probe::permissions(client, wanted, name).await?);
    }
    Ok(())
}

fn form_of_good(form: Form) -> &'static str {
    match form {
        Form::FortyHex | Form::Other => "a token",
        _ => form.title(),
    }
}

/// The organisation's name, if one is named. What is no name is said.
fn named<'a>(wanted: &'a Wanted, proof: &mut Proof) -> Option<&'a str> {
    match organization::login(wanted.setting(ORGANIZATION)?) {
        Ok(name) => Some(name),
        Err(step) => {
            proof.push(step);
            None
        }
    }
}

fn refused(wanted: &Wanted, answer: &Answer, form: Form) -> Step {
    let again = format!("make a new one: {}", by_hand::classic_token_page(wanted));
    match refusal::judge(answer) {
        Refusal::BadCredentials if form == Form::FortyHex => {
            Step::invalid(WHOSE, "GitHub refuses it; client secrets look like this, too").hint(again)
        }
        refusal @ Refusal::BadCredentials => refusal.step(WHOSE).hint(again),
        refusal => refusal.step(WHOSE),
    }
}

/// Says that a token of this form does not live long enough for a portal.
fn lifetime(form: Form) -> Option<Step> {
    match form {
        Form::AppUserToken => Some(
            Step::attention(KIND, "a GitHub App got it for a person; such a token ends after eight hours")
                .hint("let the portal use the GitHub App itself, or make a personal access token"),
        ),
        Form::OauthToken => Some(
            Step::attention(KIND, "an OAuth App got it for a person, and it ends when that person leaves the App")
                .hint("make a personal access token for the portal"),
        ),
        _ => None,
    }
}

const fn lists_nothing(form: Form) -> bool {
    matches!(form, Form::FineGrainedToken | Form::AppUserToken | Form::InstallationToken)
}

/// Compares scopes, for tokens that have some. An absent header is not an empty one.
fn scopes_of(wanted: &Wanted, answer: &Answer, form: Form) -> Option<Step> {
    if lists_nothing(form) {
        return None;
    }
    let page = below(&wanted.url, &["settings", "tokens"]);
    match answer.headers.get("x-oauth-scopes").map(|header| header.to_str().unwrap_or_default()) {
        Some(header) => Some(scopes::judge(&wanted.scopes, &scopes::read(header), &page)),
        None if wanted.scopes.is_empty() => None,
        None => Some(Step::unknown("scopes", "GitHub does not tell this token's scopes")),
    }
}

#[derive(Deserialize)]
struct Seen {
    total_count: u64,
}

/// A token of an installation works for an hour, so it is no credential for a portal; what it sees is told all the same.
async fn installation(client: &Client, wanted: &Wanted, proof: &mut Proof) -> Result<(), Unreachable> {
    let answer = client.get("installation/repositories?per_page=1").await?;
    let Some(Seen { total_count }) = answer.found() else {
        proof.push(refused(wanted, &answer, Form::InstallationToken));
        return Ok(());
    };
    proof
        .push(Step::valid(WHOSE, format!("the token of an App's installation, which sees {total_count} repositories")));
    proof.push(
        Step::insufficient(KIND, "the token of an App's installation ends after one hour")
            .hint("give the portal the App's number and private key; it makes such tokens itself"),
    );
    if let Some(name) = named(wanted, proof) {
        proof.push(probe::permissions(client, wanted, name).await?);
    }
    Ok(())
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
