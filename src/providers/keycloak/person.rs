//! Looks one person up in the realm: what Keycloak's sign-in would tell the portal of them.

use anyhow::{Result, anyhow, bail};
use serde::Deserialize;

use super::client::Client;
use super::refusal::ClientAnswer;
use crate::credential::Fields;
use crate::proof::{Identity, Sought};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

#[derive(Deserialize)]
struct Person {
    id: String,
    username: Option<String>,
    email: Option<String>,
    #[serde(default, rename = "emailVerified")]
    email_verified: Option<bool>,
    #[serde(default)]
    enabled: bool,
}

/// Asks with the client's service account, by user name or by mail address.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    let client = Client::of(wanted, fields).map_err(|step| anyhow!(step.says))?;
    let ClientAnswer::Granted(token) = client.token(http).await? else {
        return Ok(Sought::Untold("the client has no service account that could look for people".to_owned()));
    };
    let mut url = client.realm().admin(&["users"]);
    let by = if said.contains('@') { "email" } else { "username" };
    url.query_pairs_mut().append_pair(by, said).append_pair("exact", "true");
    let answer = wire::get(http, &url, Some(&token)).await?;
    match (answer.status, answer.json::<Vec<Person>>()) {
        (200, Some(people)) => Ok(judge(people, said)),
        (403, _) => Ok(Sought::Untold("the service account lacks a role to look for people".to_owned())),
        (status, _) => bail!("could not look for a person: Keycloak answered with status {status}"),
    }
}

fn judge(people: Vec<Person>, said: &str) -> Sought {
    match people.into_iter().next() {
        None => Sought::Nobody(format!("the realm has nobody called `{said}`")),
        Some(person) if !person.enabled => Sought::Nobody(format!("`{said}` is disabled in the realm")),
        Some(Person { id, username, email, email_verified, .. }) => {
            Sought::Found(Identity { username, email, id: Some(id), mail_verified: email_verified })
        }
    }
}
