//! Makes the portal's client through the admin API: confidential, one exact redirect URI, and a service account with
//! exactly the roles that are wanted. Its secret is chosen beforehand, so a second try knows its own work, and whatever
//! fails after the client is there takes it away again.

use anyhow::{Context, Error, Result, anyhow, bail};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::admin::{Admin, accepted};
use super::realm::Realm;
use super::{CLIENT_ID, CLIENT_SECRET};
use crate::credential::{Fields, Purpose, Secret};
use crate::providers::http::Http;
use crate::providers::{Created, NothingMade, Wanted, made_perhaps};

/// What is to be made.
struct Order<'a> {
    wanted: &'a Wanted,
    secret: &'a Secret,
}

/// The client after it was asked for.
enum Registered {
    /// Made just now.
    New { uuid: String },
    /// An earlier try had made it.
    Ours { uuid: String },
}

/// A part of the admin API's answers that only has an id.
#[derive(Deserialize)]
struct Identified {
    id: String,
}

#[derive(Deserialize)]
struct Role {
    id: String,
    name: String,
}

/// Makes the client, or completes what an earlier try began.
pub(super) async fn create(http: &Http, wanted: &Wanted, administrator: &Fields, prepared: &Fields) -> Result<Created> {
    let realm = Realm::of(wanted).map_err(|step| anyhow!(step.says))?;
    let secret = prepared.get(CLIENT_SECRET).filter(|secret| !secret.is_empty());
    let order = Order { wanted, secret: secret.context("no client secret was chosen beforehand")? };
    let admin = Admin::sign_in(http, &realm, administrator).await.context(NothingMade)?;
    match order.register(&admin).await {
        Ok(Registered::New { uuid }) => {
            let outcome = order.give_roles(&admin, &uuid).await;
            admin.sign_out().await;
            match outcome {
                Ok(()) => Ok(order.created(&realm, &uuid)),
                Err(error) => Err(take_back(http, &realm, administrator, &uuid, order.name(), error).await),
            }
        }
        Ok(Registered::Ours { uuid }) => {
            let outcome = order.complete(&admin, &uuid).await;
            admin.sign_out().await;
            outcome.with_context(|| {
                format!("client `{}` of an earlier try stays unfinished: {}", order.name(), realm.client_page(&uuid))
            })?;
            Ok(order.created(&realm, &uuid))
        }
        Err(error) => {
            admin.sign_out().await;
            Err(error)
        }
    }
}

