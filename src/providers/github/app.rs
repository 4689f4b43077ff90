//! Proves a GitHub App: its key is a key, it is this App's, the other parts belong to it, and it is where it is needed.

use std::collections::BTreeMap;

use futures_util::future::join;
use serde::Deserialize;

use super::client::{Answer, Auth, Client};
use super::{clock, install, oauth, pages, refusal};
use crate::credential::{Fields, Purpose, Secret};
use crate::key::{self, Reading};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// The field that holds the App's number.
pub(super) const APP_ID: &str = "app-id";
/// The field that holds the key that it signs with.
pub(super) const PRIVATE_KEY: &str = "private-key";
const CLIENT_ID: &str = "client-id";
const CLIENT_SECRET: &str = "client-secret";
/// The steps' names.
const APP: Aspect<'static> = Aspect::new("app", &[APP_ID, PRIVATE_KEY]);
const KEY: Aspect<'static> = Aspect::new("private key", &[PRIVATE_KEY]);
const CLIENT: Aspect<'static> = Aspect::new("client", &[CLIENT_ID, CLIENT_SECRET]);

/// An App, as it sees itself.
#[derive(Deserialize)]
pub(super) struct App {
    /// Its name in addresses.
    pub(super) slug: String,
    /// Who made it. An App that is not public can be installed there only.
    pub(super) owner: Option<Account>,
    /// Its own page.
    pub(super) html_url: Option<String>,
    /// What it asks for. An owner approves it where the App is installed.
    #[serde(default)]
    pub(super) permissions: BTreeMap<String, String>,
    client_id: Option<String>,
}

/// A person or an organisation.
#[derive(Deserialize)]
pub(super) struct Account {
    /// Its name in addresses.
    pub(super) login: String,
    /// `Organization`, or `User`.
    #[serde(default, rename = "type")]
    pub(super) kind: String,
}

impl Account {
    /// Tells whether this is the account of that name. Case does not count at GitHub.
    pub(super) fn is(&self, login: &str) -> bool {
        self.login.eq_ignore_ascii_case(login)
    }
}

/// Proves everything about an App that its parts are wanted for.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let mut proof = Proof::default();
    let client = match signing(http, wanted, fields, &mut proof) {
        Ok(client) => client,
        Err(step) => {
            proof.push(step);
            return proof;
        }
    };
    let (signed, people) = join(itself(http, wanted, fields, &client), sign_in(http, wanted, fields)).await;
    proof.steps.extend(signed.steps);
    proof.steps.extend(people);
    proof.settings.extend(signed.settings);
    proof
}

/// Makes a client that signs as the App. What had to be done to the key is in the proof.
///
/// # Errors
/// When a part is missing or cannot be one, as the step that says so.
pub(super) fn signing(http: &Http, wanted: &Wanted, fields: &Fields, proof: &mut Proof) -> Result<Client, Step> {
    let key = match key::read(fields.get(PRIVATE_KEY).unwrap_or(&Secret::new(""))) {
        Reading::Sound(key) => key,
        Reading::Repaired { key, was } => {
            proof.push(Step::attention(KEY, format!("came {was}; it is put right")));
            proof.repaired.set(PRIVATE_KEY, key.clone());
            key
        }
        Reading::Unusable { what, hint } => return Err(Step::invalid(KEY, what).hint(hint)),
    };
    let id = number(fields.text(APP_ID).unwrap_or_default())?;
    Client::new(http, &wanted.api_url, Auth::App { id, key })
        .map_err(|_| Step::unknown(APP, format!("no request can be made to {}", wanted.api_url)))
}

/// Reads the App's number.
fn number(given: &str) -> Result<u64, Step> {
    let hint = "it is the number after `App ID` on the App's page, under `About`";
    let refused = |says: &str| Err(Step::invalid(APP, says).resting_on(&[APP_ID]).hint(hint));
    match given.trim() {
        "" => refused("there is no App id"),
        id if ["Iv1.", "Iv23"].iter().any(|start| id.starts_with(start)) => {
            refused("there is the App's client id where its number should be")
        }
        id if id.starts_with("Ov23") => refused("there is an OAuth App's client id where the App's number should be"),
        id => id.parse().or_else(|_| refused("the App id is not a number")),
    }
}

/// Asks as the App: who am I, and where am I installed?
async fn itself(http: &Http, wanted: &Wanted, fields: &Fields, client: &Client) -> Proof {
    let answer = match client.get("app").await {
        Ok(answer) => answer,
        Err(unreachable) => return Proof::of(unreachable.step(APP)),
    };
    let app = match judge(&answer) {
        Ok(app) => app,
        Err(step) => return Proof::of(step),
    };
    let mut proof = Proof::default();
    proof.steps.extend(belonging(wanted, fields, &app));
    let installed = install::prove(http, wanted, client, &app).await;
    proof.steps.extend(installed.steps);
    proof.settings.extend(installed.settings);
    proof
}

