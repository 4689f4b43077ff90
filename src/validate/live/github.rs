//! GitHub: tokens and Apps of `integrations.github`, and the client of `auth.providers.github`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground, items};
use super::read::Reading;
use super::{Credential, Stands, address, for_each};
use crate::config::Node;
use crate::contract;
use crate::credential::{CredentialKind, Purpose};

const GITHUB: &str = "github";

/// Everything at GitHub.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let mut found = Vec::new();
    for entry in ground.listed("integrations.github") {
        let apps = entry.1.get("apps").map(|apps| items(&format!("{}.apps", entry.0), apps)).unwrap_or_default();
        let alone = apps.len() == 1;
        found.extend(apps.iter().map(|app| self::app(ground, &entry, app, alone)));
        if entry.1.entry("token").is_some_and(|token| !matches!(token.value, crate::config::Value::Null)) {
            found.push(token(ground, &entry, apps.is_empty()));
        }
    }
    found.extend(client(ground));
    found
}

fn token(ground: &Ground<'_>, (route, entry): &Block<'_>, alone: bool) -> Credential {
    let mut reading = Reading::new(ground.subject);
    let place = entry.entry("token").unwrap_or(entry).place;
    reading.field("token", entry, "token");
    let stands = Stands { route: format!("{route}.token"), place };
    let host = host(&mut reading, entry);
    // Beside an App it only serves whom the App is not installed for, and nobody says who that is.
    let read =
        if alone { host.as_ref().map(|host| owners(ground, &host.0)).unwrap_or_default() } else { Owners::default() };
    credential(ground, "GitHub token", CredentialKind::AccessToken, stands, reading, host, &read)
}

fn app(ground: &Ground<'_>, (_, entry): &Block<'_>, (route, app): &Block<'_>, alone: bool) -> Credential {
    let mut reading = Reading::new(ground.subject);
    for (field, key) in [
        ("app-id", "appId"),
        ("private-key", "privateKey"),
        ("client-id", "clientId"),
        ("client-secret", "clientSecret"),
    ] {
        reading.field(field, app, key);
    }
    let host = host(&mut reading, entry);
    let mut read = host.as_ref().map(|host| owners(ground, &host.0)).unwrap_or_default();
    let allowed: Vec<String> = app.get("allowedInstallationOwners").map(texts).unwrap_or_default();
    let is_allowed = |owner: &String| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(owner));
    if !allowed.is_empty() {
        read.names.retain(is_allowed);
        if read.names.is_empty() {
            read.names = allowed;
        }
    }
    let stands = Stands { route: route.clone(), place: app.head() };
    let credential = credential(ground, "GitHub App", CredentialKind::GithubApp, stands, reading, host, &read);
    // Of several Apps, each organisation needs only one.
    Credential { one_is_enough: !alone, ..credential }
}

/// What people sign in by. Backstage sends them to github.com unless it is told of another server.
fn client(ground: &Ground<'_>) -> Option<Credential> {
    let (route, block) = ground.sign_in(GITHUB)?;
    let mut reading = Reading::new(ground.subject);
    reading.field("client-id", block, "clientId");
    reading.field("client-secret", block, "clientSecret");
    let own = reading.address(block, "enterpriseInstanceUrl");
    let url = own.or_else(|| usual().map(|(url, _)| url));
    // The API of a server of one's own is where the integration says, else at its usual path.
    let entries = ground.listed("integrations.github");
    let mut beside = entries.iter().filter_map(|(_, entry)| host(&mut Reading::new(ground.subject), entry));
    let host = url.and_then(|url| {
        let api = beside.find(|(other, _)| address::host_of(other) == address::host_of(&url)).map(|(_, api)| api);
        let api = api.or_else(|| api_of(&url))?;
        Some((url, api))
    });
    let stands = Stands { route, place: block.head() };
    let kind = CredentialKind::OauthClient;
    let mut client = self::credential(ground, "GitHub sign-in", kind, stands, reading, host, &Owners::nobody());
    client.wanted.iter_mut().for_each(|wanted| wanted.callback = ground.callback(GITHUB, block));
    Some(client)
}

