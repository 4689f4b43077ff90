//! Azure DevOps: tokens and service principals of `integrations.azure`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground, items};
use super::read::Reading;
use super::{Credential, Stands, address};
use crate::config::{Node, Value};
use crate::contract;
use crate::credential::{CredentialKind, Purpose};
use crate::proof::Step;
use crate::providers::Wanted;

const AZURE_DEVOPS: &str = "azure-devops";
/// Where a service principal gets its token, whatever the host.
const ENTRA: &str = "entra";

/// Everything at Azure DevOps.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let entries = ground.listed("integrations.azure");
    entries.iter().flat_map(|entry| of_host(ground, entry)).collect()
}

/// The credentials of one host: a list, or one in a form that Backstage still takes.
fn of_host(ground: &Ground<'_>, (route, entry): &Block<'_>) -> Vec<Credential> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    if let Some(list) = entry.get("credentials") {
        blocks.extend(items(&format!("{route}.credentials"), list));
    }
    blocks.extend(entry.get("credential").map(|one| (format!("{route}.credential"), one)));
    let mut found: Vec<_> = blocks.iter().filter_map(|block| credential(ground, entry, block)).collect();
    if is_written(entry, "token") {
        found.push(token(ground, entry, &(route.clone(), *entry), "token"));
    }
    found
}

fn is_written(block: &Node, key: &str) -> bool {
    block.entry(key).is_some_and(|node| !matches!(node.value, Value::Null))
}

fn credential(ground: &Ground<'_>, entry: &Node, block: &Block<'_>) -> Option<Credential> {
    if is_written(block.1, "personalAccessToken") {
        return Some(token(ground, entry, block, "personalAccessToken"));
    }
    // Without a secret it is the identity of the machine, which only that machine has.
    is_written(block.1, "clientSecret").then(|| principal(ground, entry, block))
}

fn token(ground: &Ground<'_>, entry: &Node, (route, block): &Block<'_>, key: &str) -> Credential {
    let mut reading = Reading::new(ground.subject);
    reading.field("token", block, key);
    let place = block.entry(key).map_or(block.place, |node| node.place);
    let stands = Stands { route: format!("{route}.{key}"), place };
    let wanted = wanted(ground, &mut reading, CredentialKind::AccessToken, entry, block);
    Credential::of("Azure DevOps token", AZURE_DEVOPS, stands, reading, wanted)
}

fn principal(ground: &Ground<'_>, entry: &Node, (route, block): &Block<'_>) -> Credential {
    let mut reading = Reading::new(ground.subject);
    for (field, key) in [("tenant", "tenantId"), ("client-id", "clientId"), ("client-secret", "clientSecret")] {
        reading.field(field, block, key);
    }
    let stands = Stands { route: route.clone(), place: block.head() };
    let mut wanted = wanted(ground, &mut reading, CredentialKind::ServicePrincipal, entry, block);
    let login = usual(ENTRA).map(|url| url.as_str().trim_end_matches('/').to_owned());
    for one in &mut wanted {
        one.settings.extend(login.clone().map(|login| ("login-url".to_owned(), login)));
    }
    Credential::of("Azure DevOps service principal", AZURE_DEVOPS, stands, reading, wanted)
}

/// Once for each organisation that the credential is for, by what it says itself or else by what the catalog reads.
fn wanted(
    ground: &Ground<'_>,
    reading: &mut Reading<'_>,
    kind: CredentialKind,
    entry: &Node,
    block: &Node,
) -> Vec<Wanted> {
    let host = if is_written(entry, "host") { reading.host(entry, "host") } else { usual(AZURE_DEVOPS) };
    let Some(url) = host else { return Vec::new() };
    let own: Vec<String> = block.get("organizations").map(texts).unwrap_or_default();
    let read = read_by_catalog(ground, &url);
    let projects_of = |name: &String| {
        let projects: Vec<_> =
            read.iter().filter(|(read, _)| read == name).map(|(_, project)| project.clone()).collect();
        let projects = if projects.is_empty() { vec![None] } else { projects };
        projects.into_iter().map(|project| (name.clone(), project)).collect::<Vec<_>>()
    };
    let places = if own.is_empty() { read.clone() } else { own.iter().flat_map(projects_of).collect() };
    if places.is_empty() {
        let says = "no organisation is named, and it can only be tried at one";
        let hint = "name it under `organizations` of the credential, or under `catalog.providers.azureDevOps`";
        reading.hold_back(Some(Step::unknown("organization", says).hint(hint)));
    }
    let one = ground.wanted(AZURE_DEVOPS, kind, &BTreeSet::from([Purpose::Integration]), (&url, &url));
    let at = |(organization, project): &(String, Option<String>)| {
        let mut wanted = one.clone();
        wanted.settings.insert("organization".to_owned(), organization.clone());
        wanted.settings.extend(project.clone().map(|project| ("project".to_owned(), project)));
        wanted
    };
    places.iter().map(at).collect()
}

/// The organisations and projects that the catalog reads from a server.
fn read_by_catalog(ground: &Ground<'_>, url: &Url) -> Vec<(String, Option<String>)> {
    let here = address::host_of(url);
    let unless_said = usual(AZURE_DEVOPS).map(|url| address::host_of(&url));
    let mut found = Vec::new();
    for (_, block) in ground.catalog("azureDevOps") {
        if block.get("host").map_or(unless_said.as_deref(), Node::text) != Some(here.as_str()) {
            continue;
        }
        let text = |key: &str| block.get(key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
        if let Some(organization) = text("organization") {
            let place = (organization.to_owned(), text("project").map(str::to_owned));
            if !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}

/// Where a provider is, unless a configuration says otherwise.
fn usual(provider: &str) -> Option<Url> {
    Url::parse(&contract::provider(provider).ok()?.url?).ok()
}

fn texts(list: &Node) -> Vec<String> {
    list.items().filter_map(Node::text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}
