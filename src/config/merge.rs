//! Layers over layers, as Backstage's reader sees them: maps merge, everything else replaces, `null` hides.

use super::fault::{Fault, FaultKind};
use super::layer::Layer;
use super::node::{Node, Value};
use super::place::Place;
use super::sight::Unseen;

/// What all layers come to.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The effective configuration. `null` and removed values stay in it, so that it can be told why nothing is there.
    pub root: Node,
    /// What cannot be merged.
    pub faults: Vec<Fault>,
}

impl Merged {
    /// Says why more may be there than all layers, when it may; what is missing is then not absent.
    pub fn close(&mut self, unseen: Option<Unseen>) {
        self.root.spread(unseen);
    }

    /// Says of a block that a part of it stands in a file that is not here.
    pub fn leave_open(&mut self, route: &str) {
        self.root.leave_open(route);
    }
}

/// Merges layers, the lowest first.
pub fn merge(layers: &[Layer]) -> Merged {
    let mut merged = Merged { root: Node::empty(Place::default()), faults: Vec::new() };
    let mut roots = layers.iter().map(|layer| &layer.root);
    if let Some(first) = roots.next() {
        merged.root = first.clone();
    }
    for root in roots {
        over(&mut merged.root, root);
    }
    if layers.len() > 1 {
        let roots: Vec<_> = layers.iter().map(|layer| &layer.root).collect();
        maps_over_values(&merged.root, &roots, &mut merged.faults);
    }
    merged
}

fn over(lower: &mut Node, upper: &Node) {
    match (&mut lower.value, &upper.value) {
        (Value::Map(below), Value::Map(above)) => {
            for (key, node) in above {
                match below.get_mut(key) {
                    Some(held) => over(held, node),
                    None => {
                        below.insert(key.clone(), node.clone());
                    }
                }
            }
            // Whoever wrote to a map last is the one to point at.
            (lower.place, lower.key) = (upper.place, upper.key);
            lower.beyond = lower.beyond.or(upper.beyond);
        }
        // A variable that is not set leaves what was there.
        (below, Value::Gone(_)) if !matches!(below, Value::Null | Value::Gone(_)) => {}
        (Value::Unseen(why), Value::Map(_)) => *lower = Node { beyond: Some(*why), ..upper.clone() },
        _ => *lower = upper.clone(),
    }
}

/// Backstage asks every file for a map that it reads, also those below a `null`, and minds whatever else one has there.
fn maps_over_values(merged: &Node, layers: &[&Node], faults: &mut Vec<Fault>) {
    let Value::Map(entries) = &merged.value else { return };
    for (key, node) in entries.iter().filter(|(_, node)| node.is_map()) {
        let below: Vec<_> = layers.iter().filter_map(|layer| layer.walk([key.as_str()])).collect();
        let other = below.iter().find(|held| !held.is_map() && held.is_there() && !held.is_hole());
        match other {
            Some(other) => {
                let says = format!("a map stands here over what is a {} in an earlier file", other.kind());
                faults.push(Fault::new(FaultKind::MapOverValue, node.head(), says));
            }
            None => maps_over_values(node, &below, faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layer::{Attached, Files, Role, read};
    use super::super::place::{Source, Sources};
    use super::super::variables::Variables;
    use super::*;

    struct Nothing;

    impl Files for Nothing {
        fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
            None
        }

        fn attached(&self, _from: &str, _path: &str) -> Result<Attached, String> {
            Err("does not exist".into())
        }
    }

    fn merged(texts: &[&str]) -> Merged {
        let mut sources = Sources::default();
        let variables = Variables::closed([("EMPTY", "")]);
        let layers: Vec<_> = texts
            .iter()
            .map(|text| {
                let source = sources.add(Source::new("a", *text));
                read(source, Role::Yours, &mut sources, &variables, &Nothing)
            })
            .collect();
        merge(&layers)
    }

    #[test]
    fn later_files_win_and_lists_replace() {
        let merged = merged(&[
            "a: {x: 1, y: [1, 2], z: 3}\nb: 1\nc: {d: 1}",
            "a: {x: 2, y: []}\nb: null\nc: ${UNSET}\nd: ${EMPTY}",
        ])
        .root;
        assert_eq!(merged.get("a.x").unwrap().scalar(), Some("2"));
        assert_eq!(merged.get("a.y").unwrap().items().count(), 0);
        assert_eq!(merged.get("a.z").unwrap().scalar(), Some("3"));
        assert!(merged.get("b").is_none() && merged.entry("b").is_some());
        assert!(merged.get("c.d").is_some(), "an unset variable does not hide");
        assert_eq!(merged.get("d").unwrap().text(), Some(""));
        assert_eq!(merged.get("a.x").unwrap().place.source, 1);
    }

    #[test]
    fn a_map_over_a_plain_value_is_refused_and_the_other_way_round_wins() {
        assert_eq!(merged(&["a: 1", "a: {b: 1}"]).faults.len(), 1);
        assert_eq!(merged(&["a: 1", "a: null", "a: {b: 1}"]).faults.len(), 1, "`null` hides a value, not its kind");
        assert!(merged(&["a: ${UNSET}", "a: {b: 1}"]).faults.is_empty());
        assert!(merged(&["a: {b: 1}", "a: null", "a: {c: 1}"]).faults.is_empty());
        let scalar = merged(&["a: {b: 1}", "a: 1"]);
        assert!(scalar.faults.is_empty());
        assert_eq!(scalar.root.get("a").unwrap().scalar(), Some("1"));
    }
}
