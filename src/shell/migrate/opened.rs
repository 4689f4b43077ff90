//! The last look before a move is written: by what `validate` finds, nobody comes in afterwards who did not before. Whatever way an image
//! finds to open something, this is where it ends.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};

use super::look::Portal;
use super::near::Near;
use crate::config::{Attached, Files};
use crate::credential::Secret;
use crate::lint;
use crate::migrate::{Image, Migration};
use crate::portal_files::files::name_of;
use crate::secrecy;
use crate::shell::openings::{Opening, newly_open};
use crate::validate::{FileText, Input, assemble};

/// The new texts of a portal's files, by name.
pub(super) type Texts = BTreeMap<String, Secret>;

/// Refuses a move after which more people come in.
///
/// # Errors
/// With what is open then, and what keeps it closed.
pub(super) fn refuse_what_opens(portal: &Portal, migration: &Migration) -> Result<()> {
    let (before, nothing) = (judged(&portal.input, &portal.found.image), Texts::new());
    let before = assemble(before, &Over { near: &portal.near, texts: &nothing });
    let after = judged(&moved(portal, migration), &migration.to);
    let after = assemble(after, &Over { near: &portal.near, texts: &migration.texts });
    let Some(Opening { would, mend }) = newly_open(&before, &after) else { return Ok(()) };
    let says = format!("this move would {would}; nothing was written: {mend}, and run again");
    bail!(anyhow!(secrecy::conceal(&portal.conceal(&says))))
}

/// The portal's files as they are read for an image.
pub(super) fn judged(input: &Input, image: &Image) -> Input {
    let portal = lint::Portal {
        target: image.target,
        profile: image.profile.clone(),
        presets: image.presets.clone(),
        ..lint::Portal::default()
    };
    // What no file sets is set nowhere: it must not keep anything closed.
    Input { portal, found: false, ..input.clone() }
}

/// The portal's files as they will be.
pub(super) fn moved(portal: &Portal, migration: &Migration) -> Input {
    let mut input = portal.input.clone();
    for file in input.files.iter_mut().chain(&mut input.env_files) {
        if let Some(text) = migration.texts.get(&file.name) {
            file.text = Ok(text.clone());
        }
    }
    let is_new = |name: &String| !portal.found.texts.contains_key(name);
    for (name, text) in migration.texts.iter().filter(|(name, _)| is_new(name)) {
        let file = FileText { name: name.clone(), text: Ok(text.clone()) };
        let is_vault = migration.decided.vault.as_ref() == Some(name);
        if is_vault { input.env_files.push(file) } else { input.files.push(file) }
    }
    input
}

/// The portal's files with their new texts.
pub(super) struct Over<'p> {
    pub(super) near: &'p Near,
    pub(super) texts: &'p Texts,
}

impl Files for Over<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let name = name_of(from, path);
        match self.texts.get(&name) {
            Some(text) => Ok(Attached { name, text: text.expose().to_owned() }),
            None => self.near.attached(from, path),
        }
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        self.near.keeping(from, object)
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        self.near.comes_later(from, path)
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        self.near.is_ignored(from, path)
    }
}
