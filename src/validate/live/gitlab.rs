//! GitLab: the tokens of `integrations.gitlab`, and the application of `auth.providers.gitlab`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground};
use super::read::Reading;
use super::{Credential, Stands, address, for_each};
use crate::config::{Node, Value};
use crate::contract;
use crate::credential::{CredentialKind, Purpose};

const GITLAB: &str = "gitlab";
/// Where people are sent without an `audience`, and what an integration without a host is for.
const USUAL: &str = "https://gitlab.com";

/// Everything at GitLab.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let entries = ground.listed("integrations.gitlab");
    let with_token = entries.iter().filter(|(_, entry)| is_written(entry, "token"));
    let mut found: Vec<_> = with_token.map(|entry| token(ground, entry)).collect();
    found.extend(client(ground, &entries));
    found
}

fn is_written(entry: &Node, key: &str) -> bool {
    entry.entry(key).is_some_and(|node| !matches!(node.value, Value::Null))
}

fn token(ground: &Ground<'_>, (route, entry): &Block<'_>) -> Credential {
    let mut reading = Reading::new(ground.subject);
    reading.field("token", entry, "token");
    let stands =
        Stands { route: format!("{route}.token"), place: entry.entry("token").map_or(entry.place, |node| node.place) };
    let mut purposes = BTreeSet::from([Purpose::Integration]);
    let wanted = host(&mut reading, entry).map(|(url, api)| {
        let (groups, org_data) = groups(ground, &url);
        purposes.extend(org_data.then_some(Purpose::OrgData));
        for_each(&ground.wanted(GITLAB, CredentialKind::AccessToken, &purposes, (&url, &api)), "group", &groups)
    });
    Credential::of("GitLab token", GITLAB, stands, reading, wanted.unwrap_or_default())
}

fn client(ground: &Ground<'_>, entries: &[Block<'_>]) -> Option<Credential> {
    let (route, block) = ground.sign_in(GITLAB)?;
    let mut reading = Reading::new(ground.subject);
    reading.field("client-id", block, "clientId");
    reading.field("client-secret", block, "clientSecret");
    let audience =
        if is_written(block, "audience") { reading.address(block, "audience") } else { Url::parse(USUAL).ok() };
    let wanted = audience.and_then(|url| {
        reading.hold_back(address::refused(&url));
        let mut beside = entries.iter().filter_map(|(_, entry)| host(&mut Reading::new(ground.subject), entry));
        let api = beside.find(|(other, _)| *other == url).map(|(_, api)| api).or_else(|| api_of(&url))?;
        let purposes = BTreeSet::from([Purpose::Authentication]);
        let mut wanted = ground.wanted(GITLAB, CredentialKind::OauthClient, &purposes, (&url, &api));
        wanted.callback = ground.callback(GITLAB, block);
        Some(wanted)
    });
    let stands = Stands { route, place: block.head() };
    Some(Credential::of("GitLab sign-in", GITLAB, stands, reading, wanted.into_iter().collect()))
}

/// Where an entry's server and its API are.
fn host(reading: &mut Reading<'_>, entry: &Node) -> Option<(Url, Url)> {
    let (base, api) = (reading.address(entry, "baseUrl"), reading.address(entry, "apiBaseUrl"));
    let host = if is_written(entry, "host") { reading.host(entry, "host") } else { Url::parse(USUAL).ok() };
    let url = base.or(host)?;
    let api = api.or_else(|| api_of(&url))?;
    reading.hold_back(address::refused(&url).or_else(|| address::refused(&api)));
    Some((url, api))
}

fn api_of(url: &Url) -> Option<Url> {
    Url::parse(&contract::provider(GITLAB).ok()?.api_of(url.as_str().trim_end_matches('/'))).ok()
}

/// The groups that the catalog reads from a server, and whether it reads people.
fn groups(ground: &Ground<'_>, url: &Url) -> (Vec<String>, bool) {
    let here = address::host_of(url);
    let (mut groups, mut org_data) = (Vec::new(), false);
    for (_, block) in ground.catalog(GITLAB) {
        if block.get("host").is_none_or(|host| host.text() != Some(here.as_str())) {
            continue;
        }
        org_data |= block.get("orgEnabled").and_then(Node::boolean) == Some(true);
        let group = block.get("group").and_then(Node::text).map(str::trim).filter(|group| !group.is_empty());
        groups.extend(group.map(str::to_owned).filter(|group| !groups.contains(group)));
    }
    (groups, org_data)
}
