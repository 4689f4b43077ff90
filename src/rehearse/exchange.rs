//! The code becomes tokens, and the person is read with them, as the portal's backend does. Tokens are known as secrets from here on,
//! and nothing of an answer is shown but the code of an error.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::ask::Ask;
use super::refusal;
use super::way::{Shows, Way};
use crate::credential::Secret;
use crate::proof::Step;
use crate::providers::http::{Answer, Http, date};
use crate::providers::oauth::clock;
use crate::providers::oauth::wire::{self, ErrorBody};
use crate::secrecy;
use crate::validate::live::Door;

/// What the token endpoint gave. Has no `Debug`.
pub(super) struct Tokens {
    /// What the person is read with.
    pub(super) access: Secret,
    /// What the server says of them, where it says so.
    pub(super) id: Option<Secret>,
    /// How many seconds this machine's clock is ahead of the server's, by the date of its answer.
    pub(super) ahead: Option<i64>,
}

/// Shows the code, with the client's secret, and takes the tokens. Beside them, that a clock is wrong.
///
/// # Errors
/// When the server refuses, or no answer came; as the step that says so.
pub(super) async fn tokens(
    http: &Http,
    (door, way): (&Door<'_>, &Way),
    ask: &Ask,
    code: &Secret,
) -> Result<(Tokens, Option<Step>), Step> {
    let part = |field: &str| door.credential.fields.text(field).unwrap_or_default();
    let client = (part("client-id"), part("client-secret"));
    let form = form(way, ask, code, client);
    let answer = match way.shows {
        Shows::InHeader => wire::post_form_as(http, &way.token, client, &form).await,
        Shows::InForm => wire::post_form(http, &way.token, &form).await,
    };
    let answer = answer.map_err(|error| wire::no_answer(refusal::TOKENS, &error))?;
    if answer.is_page() {
        return Err(refusal::page(refusal::TOKENS, "the token endpoint", (&way.token, answer.status)));
    }
    let clock = clock::wrong(&answer);
    let tokens = read(&answer).map_err(|refused| refusal::tokens(answer.status, &refused, door, ask))?;
    Ok((tokens, clock))
}

fn form<'f>(
    way: &Way,
    ask: &'f Ask,
    code: &'f Secret,
    (id, secret): (&'f str, &'f str),
) -> Vec<(&'static str, &'f str)> {
    let mut form =
        vec![("grant_type", "authorization_code"), ("code", code.expose()), ("redirect_uri", ask.redirect.as_str())];
    if way.shows == Shows::InForm {
        form.extend([("client_id", id), ("client_secret", secret)]);
    }
    form.extend(ask.verifier.as_ref().map(|verifier| ("code_verifier", verifier.expose())));
    form
}

/// Reads the answer: JSON, or a form as GitHub has it.
fn read(answer: &Answer) -> Result<Tokens, ErrorBody> {
    let fields = answer.json::<Map<String, Value>>().unwrap_or_else(|| {
        let pairs = form_urlencoded::parse(&answer.body);
        pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
    });
    let text = |name: &str| fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    for name in ["access_token", "id_token", "refresh_token"] {
        text(name).into_iter().for_each(|token| secrecy::learn(&Secret::new(token)));
    }
    match (text("error"), text("access_token")) {
        (None, Some(access)) if answer.is_success() => {
            let ahead = answer.header("date").and_then(date::seconds_ahead);
            Ok(Tokens { access: Secret::new(access), id: text("id_token").map(Secret::new), ahead })
        }
        (error, _) => {
            let [error, description] =
                [error, text("error_description")].map(|said| said.unwrap_or_default().to_owned());
            Err(ErrorBody { error, description })
        }
    }
}

/// Reads the person.
///
/// # Errors
/// When the provider does not tell, or no answer came; as the step that says so.
pub(super) async fn person(http: &Http, way: &Way, access: &Secret) -> Result<Value, Step> {
    let answer = wire::get(http, &way.profile, Some(access)).await;
    let answer = answer.map_err(|error| wire::no_answer(refusal::PROFILE, &error))?;
    if answer.is_page() {
        return Err(refusal::page(refusal::PROFILE, "the profile's endpoint", (&way.profile, answer.status)));
    }
    let read = answer.json::<Value>().filter(|value| value.is_object() && answer.is_success());
    read.ok_or_else(|| refusal::profile(answer.status, way.openid.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        crate::providers::http::answer(status, &[], body)
    }

    #[test]
    fn tokens_are_taken_from_json_and_from_a_form() {
        let json = read(&answer(200, r#"{"access_token":"CANARY-a","id_token":"CANARY-i"}"#)).ok().unwrap();
        assert_eq!((json.access.expose(), json.id.unwrap().expose().len()), ("CANARY-a", 8));
        let form = read(&answer(200, "access_token=CANARY-b&scope=read%3Auser&token_type=bearer")).ok().unwrap();
        assert!(form.access.expose() == "CANARY-b" && form.id.is_none());
    }

    #[test]
    fn an_error_is_one_whatever_the_status_says() {
        let error = |status, body: &str| read(&answer(status, body)).err().map(|refused| refused.error);
        assert_eq!(
            error(200, "error=incorrect_client_credentials&error_description=x").as_deref(),
            Some("incorrect_client_credentials")
        );
        assert_eq!(error(401, r#"{"error":"invalid_client"}"#).as_deref(), Some("invalid_client"));
        assert_eq!(error(500, "<html>").as_deref(), Some(""));
        assert_eq!(error(200, "{}").as_deref(), Some(""));
        assert_eq!(error(400, r#"{"access_token":"CANARY-c"}"#).as_deref(), Some(""));
    }
}
