//! The portal's variables where they are set: names, what tells the image what to load, and what is set besides.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Result, anyhow};
use serde_yaml::Value;

use super::decide::{Added, Decided};
use super::entry::Entry;
use super::key::own_key;
use super::{Found, Image, Setting, Stands, is_plain, layer, meaning};
use crate::credential::Secret;
use crate::document;
use crate::dotenv;

/// The variables that tell an image what to load.
const TOLD: [&str; 2] = ["VEECODE_PROFILE", "VEECODE_PRESETS"];

/// Edits all files; gives the key that gets a file of its own, when one does.
pub(super) fn edit(
    found: &Found,
    to: &Image,
    decided: &mut Decided,
    texts: &mut BTreeMap<String, Secret>,
) -> Result<Option<(String, Secret)>> {
    let key = if is_plain(to.target) { own_key(found, decided)? } else { None };
    let gone: BTreeSet<&str> = key.iter().map(|key| key.carrier.as_str()).collect();
    let mut work = Work { found, to, decided, gone };
    for file in found.env_files.iter() {
        let Some(text) = found.texts.get(&file.name) else { continue };
        let edited = work.variables(&file.name, file.example, text)?;
        texts.insert(file.name.clone(), edited);
    }
    let carriers: BTreeSet<&str> = found
        .settings
        .iter()
        .filter(|setting| !matches!(setting.stands, Stands::Line))
        .map(|setting| setting.file.as_str())
        .collect();
    for file in carriers {
        let Some(text) = found.texts.get(file) else { continue };
        let edited = work.carrier(file, text)?;
        texts.insert(file.to_owned(), edited);
    }
    work.tell_what_stays();
    Ok(key.map(|key| (key.file, key.value)))
}

struct Work<'w> {
    found: &'w Found,
    to: &'w Image,
    decided: &'w mut Decided,
    /// Variables that go, as something else holds their value.
    gone: BTreeSet<&'w str>,
}

