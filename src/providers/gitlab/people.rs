//! Streams the people and groups that the portal's catalog would get, by the names that its module gives them
//! (`@backstage/plugin-catalog-backend-module-gitlab` 0.8): a person's user name, a group's path below the one that is read.

use std::collections::HashSet;

use anyhow::{Result, anyhow, bail};
use futures_util::stream::{self, StreamExt};
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

impl Person {
    /// Whether the module takes them; those who are blocked are left out.
    fn is_active(&self) -> bool {
        self.state.is_empty() || self.state == "active"
    }

    /// What a sign-in comes to.
    fn sought(self) -> Sought {
        if !self.is_active() {
            let state = if self.state == "blocked" { "blocked" } else { "not active" };
            return Sought::Nobody(format!("`{}` is {state} in GitLab", self.username));
        }
        let email = self.email.or(self.public_email).filter(|email| !email.is_empty());
        let (username, id) = (Some(self.username), Some(self.id.to_string()));
        Sought::Found(Identity { username, email, id, mail_verified: None })
    }

    /// The user that the module makes.
    fn user(self) -> DirectoryUser {
        let (name, email, id) = (self.username.clone(), self.email.clone(), Some(self.id.to_string()));
        DirectoryUser { name, email, id, sought: Some(self.sought()), ..DirectoryUser::default() }
    }
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
    let (wants_groups, mut known) = (census.wants_groups(), HashSet::new());
    let people = members(&client, path, &reading, |person| {
        if wanted.url.host_str() != Some(GITLAB_COM) || !of_a_token(&person.username) {
            known.extend(wants_groups.then_some(person.id));
            census.user(person.user());
        }
    });
    let mut extent = people.await?;
    if !wants_groups {
        return Ok(extent);
    }
    let (groups, all_groups) = groups(&client, path, &reading).await?;
    extent = extent.and(all_groups);
    let groups = stream::iter(groups.into_iter().filter(|group| matches(wanted, &group.full_path)));
    let mut read = groups.map(|group| with_members(&client, (path, &known), group, &reading)).buffered(AT_ONCE);
    while let Some(group) = read.next().await {
        let (group, members) = group?;
        extent = extent.and(members);
        // The module leaves out groups in which it knows nobody.
        if !group.members.is_empty() {
            census.group(group);
        }
    }
    Ok(extent)
}

/// Hands on everybody who may enter a group.
async fn members(client: &Client<'_>, path: &str, reading: &Reading, mut take: impl FnMut(Person)) -> Result<Extent> {
    let endpoint = AllGroupMembers::builder().group(path).build()?;
    let each = |person: Person| {
        if person.is_active() {
            take(person)
        }
    };
    let read = client.each(&endpoint, usize::MAX, (reading, each)).await;
    read.map_err(|failure| could_not("people", &failure))
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
    (root, known): (&str, &HashSet<u64>),
    group: GroupFacts,
    reading: &Reading,
) -> Result<(DirectoryGroup, Extent)> {
    let endpoint = AllGroupMembers::builder().group(group.id).build()?;
    let mut members = Vec::new();
    let each = |person: Person| members.extend(known.contains(&person.id).then_some(person.username));
    let read = client.each(&endpoint, usize::MAX, (reading, each)).await;
    let extent = read.map_err(|failure| could_not("people", &failure))?;
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
        Some(person) => person.sought(),
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