impl Order<'_> {
    fn name(&self) -> &str {
        &self.wanted.name
    }

    /// Asks for the client. Of that name there may be one already, ours or another's.
    async fn register(&self, admin: &Admin<'_>) -> Result<Registered> {
        let name = self.name();
        let doing = format!("make client `{name}`");
        let answer = admin
            .call(Method::POST, &["clients"], Some(&self.client()))
            .await
            .with_context(|| format!("whether client `{name}` was made is not known; a second try finds it"))?;
        if answer.status == 409 {
            return self.own(admin).await;
        }
        let what = format!("client `{name}`");
        accepted(admin, &answer, &doing).map_err(|error| made_perhaps(&what, answer.status, error))?;
        let uuid = answer.header("location").and_then(|location| location.rsplit('/').next());
        match uuid.filter(|uuid| !uuid.is_empty()) {
            Some(uuid) => Ok(Registered::New { uuid: uuid.to_owned() }),
            None => self.own(admin).await,
        }
    }

    /// Finds the client of that name and tells whether an earlier try made it.
    async fn own(&self, admin: &Admin<'_>) -> Result<Registered> {
        let (name, realm) = (self.name(), admin.realm());
        let Some(found) = admin.find_client(name).await? else {
            let unseen =
                anyhow!("client `{name}` exists in realm `{}`, but the administrator may not see it", realm.name());
            return Err(unseen.context(NothingMade));
        };
        if found.has(self.secret) {
            return Ok(Registered::Ours { uuid: found.id });
        }
        let foreign = anyhow!(
            "client `{name}` exists in realm `{}` and was not made here, so it was not touched: choose another \
             `{CLIENT_ID}`, or give its `{CLIENT_SECRET}` to use it as it is ({})",
            realm.name(),
            realm.client_page(&found.id)
        );
        Err(foreign.context(NothingMade))
    }

    /// Brings the client of an earlier try to what is wanted now.
    async fn complete(&self, admin: &Admin<'_>, uuid: &str) -> Result<()> {
        let answer = admin.call(Method::PUT, &["clients", uuid], Some(&self.client())).await?;
        accepted(admin, &answer, &format!("complete client `{}`", self.name()))?;
        self.give_roles(admin, uuid).await
    }

    /// Gives the service account the wanted roles, and nothing when none is wanted.
    async fn give_roles(&self, admin: &Admin<'_>, uuid: &str) -> Result<()> {
        if self.wanted.permissions.is_empty() {
            return Ok(());
        }
        let management = admin.realm().management_client();
        let account = admin.call(Method::GET, &["clients", uuid, "service-account-user"], None).await?;
        let account: Identified = admin.expect(account, "find the service account")?;
        let Some(owner) = admin.find_client(management).await? else {
            bail!("realm `{}` has no client `{management}` to take roles from", admin.realm().name());
        };
        let offered = admin.call(Method::GET, &["clients", &owner.id, "roles"], None).await?;
        let chosen = self.chosen(admin.expect(offered, &format!("read the roles of `{management}`"))?, management)?;
        let path = ["users", &account.id, "role-mappings", "clients", &owner.id];
        let answer = admin.call(Method::POST, &path, Some(&chosen)).await?;
        accepted(admin, &answer, "give the service account its roles")
    }

    /// Picks the wanted roles out of all that there are.
    fn chosen(&self, offered: Vec<Role>, management: &str) -> Result<Value> {
        let mut chosen = Vec::new();
        for wanted in self.wanted.permissions.keys() {
            let role = offered.iter().find(|role| role.name == *wanted);
            let role = role.with_context(|| format!("`{management}` has no role `{wanted}`"))?;
            chosen.push(json!({ "id": role.id, "name": role.name }));
        }
        Ok(Value::Array(chosen))
    }

    /// The client as Keycloak's admin API describes one.
    fn client(&self) -> Value {
        let portal = self.wanted.portal.as_str().trim_end_matches('/');
        let signs_in = self.wanted.purposes.contains(&Purpose::Authentication);
        let callbacks: Vec<_> = self.wanted.callback.iter().filter(|_| signs_in).collect();
        json!({
            "clientId": self.wanted.name,
            "secret": self.secret.expose(),
            "description": format!("Developer portal at {portal}"),
            "protocol": "openid-connect",
            "enabled": true,
            "publicClient": false,
            "bearerOnly": false,
            "clientAuthenticatorType": "client-secret",
            "standardFlowEnabled": signs_in,
            "implicitFlowEnabled": false,
            "directAccessGrantsEnabled": false,
            "serviceAccountsEnabled": !self.wanted.permissions.is_empty(),
            "redirectUris": callbacks,
            "webOrigins": [self.wanted.portal.origin().ascii_serialization()],
            "attributes": { "post.logout.redirect.uris": portal },
        })
    }

    fn created(&self, realm: &Realm, uuid: &str) -> Created {
        let mut fields = Fields::default();
        fields.set(CLIENT_ID, Secret::new(self.name()));
        fields.set(CLIENT_SECRET, self.secret.clone());
        Created { fields, name: self.name().to_owned(), page: Some(realm.client_page(uuid)), ends: None }
    }
}

/// Deletes the client after a later step failed, and says what became of it. Signs in afresh, because the first token
/// may be what ran out.
async fn take_back(http: &Http, realm: &Realm, administrator: &Fields, uuid: &str, name: &str, error: Error) -> Error {
    match delete(http, realm, administrator, uuid, name).await {
        Ok(()) => error
            .context(format!("client `{name}` was deleted again, because a later step failed"))
            .context(NothingMade),
        Err(why) => error.context(format!(
            "client `{name}` was made and is still there, because it could not be deleted ({why:#}): delete it at {}",
            realm.client_page(uuid)
        )),
    }
}

async fn delete(http: &Http, realm: &Realm, administrator: &Fields, uuid: &str, name: &str) -> Result<()> {
    let admin = Admin::sign_in(http, realm, administrator).await?;
    let outcome = admin.call(Method::DELETE, &["clients", uuid], None).await;
    let outcome = match outcome {
        Ok(answer) if answer.status == 404 => Ok(()),
        Ok(answer) => accepted(&admin, &answer, &format!("delete client `{name}`")),
        Err(error) => Err(error),
    };
    admin.sign_out().await;
    outcome
}
