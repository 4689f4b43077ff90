//! Looks one person up: what GitHub's sign-in would tell the portal of them.

use anyhow::{Result, anyhow};
use serde::Deserialize;

use super::client::Client;
use super::{directory, refusal};
use crate::credential::Fields;
use crate::proof::{Identity, Sought};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::http::part;

#[derive(Deserialize)]
struct Person {
    login: String,
    id: u64,
    email: Option<String>,
}

/// Asks with the credential that reads people, by login: GitHub does not look mail addresses up.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    if said.contains('@') {
        return Ok(Sought::Untold("GitHub looks people up by their login, not by a mail address".to_owned()));
    }
    let client = Client::new(http, &wanted.api_url, directory::auth(http, wanted, fields).await?)?;
    let answer = client.get(&format!("users/{}", part(said))).await.map_err(anyhow::Error::from)?;
    if answer.status == 404 {
        return Ok(Sought::Nobody(format!("GitHub has nobody called `{said}`")));
    }
    match answer.found::<Person>() {
        Some(Person { login, id, email }) => {
            Ok(Sought::Found(Identity { username: Some(login), email, id: Some(id.to_string()), mail_verified: None }))
        }
        None => Err(anyhow!("could not look for a person: {}", refusal::step("person".into(), &answer).says)),
    }
}
