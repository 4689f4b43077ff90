//! By what people sign in where no profile and no preset says it, and what an image has for that.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use serde_yaml::Value;

use super::meaning::{self, at, entries};
use super::{Found, Image, is_plain};
use crate::contract::generation::generations;
use crate::contract::image::layer_of_preset;
use crate::contract::sign_in::sign_in;
use crate::contract::system::systems;
use crate::contract::{self, Contract, Stands, Target};
use crate::credential::Purpose;
use crate::document;

const PROVIDERS: [&str; 2] = ["auth", "providers"];

/// A way to sign in.
pub(super) struct Way {
    /// Its key below `auth.providers`.
    pub(super) key: String,
    /// What is known of it; nothing of a company's own.
    pub(super) contract: Option<&'static Contract>,
}

/// Something by which people sign in, and for which an image has nothing.
pub struct Lacking {
    /// What it has not.
    pub says: String,
    /// Whether OpenID Connect would do in its place.
    pub is_oidc_instead: bool,
}

impl Way {
    /// The page of an image that offers it.
    pub(super) fn page(&self) -> Option<&'static str> {
        sign_in().page_of(&self.key)
    }

    /// Tells whether the images' backend signs people in by it, whatever their page offers.
    pub(super) fn is_known_to_images(&self) -> bool {
        sign_in().is_known_to_images(&self.key)
    }

    /// What an image lacks for it, where that is known.
    pub(super) fn lacking(&self) -> Option<Lacking> {
        let rows = systems().iter();
        let mut titles = rows.filter(|row| row.signs_in.as_ref().is_some_and(|way| way.key == self.key));
        let title = titles.next().map_or_else(|| format!("`{}`", self.key), |row| row.title.clone());
        let says = sign_in().lacking(&self.key, &title)?;
        Some(Lacking { says, is_oidc_instead: sign_in().is_oidc_instead(&self.key) })
    }
}

/// The ways in that the operator's own configuration has: first the one that an earlier `init` decided on.
pub(super) fn ways(found: &Found) -> Vec<Way> {
    let own = meaning::all(found.overlays.iter().map(|overlay| &overlay.root));
    let of_image = |key: &str| generations().of_images.iter().any(|route| *route == format!("auth.providers.{key}"));
    let blocks = || at(&own, &PROVIDERS).into_iter().flat_map(entries);
    let blocks = || blocks().filter(|(key, block)| !block.is_null() && !of_image(key));
    // Many a portal has a provider for people's tokens alone.
    let lets_in =
        |block: &Value| meaning::leaves(block).iter().any(|(route, _)| route.iter().any(|key| key == "signIn"));
    let mut keys: Vec<&str> = blocks().filter(|(_, block)| lets_in(block)).map(|(key, _)| key).collect();
    if keys.is_empty() {
        keys = blocks().map(|(key, _)| key).collect();
    }
    let said = declared(found).and_then(|contract| contract.signs_in_as.as_deref());
    if let Some(said) = said.filter(|said| keys.is_empty() || keys.contains(said)) {
        keys.retain(|key| *key != said);
        keys.insert(0, said);
    }
    let way = |key: &str| Way { key: key.to_owned(), contract: known(key, &own, found) };
    keys.into_iter().map(way).collect()
}

/// By what people sign in for sure, by an earlier `init`.
fn declared(found: &Found) -> Option<&'static Contract> {
    let means = found.declared.as_ref()?.purposes.authentication.as_ref()?;
    let mut all = contract::all().iter().filter(|contract| contract.signs_in_as.is_some());
    all.find(|contract| contract.provider == means.provider)
}

/// What is known of a way in. Of several with the same key, it is the one whose provider was said, or whose variables are read there.
fn known(key: &str, own: &Value, found: &Found) -> Option<&'static Contract> {
    let all = contract::all().iter();
    let all: Vec<_> = all.filter(|contract| contract.signs_in_as.as_deref() == Some(key)).collect();
    let said = declared(found).map(|contract| contract.provider.as_str());
    let of_said: Vec<_> = all.iter().copied().filter(|contract| Some(contract.provider.as_str()) == said).collect();
    let all = if of_said.is_empty() { all } else { of_said };
    let read = at(own, &[&PROVIDERS[..], &[key]].concat()).map(meaning::references).unwrap_or_default();
    let reads = |contract: &Contract| contract.variables.keys().filter(|name| read.contains(name.as_str())).count();
    let most = all.iter().map(|contract| reads(contract)).max().unwrap_or_default();
    let mut fitting = all.iter().copied().filter(|contract| reads(contract) == most);
    match most {
        // Names of one's own say nothing of a provider: what fits any server does.
        0 if all.len() > 1 => all.iter().copied().find(|contract| !contract.is_profile()).or_else(|| fitting.next()),
        _ => fitting.next(),
    }
}

