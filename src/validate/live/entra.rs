//! Microsoft Entra ID: the client of `auth.providers.microsoft`, and the one that reads people for `microsoftGraphOrg`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground};
use super::read::Reading;
use super::{Credential, Stands, address};
use crate::config::Node;
use crate::contract;
use crate::credential::{CredentialKind, Purpose, Secret};
use crate::providers::Wanted;

const ENTRA: &str = "entra";
const PARTS: [(&str, &str); 2] = [("client-id", "clientId"), ("client-secret", "clientSecret")];
/// What a client is read from when the configuration leaves it to the process.
const BY_VARIABLE: [(&str, &str); 2] = [("client-id", "AZURE_CLIENT_ID"), ("client-secret", "AZURE_CLIENT_SECRET")];

/// Everything at Entra.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let readers: Vec<_> =
        ground.catalog("microsoftGraphOrg").iter().filter_map(|block| reader(ground, block)).collect();
    client(ground, &readers).into_iter().chain(readers).collect()
}

fn client(ground: &Ground<'_>, readers: &[Credential]) -> Option<Credential> {
    let (route, block) = ground.sign_in("microsoft")?;
    let mut reading = Reading::new(ground.subject);
    PARTS.iter().for_each(|(field, key)| reading.field(field, block, key));
    // Sign-in knows no other cloud, so the one of the same client's org data is taken.
    let beside = readers.iter().find(|reader| reader.fields == reading.fields).and_then(|reader| reader.wanted.first());
    let place = beside.map(|wanted| (wanted.url.clone(), wanted.api_url.clone())).or_else(usual);
    let tenant = tenant(&mut reading, block);
    let wanted = place.map(|place| {
        let mut wanted = wanted(ground, Purpose::Authentication, &place, tenant);
        wanted.callback = ground.callback("microsoft", block);
        wanted
    });
    let stands = Stands { route, place: block.head() };
    Some(Credential::of("Entra registration", ENTRA, stands, reading, wanted.into_iter().collect()))
}

/// What reads people. Without any client the process's own variables are used, and without these the identity of its machine,
/// which nobody can try from here.
fn reader(ground: &Ground<'_>, (route, block): &Block<'_>) -> Option<Credential> {
    let mut reading = Reading::new(ground.subject);
    if PARTS.iter().any(|(_, key)| block.entry(key).is_some()) {
        PARTS.iter().for_each(|(field, key)| reading.field(field, block, key));
    } else {
        for (field, variable) in BY_VARIABLE {
            reading.fields.set(field, Secret::new(ground.subject.variables.value(variable)?));
        }
    }
    let tenant = tenant(&mut reading, block);
    let (login, graph) = usual()?;
    let login = reading.address(block, "authority").unwrap_or(login);
    let graph = reading.address(block, "target").map_or(graph, without_version);
    reading.hold_back(address::refused(&login).or_else(|| address::refused(&graph)));
    let wanted = wanted(ground, Purpose::OrgData, &(login, graph), tenant);
    let stands = Stands { route: route.clone(), place: block.head() };
    Some(Credential::of("Entra registration", ENTRA, stands, reading, vec![wanted]))
}

fn tenant(reading: &mut Reading<'_>, block: &Node) -> Option<String> {
    let tenant = reading.setting(block, "tenantId");
    if tenant.is_none() && reading.is_whole() {
        reading.field("tenant", block, "tenantId");
    }
    tenant
}

fn wanted(ground: &Ground<'_>, purpose: Purpose, (login, graph): &(Url, Url), tenant: Option<String>) -> Wanted {
    let mut wanted = ground.wanted(ENTRA, CredentialKind::OauthClient, &BTreeSet::from([purpose]), (login, graph));
    wanted.settings.extend(tenant.map(|tenant| ("tenant".to_owned(), tenant)));
    wanted
}

fn usual() -> Option<(Url, Url)> {
    let spec = contract::provider(ENTRA).ok()?;
    Some((Url::parse(&spec.url?).ok()?, Url::parse(&spec.api_url?).ok()?))
}

/// `target` names Graph with its version, which the provider adds itself.
fn without_version(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').trim_end_matches("/v1.0").to_owned();
    url.set_path(&path);
    url
}
