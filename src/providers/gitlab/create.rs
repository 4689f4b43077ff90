//! Makes an application with an administrator's token. Everybody else makes one on a page.

use std::borrow::Cow;

use anyhow::{Context, Result, anyhow};
use gitlab::api::{BodyError, Endpoint, FormParams};
use http::Method;
use serde::Deserialize;
use url::Url;

use super::client::{Client, Failure};
use super::{CLIENT_ID, CLIENT_SECRET, TOKEN, refusal};
use crate::credential::{Fields, Secret};
use crate::proof::Extent;
use crate::providers::http::{Answer, Http, below};
use crate::providers::{Created, NothingMade, Wanted, made_perhaps};

/// More applications than any instance is known to have.
const MOST: usize = 5_000;

/// What GitLab tells of an application; the secret only of one that it just made.
#[derive(Deserialize)]
struct Application {
    id: u64,
    application_id: String,
    #[serde(default)]
    application_name: String,
    #[serde(default)]
    secret: Option<String>,
    callback_url: Option<String>,
}

/// Makes an application of the name and callback that are wanted.
pub(super) async fn application(http: &Http, wanted: &Wanted, administrator: &Fields) -> Result<Created> {
    let client = Client::new(http, &wanted.api_url, administrator.get(TOKEN))?;
    let callback = wanted.callback.as_ref().unwrap_or(&wanted.portal).as_str();
    refuse_a_second(&client, wanted, callback).await.map_err(|error| error.context(NothingMade))?;
    let new = New { name: &wanted.name, callback, scopes: scopes(wanted) };
    let what = format!("`{}`, which would stand on {}", wanted.name, below(&wanted.url, &["admin", "applications"]));
    let answer = client.ask(&new).await.with_context(|| format!("whether {what} was made is not known"))?;
    let Some(made) = answer.found::<Application>() else {
        let step = refusal::step("application".into(), &answer);
        let error = anyhow!("GitLab did not answer with the application: {}", step.says);
        return Err(made_perhaps(&what, answer.status, error));
    };
    let page = page(wanted, made.id);
    let Some(secret) = made.secret.filter(|secret| !secret.is_empty()) else {
        // Without its secret it is of no use; the page renews it.
        return Err(anyhow!("`{}` was made, but GitLab did not give its secret; renew it on {page}", wanted.name));
    };
    let mut fields = Fields::default();
    fields.set(CLIENT_ID, Secret::new(&made.application_id));
    fields.set(CLIENT_SECRET, Secret::new(secret));
    Ok(Created { fields, name: wanted.name.clone(), page: Some(page), ends: None })
}

/// Secrets are shown once, so one that is there cannot be taken up, and a second of the same name would only confuse.
async fn refuse_a_second(client: &Client<'_>, wanted: &Wanted, callback: &str) -> Result<()> {
    let (known, extent) = match client.all::<Application>(&List, MOST, &client.reading()).await {
        Ok(read) => read,
        Err(Failure::Refused(answer)) => return Err(no_administrator(wanted, &answer)),
        Err(Failure::Unreachable(unreachable)) => return Err(unreachable.into()),
    };
    let same = known
        .iter()
        .find(|known| known.application_name == wanted.name && known.callback_url.as_deref() == Some(callback));
    match same {
        Some(same) => Err(anyhow!(
            "an application `{}` with this callback is there already, and its secret is not shown again; renew it on {} and \
             give it here, or remove it",
            wanted.name,
            page(wanted, same.id)
        )),
        None if extent != Extent::Whole => Err(anyhow!(
            "the instance has so many applications that it could not be determined whether `{}` is there already; give its id and secret",
            wanted.name
        )),
        None => Ok(()),
    }
}

fn no_administrator(wanted: &Wanted, answer: &Answer) -> anyhow::Error {
    match answer.status {
        403 => anyhow!(
            "only an administrator's token with the scope `api` makes applications; make it on {}, and give its id and secret",
            super::by_hand::application_page(wanted)
        ),
        _ => anyhow!("could not make an application: {}", refusal::step("administrator".into(), answer).says),
    }
}

fn page(wanted: &Wanted, id: u64) -> Url {
    below(&wanted.url, &["admin", "applications", &id.to_string()])
}

/// Sign-in asks for `read_user`; what else is wanted of the client comes from its features.
pub(super) fn scopes(wanted: &Wanted) -> String {
    let mut scopes: Vec<_> = wanted.scopes.keys().map(String::as_str).collect();
    if !scopes.contains(&"read_user") {
        scopes.push("read_user");
    }
    scopes.join(" ")
}

/// All applications of the instance. <https://docs.gitlab.com/api/applications/>
struct List;

impl Endpoint for List {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        "applications".into()
    }
}

/// A new application.
struct New<'a> {
    name: &'a str,
    callback: &'a str,
    scopes: String,
}

impl Endpoint for New<'_> {
    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Cow<'static, str> {
        "applications".into()
    }

    fn body(&self) -> Result<Option<(&'static str, Vec<u8>)>, BodyError> {
        let mut form = FormParams::default();
        form.push("name", self.name);
        form.push("redirect_uri", self.callback);
        form.push("scopes", self.scopes.as_str());
        form.push("confidential", true);
        form.into_body()
    }
}
