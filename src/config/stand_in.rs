//! What only stands in for a value that is still to come is a hole: it has no form, and is compared with nothing.

use super::node::{Node, Value};
use super::text::{Means, Text};
use crate::secrecy::stands_in;

/// Takes what stands in at a key for the hole that it is.
pub(super) fn left_open(key: &str, node: Node) -> Node {
    let value = match node.value {
        Value::Text(text) if is_one(key, &text) => Value::Text(Text { means: Means::StandIn, ..text }),
        value => value,
    };
    Node { value, ..node }
}

fn is_one(key: &str, text: &Text) -> bool {
    matches!(text.means, Means::Itself) && !key.starts_with('$') && stands_in(key, text.written())
}
