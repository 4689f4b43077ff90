//! The portal's variables in compose files, values of charts and manifests.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Result, anyhow};
use serde_yaml::{Mapping, Value};

use super::decide::Added;
use super::entry::Entry;
use super::environment::Work;
use super::meaning::{self, Route};
use super::{Stands, layer, vault};
use crate::config::carrier::renamed;
use crate::contract::TOLD;
use crate::credential::Secret;
use crate::document;

impl Work<'_> {
    /// A compose file, values of a chart or a manifest.
    pub(super) fn carrier(&mut self, file: &str, text: &Secret) -> Result<Secret> {
        let text = text.expose();
        let mut edits: Vec<(Range<usize>, Secret)> = Vec::new();
        let mut left = Vec::new();
        let mut last_item = None;
        for setting in self.found.settings.iter().filter(|setting| setting.file == file) {
            let Stands::Entry(name, whole) = &setting.stands else { continue };
            let entry = Entry { file, text, name: name.clone(), whole: whole.clone() };
            last_item = entry.is_item().then(|| entry.clone()).or(last_item);
            if self.decided.gone.contains(&setting.name) {
                match entry.gone() {
                    Some(edit) => edits.push(edit),
                    None => left.push(format!("take `{}` out, which nothing sets any more", setting.name)),
                }
            } else if TOLD.contains(&setting.name.as_str()) {
                self.image(&setting.name, &entry, &mut edits, &mut left);
            } else if let Some(new) = self.decided.names.get(&setting.name) {
                edits.push(entry.renamed(&setting.name, new));
            }
            let added = self
                .decided
                .adds
                .iter()
                .filter(|(_, added)| matches!(added, Added::Of(other) if self.old_name(other) == setting.name));
            for (new, _) in added {
                match entry.again(&setting.name, new) {
                    Some(edit) => edits.push(edit),
                    None => left.push(format!("`{new}` has to be set beside `{}`, to the same", setting.name)),
                }
            }
        }
        if let (Some(route), Some((name, value))) = (self.presets_of(file), self.to.told()) {
            let beside = last_item.and_then(|entry| entry.beside(name, &value));
            match beside {
                Some(edit) => edits.push(edit),
                None if !self.has_variables(file, &route) => {}
                None => left.push(format!("set `{name}` to `{value}` among its variables")),
            }
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = text.to_owned();
        for (range, new) in edits.into_iter().rev() {
            edited.replace_range(range, new.expose());
        }
        if self.found.composes.contains(file) {
            edited = self.filled_in(file, &edited)?;
        }
        edited = self.without_presets(file, edited)?;
        self.decided.left.extend(left.into_iter().map(|says| format!("`{file}`: {says}")));
        Ok(Secret::new(edited))
    }

    /// What compose fills in comes from the file of variables beside it, where the names have changed.
    fn filled_in(&self, file: &str, text: &str) -> Result<String> {
        let lines = self.found.settings.iter().filter(|setting| setting.stands == Stands::Line);
        let set: BTreeSet<&str> = lines.map(|setting| setting.name.as_str()).collect();
        let told = self.to.told().map(|(variable, _)| variable);
        let new = |old: &str| match told {
            Some(variable) if TOLD.contains(&old) => Some(variable),
            _ => self.decided.names.get(old).filter(|_| set.contains(old)).map(String::as_str),
        };
        let with_names = |text: &str| renamed(text, new);
        if with_names(text) == text {
            return Ok(text.to_owned());
        }
        let refused = |refusal: document::Refusal| anyhow!("`{file}` cannot be edited: {refusal}");
        let wanted = meaning::with_texts(&document::value(text).map_err(refused)?, &with_names);
        let respelled = |leaf: document::Leaf<'_>| Some(with_names(leaf.written)).filter(|new| new != leaf.written);
        document::respell(text, &wanted, respelled).map_err(refused)
    }

    /// The entry that tells the image what to load.
    fn image(&self, old: &str, entry: &Entry<'_>, edits: &mut Vec<(Range<usize>, Secret)>, left: &mut Vec<String>) {
        let Some((new, value)) = self.to.told() else {
            match entry.gone() {
                Some(edit) => edits.push(edit),
                None => left.push(format!("take `{old}` out")),
            }
            return;
        };
        let was = self.found.values.get(old).map(Secret::expose).unwrap_or_default();
        edits.push(entry.saying((old, was), (new, &value)));
        if self.home() != Some(entry.file) {
            return;
        }
        let beside = vault::beside(entry.file);
        for (name, added) in &self.decided.adds {
            let text = match added {
                Added::Text(text) => text.clone(),
                // Compose fills it in from the file of variables beside it, and hands another one over by itself.
                Added::Kept(_) if self.decided.vault.as_ref() == Some(&beside) => format!("${{{name}}}"),
                Added::Kept(_) | Added::Of(_) => continue,
            };
            match entry.beside(name, &text) {
                Some(edit) => edits.push(edit),
                None => left.push(format!("set `{name}` to `{text}`")),
            }
        }
    }

    /// The list of presets of a chart's values, which the other generation has no word for.
    fn presets_of(&self, file: &str) -> Option<Route> {
        self.found.settings.iter().filter(|setting| setting.file == file).find_map(|setting| match &setting.stands {
            Stands::Presets(route) => Some(route.clone()),
            _ => None,
        })
    }

    /// Tells whether a chart's values list variables beside the presets.
    fn has_variables(&self, file: &str, presets: &[String]) -> bool {
        let variables = variables_beside(presets);
        let keys: Vec<&str> = variables.iter().map(String::as_str).collect();
        self.found.texts.get(file).is_some_and(|text| document::has(text.expose(), &keys))
    }

    /// Takes the list of presets out; comments above it stay. Where no variables are listed, a list of them takes its place.
    fn without_presets(&self, file: &str, text: String) -> Result<String> {
        let Some(route) = self.presets_of(file) else { return Ok(text) };
        let refused = |refusal: document::Refusal| anyhow!("`{file}` cannot be edited: {refusal}");
        let keys: Vec<&str> = route.iter().map(String::as_str).collect();
        let shorter = with_comments_above(&text, document::cut(&text, &keys).map_err(refused)?);
        let Some((name, value)) = self.to.told().filter(|_| !self.has_variables(file, &route)) else {
            return Ok(shorter);
        };
        let pairs = [("name", name), ("value", &value)];
        let item: Mapping = pairs.into_iter().map(|(key, value)| (Value::from(key), Value::from(value))).collect();
        let list = Value::Sequence(vec![Value::Mapping(item)]);
        document::merge(&shorter, &layer::fragment(&variables_beside(&route), &list, None)).map_err(refused)
    }
}

/// Where a chart's values list variables beside its presets.
fn variables_beside(presets: &[String]) -> Route {
    [&presets[..presets.len() - 1], &["extraEnvVars".to_owned()]].concat()
}

/// A text that was cut, with the comments that stood above what went.
fn with_comments_above(before: &str, mut after: String) -> String {
    let lines = before.split_inclusive('\n').zip(after.split_inclusive('\n'));
    let at: usize = lines.take_while(|(one, other)| one == other).map(|(line, _)| line.len()).sum();
    let comments: String =
        before[at..].split_inclusive('\n').take_while(|line| line.trim_start().starts_with('#')).collect();
    if !after[at..].starts_with(&comments) {
        after.insert_str(at, &comments);
    }
    after
}
