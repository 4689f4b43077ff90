//! Makes an app registration through Microsoft Graph, with the token of somebody who may. A step that fails takes back what
//! was made before it.

use anyhow::{Context, Result, anyhow};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{CLIENT_ID, CLIENT_SECRET, is_public, permission};
use crate::credential::{Fields, Secret};
use crate::providers::http::Answer;
use crate::providers::http::{Http, below, date};
use crate::providers::oauth::wire;
use crate::providers::{Created, NothingMade, Wanted, made_perhaps};

/// The setting that says how many days a new secret lives.
const SECRET_DAYS: &str = "secret-days";
/// How long it lives when nothing is said.
const DAYS: i64 = 180;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    id: String,
    app_id: String,
}

#[derive(Deserialize)]
struct List {
    value: Vec<Application>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSecret {
    secret_text: String,
}

/// A way to Graph with somebody's token.
struct Graph<'a> {
    http: &'a Http,
    base: &'a Url,
    token: &'a Secret,
}

/// Makes a registration of the name, callback and permissions that are wanted.
pub(super) async fn registration(http: &Http, wanted: &Wanted, administrator: &Fields) -> Result<Created> {
    let none = Secret::new("");
    let token = administrator.get("token").unwrap_or(&none);
    let graph = Graph { http, base: &wanted.api_url, token };
    let application = make(&graph, wanted).await?;
    match complete(&graph, wanted, &application).await {
        Ok((secret, ends)) => {
            let mut fields = Fields::default();
            fields.set(CLIENT_ID, Secret::new(&application.app_id));
            fields.set(CLIENT_SECRET, secret);
            Ok(Created { fields, name: wanted.name.clone(), page: page(wanted, &application.app_id), ends: Some(ends) })
        }
        Err(error) => match graph.send(Method::DELETE, &["applications", &application.id], None).await {
            Ok(answer) if answer.is_success() => Err(error.context(NothingMade)),
            _ => Err(error.context(format!(
                "the registration `{}` (client id {}) was made and could not be taken back",
                wanted.name, application.app_id
            ))),
        },
    }
}

async fn make(graph: &Graph<'_>, wanted: &Wanted) -> Result<Application> {
    let same = graph.named(&wanted.name).await.map_err(|error| error.context(NothingMade))?;
    if let Some(same) = same.first() {
        let there = anyhow!(
            "a registration `{}` is there already (client id {}); give its id and a secret, or remove it",
            wanted.name,
            same.app_id
        );
        return Err(there.context(NothingMade));
    }
    let callbacks: Vec<_> = wanted.callback.iter().map(Url::as_str).collect();
    let order = json!({
        "displayName": wanted.name,
        "signInAudience": "AzureADMyOrg",
        "web": { "redirectUris": callbacks },
        "requiredResourceAccess": permission::required(wanted),
    });
    let what = format!("the registration `{}`", wanted.name);
    let answer = graph.send(Method::POST, &["applications"], Some(&order)).await;
    let answer = answer.with_context(|| format!("whether {what} was made is not known"))?;
    let made = answer.json().filter(|_| answer.is_success());
    made.ok_or_else(|| made_perhaps(&what, answer.status, refused("make the registration", &answer)))
}

/// The principal that an administrator can agree for, and the secret, which Graph shows once.
async fn complete(graph: &Graph<'_>, wanted: &Wanted, application: &Application) -> Result<(Secret, String)> {
    let principal = json!({ "appId": application.app_id });
    let answer = graph.send(Method::POST, &["servicePrincipals"], Some(&principal)).await?;
    if !answer.is_success() {
        return Err(refused("make its service principal", &answer));
    }
    let days = wanted.setting(SECRET_DAYS).and_then(|days| days.parse().ok()).unwrap_or(DAYS);
    let day = date::written(date::now() + days * date::DAY);
    let end = format!("{day}T00:00:00Z");
    let order = json!({ "passwordCredential": { "displayName": "devportal", "endDateTime": end } });
    let answer = graph.send(Method::POST, &["applications", &application.id, "addPassword"], Some(&order)).await?;
    let secret: Option<NewSecret> = answer.json().filter(|_| answer.is_success());
    let secret = secret.ok_or_else(|| refused("make its secret", &answer))?;
    Ok((Secret::new(secret.secret_text), day))
}

impl Graph<'_> {
    async fn send(&self, method: Method, path: &[&str], body: Option<&Value>) -> Result<Answer> {
        wire::send_json(self.http, method, &below(self.base, &[&["v1.0"], path].concat()), self.token, body).await
    }

    /// Registrations of one name. Graph lets several have the same, and people confuse them.
    async fn named(&self, name: &str) -> Result<Vec<Application>> {
        let mut url = below(self.base, &["v1.0", "applications"]);
        let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
        url.query_pairs_mut().append_pair("$filter", &filter).append_pair("$select", "id,appId");
        let answer = wire::get(self.http, &url, Some(self.token)).await?;
        let list: Option<List> = answer.json().filter(|_| answer.status == 200);
        Ok(list.ok_or_else(|| refused("look for registrations", &answer))?.value)
    }
}

fn refused(what: &str, answer: &Answer) -> anyhow::Error {
    let why = match answer.status {
        401 => {
            "the token is not one for Microsoft Graph, or has ended; `az account get-access-token --resource-type ms-graph` gives one"
        }
        403 => "its owner may not register applications; an Application Developer or Administrator may",
        429 => "Microsoft Graph wants to be asked less often",
        _ => return anyhow!("could not {what}: Microsoft Graph answered with status {}", answer.status),
    };
    anyhow!("could not {what}: {why}")
}

/// Where a person finds the registration, in the cloud whose console is known.
fn page(wanted: &Wanted, app_id: &str) -> Option<Url> {
    if !is_public(&wanted.url) {
        return None;
    }
    let blade = format!("view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/{app_id}");
    let mut page = Url::parse("https://entra.microsoft.com").ok()?;
    page.set_fragment(Some(&blade));
    Some(page)
}
