//! Reads the people and teams that the portal's catalog would get, by the names that its module gives them: a person's
//! login, a team's slug (`@backstage/plugin-catalog-backend-module-github`, its default transformers).

use anyhow::{Context, Result, anyhow, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;

use super::app;
use super::client::{Auth, Client, Failure};
use super::install::{self, segment};
use super::refusal;
use crate::credential::{CredentialKind, Fields};
use crate::proof::{Directory, DirectoryGroup, DirectoryUser, Extent, Proof};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};

/// The most people that are read, and the most of one team.
const MOST_PEOPLE: usize = 2_000;
/// The most teams that are read.
const MOST_TEAMS: usize = 300;
/// How many teams are asked for their members at once.
const AT_ONCE: usize = 4;

/// Names that were read, and how much of all of them that is.
struct Names {
    names: Vec<String>,
    extent: Extent,
}

/// Reads everything, with a token or as an App's installation.
pub(super) async fn read(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Directory> {
    let client = Client::new(http, &wanted.api_url, auth(http, wanted, fields).await?)?;
    let organization = format!("orgs/{}", segment(organization(wanted)?));
    let reading = client.reading();
    let people = names(&client, &format!("{organization}/members"), "login", (MOST_PEOPLE, &reading)).await?;
    let teams = names(&client, &format!("{organization}/teams"), "slug", (MOST_TEAMS, &reading)).await?;
    let extent = people.extent.and(teams.extent);
    let teams: Vec<(DirectoryGroup, Extent)> = stream::iter(teams.names)
        .map(|team| members(&client, &organization, team, &reading))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(sorted(people.names, teams, extent))
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
    let path = format!("{organization}/teams/{}/members", segment(&team));
    let mut read = names(client, &path, "login", (MOST_PEOPLE, reading)).await?;
    read.names.sort();
    Ok((DirectoryGroup { name: team, members: read.names, ..DirectoryGroup::default() }, read.extent))
}

async fn names(client: &Client, path: &str, field: &str, (most, reading): (usize, &Reading)) -> Result<Names> {
    let (list, extent) = client.all(path, most, reading).await.map_err(|failure| refused(path, failure))?;
    let name = |entry: &Value| entry.get(field).and_then(Value::as_str).map(str::to_owned);
    Ok(Names { names: list.iter().filter_map(name).collect(), extent })
}

fn refused(path: &str, failure: Failure) -> anyhow::Error {
    let what = if path.ends_with("/members") { "people" } else { "teams" };
    match failure {
        Failure::Unreachable(unreachable) => unreachable.into(),
        Failure::Refused(answer) => anyhow!("could not read {what}: {}", refusal::step(what.into(), &answer).says),
    }
}

fn sorted(people: Vec<String>, teams: Vec<(DirectoryGroup, Extent)>, extent: Extent) -> Directory {
    let extent = teams.iter().fold(extent, |extent, (_, team)| extent.and(*team));
    let mut users: Vec<_> = people.into_iter().map(|name| DirectoryUser { name, ..DirectoryUser::default() }).collect();
    let mut groups: Vec<_> = teams.into_iter().map(|(team, _)| team).collect();
    users.sort_by(|one, other| one.name.cmp(&other.name));
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Directory { users, groups, extent }
}
