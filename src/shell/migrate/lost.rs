//! The last look at the variables before a move is written: each reaches the portal as before, by the name that it has then. Whatever way of
//! writing one is not known here, this is where it ends.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::look::Portal;
use super::opened::{Over, Texts, judged, moved};
use crate::config::Variables;
use crate::config::carrier::renamed;
use crate::contract::TOLD;
use crate::credential::Secret;
use crate::migrate::Migration;
use crate::validate::assemble;

/// Refuses a move after which a variable of the portal is another one, or none.
///
/// # Errors
/// With its name, and where it is set.
pub(super) fn refuse_what_is_lost(portal: &Portal, migration: &Migration) -> Result<()> {
    let nothing = Texts::new();
    let before = Over { near: &portal.near, texts: &nothing };
    let before = assemble(judged(&portal.input, &portal.found.image), &before).variables;
    let after = Over { near: &portal.near, texts: &migration.texts };
    let after = assemble(judged(&moved(portal, migration), &migration.to), &after).variables;
    let set: BTreeSet<&str> = portal.found.settings.iter().map(|setting| setting.name.as_str()).collect();
    refuse_lost(&set, (&before, &after), migration)?;
    refuse_half_told(migration)
}

/// Refuses a move after which a file tells the image what to load in two ways: what the old one read stands there still, as it does for a second
/// portal, or the presets are the value of another variable, which says what it said.
fn refuse_half_told(migration: &Migration) -> Result<()> {
    let (old, new) =
        (migration.decided.from.as_ref().and_then(|from| from.target.told_by()), migration.to.target.told_by());
    for (file, text) in &migration.texts {
        let lines = || text.expose().lines().filter(|line| !line.trim_start().starts_with('#'));
        if let Some(old) = old.filter(|old| lines().any(|line| line.contains(old))) {
            bail!(
                "`{file}` would tell an image `{old}` still, as it does where a second portal is in it; nothing was written: part them, each in a file"
            );
        }
        let Some(new) = new else { continue };
        if let Some(other) = lines().filter(|line| line.contains(new)).find_map(|line| other_variable(line, new)) {
            bail!(
                "`{new}` would be the value of `{other}` in `{file}`, which says what it said; nothing was written: write what the image loads in its place, and run again"
            );
        }
    }
    Ok(())
}

/// A variable that a line refers to, which is not the one that it sets.
fn other_variable<'l>(line: &'l str, own: &str) -> Option<&'l str> {
    let names =
        line.split("${").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next());
    names.into_iter().find(|name| *name != own)
}

fn refuse_lost(set: &BTreeSet<&str>, (before, after): (&Variables, &Variables), migration: &Migration) -> Result<()> {
    let decided = &migration.decided;
    // What the image's start makes of them is another image's then.
    let stays = |name: &str| set.contains(name) && !TOLD.contains(&name) && !decided.gone.contains(name);
    for (old, was) in before.iter().filter(|(name, _)| stays(name)) {
        let new = decided.names.get(old).map_or(old, String::as_str);
        let is = after.given(new).map(|is| is.value.as_ref().map(Secret::expose));
        // A value that refers to others says their new names.
        let with_names = |value: &str| renamed(value, |name| decided.names.get(name).map(String::as_str));
        let is_alike = match (was.value.as_ref().map(Secret::expose), is) {
            (_, None) => false,
            (was, Some(is)) => is == was || is == was.map(with_names).as_deref(),
        };
        if !is_alike {
            bail!(
                "after this move `{new}` would not be what `{old}` is now, in {}; nothing was written: set it there to what it is, in place of \
                 what refers to others, and run again",
                was.from
            );
        }
    }
    Ok(())
}
