//! The portal's variables where they are set: names, what tells the image what to load, and what is set besides.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};

use super::decide::{Added, Decided};
use super::key::own_key;
use super::{Found, Image, Setting, Stands, is_plain};
use crate::contract::TOLD;
use crate::credential::Secret;
use crate::dotenv;

/// Edits all files; gives the key that gets a file of its own, when one does.
pub(super) fn edit(
    found: &Found,
    to: &Image,
    decided: &mut Decided,
    texts: &mut BTreeMap<String, Secret>,
) -> Result<Option<(String, Secret)>> {
    let key = if is_plain(to.target) { own_key(found, decided) } else { None };
    let mut work = Work { found, to, decided };
    work.choose_vault();
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
    if let Some((file, text)) = work.new_vault()? {
        texts.insert(file, text);
    }
    work.tell_what_stays();
    Ok(key.map(|key| (key.file, key.value)))
}

pub(super) struct Work<'w> {
    pub(super) found: &'w Found,
    pub(super) to: &'w Image,
    pub(super) decided: &'w mut Decided,
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
        let mut edited = dotenv::renamed(&self.told_above(text.expose()), new).map_err(refused)?;
        edited = dotenv::referring(&edited, |old| names.get(old).cloned()).map_err(refused)?;
        let keeps = told.as_ref().map(|(variable, _)| *variable);
        let goes: Vec<&str> = TOLD
            .into_iter()
            .filter(|name| Some(*name) != keeps)
            .chain(self.decided.gone.iter().map(String::as_str))
            .collect();
        edited = dotenv::without(&edited, &goes).map_err(refused)?;
        let mut lines = Vec::new();
        if let Some((variable, value)) = told.filter(|_| there.iter().any(|name| TOLD.contains(&name.as_str()))) {
            lines.push(dotenv::encode(variable, &Secret::new(value))?);
        }
        if !example {
            for (variable, value) in self.to_be_added(name) {
                lines.push(dotenv::encode(&variable, &value)?);
            }
        }
        Ok(Secret::new(dotenv::edit(&edited, &lines).map_err(refused)?))
    }

    /// The comment that `init` writes above what the image is told, in the words of the other image; it goes where nothing is told.
    fn told_above(&self, text: &str) -> String {
        let above = |image: &Image| format!("# {}\n", image.target.told_of(image.profile.is_some()));
        let (was, is) = (above(&self.found.image), self.to.told().map(|_| above(self.to)));
        TOLD.iter().fold(text.to_owned(), |text, name| match &is {
            Some(is) => text.replace(&format!("{was}{name}="), &format!("{is}{name}=")),
            None => {
                let bare = format!("{name}=");
                text.replace(&format!("\n\n{was}{bare}"), &format!("\n{bare}")).replace(&format!("{was}{bare}"), &bare)
            }
        })
    }

    /// The file where new variables are set: where the image is told what to load, else the first file of variables.
    pub(super) fn home(&self) -> Option<&str> {
        let tells =
            |setting: &&Setting| TOLD.contains(&setting.name.as_str()) && !matches!(setting.stands, Stands::Elsewhere);
        let told = self.found.settings.iter().find(tells).map(|setting| setting.file.as_str());
        told.or_else(|| self.found.env_files.iter().find(|file| !file.example).map(|file| file.name.as_str()))
    }

    /// New variables that a file of variables gets: those that another one of it stands for, and in the first place all that no other file has.
    fn to_be_added(&self, file: &str) -> Vec<(String, Secret)> {
        let is_home = self.home() == Some(file);
        let sets = |name: &str, here: bool| {
            let mut all = self.found.settings.iter().filter(|setting| setting.name == name);
            all.any(|setting| !here || setting.file == file && setting.stands == Stands::Line)
        };
        let value = |added: &Added| match added {
            Added::Text(text) => is_home.then(|| Secret::new(text.as_str())),
            Added::Kept(secret) => (self.decided.vault.as_deref() == Some(file)).then(|| secret.clone()),
            Added::Of(other) => {
                let old = self.old_name(other);
                let here = sets(old, true) || is_home && !sets(old, false);
                self.found.values.get(old).filter(|_| here).cloned()
            }
        };
        let all = self.decided.adds.iter().filter_map(|(name, added)| Some((name.clone(), value(added)?)));
        let mut all: Vec<_> = all.filter(|(name, value)| dotenv::encode(name, value).is_ok()).collect();
        let untold = is_home && !self.found.settings.iter().any(|setting| TOLD.contains(&setting.name.as_str()));
        all.extend(self.to.told().filter(|_| untold).map(|(name, value)| (name.to_owned(), Secret::new(value))));
        all
    }

    pub(super) fn old_name<'n>(&'n self, new: &'n str) -> &'n str {
        self.decided.names.iter().find(|(_, name)| *name == new).map_or(new, |(old, _)| old.as_str())
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
        for (old, new) in &self.decided.names {
            let set = self.found.settings.iter().any(|setting| setting.name == *old) || self.found.kept.contains(old);
            if !set {
                told.push(format!("no file here sets `{old}`; where it is set, call it `{new}`"));
            }
        }
        let no_file = self.home().is_none();
        if let Some((variable, value)) = self.to.told().filter(|_| no_file) {
            told.push(format!("the image has to be told what to load: `{variable}={value}`"));
        }
        for (name, added) in &self.decided.adds {
            match added {
                Added::Of(other) if self.found.kept.contains(self.old_name(other)) => {
                    told.push(format!("keep the value of `{other}` as `{name}`, too"));
                }
                Added::Kept(_) if self.decided.vault.is_none() => told.push(format!(
                    "set `{name}` from where the portal's secrets are: what stands in its place in your own layer is one, and goes into no \
                     file that can be committed; until then that layer holds it as before"
                )),
                _ => {}
            }
        }
        self.decided.left.extend(told);
    }
}
