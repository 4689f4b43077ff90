//! Reads the people and groups that the portal's catalog would get, by the names that its module gives them
//! (`@backstage-community/plugin-catalog-backend-module-keycloak` 3.22).

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::client::Client;
use super::realm::Realm;
use super::refusal::ClientAnswer;
use crate::credential::{Fields, Secret};
use crate::proof::{Directory, DirectoryGroup, DirectoryUser, Extent, Limit};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};
use crate::providers::oauth::wire;

/// How many entries one page holds: the module's own default.
const PAGE: usize = 100;
/// The most people that are read, and the most groups.
const MOST: usize = 5_000;
/// How many groups are asked for their members at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
struct User {
    id: Option<String>,
    username: Option<String>,
    email: Option<String>,
    #[serde(default, rename = "emailVerified")]
    email_verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    id: String,
    name: Option<String>,
    /// Present since Keycloak 23, which lists children on a path of their own.
    #[serde(default)]
    sub_group_count: usize,
    /// Filled up to Keycloak 22.
    #[serde(default)]
    sub_groups: Vec<Group>,
}

/// A list that was read page by page.
struct Pages<T> {
    entries: Vec<T>,
    extent: Extent,
}

struct Reader<'a> {
    http: &'a Http,
    realm: &'a Realm,
    token: Secret,
    reading: Reading,
}

/// Reads everything with the credential's own service account.
pub(super) async fn read(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Directory> {
    let client = Client::of(wanted, fields).map_err(|step| anyhow!(step.says))?;
    let token = match client.token(http).await? {
        ClientAnswer::Granted(token) => token,
        ClientAnswer::ServiceAccountOff => bail!("the client has no service account to read people and groups with"),
        refused => bail!(client.step(&refused).says),
    };
    let reader = Reader { http, realm: client.realm(), token, reading: Reading::begun(http) };
    let users: Pages<User> = reader.pages(&["users"]).await?;
    let groups = reader.groups().await?;
    let names = names_by_username(&users.entries);
    let extent = users.extent.and(groups.extent);
    let members = stream::iter(groups.entries)
        .map(|group| reader.with_members(group, &names))
        .buffered(AT_ONCE)
        .try_collect::<Vec<_>>()
        .await?;
    Ok(sorted(users.entries, members, extent))
}

impl Reader<'_> {
    /// Reads all groups, each before its children.
    async fn groups(&self) -> Result<Pages<Group>> {
        let top: Pages<Group> = self.pages(&["groups"]).await?;
        let mut extent = top.extent;
        let mut open: Vec<Group> = top.entries.into_iter().rev().collect();
        let mut entries = Vec::new();
        while let Some(mut group) = open.pop() {
            if entries.len() == MOST {
                return Ok(Pages { entries, extent: Extent::Part(Limit::Number) });
            }
            let mut children = std::mem::take(&mut group.sub_groups);
            if children.is_empty() && group.sub_group_count > 0 {
                let pages = self.pages(&["groups", &group.id, "children"]).await?;
                extent = extent.and(pages.extent);
                children = pages.entries;
            }
            open.extend(children.into_iter().rev());
            entries.push(group);
        }
        Ok(Pages { entries, extent })
    }

    /// Reads who is directly in a group. The module keeps only members that it read as people.
    async fn with_members(
        &self,
        group: Group,
        names: &BTreeMap<String, String>,
    ) -> Result<(Option<DirectoryGroup>, Extent)> {
        let Some(name) = group.name.as_deref().map(catalog_name) else { return Ok((None, Extent::Whole)) };
        let members: Pages<User> = self.pages(&["groups", &group.id, "members"]).await?;
        let extent = members.extent;
        let usernames = members.entries.into_iter().filter_map(|user| user.username);
        let mut members: Vec<_> = usernames.filter_map(|username| names.get(&username).cloned()).collect();
        members.sort();
        Ok((Some(DirectoryGroup { name, members, ..DirectoryGroup::default() }), extent))
    }

    async fn pages<T: DeserializeOwned>(&self, path: &[&str]) -> Result<Pages<T>> {
        let (mut entries, mut list) = (Vec::new(), self.reading.list());
        while entries.len() < MOST {
            if let Some(limit) = list.over() {
                return Ok(Pages { entries, extent: Extent::Part(limit) });
            }
            let page: Vec<T> = self.page(path, entries.len()).await?;
            let last = page.len() < PAGE;
            list.page();
            list.entries(page.len());
            entries.extend(page);
            if last {
                return Ok(Pages { entries, extent: Extent::Whole });
            }
        }
        Ok(Pages { entries, extent: Extent::Part(Limit::Number) })
    }

    async fn page<T: DeserializeOwned>(&self, path: &[&str], first: usize) -> Result<Vec<T>> {
        let answer = wire::get(self.http, &self.page_url(path, first), Some(&self.token)).await?;
        let what = path.last().copied().unwrap_or_default();
        match (answer.status, answer.json()) {
            (200, Some(page)) => Ok(page),
            (200, None) => bail!("could not read {what}: Keycloak's answer has an unknown form"),
            (403, _) => bail!("could not read {what}: the service account lacks a role for it"),
            (status, _) => bail!("could not read {what}: Keycloak answered with status {status}"),
        }
    }

    fn page_url(&self, path: &[&str], first: usize) -> Url {
        let mut url = self.realm.admin(path);
        url.query_pairs_mut()
            .append_pair("first", &first.to_string())
            .append_pair("max", &PAGE.to_string())
            .append_pair("briefRepresentation", "true");
        url
    }
}

/// The `metadata.name` that the module gives: every character but letters, digits, `-`, `_` and `.` becomes `-`.
fn catalog_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

fn names_by_username(users: &[User]) -> BTreeMap<String, String> {
    users.iter().filter_map(|user| Some((user.username.clone()?, catalog_name(user.username.as_deref()?)))).collect()
}

fn sorted(users: Vec<User>, groups: Vec<(Option<DirectoryGroup>, Extent)>, extent: Extent) -> Directory {
    let extent = groups.iter().fold(extent, |extent, (_, members)| extent.and(*members));
    let mut users: Vec<_> = users
        .into_iter()
        .filter_map(|user| {
            Some(DirectoryUser {
                name: catalog_name(&user.username?),
                email: user.email,
                id: user.id,
                mail_verified: user.email_verified,
                groups: Vec::new(),
                keys: Vec::new(),
            })
        })
        .collect();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    let mut groups: Vec<_> = groups.into_iter().filter_map(|(group, _)| group).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    Directory { users, groups, extent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_ones_that_the_catalog_module_gives() {
        assert_eq!(catalog_name("Ops & SRE"), "Ops---SRE");
        assert_eq!(catalog_name("ada.lovelace_1-x"), "ada.lovelace_1-x");
        assert_eq!(catalog_name("ada@acme.dev"), "ada-acme.dev");
        assert_eq!(catalog_name("Zoë"), "Zo-");
    }
}
