//! What comes into the operator's layer, as the new image does not bring it, and what goes out of it, as that does.

use serde_yaml::{Mapping, Value};

use super::{Decided, Sides, begins, entry, keys, only_name};
use crate::contract::generation::generations;
use crate::contract::keys::keys as keys_of_backstage;
use crate::contract::sign_in::sign_in;
use crate::credential::Purpose;
use crate::migrate::image::{not_for, unserved};
use crate::migrate::meaning::{self, Route};
use crate::migrate::{Found, is_plain};

impl Sides<'_> {
    /// Providers that the new image keys by a name although Backstage knows no names there.
    pub(super) fn put_lists(&self, decided: &mut Decided) {
        for route in generations().lists.iter().map(|route| keys(route)) {
            if is_plain(self.to.target) {
                decided.alone.push(route);
                continue;
            }
            let (new, own) = (meaning::at(&self.new.all, &route), meaning::at(&self.overlay, &route));
            let keyed = new.is_some_and(|new| only_name(new).is_some());
            let replaced = own.is_some_and(Value::is_sequence) || meaning::has(&self.overlay, &route) && own.is_none();
            let Some(stood) = meaning::at(&self.before, &route).filter(|_| keyed && !replaced) else { continue };
            decided.puts.push((route, Value::Sequence(vec![entry(stood)])));
        }
    }

    pub(super) fn put_what_lacks(&self, decided: &mut Decided) {
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
        let of_images = plain && facts.of_images.iter().any(|with| begins(route, with));
        let unserved = not_for(&self.parts, self.to.target).iter().any(|(purpose, _)| self.serves(route, *purpose));
        let chosen = meaning::has(&self.old.chosen, route) || meaning::at(&self.old.chosen, route).is_some();
        !of_images && !unserved && !is_unread(route) && (chosen || facts.taken.iter().any(|with| begins(route, with)))
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
    pub(super) fn cut_what_is_brought(&self, found: &Found, decided: &mut Decided) {
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
}

/// Tells whether nobody reads what stands somewhere: in a layer of one's own, `validate` would say to remove it.
fn is_unread(route: &[String]) -> bool {
    let idle = keys_of_backstage().idle.iter().filter(|idle| idle.when.is_always()).map(|idle| &idle.at);
    let session = sign_in().ignored_session.iter().any(|key| begins(route, &format!("auth.session.{key}")));
    session || generations().unread.iter().chain(idle).any(|with| begins(route, with))
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
