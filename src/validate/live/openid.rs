//! Keycloak and every other OpenID Connect server: the client of `auth.providers.oidc`, and the one of `keycloakOrg`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground};
use super::read::Reading;
use super::{Credential, Stands, address};
use crate::config::Node;
use crate::credential::{CredentialKind, Purpose};
use crate::proof::Step;
use crate::providers::Wanted;

const OIDC: &str = "oidc";
const KEYCLOAK: &str = "keycloak";
const PARTS: [(&str, &str); 2] = [("client-id", "clientId"), ("client-secret", "clientSecret")];

/// A server of Keycloak and one of its realms.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Realm {
    base: Url,
    name: String,
}

/// Everything at such servers.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let blocks = ground.catalog("keycloakOrg");
    let realms: Vec<Realm> =
        blocks.iter().filter_map(|(_, block)| realm(&mut Reading::new(ground.subject), block)).collect();
    let readers = blocks.iter().map(|block| reader(ground, block));
    client(ground, &realms).into_iter().chain(readers).collect()
}

fn client(ground: &Ground<'_>, realms: &[Realm]) -> Option<Credential> {
    let (route, block) = ground.sign_in(OIDC)?;
    let mut reading = Reading::new(ground.subject);
    PARTS.iter().for_each(|(field, key)| reading.field(field, block, key));
    if block.get("metadataUrl").is_none() {
        reading.field("metadata", block, "metadataUrl");
    }
    let written = reading.setting(block, "metadataUrl");
    let url = reading.address(block, "metadataUrl");
    let stands = Stands { route, place: block.head() };
    let Some((url, written)) = url.zip(written) else {
        return Some(Credential::of("OpenID Connect client", OIDC, stands, reading, Vec::new()));
    };
    reading.hold_back(address::refused(&url));
    let callback = ground.callback(OIDC, block);
    let purposes = BTreeSet::from([Purpose::Authentication]);
    let of = |provider: &str, url: &Url, settings: Vec<(&str, String)>| {
        let mut wanted = ground.wanted(provider, CredentialKind::OauthClient, &purposes, (url, url));
        wanted.settings.extend(settings.into_iter().map(|(field, value)| (field.to_owned(), value)));
        wanted.callback = callback.clone();
        wanted
    };
    let keycloak = |realm: &Realm| of(KEYCLOAK, &realm.base, vec![("realm", realm.name.clone())]);
    let realm = realm_of(&url);
    if let Some(realm) = realm.as_ref().filter(|realm| realms.contains(realm)) {
        return Some(Credential::of("Keycloak client", KEYCLOAK, stands, reading, vec![keycloak(realm)]));
    }
    let plain = of(OIDC, &url, vec![("base-url", written)]);
    let mut client = Credential::of("OpenID Connect client", OIDC, stands, reading, vec![plain]);
    client.rather = realm.as_ref().map(|realm| (KEYCLOAK, keycloak(realm)));
    Some(client)
}

/// What reads people. It signs in at `loginRealm`, which is `master` when it is left out.
fn reader(ground: &Ground<'_>, (route, block): &Block<'_>) -> Credential {
    let mut reading = Reading::new(ground.subject);
    let by_name = block.entry("clientSecret").is_none() && block.entry("password").is_some();
    if by_name {
        let says = "it signs in with a person's name and password, which is not tried from here";
        reading.hold_back(Some(
            Step::unknown("parts", says).hint("a client with a service account leaves no password behind"),
        ));
    } else {
        PARTS.iter().for_each(|(field, key)| reading.field(field, block, key));
    }
    let read = realm(&mut reading, block);
    let login = reading.setting(block, "loginRealm").unwrap_or_else(|| "master".to_owned());
    let stands = Stands { route: route.clone(), place: block.head() };
    let Some(read) = read else {
        return Credential::of("Keycloak client", KEYCLOAK, stands, reading, Vec::new());
    };
    reading.hold_back(address::refused(&read.base));
    let apart = read.name != login;
    let purposes = if apart { BTreeSet::new() } else { BTreeSet::from([Purpose::OrgData]) };
    let mut wanted: Wanted = ground.wanted(KEYCLOAK, CredentialKind::OauthClient, &purposes, (&read.base, &read.base));
    wanted.settings.insert("realm".to_owned(), login.clone());
    let mut client = Credential::of("Keycloak client", KEYCLOAK, stands, reading, vec![wanted]);
    if apart {
        let says = format!("it signs in at realm `{login}`; whether it may read realm `{}` was not tried", read.name);
        client.besides.push(Step::unknown("people", says).hint("is `loginRealm` meant to be another one?"));
    }
    client
}

fn realm(reading: &mut Reading<'_>, block: &Node) -> Option<Realm> {
    let (base, name) = (reading.address(block, "baseUrl"), reading.setting(block, "realm"));
    Some(Realm { base: base?, name: name.unwrap_or_else(|| "master".to_owned()) })
}

/// The realm that an issuer's address names (`https://sso.acme.dev/realms/acme`).
fn realm_of(url: &Url) -> Option<Realm> {
    let path = url.path().to_owned();
    let (before, after) = path.split_once("/realms/")?;
    let (name, rest) = after.split_once('/').unwrap_or((after, ""));
    if name.is_empty() || !(rest.is_empty() || rest.starts_with(".well-known")) {
        return None;
    }
    let mut base = url.clone();
    base.set_path(before);
    Some(Realm { base, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_of_keycloak_names_its_server_and_realm() {
        let of = |text: &str| realm_of(&address::read(text).unwrap()).map(|realm| (realm.base.to_string(), realm.name));
        let plain = Some(("https://sso.acme.dev/".to_owned(), "acme".to_owned()));
        assert_eq!(of("https://sso.acme.dev/realms/acme"), plain);
        assert_eq!(of("https://sso.acme.dev/realms/acme/.well-known/openid-configuration"), plain);
        assert_eq!(of("https://sso.acme.dev/auth/realms/acme/").unwrap().0, "https://sso.acme.dev/auth");
        assert_eq!(of("https://login.acme.dev/tenant"), None);
        assert_eq!(of("https://login.acme.dev/realms/a/protocol/x"), None);
    }
}
