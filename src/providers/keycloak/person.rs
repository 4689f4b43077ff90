//! Looks one person up in the realm: what Keycloak's sign-in would tell the portal of them.

use anyhow::{Result, anyhow, bail};

use super::account::Account;
use super::client::Client;
use super::refusal::ClientAnswer;
use crate::credential::Fields;
use crate::proof::Sought;
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

/// Asks with the client's service account, as Keycloak finds whoever signs in (`KeycloakModelUtils.findUserByNameOrEmail`): whatever holds an
/// `@` may be a mail address, and is a user name where it is nobody's address.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    let client = Client::of(wanted, fields).map_err(|step| anyhow!(step.says))?;
    let ClientAnswer::Granted(token) = client.token(http).await? else {
        return Ok(Sought::Untold("the client has no service account that could look for people".to_owned()));
    };
    for by in ["email", "username"].into_iter().skip(usize::from(!said.contains('@'))) {
        let mut url = client.realm().admin(&["users"]);
        url.query_pairs_mut().append_pair(by, said).append_pair("exact", "true");
        let answer = wire::get(http, &url, Some(&token)).await?;
        match (answer.status, answer.json::<Vec<Account>>()) {
            (200, Some(people)) => match people.into_iter().next() {
                Some(account) => return Ok(account.sought()),
                None => continue,
            },
            (403, _) => return Ok(Sought::Untold("the service account lacks a role to look for people".to_owned())),
            (status, _) => bail!("could not look for a person: Keycloak answered with status {status}"),
        }
    }
    Ok(Sought::Nobody(format!("the realm has nobody called `{said}`")))
}