/// Says how GitHub took the signature.
fn judge(answer: &Answer) -> Result<App, Step> {
    match (answer.status, answer.json()) {
        (200, Some(app)) => Ok(app),
        (200, None) => Err(Step::unknown(APP, "GitHub's answer has an unknown form")),
        (401, _) => Err(clock::wrong(&answer.headers).map_or_else(strange_key, wrong_clock)),
        (404, _) => Err(Step::invalid(APP, "there is no App of this number; the key may be right")
            .hint("copy `App ID` from the App's page, under `About`")),
        _ => Err(refusal::step(APP, answer)),
    }
}

fn strange_key() -> Step {
    Step::invalid(APP, "the private key is not one of this App's, or was deleted there")
        .hint("compare `App ID` on the App's page, or make another key there: `Private keys`, `Generate a private key`")
}

fn wrong_clock(how: String) -> Step {
    Step::unknown(APP, format!("GitHub refused the signature, but this machine's clock is {how}"))
        .hint("set the clock, then try again: `timedatectl set-ntp true`")
}

/// Compares the App with what was given and with whom it shall read.
fn belonging(wanted: &Wanted, fields: &Fields, app: &App) -> Vec<Step> {
    let slug = pages::shown(&app.slug);
    let owner = app.owner.as_ref().map_or_else(String::new, |owner| format!(" of `{}`", pages::shown(&owner.login)));
    let mut steps = vec![Step::valid(APP, format!("the key is that of `{slug}`{owner}"))];
    if let (Some(given), Some(own)) = (fields.text(CLIENT_ID), &app.client_id)
        && given != own
    {
        let says = format!("`{}` is not the client id of `{slug}`", pages::shown(given));
        steps.push(
            Step::invalid(Aspect::new("client id", &[CLIENT_ID]), says)
                .hint(format!("the App's own is `{}`; its secret belongs to that one", pages::shown(own))),
        );
    }
    let elsewhere = |owner: &&Account| wanted.setting("organization").is_some_and(|login| !owner.is(login));
    if let Some(owner) = app.owner.as_ref().filter(elsewhere) {
        let says = format!("it belongs to `{}`, who can change it or delete it", pages::shown(&owner.login));
        steps.push(Step::attention("owner", says));
    }
    steps
}

/// Proves the App's client where it signs people in.
async fn sign_in(http: &Http, wanted: &Wanted, fields: &Fields) -> Vec<Step> {
    if !wanted.purposes.contains(&Purpose::Authentication) {
        return Vec::new();
    }
    match (fields.text(CLIENT_ID), fields.get(CLIENT_SECRET)) {
        (Some(id), Some(secret)) if !secret.is_empty() => oauth::prove_client(http, wanted, id, secret).await,
        (None, _) => vec![Step::invalid(CLIENT, "there is no client id, so nobody can sign in")],
        _ => vec![Step::invalid(CLIENT, "there is no client secret, so nobody can sign in")],
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;

    fn app() -> App {
        serde_json::from_str(
            r#"{"slug": "acme-devportal", "owner": {"login": "Acme", "type": "Organization"}, "client_id": "Iv23li1"}"#,
        )
        .unwrap()
    }

    fn told(steps: &[Step]) -> Vec<String> {
        steps.iter().map(|step| format!("{}: {}", step.name, step.says)).collect()
    }

    #[test]
    fn an_app_id_that_is_something_else_is_said_so() {
        assert_eq!(number(" 998877\n").unwrap(), 998_877);
        for (given, says) in [
            ("", "there is no App id"),
            ("Iv23liABC", "there is the App's client id where its number should be"),
            ("Iv1.0123", "there is the App's client id where its number should be"),
            ("Ov23liABC", "there is an OAuth App's client id where the App's number should be"),
            ("acme-devportal", "the App id is not a number"),
            ("-1", "the App id is not a number"),
        ] {
            assert_eq!(number(given).unwrap_err().says, says, "{given}");
        }
    }

    #[test]
    fn parts_of_another_app_and_another_owner_are_told() {
        let fields = |id: &str| [("client-id", Secret::new(id))].into_iter().collect::<Fields>();
        let fine = belonging(&wanted(), &fields("Iv23li1"), &app());
        assert_eq!(told(&fine), ["app: the key is that of `acme-devportal` of `Acme`"]);
        let other = belonging(&wanted(), &fields("Iv23li2"), &app());
        assert_eq!(told(&other)[1..], ["client id: `Iv23li2` is not the client id of `acme-devportal`"]);
        let mut elsewhere = wanted();
        elsewhere.settings.insert("organization".into(), "globex".into());
        let steps = belonging(&elsewhere, &fields("Iv23li1"), &app());
        assert_eq!(told(&steps)[1..], ["owner: it belongs to `Acme`, who can change it or delete it"]);
        assert!(steps[1].attention);
    }
}
