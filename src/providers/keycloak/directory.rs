//! Streams the people and groups that the portal's catalog would get, by the names that its module gives them
//! (`@backstage-community/plugin-catalog-backend-module-keycloak` 3.22).

use std::collections::HashSet;

use anyhow::{Result, anyhow, bail};
use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::account::{Account, catalog_name};
use super::client::Client;
use super::realm::Realm;
use super::refusal::ClientAnswer;
use crate::credential::{Fields, Secret};
use crate::proof::{Census, DirectoryGroup, Extent, Limit, mark};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading};
use crate::providers::oauth::wire;

/// How many entries one page holds: the module's own default.
const PAGE: usize = 100;
/// The most groups that are read.
const MOST_GROUPS: usize = 5_000;
/// How many groups are asked for their members at once.
const AT_ONCE: usize = 4;

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

struct Reader<'a> {
    http: &'a Http,
    realm: &'a Realm,
    token: Secret,
    reading: Reading,
}

/// Reads everything with the credential's own service account.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let client = Client::of(wanted, fields).map_err(|step| anyhow!(step.says))?;
    let token = match client.token(http).await? {
        ClientAnswer::Granted(token) => token,
        ClientAnswer::ServiceAccountOff => bail!("the client has no service account to read people and groups with"),
        refused => bail!(client.step(&refused).says),
    };
    let reader = Reader { http, realm: client.realm(), token, reading: Reading::begun(http) };
    let (groups, mut known) = (census.wants_groups(), HashSet::new());
    let take = |account: Account| {
        // What is kept of a name, so that a realm of any size fits.
        known.extend(account.username.as_deref().filter(|_| groups).map(mark));
        account.user().into_iter().for_each(|user| census.user(user));
    };
    let people = reader.each(&["users"], take).await?;
    match groups {
        true => Ok(people.and(reader.groups_of(&known, census).await?)),
        false => Ok(people),
    }
}

impl Reader<'_> {
    /// Hands on every group with those of its members who were read as people: the module keeps no others.
    async fn groups_of(&self, known: &HashSet<u64>, census: &mut dyn Census) -> Result<Extent> {
        let (mut groups, mut extent) = self.groups().await?;
        groups.sort_by_cached_key(|group| group.name.as_deref().map(catalog_name));
        let mut read = stream::iter(groups).map(|group| self.with_members(group, known)).buffered(AT_ONCE);
        while let Some(group) = read.next().await {
            let (group, members) = group?;
            extent = extent.and(members);
            group.into_iter().for_each(|group| census.group(group));
        }
        Ok(extent)
    }

    /// Reads all groups, each before its children. Nobody's children are asked for where there is no room for another.
    async fn groups(&self) -> Result<(Vec<Group>, Extent)> {
        let (mut open, mut extent) = self.list(&["groups"]).await?;
        open.reverse();
        let mut groups = Vec::new();
        while let Some(mut group) = open.pop() {
            let room = MOST_GROUPS.saturating_sub(groups.len() + open.len() + 1);
            let mut children = std::mem::take(&mut group.sub_groups);
            let are_elsewhere = children.is_empty() && group.sub_group_count > 0;
            if are_elsewhere && room > 0 {
                let (listed, whole) = self.list(&["groups", &group.id, "children"]).await?;
                (children, extent) = (listed, extent.and(whole));
            }
            if are_elsewhere && room == 0 || children.len() > room {
                extent = extent.and(Extent::Part(Limit::Number));
                children.truncate(room);
            }
            open.extend(children.into_iter().rev());
            groups.push(group);
        }
        Ok((groups, extent))
    }

    /// Lists groups, not more than are read.
    async fn list(&self, path: &[&str]) -> Result<(Vec<Group>, Extent)> {
        let (mut groups, mut left_out) = (Vec::new(), false);
        let take = |group| match groups.len() < MOST_GROUPS {
            true => groups.push(group),
            false => left_out = true,
        };
        let extent = self.each(path, take).await?;
        Ok((groups, if left_out { Extent::Part(Limit::Number) } else { extent }))
    }

    /// Reads who is directly in a group.
    async fn with_members(&self, group: Group, known: &HashSet<u64>) -> Result<(Option<DirectoryGroup>, Extent)> {
        let Some(name) = group.name.as_deref().map(catalog_name) else { return Ok((None, Extent::Whole)) };
        let mut members = Vec::new();
        let take = |account: Account| {
            let username = account.username.filter(|username| known.contains(&mark(username)));
            members.extend(username.as_deref().map(catalog_name));
        };
        let extent = self.each(&["groups", &group.id, "members"], take).await?;
        members.sort();
        Ok((Some(DirectoryGroup { name, members, ..DirectoryGroup::default() }), extent))
    }

    /// Hands each entry of a list on, page by page; says whether that is all.
    async fn each<T: DeserializeOwned>(&self, path: &[&str], mut take: impl FnMut(T)) -> Result<Extent> {
        let (mut first, mut list) = (0, self.reading.list());
        loop {
            if let Some(limit) = list.over() {
                return Ok(Extent::Part(limit));
            }
            let (page, body) = self.page::<T>(path, first).await?;
            let count = page.len();
            if let Some(limit) = list.whole(count, &body) {
                return Ok(Extent::Part(limit));
            }
            page.into_iter().for_each(&mut take);
            if count < PAGE {
                return Ok(Extent::Whole);
            }
            first += count;
        }
    }

    async fn page<T: DeserializeOwned>(&self, path: &[&str], first: usize) -> Result<(Vec<T>, Vec<u8>)> {
        let answer = wire::get(self.http, &self.page_url(path, first), Some(&self.token)).await?;
        let what = path.last().copied().unwrap_or_default();
        match (answer.status, answer.json()) {
            (200, Some(page)) => Ok((page, answer.body)),
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
