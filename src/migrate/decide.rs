//! What of the operator's layer changes, and what the portal does otherwise afterwards.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_yaml::{Mapping, Value};

use super::image::{Brought, not_for, parts, unserved};
use super::meaning::{self, Route};
use super::names::{self, Names};
use super::{Found, Image, is_plain};
use crate::contract::generation::generations;
use crate::contract::sign_in::sign_in;
use crate::contract::{self, Contract, Target, image as of_image, preset};
use crate::credential::Purpose;

/// What was decided.
#[derive(Default)]
pub struct Decided {
    /// What the portal was told to load.
    pub from: Option<Image>,
    /// What it is told to load afterwards.
    pub to: Option<Image>,
    /// Variables with their new names.
    pub names: BTreeMap<String, String>,
    /// Variables that keep their names, as the new ones are set already.
    pub taken: BTreeMap<String, String>,
    /// Keys of the operator's layer that get another name: the map, the old and the new one.
    pub moves: Vec<(Route, String, String)>,
    /// What the new image says in the same way, so that it goes.
    pub cuts: Vec<Route>,
    /// What the old image brought and the new one does not.
    pub puts: Vec<(Route, Value)>,
    /// Variables that are set besides.
    pub adds: BTreeMap<String, Added>,
    /// Variables that the image wants and nobody sets, each with what it is.
    pub missing: BTreeMap<String, String>,
    /// Variables that were read and are not any more.
    pub unread: BTreeSet<String>,
    /// The reference to a key that gets a file of its own, and the file.
    pub key: Option<(String, String)>,
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
        ..Decided::default()
    };
    sides.choose_moves(&mut decided);
    let mut before = std::mem::take(&mut sides.before);
    sides.forget_what_is_dead(&mut before);
    sides.before = before;
    sides.add_variables(found, &mut decided);
    sides.put_lists(&mut decided);
    sides.put_what_lacks(&mut decided);
    sides.cut_what_is_brought(found, &mut decided);
    let after = sides.after(&decided);
    sides.tell_differences(&after, &mut decided);
    sides.tell_variables(found, &after, &mut decided);
    sides.tell_what_is_not_served(found, &mut decided);
    Ok(decided)
}

fn keys(route: &str) -> Route {
    route.split('.').map(str::to_owned).collect()
}

fn begins(route: &[String], with: &str) -> bool {
    let with = keys(with);
    route.len() >= with.len() && route[..with.len()] == with[..]
}

