//! What decides who comes in, held against what it was: whose people a provider knows, who gets into the catalog, which programs come in.

use std::collections::BTreeMap;

use crate::config::{Node, Value};
use crate::contract::lets_in::{LetsIn, lets_in};
use crate::validate::Assembled;

/// What would decide otherwise who comes in, where something stands that did not stand there before.
pub(in crate::shell) fn newly_decided(before: &Assembled, after: &Assembled) -> Option<String> {
    let (before, after) = (before.subject(), after.subject());
    lets_in().iter().find_map(|known| {
        let route = known.routes().into_iter().find(|route| is_new(known, route, before.config, after.config))?;
        Some(format!("{} (`{route}`)", known.would))
    })
}

/// Tells whether something stands at a route that did not: by another name, or with another value.
fn is_new(known: &LetsIn, route: &str, before: &Node, after: &Node) -> bool {
    let was = named(before, route);
    let counts = |node: &Node| {
        known.of.is_empty()
            || has_one(known, node)
            || known.or.iter().any(|or| after.get(or).is_some_and(|node| has_one(known, node)))
    };
    let stood =
        |name: &[String], node: &Node| was.iter().any(|(other, old)| other == name && is_same(known, old, node));
    named(after, route).iter().any(|(name, node)| counts(node) && !stood(name, node))
}

/// What stands at a route, by what its stars stand for; the places of items say nothing.
fn named<'n>(config: &'n Node, route: &str) -> Vec<(Vec<String>, &'n Node)> {
    let mut found = config.reach_written(route);
    for (names, _) in &mut found {
        names.retain(|name| name.parse::<usize>().is_err());
    }
    found
}

/// Tells whether one of the words stands there, or what nobody knows: a variable may be set where the portal runs.
fn has_one(known: &LetsIn, node: &Node) -> bool {
    let mut found = false;
    node.visit(&mut |_, below| {
        let is_unknown = below.is_hole() || matches!(below.value, Value::Gone(_));
        found |= is_unknown || below.scalar().is_some_and(|word| known.is_of(word));
    });
    found
}

/// Tells whether two values say the same of who comes in. A `/` at the end of an address leads nowhere else.
fn is_same(known: &LetsIn, one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Map(_), Value::Map(_)) => {
            let (old, new) = (entries(known, one), entries(known, other));
            old.len() == new.len()
                && new.iter().all(|(key, new)| old.get(key).is_some_and(|old| is_same(known, old, new)))
        }
        (Value::List(old), Value::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(known, old, new))
        }
        (Value::Gone(old), Value::Gone(new)) => old == new,
        _ => said(one).is_some() && said(one) == said(other),
    }
}

/// What a map holds that counts.
fn entries<'n>(known: &LetsIn, map: &'n Node) -> BTreeMap<&'n str, &'n Node> {
    let lets_nobody_in = |key: &str| known.but.iter().any(|but| but.eq_ignore_ascii_case(key));
    map.all_entries().filter(|(key, node)| node.is_written() && !lets_nobody_in(key)).collect()
}

/// What a value says, or how it is written where its variables are not known.
fn said(node: &Node) -> Option<&str> {
    let said = node.scalar().or_else(|| node.as_text().map(|text| text.written()));
    said.map(|said| said.trim_end_matches('/'))
}
