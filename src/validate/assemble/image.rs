//! What the image adds: its own files below the operator's, the layers of presets, and what its start script fills.

use indexmap::IndexMap;

use super::super::FileText;
use super::layer;
use crate::answers::file::Target;
use crate::config::{Files, Given, Layer, Role, Source, Sources, Value, Variables, read};
use crate::contract::{image, preset};
use crate::credential::Secret;
use crate::lint::{Around, Portal};

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

/// What a layer of the image is read with.
pub(super) struct Reader<'r> {
    pub(super) sources: &'r mut Sources,
    pub(super) variables: &'r Variables,
    pub(super) files: &'r dyn Files,
}

impl Reader<'_> {
    fn layer(&mut self, name: &str, text: &str, role: Role) -> Layer {
        let source = self.sources.add(Source::new(name, text));
        read(source, role, self.sources, self.variables, self.files)
    }
}

/// The image's own files, then one per preset; a company's own preset counts before one of the image's.
pub(super) fn layers_of_presets(
    own: Vec<FileText>,
    chosen: &[String],
    around: &mut Around,
    reader: &mut Reader<'_>,
) -> Vec<Layer> {
    let mut layers: Vec<_> =
        image::layers_before_presets().into_iter().map(|(name, text)| reader.layer(name, text, Role::Image)).collect();
    let mut texts = Vec::new();
    for file in own {
        match file.text.as_ref().map(|text| preset::parse(text.expose())) {
            Ok(Ok(preset)) => {
                texts.extend(file.text.ok().map(|text| (preset.name.clone(), file.name, text)));
                around.presets.push(preset);
            }
            // What cannot be read is told by its faults, and brings nothing.
            _ => layers.push(emptied(layer(file, reader.sources, reader.variables, reader.files))),
        }
    }
    for name in chosen {
        match texts.iter().find(|(own, ..)| own == name) {
            Some((_, file, text)) => layers.push(part(reader.layer(file, text.expose(), Role::Yours))),
            None => {
                let file = image::layer_of_preset(name);
                layers.extend(file.map(|(name, text)| reader.layer(name, text, Role::Image)));
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
pub(super) fn start(profile: &str, variables: &mut Variables) {
    let filled = image::started(profile, |name| variables.value(name).map(Secret::new));
    for (name, value) in filled {
        variables.set(
            name.to_string(),
            Given { value: Some(value), written: None, from: image::START_SCRIPT.to_owned(), place: None },
        );
    }
}
