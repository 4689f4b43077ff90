//! `wrong-type`: a value is of another kind than the one that is read.

use std::collections::BTreeSet;

use super::known::visit;
use crate::config::{Node, Value};
use crate::contract::keys::{Kind, keys};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "wrong-type",
    summary: "a value is of another kind than the one that is read",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/wrong-type.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    visit(subject.config, &keys().keys, "", &mut |route, node, shape| {
        let kind = shape.kind();
        if fits(kind, node) {
            return;
        }
        let undashed = kind == Kind::List && node.is_map();
        let finding = if undashed { rule.at_key(node.undashed()) } else { rule.at(node) }.about(route);
        let is = match node.as_text() {
            Some(text) if text.is_reference() => "text, as a variable always is",
            _ => name(node),
        };
        let says = format!("`{route}` is {is}, and has to be {}", kind.title());
        found.push(match unread_reference(node) {
            Some(key) => finding.says(format!("{says}: `{key}` is not read")).hint(REFERENCE),
            None => finding.says(says).hint(hint(kind, node)),
        });
    });
    let told: BTreeSet<_> = found.iter().map(|finding| finding.route.clone()).collect();
    subject.config.visit(&mut |route, node| {
        if !told.contains(route) && unread_reference(node) == Some(OLD) && !subject.is_images(node.head()) {
            let says = format!("`{route}` is a map, and no text: `{OLD}` is not read");
            found.push(rule.at(node).about(route).says(says).hint(REFERENCE));
        }
    });
    found
}

/// How a secret was taken from elsewhere in 2020.
const OLD: &str = "$secret";

/// How a value is taken from elsewhere: config-loader 1.10.10 and 1.11.5 read these alone, and neither `$secret` nor `$data`.
const REFERENCE: &str = "write `${NAME}`, or `$env`, `$file` or `$include`, whatever it is taken from";

/// The only key of a map that looks like a reference and is none (`$secret: { env: NAME }`).
fn unread_reference(node: &Node) -> Option<&str> {
    let mut keys = node.all_entries().map(|(key, _)| key);
    let only = keys.next().filter(|key| key.starts_with('$'))?;
    keys.next().is_none().then_some(only)
}

fn fits(kind: Kind, node: &Node) -> bool {
    if node.may_be_anything() {
        return true;
    }
    match (kind, &node.value) {
        (Kind::Any, _) | (_, Value::Null | Value::Gone(_) | Value::Unseen(_)) => true,
        (Kind::Map, value) => matches!(value, Value::Map(_)),
        (Kind::List, value) => matches!(value, Value::List(_)),
        (Kind::Text, value) => matches!(value, Value::Text(_)),
        (Kind::TextOrList, value) => matches!(value, Value::Text(_) | Value::List(_)),
        (Kind::Number, Value::Text(text)) => text.known().is_none_or(|text| text.trim().parse::<f64>().is_ok()),
        (Kind::Number, value) => matches!(value, Value::Number(_)),
        (Kind::Boolean, value) => !matches!(value, Value::List(_) | Value::Map(_)),
    }
}

fn name(node: &Node) -> &'static str {
    match &node.value {
        Value::Null | Value::Gone(_) => "nothing",
        Value::Unseen(_) => "what was not read",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Text(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}

fn hint(kind: Kind, node: &Node) -> &'static str {
    match (kind, &node.value) {
        (Kind::Text, Value::Number(_) | Value::Bool(_)) => "put it in quotes",
        (Kind::List, Value::Text(_)) => "write `- ` before it, on a line of its own",
        (Kind::List, Value::Map(_)) => "write `- ` before its first key, and indent the others",
        (Kind::Map, Value::List(_)) => "take the `- ` away, and give each entry a key",
        (Kind::List, _) => "write a list: each entry on a line of its own, after `- `",
        (Kind::Map, _) => "write its keys below it, indented",
        (Kind::Number, _) => "write the digits only",
        (Kind::Boolean, _) => "write `true` or `false`",
        _ => "write one text",
    }
}
