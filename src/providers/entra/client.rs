//! Proves an app registration by a token that it gets for itself: nobody has to sign in. The token's roles are what an
//! administrator has agreed to.

use std::collections::BTreeSet;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{CLIENT_ID, CLIENT_SECRET, TENANT, error, registration};
use crate::credential::{Fields, Purpose, Secret};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Answer;
use crate::providers::http::{Http, below, date};
use crate::providers::oauth::form::is_uuid;
use crate::providers::oauth::wire;
use crate::secrecy::conceal;

const CLIENT: Aspect<'static> = Aspect::new("client", &[CLIENT_ID, CLIENT_SECRET]);
const ROLES: Aspect<'static> = Aspect::new("roles", &[]);
/// What is said of a registration, or of a secret, that was made a moment ago.
const SETTLING: &[u64] = &[7_000_215, 700_016];
/// How far this machine's clock may be from Microsoft's before tokens are refused, in seconds.
const MOST_APART: i64 = 300;
/// Roles that include others: whoever has the first has the second as well. Source: Graph permissions reference.
const WIDER: &[(&str, &str)] = &[
    ("Directory.Read.All", "User.Read.All"),
    ("Directory.Read.All", "GroupMember.Read.All"),
    ("Directory.Read.All", "Group.Read.All"),
    ("Group.Read.All", "GroupMember.Read.All"),
    ("User.ReadWrite.All", "User.Read.All"),
    ("Directory.ReadWrite.All", "User.Read.All"),
    ("Directory.ReadWrite.All", "GroupMember.Read.All"),
];

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

/// What a token says of the registration that got it. Nobody checks its signature: it came from Microsoft itself.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    roles: BTreeSet<String>,
    #[serde(default)]
    app_displayname: Option<String>,
}

/// Proves a registration.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    if let Some(step) = wrong_form(fields) {
        return Proof::of(step);
    }
    let answer = match ask(http, wanted, fields).await {
        Ok(answer) => answer,
        Err(error) => return Proof::of(wire::no_answer(CLIENT, &error)),
    };
    let mut proof = Proof::default();
    proof.steps.extend(clock(&answer));
    let Some(granted) = answer.json::<Granted>().filter(|_| answer.status == 200) else {
        proof.push(error::step(CLIENT, &answer));
        return proof;
    };
    let told = claims(&granted.access_token);
    let id = fields.text(CLIENT_ID).unwrap_or_default();
    proof.settings.insert(CLIENT_ID.to_owned(), id.to_owned());
    let named = told.as_ref().and_then(|claims| claims.app_displayname.as_deref());
    let named = named.map(|name| format!("`{}`, ", shown(name))).unwrap_or_default();
    proof.push(Step::valid(CLIENT, format!("{named}id and secret belong together")));
    if wanted.purposes.contains(&Purpose::OrgData) {
        proof.push(match &told {
            Some(claims) => roles(wanted, id, &claims.roles),
            None => Step::unknown(
                ROLES,
                "the token does not tell what an administrator agreed to; each list is tried instead",
            ),
        });
    }
    let token = Secret::new(granted.access_token);
    if wanted.purposes.contains(&Purpose::OrgData) && !proof.refused() {
        proof.steps.extend(people(http, wanted, &token).await);
    }
    proof.steps.extend(registration::told(http, wanted, fields, &token).await);
    proof
}

/// Tells whether a refusal may pass by itself.
pub(super) fn may_settle(step: &Step) -> bool {
    step.name == CLIENT.name && SETTLING.iter().any(|code| step.says.ends_with(&format!("(AADSTS{code})")))
}

