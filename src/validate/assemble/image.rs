//! What the image adds: its own files below the operator's, the layers of presets, and what its start script fills.

use indexmap::IndexMap;

use super::super::FileText;
use super::super::carried::is_covered;
use super::super::gathered::Gathered;
use crate::answers::file::Target;
use crate::config::{Layer, Role, Value, Variables};
use crate::contract::{image, preset};
use crate::credential::Secret;
use crate::lint::Portal;

/// Without a profile or presets by name, the environment decides, as in the image, and where it is silent what was declared. The v2 image
/// does not look at a profile, and a Backstage that is no image at nothing.
pub(super) fn choose_image(portal: &mut Portal, variables: &Variables) {
    if portal.profile.is_some() || !portal.presets.is_empty() {
        return;
    }
    let declared = portal.declared.clone().unwrap_or_default();
    portal.target = declared.target.unwrap_or(portal.target);
    if declared.target == Some(Target::Backstage) {
        return;
    }
    if let Some(presets) = variables.value("VEECODE_PRESETS").filter(|_| portal.target != Target::V1) {
        portal.presets = preset::names(presets).map(str::to_owned).collect();
        portal.target = Target::V2;
    } else if let Some(profile) = variables.value("VEECODE_PROFILE").filter(|_| portal.target != Target::V2) {
        portal.profile = Some(profile.to_owned());
        portal.target = Target::V1;
    } else {
        (portal.profile, portal.presets) = (declared.profile, declared.presets);
    }
}

/// The image's own layers, with what its start script fills.
pub(super) fn layers_of_image(portal: &Portal, presets: Vec<FileText>, gathered: &mut Gathered<'_>) -> Vec<Layer> {
    if let Some(profile) = &portal.profile {
        start(profile, gathered);
    }
    match (portal.target, &portal.profile) {
        (Target::V1, Some(profile)) => {
            let own = image::layers_of_profile(Some(profile)).into_iter();
            let own: Vec<_> = own.filter(|(name, _)| !is_covered(name, &gathered.around)).collect();
            own.into_iter().map(|(name, text)| gathered.text(name, text, Role::Image)).collect()
        }
        (Target::V2, _) => layers_of_presets(presets, &portal.presets, gathered),
        _ => Vec::new(),
    }
}

/// The image's own files, then one per preset; a company's own preset counts before one of the image's.
fn layers_of_presets(own: Vec<FileText>, chosen: &[String], gathered: &mut Gathered<'_>) -> Vec<Layer> {
    let below = image::layers_before_presets().into_iter();
    let mut layers: Vec<_> = below.map(|(name, text)| gathered.text(name, text, Role::Image)).collect();
    let mut texts = Vec::new();
    for file in own {
        match file.text.as_ref().map(|text| preset::parse(text.expose())) {
            Ok(Ok(preset)) => {
                texts.extend(file.text.ok().map(|text| (preset.name.clone(), file.name, text)));
                gathered.around.presets.push(preset);
            }
            // What cannot be read is told by its faults, and brings nothing.
            _ => layers.push(emptied(gathered.file(file))),
        }
    }
    for name in chosen {
        match texts.iter().find(|(own, ..)| own == name) {
            Some((_, file, text)) => layers.push(part(gathered.text(file, text.expose(), Role::Yours))),
            None => {
                let file = image::layer_of_preset(name);
                layers.extend(file.map(|(name, text)| gathered.text(name, text, Role::Image)));
            }
        }
    }
    layers
}

/// What a company's own preset brings: its `appConfig`, with places in its own file.
fn part(layer: Layer) -> Layer {
    match layer.root.get("appConfig").filter(|node| node.is_map()).cloned() {
        Some(root) => Layer { root, ..layer },
        None => emptied(layer),
    }
}

fn emptied(mut layer: Layer) -> Layer {
    layer.root.value = Value::Map(IndexMap::new());
    layer
}

/// Fills what the image's start script fills.
fn start(profile: &str, gathered: &mut Gathered<'_>) {
    let filled = image::started(profile, |name| gathered.variables.value(name).map(Secret::new));
    for (name, value) in filled {
        gathered.set(name.to_string(), Some(value), image::START_SCRIPT);
    }
}
