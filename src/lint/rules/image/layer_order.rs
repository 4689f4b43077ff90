//! `layer-order`: files are given in an order in which the particular one loses.

use crate::config::{Layer, Node, Role, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "layer-order",
    summary: "a file is given before the one that it should override",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/layer-order.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let name = |layer: &Layer| subject.sources.name(layer.source).to_owned();
    let own: Vec<_> = subject.layers.iter().filter(|layer| layer.role == Role::Yours).collect();
    let mut found = Vec::new();
    for (place, early) in own.iter().enumerate() {
        for late in own[place + 1..].iter().filter(|late| overrides(&name(early), &name(late))) {
            let Some((route, lost, wins)) = first_lost(&early.root, &late.root, String::new()) else { continue };
            found.push(
                rule.at(lost)
                    .about(route.as_str())
                    .says(format!("`{route}` loses to `{}`, which is given after `{}`", name(late), name(early)))
                    .hint(format!("give `{}` first: later files win", name(late)))
                    .because(wins, "this counts"),
            );
        }
    }
    found
}

/// Tells whether the first of two files should be the later one, by their names in one folder.
fn overrides(early: &str, late: &str) -> bool {
    let parts = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        (folder.to_owned(), name.strip_prefix("app-config").map(str::to_owned))
    };
    let rank = |name: &str| match name {
        ".yaml" => 0,
        ".local.yaml" => 2,
        _ => 1,
    };
    match (parts(early), parts(late)) {
        ((one, Some(early)), (other, Some(late))) => one == other && rank(&early) > rank(&late),
        _ => false,
    }
}

/// The first plain value that both say, and say differently.
fn first_lost<'n>(early: &'n Node, late: &'n Node, route: String) -> Option<(String, &'n Node, &'n Node)> {
    match (&early.value, &late.value) {
        (Value::Map(_), Value::Map(_)) => early.entries().find_map(|(key, node)| {
            let other = late.walk([key]).filter(|other| !matches!(other.value, Value::Gone(_)))?;
            let deeper = if route.is_empty() { key.to_owned() } else { format!("{route}.{key}") };
            first_lost(node, other, deeper)
        }),
        (Value::List(_), Value::List(_)) => Some((route, early, late)),
        (Value::Text(one), Value::Text(other)) => (one.written() != other.written()).then_some((route, early, late)),
        _ => (early.scalar() != late.scalar()).then_some((route, early, late)),
    }
}