impl<'f> Sides<'f> {
    fn of(found: &'f Found, to: &'f Image, names: &Names) -> Result<Self> {
        let from = &found.image;
        let profile = from.profile.as_deref().or(to.profile.as_deref());
        let all_parts = profile.map(parts).transpose()?.unwrap_or_default();
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

    /// Environments of sign-in and names of catalog providers that the other image calls otherwise.
    fn choose_moves(&mut self, decided: &mut Decided) {
        let environment = keys("auth.environment");
        let text = |root: &Value| meaning::at(root, &environment).and_then(Value::as_str).map(str::to_owned);
        let said = text(&self.overlay).is_some();
        if let (Some(old), Some(new)) = (text(&self.before), text(&self.new.all))
            && !said
            && old != new
            && generations().environments.first() != Some(&old)
        {
            let above = keys("auth.providers");
            let providers = meaning::at(&self.before, &above);
            let held = providers
                .into_iter()
                .flat_map(meaning::entries)
                .filter(|(_, block)| block.get(&old).is_some_and(Value::is_mapping));
            let routes: Vec<Route> = held.map(|(name, _)| [above.clone(), vec![name.to_owned()]].concat()).collect();
            let taken =
                routes.iter().any(|route| meaning::has(&self.overlay, &[route.clone(), vec![new.clone()]].concat()));
            if !taken {
                decided.moves.extend(routes.into_iter().map(|route| (route, old.clone(), new.clone())));
            }
        }
        let above = keys("catalog.providers");
        let there = |root: &Value| -> BTreeMap<String, String> {
            let kinds = meaning::at(root, &above).into_iter().flat_map(meaning::entries);
            kinds.filter_map(|(kind, block)| Some((kind.to_owned(), only_name(block)?))).collect()
        };
        let new = there(&self.new.chosen);
        for (kind, old) in there(&self.old.chosen) {
            let route = [above.clone(), vec![kind.clone()]].concat();
            let listed = generations().lists.contains(&route.join("."));
            let Some(new) = new.get(&kind).filter(|new| **new != old && !listed) else { continue };
            let taken = meaning::has(&self.overlay, &[route.clone(), vec![new.clone()]].concat());
            if !taken && meaning::at(&self.before, &route).is_some() {
                decided.moves.push((route, old, new.clone()));
            }
        }
        for (above, old, new) in &decided.moves {
            for side in [&mut self.before, &mut self.overlay, &mut self.old.all, &mut self.old.chosen] {
                meaning::rename(side, above, old, new);
            }
        }
        if let Some((_, _, new)) = decided.moves.iter().find(|(above, ..)| begins(above, "auth.providers")) {
            meaning::put(&mut self.before, &environment, Value::from(new.as_str()));
        }
    }

    /// Blocks of environments that the sign-in page never asks for, and that the operator says nothing of.
    fn forget_what_is_dead(&self, root: &mut Value) {
        let asked = meaning::at(root, &keys("auth.environment")).and_then(Value::as_str).map(str::to_owned);
        let above = keys("auth.providers");
        let providers = meaning::at(root, &above).into_iter().flat_map(meaning::entries);
        let providers: Vec<String> = providers.map(|(name, _)| name.to_owned()).collect();
        for provider in providers {
            for other in generations().environments.iter().filter(|other| Some(*other) != asked.as_ref()) {
                let route = [above.clone(), vec![provider.clone(), other.clone()]].concat();
                if !meaning::has(&self.overlay, &route) {
                    meaning::take(root, &route);
                }
            }
        }
    }

    /// What the presets want and what stood in its place before.
    fn add_variables(&mut self, found: &Found, decided: &mut Decided) {
        let wanted = self.to.presets.iter().filter_map(|name| preset::preset(name));
        let wanted: Vec<_> =
            wanted.flat_map(|preset| preset.variables.iter().filter(|(_, variable)| variable.required)).collect();
        let falls_back: BTreeMap<_, _> =
            self.from.profile.as_deref().into_iter().flat_map(of_image::falls_back).collect();
        for (name, variable) in wanted.into_iter().filter(|(name, _)| !self.set.contains(*name)) {
            let of_start = falls_back.get(name.as_str()).filter(|other| self.set.contains(**other));
            let added = of_start.map(|other| Added::Of((*other).to_owned())).or_else(|| self.stood_for(name));
            match added {
                Some(added) => _ = decided.adds.insert(name.clone(), added),
                None => _ = decided.missing.insert(name.clone(), variable.about.clone()),
            }
        }
        self.set.extend(decided.adds.keys().cloned());
        if self.to.target == Target::V1 {
            let of_start = self
                .to
                .profile
                .as_deref()
                .into_iter()
                .flat_map(of_image::filled_by_itself)
                .map(|(name, _)| name.to_owned());
            self.set.extend(of_start);
            let packed = self
                .parts
                .iter()
                .flat_map(|part| &part.variables)
                .filter_map(|(name, spec)| Some((name, spec.base64.as_ref()?)));
            let packed =
                packed.filter(|(_, carrier)| found.settings.iter().any(|setting| setting.name == carrier.as_str()));
            self.set.extend(packed.map(|(name, _)| name.to_string()));
        }
    }

    /// What stood where the new image has a variable alone.
    fn stood_for(&self, variable: &str) -> Option<Added> {
        let all = meaning::leaves(&self.new.chosen).into_iter();
        let places = all.filter(|(_, leaf)| meaning::sole(leaf) == Some(variable));
        places.filter_map(|(route, _)| meaning::at(&self.before, &route)).find_map(|stood| match meaning::sole(stood) {
            Some(other) if other != variable && self.set.contains(other) => Some(Added::Of(other.to_owned())),
            None => stood.as_str().filter(|text| !text.contains('$')).map(|text| Added::Text(text.to_owned())),
            Some(_) => None,
        })
    }

    /// Providers that the new image keys by a name although Backstage knows no names there.
    fn put_lists(&self, decided: &mut Decided) {
        for route in generations().lists.iter().map(|route| keys(route)) {
            let (new, own) = (meaning::at(&self.new.all, &route), meaning::at(&self.overlay, &route));
            let keyed = new.is_some_and(|new| only_name(new).is_some());
            let replaced = own.is_some_and(Value::is_sequence) || meaning::has(&self.overlay, &route) && own.is_none();
            let Some(stood) = meaning::at(&self.before, &route).filter(|_| keyed && !replaced) else { continue };
            decided.puts.push((route, Value::Sequence(vec![entry(stood)])));
        }
    }

    fn put_what_lacks(&self, decided: &mut Decided) {
        let mut before = self.before.clone();
        let mut there = meaning::over(&self.new.all, &self.overlay);
        for route in generations().lists.iter().map(|route| keys(route)) {
            for side in [&mut before, &mut there] {
                if let Some(stood) = meaning::at(side, &route).map(entry) {
                    meaning::put(side, &route, stood);
                }
            }
            if decided.puts.iter().any(|(put, _)| *put == route) {
                meaning::take(&mut before, &route);
            }
        }
        let mut puts = Vec::new();
        self.lacking(&before, &there, &mut Vec::new(), &mut puts);
        decided.puts.extend(puts);
    }

    fn lacking(&self, before: &Value, there: &Value, route: &mut Route, puts: &mut Vec<(Route, Value)>) {
        for (key, stood) in meaning::entries(before) {
            route.push(key.to_owned());
            match there.get(key) {
                _ if meaning::has(&self.overlay, route) && !stood.is_mapping() => {}
                None | Some(Value::Null) => {
                    if !meaning::has(&self.overlay, route)
                        && let Some(part) = self.to_be_taken(stood, route)
                    {
                        puts.push((route.clone(), part));
                    }
                }
                Some(now) if now.is_mapping() && stood.is_mapping() => self.lacking(stood, now, route, puts),
                Some(now) if now != stood && self.stays(route, stood, now) => {
                    puts.extend(self.to_be_taken(stood, route).map(|part| (route.clone(), part)));
                }
                Some(_) => {}
            }
            route.pop();
        }
    }

    /// The part of what stood somewhere that is taken along.
    fn to_be_taken(&self, stood: &Value, route: &mut Route) -> Option<Value> {
        if let Value::Mapping(_) = stood {
            let mut taken = Mapping::new();
            for (key, below) in meaning::entries(stood) {
                route.push(key.to_owned());
                if let Some(below) = self.to_be_taken(below, route) {
                    taken.insert(Value::from(key), below);
                }
                route.pop();
            }
            return (!taken.is_empty()).then_some(Value::Mapping(taken));
        }
        if stood.is_null() || !self.goes_along(route) || self.is_of_unserved(stood) {
            return None;
        }
        if is_plain(self.to.target) && route.last().is_some_and(|key| key == "resolvers") {
            return without_brought_resolvers(stood);
        }
        Some(stood.clone())
    }

    fn goes_along(&self, route: &[String]) -> bool {
        let facts = generations();
        let plain = is_plain(self.to.target);
        let of_images = plain && facts.of_images.iter().any(|with| begins(route, with))
            || self.to.target != Target::V2 && facts.of_presets.iter().any(|with| begins(route, with));
        let unserved = not_for(&self.parts, self.to.target).iter().any(|(purpose, _)| self.serves(route, *purpose));
        let chosen = meaning::has(&self.old.chosen, route) || meaning::at(&self.old.chosen, route).is_some();
        !of_images && !unserved && (chosen || facts.taken.iter().any(|with| begins(route, with)))
    }

    /// Tells whether something is there for a purpose that has a part of its own in the configuration.
    fn serves(&self, route: &[String], purpose: Purpose) -> bool {
        purpose == Purpose::Authentication && (begins(route, "auth.providers") || begins(route, "auth.environment"))
    }

    /// Tells whether a value is of a credential that does not serve in the new portal.
    fn is_of_unserved(&self, value: &Value) -> bool {
        let read = meaning::references(value);
        unserved(&self.parts, self.to.target)
            .iter()
            .any(|(_, fields)| fields.iter().any(|field| read.contains(field.as_str())))
    }

    /// Tells whether the old value stays although the image brings another one.
    fn stays(&self, route: &[String], stood: &Value, now: &Value) -> bool {
        let name = route.join(".");
        if generations().opens.iter().any(|opens| opens.route == name && opens.is(now)) {
            return true;
        }
        // A profile's own word outlives what the image says to every portal.
        if meaning::at(&self.old.chosen, route) == Some(stood) && meaning::at(&self.new.chosen, route).is_none() {
            return true;
        }
        let has_all = |value: &Value| meaning::needed(value).iter().all(|name| self.set.contains(name));
        !has_all(now) && has_all(stood) && !meaning::references(stood).is_empty()
    }

    /// What the operator says in the same way as the new image, and had to say before.
    fn cut_what_is_brought(&self, found: &Found, decided: &mut Decided) {
        let Some((last, lower)) = found.overlays.split_last() else { return };
        let mut own = meaning::with_names(&last.root, &decided.names);
        let mut below = meaning::with_names(&meaning::all(lower.iter().map(|overlay| &overlay.root)), &decided.names);
        for (above, old, new) in &decided.moves {
            [&mut own, &mut below].into_iter().for_each(|side| meaning::rename(side, above, old, new));
        }
        let below = meaning::over(&self.new.all, &below);
        let mut cuts = Vec::new();
        self.same(&own, &below, &mut Vec::new(), &mut cuts);
        let put = |route: &Route| decided.puts.iter().any(|(put, _)| put.starts_with(route) || route.starts_with(put));
        decided.cuts = cuts.into_iter().filter(|route| !put(route)).collect();
    }

    fn same(&self, own: &Value, below: &Value, route: &mut Route, cuts: &mut Vec<Route>) {
        for (key, said) in meaning::entries(own) {
            route.push(key.to_owned());
            match below.get(key) {
                Some(now) if now.is_mapping() && said.is_mapping() => self.same(said, now, route, cuts),
                Some(now) if now == said && !now.is_null() && meaning::at(&self.old.all, route) != Some(said) => {
                    cuts.push(route.clone());
                }
                _ => {}
            }
            route.pop();
        }
    }

    /// The configuration afterwards.
    fn after(&self, decided: &Decided) -> Value {
        let mut overlay = self.overlay.clone();
        for (route, value) in &decided.puts {
            meaning::put(&mut overlay, route, value.clone());
        }
        meaning::over(&self.new.all, &overlay)
    }

    fn tell_differences(&self, after: &Value, decided: &mut Decided) {
        let (mut before, mut after) = (self.before.clone(), after.clone());
        self.forget_what_is_dead(&mut after);
        for route in generations().lists.iter().map(|route| keys(route)) {
            for side in [&mut before, &mut after] {
                if let Some(stood) = meaning::at(side, &route).map(entry) {
                    meaning::put(side, &route, stood);
                }
            }
        }
        for (route, was, is) in meaning::differences(&before, &after) {
            let chosen = [&self.old.chosen, &self.new.chosen].iter().any(|side| meaning::at(side, &route).is_some());
            let own = meaning::has(&self.overlay, &route);
            let side = if chosen || own { Side::Chosen } else { Side::Image };
            decided.differences.push(Difference { route, before: was.cloned(), after: is.cloned(), side });
        }
        // Where people sign in changes its name with the environment, and what the page offers with it.
        if let Some((_, old, new)) = decided.moves.iter().find(|(above, ..)| begins(above, "auth.providers")) {
            let [before, after] = [old, new].map(|name| Some(Value::from(name.as_str())));
            let route = keys("auth.environment");
            decided.differences.insert(0, Difference { route, before, after, side: Side::Chosen });
        }
    }

    fn tell_variables(&self, found: &Found, after: &Value, decided: &mut Decided) {
        let mut read = meaning::references(after);
        read.extend(
            self.to
                .presets
                .iter()
                .filter_map(|name| preset::preset(name))
                .flat_map(|preset| preset.variables.keys().cloned()),
        );
        read.extend(self.to.profile.as_deref().into_iter().flat_map(of_image::read_at_start).map(str::to_owned));
        let mut was_read = meaning::references(&self.before);
        was_read.extend(meaning::references(&meaning::with_names(&self.old.all, &decided.names)));
        was_read.extend(self.from.profile.as_deref().into_iter().flat_map(of_image::read_at_start).map(str::to_owned));
        was_read.extend(
            self.from
                .presets
                .iter()
                .filter_map(|name| preset::preset(name))
                .flat_map(|preset| preset.variables.keys().cloned()),
        );
        let there = self.set.iter().filter(|name| {
            found.settings.iter().any(|setting| decided.name(&setting.name) == **name) || found.kept.contains(*name)
        });
        decided.unread = there.filter(|name| was_read.contains(*name) && !read.contains(*name)).cloned().collect();
        if self.to.target == Target::V1 {
            let wanted = self
                .parts
                .iter()
                .flat_map(|part| &part.variables)
                .filter(|(_, spec)| !spec.unused && !spec.ours && !spec.transient);
            let lacks = |name: &str| read.contains(name) && !self.set.contains(name);
            let optional = optional();
            for (name, spec) in wanted.filter(|(name, _)| lacks(name.as_str()) && !optional.contains(name.as_str())) {
                decided.missing.insert(name.to_string(), spec.about.clone());
            }
        }
    }

    fn tell_what_is_not_served(&self, found: &Found, decided: &mut Decided) {
        for (why, fields) in unserved(&self.parts, self.to.target) {
            let set =
                |name: &str| found.settings.iter().any(|setting| setting.name == name) || found.kept.contains(name);
            if fields.iter().any(|field| set(field.as_str())) {
                decided.left.push(format!("another credential for the backend: {why}"));
            }
        }
        for (_, why) in not_for(&self.parts, self.to.target) {
            decided.left.push(why);
        }
        if is_plain(self.to.target) {
            let modules: Vec<_> =
                self.parts.iter().flat_map(|part| part.otherwise(self.to.target).modules.values().flatten()).collect();
            let modules: BTreeSet<_> = modules.into_iter().map(String::as_str).collect();
            if !modules.is_empty() {
                let modules = modules.into_iter().map(|module| format!("`{module}`")).collect::<Vec<_>>().join(", ");
                decided.left.push(format!(
                    "the backend's modules: {modules}; `devportal-auth explain plain-backstage` says how"
                ));
            }
        }
    }
}

impl Decided {
    /// The name that a variable has afterwards.
    pub(super) fn name<'n>(&'n self, old: &'n str) -> &'n str {
        self.names.get(old).map_or(old, String::as_str)
    }
}

/// The old image's layers in the words of the other side: its names of variables, and what its start script alone would fill.
fn spoken_there(layers: &Value, found: &Found, to: Target, set: &BTreeSet<String>) -> Value {
    let mut spoken = meaning::with_names(layers, &names::of_layers(layers, found.image.target, to));
    let profile = found.image.profile.as_deref();
    if is_plain(to) {
        let free = profile
            .into_iter()
            .flat_map(of_image::falls_back)
            .filter(|(name, other)| !set.contains(*name) && set.contains(*other));
        let free: BTreeMap<String, String> = free.map(|(name, other)| (name.to_owned(), other.to_owned())).collect();
        spoken = meaning::with_names(&spoken, &free);
    }
    let texts: BTreeMap<_, _> =
        profile.into_iter().flat_map(of_image::filled_by_itself).filter(|(name, _)| !set.contains(*name)).collect();
    let optional = optional();
    let routes: Vec<_> = meaning::leaves(&spoken).into_iter().map(|(route, leaf)| (route, leaf.clone())).collect();
    for (route, leaf) in routes {
        let Some(text) = leaf.as_str() else { continue };
        let name = meaning::sole(&leaf);
        if let Some(filled) = name.and_then(|name| texts.get(name)).filter(|_| to != Target::V1) {
            meaning::set(&mut spoken, &route, serde_yaml::from_str(filled).unwrap_or_else(|_| Value::from(*filled)));
        } else if is_never_filled(text) || name.is_some_and(|name| optional.contains(name) && !set.contains(name)) {
            meaning::set(&mut spoken, &route, Value::Null);
        }
    }
    without_nothing(spoken)
}

/// A default without `:-` is a part of the name that is looked up, which nobody can set.
fn is_never_filled(text: &str) -> bool {
    let inside = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inside.and_then(|inside| inside.split_once(':')).is_some_and(|(_, default)| !default.starts_with('-'))
}

/// A configuration without `null`, as layers of an image hide nothing.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Mapping(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Mapping(kept.map(|(key, value)| (key, without_nothing(value))).collect())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(without_nothing).collect()),
        other => other,
    }
}

/// Variables that the layers of the images name and do not need.
fn optional() -> BTreeSet<String> {
    let presets = preset::all().iter().flat_map(|preset| &preset.variables).filter(|(_, variable)| !variable.required);
    let unused = contract::all()
        .unwrap_or_default()
        .iter()
        .flat_map(|contract| &contract.variables)
        .filter(|(_, spec)| spec.unused);
    presets.map(|(name, _)| name.clone()).chain(unused.map(|(name, _)| name.to_string())).collect()
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

/// Resolvers that Backstage's own modules have.
fn without_brought_resolvers(list: &Value) -> Option<Value> {
    let is_brought = |item: &Value| {
        let name = item.get("resolver").and_then(Value::as_str);
        name.is_some_and(|name| sign_in().brought.iter().any(|brought| brought == name))
    };
    let kept: Vec<_> = list.as_sequence()?.iter().filter(|item| !is_brought(item)).cloned().collect();
    (!kept.is_empty()).then_some(Value::Sequence(kept))
}
