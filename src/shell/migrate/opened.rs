//! The last look before a move is written: by what `validate` finds, nobody comes in afterwards who did not before. Whatever way an image
//! finds to open something, this is where it ends.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::look::Portal;
use super::near::Near;
use crate::config::{Attached, Files};
use crate::contract::generation::generations;
use crate::credential::Secret;
use crate::lint::{self, Finding, Severity};
use crate::migrate::{Image, Migration};
use crate::secrecy;
use crate::validate::{Assembled, FileText, Input, assemble};

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
    let Some((is, hint)) = found_open(&before, &after).or_else(|| comes_in(&before, &after)) else { return Ok(()) };
    let says = format!(
        "after this move {is}, and now it is not so; nothing was written: say in your own layer who comes in there, and run again{hint}"
    );
    bail!(anyhow!(secrecy::conceal(&portal.known.conceal(&says))))
}

/// What is found to be open afterwards alone, and what closes it.
fn found_open(before: &Assembled, after: &Assembled) -> Option<(String, String)> {
    let (before, after) = (openings(before), openings(after));
    let new = after.iter().find(|new| !before.iter().any(|old| is_alike(old, new)))?;
    let hint = new.hint.iter().map(|hint| format!("; {hint}")).collect();
    Some((format!("{} (`{}`)", new.message, new.route), hint))
}

/// A resolver by which people come in afterwards at a provider that let nobody in by any.
fn comes_in(before: &Assembled, after: &Assembled) -> Option<(String, String)> {
    let before = lint::ways_in(&before.subject());
    let lets_in = |provider: &String| before.iter().any(|(known, _)| known == provider);
    let (provider, name) = lint::ways_in(&after.subject()).into_iter().find(|(provider, _)| !lets_in(provider))?;
    let hint = "; `disableIdentityResolution: true` keeps a provider for people's tokens alone".to_owned();
    Some((format!("people come in by `{provider}`, through `{name}`"), hint))
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

fn openings(assembled: &Assembled) -> Vec<Finding> {
    let tells = |rule: &lint::Rule| generations().opening.iter().any(|id| id == rule.id);
    let mut findings = lint::check(&assembled.subject(), tells);
    findings.retain(|finding| finding.severity >= Severity::Warning);
    findings
}

/// Tells whether two findings are of the same way in, whatever its environment is called on either side.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    let environments = &generations().environments;
    let way = |finding: &Finding| -> Vec<String> {
        let keys = finding.route.split('.').filter(|key| !environments.iter().any(|environment| environment == key));
        keys.map(str::to_owned).collect()
    };
    one.rule == other.rule && way(one) == way(other)
}

/// The portal's files with their new texts.
pub(super) struct Over<'p> {
    pub(super) near: &'p Near,
    pub(super) texts: &'p Texts,
}

impl Files for Over<'_> {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let name = Path::new(from).parent().unwrap_or_else(|| Path::new("")).join(path).display().to_string();
        match self.texts.get(&name) {
            Some(text) => Ok(Attached { name, text: text.expose().to_owned() }),
            None => self.near.attached(from, path),
        }
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        self.near.comes_later(from, path)
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        self.near.is_ignored(from, path)
    }
}