impl Work<'_> {
    /// A file of variables.
    fn variables(&mut self, name: &str, example: bool, text: &Secret) -> Result<Secret> {
        let refused = |error: dotenv::Unreadable| anyhow!("`{name}` cannot be edited: {error}");
        let there: BTreeSet<String> =
            dotenv::entries(text.expose()).map_err(refused)?.into_iter().map(|entry| entry.name).collect();
        let told = self.to.told();
        let names = &self.decided.names;
        let new = |old: &str| match &told {
            Some((variable, _)) if TOLD.contains(&old) && old != *variable && !there.contains(*variable) => {
                Some((*variable).to_owned())
            }
            _ => names.get(old).cloned(),
        };
        let mut edited = dotenv::renamed(text.expose(), new).map_err(refused)?;
        let keeps = told.as_ref().map(|(variable, _)| *variable);
        let goes: Vec<&str> =
            TOLD.into_iter().filter(|name| Some(*name) != keeps).chain(self.gone.iter().copied()).collect();
        edited = dotenv::without(&edited, &goes).map_err(refused)?;
        let mut lines = Vec::new();
        if let Some((variable, value)) = told.filter(|_| there.iter().any(|name| TOLD.contains(&name.as_str()))) {
            lines.push(dotenv::encode(variable, &Secret::new(value))?);
        }
        if !example && self.home() == Some(name) {
            for (variable, value) in self.to_be_added() {
                lines.push(dotenv::encode(&variable, &value)?);
            }
        }
        Ok(Secret::new(dotenv::edit(&edited, &lines).map_err(refused)?))
    }

    /// The file where new variables are set: where the image is told what to load, else the first file of variables.
    fn home(&self) -> Option<&str> {
        let tells =
            |setting: &&Setting| TOLD.contains(&setting.name.as_str()) && !matches!(setting.stands, Stands::Elsewhere);
        let told = self.found.settings.iter().find(tells).map(|setting| setting.file.as_str());
        told.or_else(|| self.found.env_files.iter().find(|file| !file.example).map(|file| file.name.as_str()))
    }

    /// New variables whose values are known.
    fn to_be_added(&self) -> Vec<(String, Secret)> {
        let value = |added: &Added| match added {
            Added::Text(text) => Some(Secret::new(text.as_str())),
            Added::Of(other) => self.found.values.get(self.old_name(other)).cloned(),
        };
        let all = self.decided.adds.iter().filter_map(|(name, added)| Some((name.clone(), value(added)?)));
        let mut all: Vec<_> = all.filter(|(name, value)| dotenv::encode(name, value).is_ok()).collect();
        let untold = !self.found.settings.iter().any(|setting| TOLD.contains(&setting.name.as_str()));
        all.extend(self.to.told().filter(|_| untold).map(|(name, value)| (name.to_owned(), Secret::new(value))));
        all
    }

    fn old_name<'n>(&'n self, new: &'n str) -> &'n str {
        self.decided.names.iter().find(|(_, name)| *name == new).map_or(new, |(old, _)| old.as_str())
    }

    /// A compose file, values of a chart or a manifest.
    fn carrier(&mut self, file: &str, text: &Secret) -> Result<Secret> {
        let text = text.expose();
        let mut edits: Vec<(Range<usize>, Secret)> = Vec::new();
        let mut left = Vec::new();
        for setting in self.found.settings.iter().filter(|setting| setting.file == file) {
            let Stands::Entry(name, whole) = &setting.stands else { continue };
            let entry = Entry { text, name: name.clone(), whole: whole.clone() };
            if self.gone.contains(setting.name.as_str()) {
                edits.extend(entry.gone());
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
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = text.to_owned();
        for (range, new) in edits.into_iter().rev() {
            edited.replace_range(range, new.expose());
        }
        // What compose fills in comes from the file of variables beside it, where the names have changed.
        let lines =
            self.found.settings.iter().filter(|setting| setting.stands == Stands::Line).map(|setting| &setting.name);
        let set: BTreeSet<_> = lines.collect();
        let mut names: BTreeMap<_, _> = self
            .decided
            .names
            .iter()
            .filter(|(old, _)| set.contains(old))
            .map(|(old, new)| (old.clone(), new.clone()))
            .collect();
        if let Some((variable, _)) = self.to.told() {
            names.extend(
                TOLD.into_iter().filter(|name| *name != variable).map(|name| (name.to_owned(), variable.to_owned())),
            );
        }
        edited = meaning::renamed(&edited, &names);
        self.presets(file, &mut edited)?;
        self.decided.left.extend(left.into_iter().map(|says| format!("`{file}`: {says}")));
        Ok(Secret::new(edited))
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
        if self.home()
            != Some(
                &self
                    .found
                    .settings
                    .iter()
                    .find(|setting| setting.name == old)
                    .map(|setting| setting.file.clone())
                    .unwrap_or_default(),
            )
        {
            return;
        }
        for (name, added) in &self.decided.adds {
            let Added::Text(text) = added else { continue };
            match entry.beside(name, text) {
                Some(edit) => edits.push(edit),
                None => left.push(format!("set `{name}` to `{text}`")),
            }
        }
    }

    /// The list of presets of a chart's values, which the other generation has no word for.
    fn presets(&mut self, file: &str, text: &mut String) -> Result<()> {
        let all = self.found.settings.iter().filter(|setting| setting.file == file);
        let routes: Vec<_> = all
            .filter_map(|setting| if let Stands::Presets(route) = &setting.stands { Some(route) } else { None })
            .collect();
        for route in routes {
            let refused = |refusal: document::Refusal| anyhow!("`{file}` cannot be edited: {refusal}");
            let keys: Vec<&str> = route.iter().map(String::as_str).collect();
            *text = document::cut(text, &keys).map_err(refused)?;
            let Some((name, value)) = self.to.told() else { continue };
            let above = &route[..route.len() - 1];
            let variables = [above, &["extraEnvVars".to_owned()]].concat();
            let there: Vec<&str> = variables.iter().map(String::as_str).collect();
            if document::has(text, &there) {
                self.decided.left.push(format!("`{file}`: set `{name}` to `{value}` in `{}`", variables.join(".")));
                continue;
            }
            let item: Value = [("name", name), ("value", &value)]
                .into_iter()
                .map(|(key, value)| (Value::from(key), Value::from(value)))
                .collect::<serde_yaml::Mapping>()
                .into();
            let fragment = layer::fragment(&variables, &Value::Sequence(vec![item]), None);
            *text = document::merge(text, &fragment).map_err(refused)?;
        }
        Ok(())
    }

    /// What is set where it cannot be edited from here.
    fn tell_what_stays(&mut self) {
        let elsewhere = self.found.settings.iter().filter(|setting| setting.stands == Stands::Elsewhere);
        let mut told = Vec::new();
        for setting in elsewhere {
            let file = &setting.file;
            match (self.decided.names.get(&setting.name), self.to.told()) {
                (Some(new), _) => {
                    told.push(format!("`{file}`: call `{}` `{new}` in the object that sets it", setting.name))
                }
                (None, Some((variable, value))) if TOLD.contains(&setting.name.as_str()) => {
                    told.push(format!("`{file}`: set `{variable}` to `{value}` in place of `{}`", setting.name));
                }
                _ => {}
            }
        }
        let no_file = self.home().is_none();
        if let Some((variable, value)) = self.to.told().filter(|_| no_file) {
            told.push(format!("the image has to be told what to load: `{variable}={value}`"));
        }
        for (name, added) in &self.decided.adds {
            let Added::Of(other) = added else { continue };
            if self.found.kept.contains(self.old_name(other)) {
                told.push(format!("keep the value of `{other}` as `{name}`, too"));
            }
        }
        self.decided.left.extend(told);
    }
}
