//! What another tool still has to fill in: its text is unknown until then.

use super::super::node::{Node, Value};
use super::super::text::{Means, Text};

/// Leaves open every text in which a mark stands (`{{`), whatever the portal's variables are.
pub(super) fn leave_open(node: &mut Node, mark: &str) {
    match &mut node.value {
        Value::Text(text) if text.written().contains(mark) => {
            *text = Text { means: Means::Open(None), ..Text::new(text.written()) };
        }
        Value::List(items) => items.iter_mut().for_each(|item| leave_open(item, mark)),
        Value::Map(entries) => entries.values_mut().for_each(|below| leave_open(below, mark)),
        _ => {}
    }
}

/// Lines that hold nothing but an action of a template (`{{- if … }}`) would be no YAML.
pub(super) fn without_lines_of_helm(text: &str) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let is_action = |line: &str| line.trim().starts_with("{{") && line.trim().ends_with("}}");
    text.lines().map(|line| if is_action(line) { "\n".to_owned() } else { format!("{line}\n") }).collect()
}

/// Tells whether something still fills a text in.
pub(super) fn is_open(node: &Node) -> bool {
    node.as_text().is_some_and(|text| text.written().contains("{{") || matches!(text.means, Means::Open(_)))
}
