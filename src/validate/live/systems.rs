//! The systems of `templates/systems` and `templates/sign-in`: each row says in which blocks its credentials stand, or which header of the portal's proxy holds
//! them.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground};
use super::read::Reading;
use super::{Credential, Stands, address};
use crate::config::{Node, Value};
use crate::contract::system::{Found, InBlock, InProxy, System, systems};
use crate::credential::CredentialKind;
use crate::proof::Step;
use crate::providers::Wanted;

/// Where the endpoints of the proxy stand; the second is how they were written before `endpoints`.
const ENDPOINTS: [&str; 2] = ["proxy.endpoints.*", "proxy.*"];

/// Everything at any of them.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let rows = systems().iter();
    rows.flat_map(|system| system.found.iter().flat_map(|found| of(ground, system, found))).collect()
}

fn of(ground: &Ground<'_>, system: &'static System, found: &Found) -> Vec<Credential> {
    match found {
        Found::Block(keys) => {
            let blocks = blocks(ground, &keys.at).into_iter().filter(|(_, block)| fits(ground, keys, block));
            blocks.map(|block| in_block(ground, system, keys, &block)).collect()
        }
        Found::Proxy { proxy } => {
            let blocks = ENDPOINTS.iter().flat_map(|at| blocks(ground, at));
            blocks.filter_map(|block| in_proxy(ground, system, proxy, &block)).collect()
        }
    }
}

/// The blocks of a route that say something.
fn blocks<'s>(ground: &Ground<'s>, at: &str) -> Vec<Block<'s>> {
    let route = |stars: Vec<String>| {
        let mut stars = stars.into_iter();
        let keys = at.split('.').map(|key| if key == "*" { stars.next().unwrap_or_default() } else { key.to_owned() });
        keys.collect::<Vec<_>>().join(".")
    };
    let reached = ground.subject.config.reach(at).into_iter();
    reached.filter(|(_, block)| block.is_map()).map(|(stars, block)| (route(stars), block)).collect()
}

/// Tells whether a block holds a credential of this kind.
fn fits(ground: &Ground<'_>, keys: &InBlock, block: &Node) -> bool {
    let from = source(ground, keys, block);
    (keys.fields.is_empty() || keys.fields.values().any(|key| is_written(from, key)))
        && keys.needs.iter().all(|key| is_written(block, key))
        && !keys.without.iter().any(|key| is_written(block, key))
        && keys.is.iter().all(|(key, value)| block.get(key).and_then(Node::text) == Some(value))
}

/// The block in which the parts stand.
fn source<'n>(ground: &Ground<'n>, keys: &InBlock, block: &'n Node) -> &'n Node {
    keys.from.as_deref().and_then(|from| ground.subject.config.get(from)).unwrap_or(block)
}

fn is_written(block: &Node, key: &str) -> bool {
    block.entry(key).is_some_and(|node| !matches!(node.value, Value::Null))
}

fn in_block(ground: &Ground<'_>, system: &'static System, keys: &InBlock, (route, block): &Block<'_>) -> Credential {
    let mut reading = Reading::new(ground.subject);
    let from = source(ground, keys, block);
    keys.fields.iter().for_each(|(field, key)| reading.field(field, from, key));
    let written = keys.optional.iter().filter(|(_, key)| is_written(block, key));
    written.for_each(|(field, key)| reading.field(field, block, key));
    let mut wanted = place(system, keys, block, &mut reading)
        .and_then(|url| wanted(ground, system, keys.credential.as_deref(), url));
    if let Some(key) = keys.api.as_ref().filter(|key| is_written(block, key))
        && let (Some(wanted), Some(api)) = (&mut wanted, reading.address(block, key))
    {
        wanted.api_url = api;
    }
    for (setting, key) in &keys.settings {
        let said = reading.setting(block, key);
        if let (Some(wanted), Some(said)) = (&mut wanted, said) {
            wanted.settings.insert(setting.clone(), said);
        }
    }
    if let (Some(wanted), Some(signs_in)) = (&mut wanted, &system.signs_in) {
        wanted.callback = ground.callback(&signs_in.key, block);
    }
    if let Some(wanted) = &wanted {
        reading.hold_back(address::refused(&wanted.api_url));
    }
    reading.hold_back(ambient(system, keys.credential.as_deref()));
    let stands = Stands { route: route.clone(), place: block.head() };
    credential(system, keys.credential.as_deref(), stands, reading, wanted)
}

