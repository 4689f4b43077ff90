//! Proves a client id and secret without a person: an OAuth App's, or those that every GitHub App has.

use serde::Deserialize;
use serde_json::json;

use super::client::{Answer, Auth, Client};
use super::form::{self, Form};
use super::refusal::{self, Refusal};
use super::{by_hand, pages};
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::part;
use crate::providers::http::{Http, Unreachable};

/// The field that holds a client's id, and the step that looks at its form.
const CLIENT_ID: &str = "client-id";
/// The field that holds a client's secret, and the step that looks at its form.
const CLIENT_SECRET: &str = "client-secret";
/// The step that tells whether id and secret belong together.
const CLIENT: Aspect<'static> = Aspect::new("client", &[CLIENT_ID, CLIENT_SECRET]);
const ID: Aspect<'static> = Aspect::new("client-id", &[CLIENT_ID]);
const SECRET: Aspect<'static> = Aspect::new("client-secret", &[CLIENT_SECRET]);
/// The step that tells where people are sent back to.
const CALLBACK: &str = "callback";
/// A token that nobody has: GitHub looks for it only after it has taken id and secret.
const NOBODYS: &str = "gho_000000000000000000000000000000000000";
/// What GitHub gives to requests an hour without a credential.
const ANONYMOUS_LIMIT: u64 = 60;
/// Where the right values are.
const COPY_ID: &str = "copy `Client ID` from the App's page";
const NEW_SECRET: &str = "press `Generate a new client secret` on the App's page; GitHub shows it once";

/// Proves an OAuth App.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let text = |field| fields.text(field).unwrap_or_default();
    let (id, secret) = (form::bare(text(CLIENT_ID)), Secret::new(form::bare(text(CLIENT_SECRET))));
    let mut proof = Proof::default();
    proof.steps.extend(look_at_id(id));
    proof.steps.extend(look_at_secret(&secret, id));
    if proof.refused() {
        return proof;
    }
    for (field, bare) in [(CLIENT_ID, id), (CLIENT_SECRET, secret.expose())] {
        if text(field) != bare {
            proof.repaired.set(field, Secret::new(bare));
        }
    }
    proof.steps.extend(prove_client(http, wanted, id, &secret).await);
    if !proof.refused() {
        proof.steps.extend(callback(wanted));
    }
    proof
}

/// Asks whether id and secret belong together. They may be a GitHub App's.
pub(super) async fn prove_client(http: &Http, wanted: &Wanted, id: &str, secret: &Secret) -> Vec<Step> {
    let auth = Auth::Client { id: id.to_owned(), secret: secret.clone() };
    let Ok(client) = Client::new(http, &wanted.api_url, auth) else {
        return vec![Step::unknown(CLIENT, format!("no request can be made to {}", wanted.api_url))];
    };
    vec![asked(&client, id).await.unwrap_or_else(|unreachable| unreachable.step(CLIENT))]
}

/// Asks as the client about a token that nobody has: only to a client that it has taken does GitHub say that there is no
/// such token. It says 404 to whom it shows nothing, too, so the requests that it grants are asked for as well.
/// <https://docs.github.com/en/rest/apps/oauth-applications#check-a-token>
async fn asked(client: &Client, id: &str) -> Result<Step, Unreachable> {
    let body = json!({ "access_token": NOBODYS });
    let first = client.post(&format!("applications/{}/token", part(id)), Some(&body)).await?;
    if !matches!(first.status, 200 | 422) && refusal::judge(&first) != Refusal::NotFound {
        return Ok(refused(id, &first));
    }
    let second = client.get("rate_limit").await?;
    Ok(match (second.status, limit(&second)) {
        (200, Some(limit)) if limit > ANONYMOUS_LIMIT => together(id),
        (200, _) => Step::unknown(CLIENT, "GitHub does not tell whether id and secret belong together"),
        // A server of one's own has no limits unless they are switched on, and says so with this status.
        (404, _) => together(id),
        _ => refused(id, &second),
    })
}

fn together(id: &str) -> Step {
    Step::valid(CLIENT, format!("id `{}` and the secret belong together", pages::shown(id)))
}

fn refused(id: &str, answer: &Answer) -> Step {
    match refusal::judge(answer) {
        Refusal::BadCredentials | Refusal::SignInFirst => {
            Step::invalid(CLIENT, format!("id `{}` and the secret do not belong together", pages::shown(id)))
                .hint(format!("compare the id, or make another secret: {NEW_SECRET}"))
        }
        refusal => refusal.step(CLIENT),
    }
}

