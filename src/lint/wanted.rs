//! Which variables the configuration wants, and where.

use crate::config::{Layer, Node, Part, Role, Text, Value, parts};

/// A reference to a variable in a value that counts.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// What stands between the braces, in front of a default.
    pub name: &'a str,
    /// Whether a default stands in for it.
    pub default: bool,
    /// The key.
    pub route: String,
    /// The value.
    pub node: &'a Node,
}

/// Finds every reference in the effective configuration, and those of the operator's that fell back to an earlier value because their
/// variable is not set.
pub(super) fn wanted<'a>(config: &'a Node, layers: &'a [Layer]) -> Vec<Wanted<'a>> {
    let mut found = Vec::new();
    config.visit(&mut |route, node| found.extend(of_node(route, node)));
    for (rank, layer) in layers.iter().enumerate().filter(|(_, layer)| layer.role == Role::Yours) {
        layer.root.visit(&mut |route, node| {
            if matches!(node.value, Value::Gone(_)) && falls_back(config, layers, rank, route) {
                found.extend(of_node(route, node));
            }
        });
    }
    found
}

/// Tells whether what counts at a route comes from a layer below.
fn falls_back(config: &Node, layers: &[Layer], rank: usize, route: &str) -> bool {
    let counts = config.entry(route).and_then(|node| layers.iter().position(|layer| layer.source == node.place.source));
    counts.is_some_and(|other| other < rank)
}

/// The references in one value.
pub(super) fn of_node<'a>(route: &str, node: &'a Node) -> Vec<Wanted<'a>> {
    let names: Vec<(&str, bool)> = match &node.value {
        Value::Text(text) => of_text(text),
        Value::Gone(names) => names.iter().map(|name| (name.as_str(), false)).collect(),
        _ => Vec::new(),
    };
    names.into_iter().map(|(name, default)| Wanted { name, default, route: route.to_owned(), node }).collect()
}

fn of_text(text: &Text) -> Vec<(&str, bool)> {
    let names = parts(text.written()).into_iter().filter_map(|part| match part {
        // `${$file}` stands for a file whose path is not known.
        Part::Reference { name, default } if !name.starts_with('$') => {
            Some((name, default.is_some_and(|default| !default.is_empty())))
        }
        _ => None,
    });
    names.collect()
}
