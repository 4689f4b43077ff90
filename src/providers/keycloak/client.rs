//! Proves a client: its kind and secret, then the way people sign in, then what its service account may read.

use std::collections::BTreeSet;

use anyhow::Result;

use super::code_flow::Flow;
use super::flow_answer::FlowAnswer;
use super::people;
use super::realm::Realm;
use super::refusal::{self, CLIENT, ClientAnswer};
use super::{CLIENT_ID, CLIENT_SECRET, roles};
use crate::credential::{Fields, Purpose, Secret};
use crate::proof::{Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Answer;
use crate::providers::http::Http;
use crate::providers::oauth::clock;
use crate::providers::oauth::wire;

/// An existing client, as its id and secret name it.
pub(super) struct Client<'a> {
    realm: Realm,
    id: &'a str,
    secret: &'a str,
}

impl<'a> Client<'a> {
    /// Reads the client from a credential.
    ///
    /// # Errors
    /// When a part is missing, or the settings name no realm; as the step that says so.
    pub(super) fn of(wanted: &Wanted, fields: &'a Fields) -> Result<Self, Step> {
        let part = |field: &str| {
            fields.text(field).ok_or_else(|| Step::invalid(CLIENT, format!("there is no `{field}` to prove")))
        };
        Ok(Self { realm: Realm::of(wanted)?, id: part(CLIENT_ID)?, secret: part(CLIENT_SECRET)? })
    }

    /// The realm that the client is in.
    pub(super) fn realm(&self) -> &Realm {
        &self.realm
    }

    /// Asks for a token of the client's own.
    pub(super) async fn token(&self, http: &Http) -> Result<ClientAnswer> {
        Ok(refusal::judge(&self.ask(http).await?))
    }

    async fn ask(&self, http: &Http) -> Result<Answer> {
        let form = [("grant_type", "client_credentials"), ("client_id", self.id), ("client_secret", self.secret)];
        wire::post_form(http, &self.realm.token(), &form).await
    }

    /// Says how the token endpoint answered.
    pub(super) fn step(&self, answer: &ClientAnswer) -> Step {
        answer.step(self.id, &self.realm)
    }
}

/// Proves id and secret, and what they are wanted for.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let client = match Client::of(wanted, fields) {
        Ok(client) => client,
        Err(step) => return Proof::of(step),
    };
    let said = match client.ask(http).await {
        Ok(said) => said,
        Err(error) => return Proof::of(wire::no_answer(CLIENT, &error)),
    };
    let answer = refusal::judge(&said);
    let mut proof = Proof::of(named(http, wanted, &client, &answer).await);
    proof.steps.extend(clock::wrong(&said));
    if answer.is_there() && wanted.purposes.contains(&Purpose::Authentication) {
        proof.steps.extend(sign_in(http, wanted, &client).await);
    }
    proof.steps.extend(reading(http, wanted, &client, &answer).await);
    proof
}

/// The token endpoint does not tell an unknown client from a disabled one; the authorize endpoint does.
async fn named(http: &Http, wanted: &Wanted, client: &Client<'_>, answer: &ClientAnswer) -> Step {
    let ClientAnswer::Unknown = answer else { return client.step(answer) };
    let (id, realm) = (client.id, client.realm());
    let callback = wanted.callback.as_ref().unwrap_or(&wanted.portal);
    match Flow::new(realm, id, callback, wanted).ask(http).await {
        Ok(FlowAnswer::ClientDisabled) => Step::invalid(CLIENT, format!("`{id}` is disabled"))
            .resting_on(&[])
            .hint(format!("enable it in the console: {}", realm.clients_page())),
        Ok(FlowAnswer::NoClient) => Step::invalid(CLIENT, format!("realm `{}` has no client `{id}`", realm.name()))
            .resting_on(&[CLIENT_ID])
            .hint(format!("copy the client id, not its name or UUID, from the console: {}", realm.clients_page())),
        _ => client.step(answer),
    }
}

async fn sign_in(http: &Http, wanted: &Wanted, client: &Client<'_>) -> Vec<Step> {
    let Some(callback) = &wanted.callback else { return Vec::new() };
    Flow::new(client.realm(), client.id, callback, wanted).prove(http).await
}

/// Looks at the service account: needed for org data, and without org data better left with no rights.
async fn reading(http: &Http, wanted: &Wanted, client: &Client<'_>, answer: &ClientAnswer) -> Vec<Step> {
    let org_data = wanted.purposes.contains(&Purpose::OrgData);
    match answer {
        ClientAnswer::Granted(token) if org_data => {
            let mut steps = vec![roles_step(wanted, client, token)];
            steps.push(people::prove(http, client.realm(), token).await);
            steps
        }
        ClientAnswer::Granted(token) => {
            Some(roles_step(wanted, client, token)).filter(|step| step.attention).into_iter().collect()
        }
        ClientAnswer::ServiceAccountOff if org_data => vec![service_account_off(client)],
        _ => Vec::new(),
    }
}

fn roles_step(wanted: &Wanted, client: &Client<'_>, token: &Secret) -> Step {
    let needed: BTreeSet<&str> = wanted.permissions.keys().map(String::as_str).collect();
    let granted = roles::listed(token, client.realm().management_client());
    roles::judge(&needed, granted.as_ref(), client.realm())
}

fn service_account_off(client: &Client<'_>) -> Step {
    Step::insufficient("service account", format!("`{}` has no service account, so org data cannot be read", client.id))
        .hint(format!("turn `Service account roles` on in its settings: {}", client.realm().clients_page()))
}