/// An App's own client may sign people in: that is one credential, and one proof.
pub(super) fn lend(all: &mut Vec<Credential>) {
    let kind = |one: &Credential| one.wanted.first().map(|wanted| wanted.kind);
    let Some(at) = all
        .iter()
        .position(|one| one.provider == GITHUB && one.is_tried() && kind(one) == Some(CredentialKind::OauthClient))
    else {
        return;
    };
    let part = |one: &Credential, field: &str| one.fields.get(field).cloned();
    let same = |one: &Credential| {
        kind(one) == Some(CredentialKind::GithubApp)
            && one.is_tried()
            && ["client-id", "client-secret"].iter().all(|field| part(one, field) == part(&all[at], field))
    };
    let Some(app) = all.iter().position(same) else { return };
    let client = all.remove(at);
    let app = &mut all[if at < app { app - 1 } else { app }];
    let callback = client.wanted.into_iter().find_map(|wanted| wanted.callback);
    app.places.extend(client.places);
    for wanted in &mut app.wanted {
        wanted.purposes.insert(Purpose::Authentication);
        wanted.callback = callback.clone();
    }
}

/// Whose repositories and people are read.
#[derive(Default)]
struct Owners {
    names: Vec<String>,
    org_data: bool,
    signs_in: bool,
}

impl Owners {
    fn nobody() -> Self {
        Self { signs_in: true, ..Self::default() }
    }

    fn purposes(&self) -> BTreeSet<Purpose> {
        let org_data = self.org_data.then_some(Purpose::OrgData);
        let first = if self.signs_in { Purpose::Authentication } else { Purpose::Integration };
        org_data.into_iter().chain([first]).collect()
    }
}

/// The organisations that the catalog reads from a server.
fn owners(ground: &Ground<'_>, url: &Url) -> Owners {
    let mut owners = Owners::default();
    let here = address::host_of(url);
    for (_, block) in ground.catalog("githubOrg") {
        let there = block.get("githubUrl").and_then(Node::text).and_then(address::read);
        if there.is_none_or(|there| address::host_of(&there) == here) {
            owners.org_data = true;
            owners.names.extend(block.get("orgs").map(texts).unwrap_or_default());
        }
    }
    for (_, block) in ground.catalog(GITHUB) {
        let there = block.get("host").map_or(Some("github.com"), Node::text);
        if there == Some(here.as_str()) {
            owners.names.extend(block.get("organization").and_then(Node::text).map(str::to_owned));
        }
    }
    let mut seen = BTreeSet::new();
    owners.names.retain(|name| !name.trim().is_empty() && seen.insert(name.to_ascii_lowercase()));
    owners
}

fn texts(list: &Node) -> Vec<String> {
    list.items().filter_map(Node::text).map(|text| text.trim().to_owned()).collect()
}

/// Where an entry's server and its API are.
fn host(reading: &mut Reading<'_>, entry: &Node) -> Option<(Url, Url)> {
    let api = reading.address(entry, "apiBaseUrl");
    let url = match entry.entry("host") {
        Some(_) => reading.host(entry, "host")?,
        None => usual()?.0,
    };
    let Some(api) = api else {
        let api = api_of(&url)?;
        return Some((url, api));
    };
    // The same server by another scheme: what is said of the API holds for the pages, too.
    let mut url = url;
    if address::host_of(&url) == address::host_of(&api) {
        _ = url.set_scheme(api.scheme());
    }
    Some((url, api))
}

fn usual() -> Option<(Url, Url)> {
    let spec = contract::provider(GITHUB).ok()?;
    Some((Url::parse(&spec.url?).ok()?, Url::parse(&spec.api_url?).ok()?))
}

fn api_of(url: &Url) -> Option<Url> {
    let usual = usual().filter(|(usual, _)| address::host_of(usual) == address::host_of(url));
    let own = || Url::parse(&contract::provider(GITHUB).ok()?.api_of(url.as_str().trim_end_matches('/'))).ok();
    usual.map(|(_, api)| api).or_else(own)
}

fn credential(
    ground: &Ground<'_>,
    title: &str,
    kind: CredentialKind,
    stands: Stands,
    mut reading: Reading<'_>,
    host: Option<(Url, Url)>,
    owners: &Owners,
) -> Credential {
    for url in host.iter().flat_map(|(url, api)| [url, api]) {
        reading.hold_back(address::refused(url));
    }
    let purposes = owners.purposes();
    let wanted = host.map(|(url, api)| {
        for_each(&ground.wanted(GITHUB, kind, &purposes, (&url, &api)), "organization", &owners.names)
    });
    Credential::of(title, GITHUB, stands, reading, wanted.unwrap_or_default())
}