/// The requests an hour that the sender has.
/// <https://docs.github.com/en/rest/rate-limit/rate-limit>
fn limit(answer: &Answer) -> Option<u64> {
    #[derive(Deserialize)]
    struct Limits {
        resources: Resources,
    }
    #[derive(Deserialize)]
    struct Resources {
        core: Core,
    }
    #[derive(Deserialize)]
    struct Core {
        limit: u64,
    }
    answer.found::<Limits>().map(|limits| limits.resources.core.limit)
}

/// Looks at the id's form before anything is sent.
fn look_at_id(id: &str) -> Option<Step> {
    match form::form(id) {
        Form::OauthClientId => None,
        Form::Empty => Some(Step::invalid(ID, "there is no client id").hint(COPY_ID)),
        Form::AppClientId => {
            Some(Step::attention(ID, "this is a GitHub App's client id; an OAuth App's starts with `Ov23`").hint(
                "people can sign in with it, but are shown the App's permissions; mail addresses need \
                 `email_addresses: read`",
            ))
        }
        Form::Other if id.chars().all(|c| c.is_ascii_graphic() && c != ':') => None,
        Form::Other => Some(Step::invalid(ID, "it has characters inside that no client id has").hint(COPY_ID)),
        other => Some(Step::invalid(ID, format!("this is {}, not a client id", other.title())).hint(COPY_ID)),
    }
}

/// Looks at the secret's form before anything is sent.
fn look_at_secret(secret: &Secret, id: &str) -> Option<Step> {
    let says = match form::form(secret.expose()) {
        Form::Empty => "there is no client secret".to_owned(),
        _ if secret.expose() == id => "this is the client id once more, not the secret".to_owned(),
        Form::FortyHex | Form::Other => return None,
        other => format!("this is {}, not a client secret", other.title()),
    };
    Some(Step::invalid(SECRET, says).hint(NEW_SECRET))
}

/// GitHub has no operation that tells the callback address, and shows a wrong one only to who signs in.
fn callback(wanted: &Wanted) -> Option<Step> {
    let callback = wanted.callback.as_ref()?;
    let page = by_hand::oauth_apps_page(wanted);
    let hint = format!("`Authorization callback URL` must be `{callback}`, see {page}");
    Some(Step::unknown(CALLBACK, "GitHub does not tell the callback address").hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    #[test]
    fn an_id_is_told_by_its_form() {
        for good in ["Ov23liABCDEFGHIJKLMN", "0123456789abcdef0123", "of-a-form-to-come"] {
            assert!(look_at_id(good).is_none(), "{good}");
        }
        for other in ["Iv1.0123456789abcdef", "Iv23liABCDEFGHIJKLMN"] {
            let step = look_at_id(other).unwrap();
            assert!(step.attention && step.verdict == Verdict::Valid && step.says.contains("`Ov23`"), "{step:?}");
        }
        for (bad, says) in [
            ("", "there is no client id"),
            ("998877", "this is a number, as App ids are, not a client id"),
            ("ghp_CANARY1", "this is a classic personal access token, not a client id"),
            ("0123456789abcdef0123456789abcdef01234567", "this is a client secret or a token from before 2021, not"),
            ("id:CANARY", "it has characters inside that no client id has"),
        ] {
            let step = look_at_id(bad).unwrap();
            assert!(step.verdict == Verdict::Invalid && step.says.starts_with(says), "{step:?}");
            assert!(!format!("{step:?}").contains("CANARY"), "{step:?}");
        }
    }

    #[test]
    fn what_is_no_client_secret_is_named_without_being_shown() {
        let secret = |text: &str| look_at_secret(&Secret::new(text), "Ov23liABCDEFGHIJKLMN");
        assert!(secret("0123456789abcdef0123456789abcdef01234567").is_none());
        for (text, says) in [
            ("", "there is no client secret"),
            ("ghp_CANARYaB3aB3aB3", "this is a classic personal access token, not a client secret"),
            ("Ov23liABCDEFGHIJKLMN", "this is the client id once more, not the secret"),
            ("<secret>", "this is a placeholder, not a client secret"),
        ] {
            assert_eq!(secret(text).unwrap().says, says);
        }
    }
}