/// What stands first in a portal by its own configuration and what an earlier `init` decided: people sign in by it, or it reads code alone.
pub fn main(found: &Found) -> Option<&'static Contract> {
    if let Some(way) = ways(found).first() {
        return way.contract;
    }
    let purposes = &found.declared.as_ref()?.purposes;
    let read = purposes.integration.first().filter(|_| purposes.authentication.is_none())?;
    let mut alone = contract::all()
        .iter()
        .filter(|contract| contract.stands_first() && !contract.purposes.contains_key(&Purpose::Authentication));
    alone.find(|contract| contract.provider == read.provider)
}

/// What a portal is told to load on the other side: of presets also those of what an earlier `init` decided on besides. Where nothing told it
/// before, by what people sign in decides, and of presets what it reads code from and what its layer has of other systems.
///
/// # Errors
/// When a layer of the image does not parse.
pub fn chosen(found: &Found, to: Target) -> Result<Image> {
    let mut moved = found.image.moved(to, found.stands_for.as_deref());
    if to != Target::V2 {
        return Ok(moved);
    }
    let own = meaning::all(found.overlays.iter().map(|overlay| &overlay.root));
    if is_plain(found.image.target) && !found.overlays.is_empty() {
        moved.presets = of_plain(found, &own)?;
    }
    moved.presets.extend(besides(found, &moved.presets));
    moved.presets.extend(shown(&own, &moved.presets)?);
    Ok(moved)
}

/// The presets of what people sign in by on plain Backstage, and of what code is read from there.
fn of_plain(found: &Found, own: &Value) -> Result<Vec<String>> {
    let mut presets: Vec<String> = Vec::new();
    let all = contract::all();
    let is_main = |contract: &&Contract| Some(&contract.name) == found.stands_for.as_ref();
    let (first, others): (Vec<_>, Vec<_>) = all.iter().partition(is_main);
    for contract in first.into_iter().chain(others) {
        for (name, brings) in &contract.otherwise(Target::V2).presets {
            let serves = match brings.first() {
                Some(Purpose::Authentication) => is_main(&contract),
                Some(Purpose::Integration) => reads_alike(name, own)?,
                _ => false,
            };
            if serves && !presets.contains(name) {
                presets.push(name.clone());
            }
        }
    }
    Ok(presets)
}

/// The presets of other systems of which the portal's own layer has all that a preset fills by variables.
fn shown(own: &Value, there: &[String]) -> Result<Vec<String>> {
    let mut presets = Vec::new();
    let also = contract::on(Target::V2).iter().filter(|contract| contract.stands_also());
    for name in also.flat_map(|contract| contract.otherwise(Target::V2).presets.keys()) {
        let Some((file, text)) = layer_of_preset(name).filter(|_| !there.contains(name)) else { continue };
        let layer = document::value(text).map_err(|error| anyhow!("{file}: {error}"))?;
        let leaves = meaning::leaves(&layer);
        let mut filled = leaves.iter().filter(|(_, leaf)| !meaning::references(leaf).is_empty()).peekable();
        if filled.peek().is_some() && filled.all(|(route, _)| at(own, route).is_some()) {
            presets.push(name.clone());
        }
    }
    Ok(presets)
}

/// The presets of other systems, of code and of people that an earlier `init` decided on beside what people sign in by.
fn besides(found: &Found, there: &[String]) -> Vec<String> {
    let Some(purposes) = found.declared.as_ref().map(|declared| &declared.purposes) else { return Vec::new() };
    let read = purposes.integration.iter().map(|means| (Purpose::Integration, &means.provider));
    let people = purposes.org_data.iter().map(|directory| (Purpose::OrgData, &directory.provider));
    let mut presets: Vec<String> = Vec::new();
    for (purpose, provider) in read.chain(people) {
        let beside = |contract: &&Contract| {
            contract.provider == *provider && (contract.stands.contains(&Stands::Beside) || contract.stands_also())
        };
        let all = contract::on(Target::V2).iter().filter(beside);
        let named = all.flat_map(|contract| &contract.otherwise(Target::V2).presets);
        let serving = named.filter(|(_, brings)| brings.first() == Some(&purpose)).map(|(name, _)| name.clone());
        let new: Vec<_> = serving.filter(|name| !there.contains(name) && !presets.contains(name)).collect();
        presets.extend(new);
    }
    presets
}

/// Tells whether a portal reads code from where a preset does.
fn reads_alike(preset: &str, own: &Value) -> Result<bool> {
    let Some((name, text)) = layer_of_preset(preset) else { return Ok(false) };
    let layer = document::value(text).map_err(|error| anyhow!("{name}: {error}"))?;
    let keys = |root: &Value| -> BTreeSet<String> {
        at(root, &["integrations"]).into_iter().flat_map(entries).map(|(key, _)| key.to_owned()).collect()
    };
    let brought = keys(&layer);
    Ok(!brought.is_empty() && brought.is_subset(&keys(own)))
}

/// What lets nobody in after a move, where nothing else does either: an image has none of a plain Backstage's ways in.
pub fn shut_out(found: &Found, to: Target) -> Option<Lacking> {
    if !is_plain(found.image.target) || is_plain(to) {
        return None;
    }
    let lacking: Option<Vec<_>> = ways(found).iter().map(Way::lacking).collect();
    lacking?.into_iter().next()
}