/// A token that the registration gets for itself, for Graph.
pub(super) async fn token(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Secret> {
    let answer = ask(http, wanted, fields).await?;
    match answer.json::<Granted>().filter(|_| answer.status == 200) {
        Some(granted) => Ok(Secret::new(granted.access_token)),
        None => Err(anyhow::anyhow!(error::step(CLIENT, &answer).says)),
    }
}

async fn ask(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Answer> {
    let tenant = wanted.setting(TENANT).unwrap_or_default();
    let scope = format!("{}/.default", wanted.api_url.as_str().trim_end_matches('/'));
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", fields.text(CLIENT_ID).unwrap_or_default()),
        ("client_secret", fields.text(CLIENT_SECRET).unwrap_or_default()),
        ("scope", &scope),
    ];
    wire::post_form(http, &below(&wanted.url, &[tenant, "oauth2", "v2.0", "token"]), &pairs).await
}

/// What needs no server to be refused.
fn wrong_form(fields: &Fields) -> Option<Step> {
    let (id, secret) = (fields.text(CLIENT_ID).unwrap_or_default(), fields.text(CLIENT_SECRET).unwrap_or_default());
    let says = |says: &str, hint: &str| Some(Step::invalid(CLIENT, says).hint(hint));
    match (id, secret) {
        ("", _) | (_, "") => says("id or secret is missing", "both are in the registration"),
        (id, _) if !is_uuid(id) => {
            says("the client id is no UUID", "it is \"Application (client) ID\" on the overview page")
        }
        (_, secret) if is_uuid(secret) => says(
            "this is the secret's id, not the secret",
            "take the column \"Value\"; it is shown once, so make a new one",
        ),
        _ => None,
    }
}

/// Tokens hold for an hour from Microsoft's time, so a clock far from it makes good ones look bad.
fn clock(answer: &Answer) -> Option<Step> {
    let ahead = date::seconds_ahead(answer.header("date")?)?;
    let wrong = match ahead {
        _ if ahead > MOST_APART => format!("{} ahead", date::minutes(ahead)),
        _ if -ahead > MOST_APART => format!("{} behind", date::minutes(-ahead)),
        _ => return None,
    };
    let says = format!("this machine's clock is {wrong} of Microsoft's");
    Some(
        Step::attention("clock", says)
            .hint("set it right, here and where the portal runs; sign-in fails with a wrong one"),
    )
}

fn claims(token: &str) -> Option<Claims> {
    let packed = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(packed).ok()?).ok()
}

/// Compares what an administrator agreed to with what is needed.
fn roles(wanted: &Wanted, id: &str, held: &BTreeSet<String>) -> Step {
    let covered = |role: &String| {
        held.contains(role) || WIDER.iter().any(|(wide, narrow)| narrow == role && held.contains(*wide))
    };
    let missing: Vec<_> =
        wanted.permissions.keys().filter(|role| !covered(role)).map(|role| format!("`{role}`")).collect();
    if !missing.is_empty() {
        return Step::insufficient(ROLES, format!("the registration lacks {}", missing.join(", "))).hint(format!(
            "add them as application permissions, then let an administrator agree: {}",
            consent_page(wanted, id)
        ));
    }
    let useful = |role: &String| {
        wanted.permissions.contains_key(role)
            || WIDER.iter().any(|(wide, narrow)| {
                wide == role && wanted.permissions.contains_key(*narrow) && !held.contains(*narrow)
            })
    };
    let excess: Vec<_> = held.iter().filter(|role| !useful(role)).map(|role| format!("`{role}`")).collect();
    let all: Vec<_> = held.iter().map(|role| format!("`{role}`")).collect();
    match excess.is_empty() {
        true => Step::valid(ROLES, format!("{}, nothing more", all.join(", "))),
        false => Step::attention(ROLES, format!("{}; more than is needed: {}", all.join(", "), excess.join(", ")))
            .hint("take away what is not needed; whoever gets the secret gets it all"),
    }
}

/// The page on which an administrator agrees to the permissions.
pub(super) fn consent_page(wanted: &Wanted, id: &str) -> Url {
    let mut page = below(&wanted.url, &[wanted.setting(TENANT).unwrap_or("organizations"), "adminconsent"]);
    page.query_pairs_mut().append_pair("client_id", id);
    page
}

/// Reads one person and one group: a role that was granted a moment ago may not work yet.
async fn people(http: &Http, wanted: &Wanted, token: &Secret) -> Vec<Step> {
    let mut steps = Vec::new();
    for kind in ["users", "groups"] {
        let mut url = below(&wanted.api_url, &["v1.0", kind]);
        url.query_pairs_mut().append_pair("$top", "1").append_pair("$select", "id");
        match wire::get(http, &url, Some(token)).await {
            Ok(answer) if answer.status == 200 && answer.json::<Value>().is_some() => {}
            Ok(answer) => steps.push(error::graph(kind.into(), &answer)),
            Err(error) => steps.push(wire::no_answer(kind, &error)),
        }
    }
    if steps.is_empty() {
        steps.push(Step::valid("people", "people and groups can be read"));
    }
    steps
}

/// Names come from people; only what is harmless is shown.
fn shown(text: &str) -> String {
    conceal(text).chars().filter(|c| !c.is_control()).take(60).collect()
}
