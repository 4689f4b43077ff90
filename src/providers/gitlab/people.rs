//! Reads the people and groups that the portal's catalog would get, by the names that its module gives them
//! (`@backstage/plugin-catalog-backend-module-gitlab` 0.8): a person's user name, a group's path below the one that is read.

use anyhow::{Result, anyhow, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use gitlab::api::groups::Group;
use gitlab::api::groups::members::AllGroupMembers;
use gitlab::api::users::Users;
use serde::Deserialize;

use super::client::{Client, Failure};
use super::group::{Descendants, GroupFacts, matches};
use super::{TOKEN, refusal};
use crate::credential::Fields;
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Identity, Sought};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};

/// The most people that are read, and the most of one group.
const MOST_PEOPLE: usize = 5_000;
/// The most groups that are read.
const MOST_GROUPS: usize = 300;
/// How many groups are asked for their members at once.
const AT_ONCE: usize = 4;
/// The host on which the module leaves out the accounts that GitLab makes for tokens of groups and projects.
const GITLAB_COM: &str = "gitlab.com";

#[derive(Deserialize)]
struct Person {
    id: u64,
    username: String,
    #[serde(default)]
    state: String,
    email: Option<String>,
    public_email: Option<String>,
}

/// Reads everybody in the group and below it.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let Some(path) = wanted.setting("group") else { bail!("no group is named whose people could be read") };
    let client = Client::new(http, &wanted.api_url, fields.get(TOKEN))?;
    let reading = client.reading();
    let (mut people, extent) = members(&client, path, &reading).await?;
    people.retain(|person| wanted.url.host_str() != Some(GITLAB_COM) || !of_a_token(&person.username));
    let (groups, all_groups) = groups(&client, path, &reading).await?;
    let known: Vec<_> = people.iter().map(|person| person.username.clone()).collect();
    for person in people {
        let id = Some(person.id.to_string());
        census.user(DirectoryUser { name: person.username, email: person.email, id, ..DirectoryUser::default() });
    }
    let read: Vec<(DirectoryGroup, Extent)> =
        stream::iter(groups.into_iter().filter(|group| matches(wanted, &group.full_path)))
            .map(|group| with_members(&client, (path, &known), group, &reading))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
    // The module leaves out groups in which it knows nobody.
    let extent = read.iter().fold(extent.and(all_groups), |extent, (_, members)| extent.and(*members));
    let known = read.into_iter().map(|(group, _)| group).filter(|group| !group.members.is_empty());
    known.for_each(|group| census.group(group));
    Ok(extent)
}

/// Everybody who may enter a group; those who are blocked are left out, as the module does.
async fn members(client: &Client<'_>, path: &str, reading: &Reading) -> Result<(Vec<Person>, Extent)> {
    let endpoint = AllGroupMembers::builder().group(path).build()?;
    let read = client.all::<Person>(&endpoint, MOST_PEOPLE, reading).await;
    let (mut people, extent) = read.map_err(|failure| could_not("people", &failure))?;
    people.retain(|person| person.state.is_empty() || person.state == "active");
    Ok((people, extent))
}

/// Tells whether an account is one that GitLab made for a token (`group_7_bot_5e1d`).
pub(super) fn of_a_token(username: &str) -> bool {
    let numbered = username.strip_prefix("group_").or_else(|| username.strip_prefix("project_"));
    numbered.and_then(|rest| rest.split_once("_bot")).is_some_and(|(number, _)| !number.is_empty())
}

/// The group and all below it.
async fn groups(client: &Client<'_>, path: &str, reading: &Reading) -> Result<(Vec<GroupFacts>, Extent)> {
    if let Some(limit) = reading.list().over() {
        return Ok((Vec::new(), Extent::Part(limit)));
    }
    let own = client.ask(&Group::builder().group(path).build()?).await?;
    let Some(own) = own.found::<GroupFacts>() else {
        bail!("could not read the group: {}", refusal::step("group".into(), &own).says)
    };
    let below = Descendants { group: own.id };
    let read = client.all::<GroupFacts>(&below, MOST_GROUPS, reading).await;
    let (mut groups, extent) = read.map_err(|failure| could_not("groups", &failure))?;
    groups.insert(0, own);
    Ok((groups, extent))
}

async fn with_members(
    client: &Client<'_>,
    (root, known): (&str, &[String]),
    group: GroupFacts,
    reading: &Reading,
) -> Result<(DirectoryGroup, Extent)> {
    let endpoint = AllGroupMembers::builder().group(group.id).build()?;
    let read = client.all::<Person>(&endpoint, MOST_PEOPLE, reading).await;
    let (people, extent) = read.map_err(|failure| could_not("people", &failure))?;
    let mut members: Vec<_> =
        people.into_iter().map(|person| person.username).filter(|name| known.contains(name)).collect();
    members.sort();
    Ok((DirectoryGroup { name: catalog_name(root, &group.full_path), members, ..DirectoryGroup::default() }, extent))
}

/// The name that the module gives a group: its path below the one that is read.
fn catalog_name(root: &str, path: &str) -> String {
    let below = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/'));
    below.unwrap_or(path).replace('/', "-")
}

/// Looks a person up by user name, or by mail address where the token may.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    let client = Client::new(http, &wanted.api_url, fields.get(TOKEN))?;
    let by_mail = said.contains('@');
    let endpoint =
        if by_mail { Users::builder().search(said).build()? } else { Users::builder().username(said).build()? };
    let read = client.all::<Person>(&endpoint, 2, &client.reading()).await;
    let (people, _) = read.map_err(|failure| could_not("a person", &failure))?;
    Ok(match people.into_iter().next() {
        None if by_mail => Sought::Untold("GitLab tells mail addresses to administrators only".to_owned()),
        None => Sought::Nobody(format!("GitLab has nobody called `{said}`")),
        Some(person) if !person.state.is_empty() && person.state != "active" => Sought::Nobody(format!(
            "`{said}` is {} in GitLab",
            if person.state == "blocked" { "blocked" } else { "not active" }
        )),
        Some(person) => Sought::Found(Identity {
            username: Some(person.username),
            email: person.email.or(person.public_email).filter(|email| !email.is_empty()),
            id: Some(person.id.to_string()),
            mail_verified: None,
        }),
    })
}

fn could_not(what: &str, failure: &Failure) -> anyhow::Error {
    anyhow!("could not read {what}: {}", refusal::failure(what.into(), failure).says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_that_gitlab_made_for_tokens_are_known_by_their_names() {
        assert!(of_a_token("group_7_bot_5e1d") && of_a_token("project_31_bot"));
        assert!(!of_a_token("ada") && !of_a_token("group_bot") && !of_a_token("my_project_1_bot"));
    }

    #[test]
    fn groups_are_named_by_their_path_below_the_one_that_is_read() {
        assert_eq!(catalog_name("acme", "acme/platform/tools"), "platform-tools");
        assert_eq!(catalog_name("acme", "acme"), "acme");
        assert_eq!(catalog_name("acme", "acme-labs/x"), "acme-labs-x");
    }
}
