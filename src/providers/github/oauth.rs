//! Proves a client id and secret without a person.

use serde_json::json;

use super::client::{Auth, Client};
use super::install::segment;
use super::refusal;
use crate::credential::Secret;
use crate::proof::Step;
use crate::providers::Wanted;
use crate::providers::http::Http;

/// The step's name.
const CLIENT: &str = "client";
/// A token that nobody has: GitHub looks for it only after it has taken id and secret.
const NOBODYS: &str = "nobodys-token";

/// Asks about a token that does not exist, which only the client itself may do.
/// <https://docs.github.com/en/rest/apps/oauth-applications#check-a-token>
pub(super) async fn prove_client(http: &Http, wanted: &Wanted, id: &str, secret: &Secret) -> Vec<Step> {
    let auth = Auth::Client { id: id.to_owned(), secret: secret.clone() };
    let Ok(client) = Client::new(http, &wanted.api_url, auth) else {
        return vec![Step::invalid(CLIENT, "id or secret holds characters that none has")];
    };
    let path = format!("applications/{}/token", segment(id));
    vec![match client.post(&path, &json!({ "access_token": NOBODYS })).await {
        Err(unreachable) => unreachable.step(CLIENT),
        Ok(answer) => match answer.status {
            404 | 422 => Step::valid(CLIENT, "id and secret belong together"),
            401 => Step::invalid(CLIENT, "id and secret do not belong together")
                .hint("make another secret on its page: `Generate a new client secret`"),
            _ => refusal::step(CLIENT, &answer),
        },
    }]
}