/// What a machine has by itself cannot be proven on another one.
fn ambient(system: &System, credential: Option<&str>) -> Option<Step> {
    let (_, spec) = system.credential(credential?)?;
    let ambient = spec.ambient.as_ref()?;
    Some(Step::unknown("identity", ambient.says.as_str()).hint(ambient.hint.as_str()))
}

/// Where the system is: at the address or the host that the block has, or else at its usual address.
fn place(system: &System, keys: &InBlock, block: &Node, reading: &mut Reading<'_>) -> Option<Url> {
    let written = |key: &Option<String>| key.clone().filter(|key| is_written(block, key));
    if let Some(key) = written(&keys.address) {
        return reading.address(block, &key);
    }
    let Some(key) = written(&keys.host) else { return system.url.as_deref().and_then(address::read) };
    let host = reading.host(block, &key)?;
    match &keys.host_form {
        Some(form) => address::read(&form.replace("<host>", &address::host_of(&host))),
        None => Some(host),
    }
}

fn in_proxy(
    ground: &Ground<'_>,
    system: &'static System,
    proxy: &InProxy,
    (route, block): &Block<'_>,
) -> Option<Credential> {
    let endpoint = route.strip_prefix("proxy.endpoints.").or_else(|| route.strip_prefix("proxy."))?;
    let headers = block.get("headers")?;
    let (key, header) = headers.entries().find(|(name, _)| name.eq_ignore_ascii_case(&proxy.header))?;
    let mut reading = Reading::new(ground.subject);
    let target = reading.address(block, "target");
    let host = target.as_ref().map(address::host_of).unwrap_or_default();
    if !proxy.is_at(endpoint, &host) {
        return None;
    }
    reading.behind(&proxy.value, headers, key);
    let own = target.map(|target| without_api(system, target));
    let wanted = own.and_then(|own| wanted(ground, system, proxy.credential.as_deref(), own));
    if let Some(wanted) = &wanted {
        reading.hold_back(address::refused(&wanted.api_url));
    }
    let stands = Stands { route: format!("{route}.headers.{key}"), place: header.place };
    Some(credential(system, proxy.credential.as_deref(), stands, reading, wanted))
}

/// The address of the system itself, where an endpoint leads to its API.
fn without_api(system: &System, mut target: Url) -> Url {
    let path = target.path().trim_end_matches('/').to_owned();
    let own = system.self_hosted_api_path.as_deref().and_then(|api| path.strip_suffix(api));
    target.set_path(own.unwrap_or(&path));
    target
}

fn wanted(ground: &Ground<'_>, system: &'static System, credential: Option<&str>, url: Url) -> Option<Wanted> {
    let spec = crate::contract::provider(&system.name).ok()?;
    let usual = system.url.as_deref().and_then(address::read).is_some_and(|usual| usual == url);
    let api = match spec.api_url.as_deref().filter(|_| usual) {
        Some(api) => address::read(api)?,
        None => Url::parse(&spec.api_of(url.as_str().trim_end_matches('/'))).ok()?,
    };
    let purposes = BTreeSet::from([system.purpose()]);
    let kind = match system.signs_in {
        Some(_) => CredentialKind::OauthClient,
        None => CredentialKind::AccessToken,
    };
    let mut wanted = ground.wanted(&system.name, kind, &purposes, (&url, &api));
    wanted.credential = credential.unwrap_or_default().to_owned();
    Some(wanted)
}

fn credential(
    system: &'static System,
    id: Option<&str>,
    stands: Stands,
    reading: Reading<'_>,
    wanted: Option<Wanted>,
) -> Credential {
    let spec =
        id.and_then(|id| system.credential(id).map(|(_, spec)| spec)).or_else(|| system.credentials.values().next());
    let title = spec.map_or(system.title.as_str(), |spec| spec.title.as_str());
    Credential::of(title, &system.name, stands, reading, wanted.into_iter().collect())
}
