//! A value of the configuration and where it stands.

use indexmap::IndexMap;

use super::place::Place;
use super::sight::Unseen;
use super::text::{Means, Text};
use crate::secrecy::Known;

/// A value, where it stands, and where its key does.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where the value stands.
    pub place: Place,
    /// Where its key stands, when it is in a map.
    pub key: Option<Place>,
    /// Why more may stand below it than was read; nothing when this is all there is.
    pub beyond: Option<Unseen>,
}

/// A value as Backstage has it after reading.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null` or nothing: as if the key were not there, and it hides what earlier layers say.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(Text),
    /// A string that is removed because a variable in it is not set; the names of such variables.
    Gone(Vec<String>),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(IndexMap<String, Node>),
    /// Whatever stands in something that was not read: a text, a list, a map.
    Unseen(Unseen),
}

impl Node {
    /// A value at its place, with everything below it.
    pub fn new(value: Value, place: Place, key: Option<Place>) -> Self {
        Self { value, place, key, beyond: None }
    }

    /// An empty map at a place.
    pub fn empty(place: Place) -> Self {
        Self::new(Value::Map(IndexMap::new()), place, None)
    }

    /// Finds what a route of keys leads to (`auth.providers.github`), numbers for places in a list; nothing where there is nothing, or
    /// `null`, or only an unset variable.
    pub fn get(&self, route: &str) -> Option<&Self> {
        self.entry(route).filter(|node| node.is_there())
    }

    /// Like [`get`](Self::get), with `null` and removed values.
    pub fn entry(&self, route: &str) -> Option<&Self> {
        self.walk(route.split('.'))
    }

    /// Finds what keys lead to; for keys that may hold a dot.
    pub fn walk<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Option<&Self> {
        keys.into_iter().try_fold(self, Self::child)
    }

    /// Finds everything that a route with `*` for any key or item, and `-` for any item of a list, leads to, with what each stands for.
    pub fn reach(&self, route: &str) -> Vec<(Vec<String>, &Self)> {
        let mut found = self.reach_written(route);
        found.retain(|(_, node)| node.is_there());
        found
    }

    /// Like [`reach`](Self::reach), with what a variable that is not set takes away.
    pub fn reach_written(&self, route: &str) -> Vec<(Vec<String>, &Self)> {
        let mut found = vec![(Vec::new(), self)];
        for key in route.split('.') {
            found = found.into_iter().flat_map(|(stars, node)| node.step(key, &stars)).collect();
        }
        found.retain(|(_, node)| node.is_written());
        found
    }

    fn step(&self, key: &str, stars: &[String]) -> Vec<(Vec<String>, &Self)> {
        if !matches!(key, "*" | "-") {
            return self.walk([key]).map(|below| (stars.to_vec(), below)).into_iter().collect();
        }
        let with = |name: String| stars.iter().cloned().chain([name]).collect::<Vec<_>>();
        let items = self.items().enumerate().map(|(index, item)| (with(index.to_string()), item));
        let entries = self.entries().filter(|_| key == "*").map(|(name, below)| (with(name.to_owned()), below));
        entries.chain(items).collect()
    }

    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => entries.get(key),
            Value::List(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        }
    }

    /// Tells whether Backstage sees anything here.
    pub fn is_there(&self) -> bool {
        !matches!(self.value, Value::Null | Value::Gone(_))
    }

    /// Tells whether somebody wrote a value here: also one that a variable which is not set takes away, which is that variable's
    /// fault.
    pub fn is_written(&self) -> bool {
        !matches!(self.value, Value::Null)
    }

    /// The known text of a string; nothing for a hole.
    pub fn text(&self) -> Option<&str> {
        self.as_text().and_then(Text::known)
    }

    /// The known text of a string, or what its defaults make of it.
    pub fn assumed(&self) -> Option<&str> {
        self.as_text().and_then(Text::assumed)
    }

    /// The string, with what is known of it.
    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Known text of a string, a number or a boolean, as Backstage's own conversion would have it.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => text.known(),
            Value::Number(number) => Some(number),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// Tells whether nobody said what it is: a string of unknown variables, or a part that was not read.
    pub fn is_hole(&self) -> bool {
        matches!(self.value, Value::Unseen(_)) || self.as_text().is_some_and(|text| text.known().is_none())
    }

    /// Tells whether not even its kind is known: what a file that is not there holds, or a variable that sets a part of the configuration.
    pub fn may_be_anything(&self) -> bool {
        let open = self.as_text().filter(|text| matches!(text.means, Means::Open(None)));
        open.is_some_and(|text| ["${$", "${APP_CONFIG_"].iter().any(|begins| text.written().starts_with(begins)))
    }

    /// The boolean that `getBoolean` would read: strings count too.
    pub fn boolean(&self) -> Option<bool> {
        match self.scalar()?.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            _ => None,
        }
    }

    /// The entries of a map that are there, by key, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.all_entries().filter(|(_, node)| node.is_there())
    }

    /// The entries of a map, with `null` and removed values.
    pub fn all_entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries = match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        };
        entries.into_iter().flatten().map(|(key, node)| (key.as_str(), node))
    }

    /// The items of a list that are there.
    pub fn items(&self) -> impl Iterator<Item = &Self> {
        let items = match &self.value {
            Value::List(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().filter(|node| node.is_there())
    }

    /// The items of a list, or the one map that stands in for a list of one.
    pub fn items_or_self(&self) -> Vec<&Self> {
        if self.is_map() { vec![self] } else { self.items().collect() }
    }

    /// Where the dash is missing, when this should be a list and is a map: its first entry. Else itself.
    pub fn undashed(&self) -> &Self {
        self.entries().next().map_or(self, |(_, first)| first)
    }

    /// Tells whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Tells whether it is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    /// What Backstage calls this kind of value in its refusals.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null | Value::Gone(_) => "nothing",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "list",
            Value::Map(_) => "object",
            Value::Unseen(_) => "value that was not read",
        }
    }

    /// The key's place, or the value's when there is none: the spot to point at for a whole block.
    pub fn head(&self) -> Place {
        self.key.unwrap_or(self.place)
    }

    /// Visits every value below, itself first, with its route.
    pub fn visit<'n>(&'n self, see: &mut impl FnMut(&str, &'n Self)) {
        self.visit_below(String::new(), see);
    }

    /// Has every text of it known as a secret.
    pub fn learn_texts(&self, known: &mut Known) {
        self.visit(&mut |_, node| {
            let said = node.as_text().filter(|text| !text.is_reference());
            said.into_iter().for_each(|text| known.learn(text.written()));
        });
    }

    fn visit_below<'n>(&'n self, route: String, see: &mut impl FnMut(&str, &'n Self)) {
        see(&route, self);
        let deeper = |key: &str| if route.is_empty() { key.to_owned() } else { format!("{route}.{key}") };
        match &self.value {
            Value::Map(entries) => entries.iter().for_each(|(key, node)| node.visit_below(deeper(key), see)),
            Value::List(items) => {
                items.iter().enumerate().for_each(|(index, node)| node.visit_below(deeper(&index.to_string()), see));
            }
            _ => {}
        }
    }
}
