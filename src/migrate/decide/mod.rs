//! What of the operator's layer changes, and what the portal does otherwise afterwards.

mod besides;
mod closed;
mod moves;
mod spoken;
mod taken;
mod told;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_yaml::Value;

use self::spoken::spoken_there;
use super::image::{Brought, parts};
use super::meaning::{self, Route};
use super::names::{Names, is_referred};
use super::{Found, Image};
use crate::contract::Contract;
use crate::credential::Secret;

/// What was decided.
#[derive(Default)]
pub struct Decided {
    /// What the portal was told to load.
    pub from: Option<Image>,
    /// What it is told to load afterwards.
    pub to: Option<Image>,
    /// Variables with their new names.
    pub names: BTreeMap<String, String>,
    /// Those of [`taken`](Self::taken) that something of the portal's own refers to.
    pub referred: BTreeSet<String>,
    /// Variables that keep their names, as the new ones are set already.
    pub taken: BTreeMap<String, String>,
    /// Keys of the operator's layer that get another name: the map, the old and the new one.
    pub moves: Vec<(Route, String, String)>,
    /// Lists of one that are written as that one, as everything that is written there is.
    pub alone: Vec<Route>,
    /// What the new image says in the same way, so that it goes.
    pub cuts: Vec<Route>,
    /// What the old image brought and the new one does not.
    pub puts: Vec<(Route, Value)>,
    /// Variables that are set besides.
    pub adds: BTreeMap<String, Added>,
    /// The file of variables where secrets among them are kept, when there is one; it may be new.
    pub vault: Option<String>,
    /// Variables that the image wants and nobody sets, each with what it is.
    pub missing: BTreeMap<String, String>,
    /// Variables that were read and are not any more.
    pub unread: BTreeSet<String>,
    /// Variables that go, as a file of its own holds their value.
    pub gone: BTreeSet<String>,
    /// The variable of a key that gets a file of its own, and the file.
    pub key: Option<(String, String)>,
    /// The file of a key that is read there, and that only a person can put there.
    pub awaited: Option<String>,
    /// What is another thing afterwards.
    pub differences: Vec<Difference>,
    /// What only a person can do.
    pub left: Vec<String>,
}

/// Where the value of a new variable comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// What stood in its place before.
    Text(String),
    /// A secret that stood in its place before.
    Kept(Secret),
    /// Another variable, by its new name.
    Of(String),
}

/// Something that is another thing afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where.
    pub route: Route,
    /// What it was.
    pub before: Option<Value>,
    /// What it is.
    pub after: Option<Value>,
    /// Whose it was.
    pub side: Side,
}

/// What brought a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The profile or the presets, or the operator over them.
    Chosen,
    /// The image's other files.
    Image,
}

/// The configurations of both sides, without values.
struct Sides<'f> {
    from: &'f Image,
    to: &'f Image,
    parts: Vec<&'static Contract>,
    old: Brought,
    new: Brought,
    before: Value,
    overlay: Value,
    /// Variables that the portal has afterwards.
    set: BTreeSet<String>,
}

pub(super) fn decide(found: &Found, to: &Image, names: &Names) -> Result<Decided> {
    let mut sides = Sides::of(found, to, names)?;
    let mut decided = Decided {
        from: Some(found.image.clone()),
        to: Some(to.clone()),
        names: names.renamed.clone(),
        taken: names.taken.clone(),
        referred: names.taken.keys().filter(|old| is_referred(found, old)).cloned().collect(),
        ..Decided::default()
    };
    sides.choose_moves(&mut decided);
    let stood = sides.environments(&sides.before);
    let mut before = std::mem::take(&mut sides.before);
    sides.forget_what_is_dead(&mut before);
    sides.before = before;
    sides.add_variables(found, &mut decided);
    sides.put_lists(&mut decided);
    sides.put_what_lacks(&mut decided);
    sides.fit_into_image(found, &mut decided)?;
    sides.close_environments(&stood, &mut decided);
    sides.judge_without_holes(|sides| sides.close_what_opens(&mut decided))?;
    sides.cut_what_is_brought(found, &mut decided);
    let after = sides.after(&decided);
    sides.tell_differences(&after, &mut decided);
    sides.tell_variables(found, &after, &mut decided);
    sides.tell_what_is_not_served(found, &after, &mut decided);
    sides.tell_ways(found, &mut decided);
    Ok(decided)
}

fn keys(route: &str) -> Route {
    route.split('.').map(str::to_owned).collect()
}

/// Tells whether a route leads to something or below it; `*` is any key.
fn begins(route: &[String], with: &str) -> bool {
    let with = keys(with);
    route.len() >= with.len() && route.iter().zip(&with).all(|(key, with)| with == "*" || key == with)
}

impl<'f> Sides<'f> {
    fn of(found: &'f Found, to: &'f Image, names: &Names) -> Result<Self> {
        let from = &found.image;
        let profile = from.profile.as_deref().or(found.stands_for.as_deref());
        let all_parts = profile.map(parts).unwrap_or_default();
        let mut set: BTreeSet<String> = found.settings.iter().map(|setting| setting.name.clone()).collect();
        set.extend(found.kept.iter().cloned());
        let set = set.into_iter().map(|name| names.renamed.get(&name).cloned().unwrap_or(name)).collect();
        let (mut old, new) = (from.brought()?, to.brought()?);
        for side in [&mut old.all, &mut old.chosen] {
            *side = spoken_there(side, found, to.target, &set);
        }
        let overlay = meaning::all(found.overlays.iter().map(|overlay| &overlay.root));
        let overlay = meaning::with_names(&overlay, &names.renamed);
        let before = meaning::over(&old.all, &overlay);
        Ok(Self { from, to, parts: all_parts, old, new, before, overlay, set })
    }

    /// Judges what counts: Backstage takes away what refers to a variable that is not set, so that what lies below comes through.
    fn judge_without_holes(&mut self, judge: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let filled = |value: &Value| meaning::without_holes(value, &self.set);
        let (before, overlay) = (filled(&self.before), filled(&self.overlay));
        let whole = (std::mem::replace(&mut self.before, before), std::mem::replace(&mut self.overlay, overlay));
        let judged = judge(self);
        (self.before, self.overlay) = whole;
        judged
    }

    /// The configuration afterwards.
    fn after(&self, decided: &Decided) -> Value {
        let mut overlay = self.overlay.clone();
        for (route, value) in &decided.puts {
            meaning::put(&mut overlay, route, value.clone());
        }
        meaning::over(&self.new.all, &overlay)
    }
}

impl Decided {
    /// The name that a variable has afterwards.
    pub(super) fn name<'n>(&'n self, old: &'n str) -> &'n str {
        self.names.get(old).map_or(old, String::as_str)
    }
}

/// The name of the only entry of a map that is keyed by names.
fn only_name(block: &Value) -> Option<String> {
    let mut entries = meaning::entries(block);
    let (name, below) = entries.next()?;
    (entries.next().is_none() && below.is_mapping()).then(|| name.to_owned())
}

/// The entry that a provider without names has, whichever way it is written.
fn entry(block: &Value) -> Value {
    match block {
        Value::Sequence(items) if items.len() == 1 => items[0].clone(),
        _ => match only_name(block) {
            Some(name) => block.get(&name).cloned().unwrap_or_default(),
            None => block.clone(),
        },
    }
}
