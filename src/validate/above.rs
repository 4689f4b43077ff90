//! What lies over the files that were given where the portal is deployed: read for which keys it says, and not judged.

use super::FileText;
use crate::config::carrier::{self, is_app_config};
use crate::config::{Files, Layer, Role, Source, Sources, Variables, read};
use crate::lint::Above;

/// Reads such files. Texts of their own, as nothing of them is to be shown.
pub(super) fn read_all(given: Vec<FileText>, files: &dyn Files) -> Vec<Above> {
    given.into_iter().flat_map(|file| one(file, files)).collect()
}

fn one(file: FileText, files: &dyn Files) -> Vec<Above> {
    let Ok(text) = file.text else { return Vec::new() };
    let (mut sources, variables) = (Sources::default(), Variables::default());
    let source = sources.add(Source::new(file.name.as_str(), text.expose()));
    let above = |layer: Layer| Above { file: file.name.clone(), root: layer.root };
    if let Some(carrier) = carrier::detect(&file.name, text.expose(), source) {
        let embedded = carrier::read(&[carrier], &sources).into_iter().flat_map(|carried| carried.layers);
        return embedded.map(|part| Above { file: file.name.clone(), root: part.root }).collect();
    }
    let is_one = is_app_config(&file.name);
    is_one.then(|| above(read(source, Role::Yours, &mut sources, &variables, files))).into_iter().collect()
}
