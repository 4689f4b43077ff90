//! Values of other charts that a portal's chart brings along, as its database's: their passwords, which are nobody's variables and stand in
//! the same file, and what the portal's container gets for them.

use super::super::node::Node;
use super::environment::{plain, said};
use super::{Carried, Holder, Setting};
use crate::contract::carriers::{OtherChart, carriers};
use crate::credential::Secret;

/// Takes the passwords that are written for charts beside the portal's own block, or for the whole of which that is a part.
pub(super) fn passwords(root: &Node, chart: Option<&Node>, carried: &mut Carried) {
    let own = chart.filter(|chart| chart.place != root.place);
    for around in [Some(root), own].into_iter().flatten() {
        for other in &carriers().brought.charts {
            of_chart(around, other, carried);
        }
    }
}

/// Takes the variables that the portal's chart sets for those that are switched on; it says what they hold as it is installed. `route` leads
/// to the portal's own block.
pub(super) fn variables(route: &str, chart: Option<&Node>, block: &Node, carried: &mut Carried) {
    for other in &carriers().brought.charts {
        let switch = chart.and_then(|chart| chart.walk([other.key.as_str(), "enabled"]));
        let by_itself = || other.unless_off_in.as_ref().is_some_and(|key| route.split('.').any(|part| part == key));
        let is_on = switch.map_or_else(by_itself, |switch| switch.boolean() != Some(false));
        let place = switch.map_or(block.head(), |switch| switch.place);
        let set = other.sets.iter().filter(|_| is_on);
        carried.variables.extend(set.map(|name| Setting {
            name: name.clone(),
            value: None,
            written: None,
            place,
            spelled: None,
        }));
    }
}

fn of_chart(around: &Node, other: &OtherChart, carried: &mut Carried) {
    let OtherChart { key, passwords, .. } = other;
    let own = around.walk([key.as_str()]);
    // Switched off, nothing is made of its values.
    if own.and_then(|own| own.get("enabled")).and_then(Node::boolean) == Some(false) {
        return;
    }
    let global = around.walk(["global", key.as_str()]);
    let places = [(own, key.clone()), (global, format!("global.{key}"))];
    for (values, below) in places.iter().filter_map(|(values, below)| Some(((*values)?, below))) {
        let written = passwords.iter().filter_map(|route| Some((format!("{below}.{route}"), used(values, route)?)));
        for (name, node) in written {
            let Some(value) = plain(node).filter(|value| !value.is_empty() && !value.contains("{{")) else { continue };
            carried.wrote(&name, &Secret::new(value), node, Holder::Brought);
        }
    }
}

/// The value at a route, unless a Secret takes its place.
fn used<'n>(values: &'n Node, route: &str) -> Option<&'n Node> {
    let beside = route.rsplit_once('.').map_or(Some(values), |(above, _)| values.get(above))?;
    let instead = carriers().brought.instead.iter().filter_map(|key| beside.get(key));
    let is_named = instead.into_iter().any(|named| said(named).is_none_or(|name| !name.is_empty()));
    values.get(route).filter(|_| !is_named)
}
