//! Streams the people and teams that the portal's catalog would get, by the names that its module gives them: a person's
//! login, a team's slug (`@backstage/plugin-catalog-backend-module-github`, its default transformers).

use anyhow::{Context, Result, anyhow, bail};
use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use super::app;
use super::client::{Auth, Client, Failure};
use super::install;
use super::refusal;
use crate::credential::{CredentialKind, Fields};
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Identity, Proof, Sought};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading, part};

/// The most people that are read, and the most of one team: a thousand pages, of the five thousand requests that a credential has in an hour.
const MOST_PEOPLE: usize = 100_000;
/// The most teams that are read.
const MOST_TEAMS: usize = 300;
/// How many teams are asked for their members at once.
const AT_ONCE: usize = 4;

/// Reads everything, with a token or as an App's installation.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let client = Client::new(http, &wanted.api_url, auth(http, wanted, fields).await?)?;
    let organization = format!("orgs/{}", part(organization(wanted)?));
    let reading = client.reading();
    let path = format!("{organization}/members");
    let each = |entry: Value| user(&entry).into_iter().for_each(|user| census.user(user));
    let people = client.each(&path, MOST_PEOPLE, (&reading, each)).await.map_err(|failure| refused(&path, failure))?;
    match census.wants_groups() {
        true => Ok(people.and(teams(&client, &organization, (&reading, census)).await?)),
        false => Ok(people),
    }
}

/// Hands on every team.
async fn teams(client: &Client, organization: &str, (reading, census): (&Reading, &mut dyn Census)) -> Result<Extent> {
    let (mut teams, mut extent) =
        names(client, &format!("{organization}/teams"), "slug", (MOST_TEAMS, reading)).await?;
    teams.sort();
    let mut read = stream::iter(teams).map(|team| members(client, organization, team, reading)).buffered(AT_ONCE);
    while let Some(team) = read.next().await {
        let (team, members) = team?;
        extent = extent.and(members);
        census.group(team);
    }
    Ok(extent)
}

/// The user that the catalog's module makes, and what sign-in tells of them: a list has no mail addresses.
fn user(entry: &Value) -> Option<DirectoryUser> {
    let name = entry.get("login").and_then(Value::as_str)?.to_owned();
    let id = entry.get("id").and_then(Value::as_u64).map(|id| id.to_string());
    let told = Identity { username: Some(name.clone()), id, ..Identity::default() };
    Some(DirectoryUser { name, sought: Some(Sought::Found(told)), ..DirectoryUser::default() })
}

fn organization(wanted: &Wanted) -> Result<&str> {
    wanted.setting("organization").context("no organisation is named whose people could be read")
}

/// Speaks as the token, or as the App's installation in the organisation.
pub(super) async fn auth(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Auth> {
    if wanted.kind == CredentialKind::GithubApp {
        let signed =
            app::signing(http, wanted, fields, &mut Proof::default()).map_err(|step| anyhow!("{}", step.says))?;
        return Ok(Auth::Token(install::token(&signed, organization(wanted)?).await?));
    }
    match fields.get("token").filter(|token| !token.is_empty()) {
        Some(token) => Ok(Auth::Token(token.clone())),
        None => bail!("there is no token to read people and teams with"),
    }
}

/// Reads who is in a team. GitHub counts the members of the teams below it, too.
async fn members(
    client: &Client,
    organization: &str,
    team: String,
    reading: &Reading,
) -> Result<(DirectoryGroup, Extent)> {
    let path = format!("{organization}/teams/{}/members", part(&team));
    let (mut members, extent) = names(client, &path, "login", (MOST_PEOPLE, reading)).await?;
    members.sort();
    Ok((DirectoryGroup { name: team, members, ..DirectoryGroup::default() }, extent))
}

/// What a list is made of, by one field, and how much of all of it that is.
async fn names(
    client: &Client,
    path: &str,
    field: &str,
    (most, reading): (usize, &Reading),
) -> Result<(Vec<String>, Extent)> {
    let mut names = Vec::new();
    let each = |entry: Value| names.extend(entry.get(field).and_then(Value::as_str).map(str::to_owned));
    let extent = client.each(path, most, (reading, each)).await.map_err(|failure| refused(path, failure))?;
    Ok((names, extent))
}

fn refused(path: &str, failure: Failure) -> anyhow::Error {
    let what = if path.ends_with("/members") { "people" } else { "teams" };
    match failure {
        Failure::Unreachable(unreachable) => unreachable.into(),
        Failure::Refused(answer) => anyhow!("could not read {what}: {}", refusal::step(what.into(), &answer).says),
    }
}
