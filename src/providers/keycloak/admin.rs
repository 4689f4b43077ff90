//! The admin API, in the name of an administrator whose password is used for one sign-in and kept nowhere.

use anyhow::{Context, Error, Result, anyhow, bail};
use http::Method;
use serde::Deserialize;
use serde_json::Value;

use super::realm::Realm;
use crate::credential::{Fields, Secret};
use crate::providers::http::Answer;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

/// The administrator's field that holds the user name.
const USERNAME: &str = "username";
/// The administrator's field that holds the password.
const PASSWORD: &str = "password";
/// The client that every realm has for administrators' tools.
const ADMIN_CLI: &str = "admin-cli";

/// A signed-in administrator. The token lives for 60 seconds, as measured, which is enough for one client.
pub(super) struct Admin<'a> {
    http: &'a Http,
    realm: &'a Realm,
    token: Secret,
    session: Option<Secret>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
}

impl<'a> Admin<'a> {
    /// Signs in to realm master.
    ///
    /// # Errors
    /// When the administrator is refused or Keycloak cannot be reached.
    pub(super) async fn sign_in(http: &'a Http, realm: &'a Realm, administrator: &Fields) -> Result<Self> {
        let part = |field: &str| {
            administrator.text(field).with_context(|| format!("the administrator's `{field}` is missing"))
        };
        let (username, password) = (part(USERNAME)?, part(PASSWORD)?);
        let form =
            [("grant_type", "password"), ("client_id", ADMIN_CLI), ("username", username), ("password", password)];
        let answer = wire::post_form(http, &realm.master_token(), &form).await?;
        let tokens: Option<Tokens> = if answer.status == 200 { answer.json() } else { None };
        let Some(tokens) = tokens else { return Err(sign_in_refused(&answer, username, realm)) };
        let session = tokens.refresh_token.map(Secret::new);
        Ok(Self { http, realm, token: Secret::new(tokens.access_token), session })
    }

    /// The realm that is administered.
    pub(super) fn realm(&self) -> &Realm {
        self.realm
    }

    /// Sends one call of the admin API below the realm.
    ///
    /// # Errors
    /// When no answer came.
    pub(super) async fn call(&self, method: Method, path: &[&str], body: Option<&Value>) -> Result<Answer> {
        wire::send_json(self.http, method, &self.realm.admin(path), &self.token, body).await
    }

    /// Finds a client by its client id, which is unlike the UUID that paths need.
    ///
    /// # Errors
    /// When the administrator may not look, or no answer came.
    pub(super) async fn find_client(&self, client_id: &str) -> Result<Option<Found>> {
        let mut url = self.realm.admin(&["clients"]);
        url.query_pairs_mut().append_pair("clientId", client_id);
        let doing = format!("look for client `{client_id}`");
        let answer = wire::get(self.http, &url, Some(&self.token)).await?;
        let found: Vec<Found> = self.expect(answer, &doing)?;
        Ok(found.into_iter().find(|found| found.client_id == client_id))
    }

    /// Reads the answer of a call that should have succeeded.
    ///
    /// # Errors
    /// When it did not, or its body is not of the form that is expected. The body itself is never told.
    pub(super) fn expect<T: serde::de::DeserializeOwned>(&self, answer: Answer, doing: &str) -> Result<T> {
        if !answer.is_success() {
            return Err(self.refused(&answer, doing));
        }
        answer.json().with_context(|| format!("could not {doing}: Keycloak's answer has an unknown form"))
    }

    /// Says why a call was refused.
    pub(super) fn refused(&self, answer: &Answer, doing: &str) -> Error {
        let realm = self.realm.name();
        match (answer.status, wire::error(answer).error.as_str()) {
            (401, _) => anyhow!("could not {doing}: the administrator's token is no longer taken; try again"),
            (403, _) => anyhow!(
                "could not {doing}: the administrator may not; in realm `{realm}` the roles `manage-clients`, \
                 `view-users` and `manage-users` of `{}` are needed",
                self.realm.management_client()
            ),
            (404, "Realm not found.") => anyhow!("could not {doing}: there is no realm `{realm}`; it may be misspelt"),
            (400, "invalid_input") => {
                anyhow!("could not {doing}: Keycloak takes one of the values for none, a redirect URI most likely")
            }
            (status, _) => anyhow!("could not {doing}: Keycloak answered with status {status}"),
        }
    }

    /// Ends the administrator's session. It would end by itself, so a failure is not worth a word.
    pub(super) async fn sign_out(self) {
        if let Some(session) = &self.session {
            let form = [("client_id", ADMIN_CLI), ("refresh_token", session.expose())];
            let _ = wire::post_form(self.http, &self.realm.master_logout(), &form).await;
        }
    }
}

/// A client as the admin API describes it. Has no `Debug`, because it holds the secret in clear.
#[derive(Deserialize)]
pub(super) struct Found {
    /// The UUID that paths need.
    pub(super) id: String,
    #[serde(rename = "clientId")]
    client_id: String,
    secret: Option<String>,
}

impl Found {
    /// Tells whether the client has this secret, which only whoever chose it can know.
    pub(super) fn has(&self, secret: &Secret) -> bool {
        self.secret.as_deref() == Some(secret.expose())
    }
}

fn sign_in_refused(answer: &Answer, username: &str, realm: &Realm) -> Error {
    let base = realm.base();
    match (answer.status, wire::error(answer).error.as_str()) {
        (400 | 401, "invalid_grant") => anyhow!(
            "Keycloak refuses the administrator `{username}` in realm `master`: the password is wrong, the account is \
             not there or disabled, or it wants a second factor, which the API cannot ask for"
        ),
        (400 | 401, "unauthorized_client" | "invalid_client") => anyhow!(
            "Keycloak lets no administrator sign in by password: client `{ADMIN_CLI}` of realm `master` is disabled or \
             has no direct access grants; make the client in the console: {}",
            realm.clients_page()
        ),
        (404 | 405, _) | (300..400, _) => anyhow!("no Keycloak answers at `{base}`; check its path"),
        (status, _) => anyhow!("the administrator could not sign in: `{base}` answered with status {status}"),
    }
}

/// Tells whether a call of the admin API was refused.
///
/// # Errors
/// With the reason, when it was.
pub(super) fn accepted(admin: &Admin<'_>, answer: &Answer, doing: &str) -> Result<()> {
    if !answer.is_success() {
        bail!(admin.refused(answer, doing));
    }
    Ok(())
}
