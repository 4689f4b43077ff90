//! `integration-not-list`: one block stands where Backstage reads a list.

use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "integration-not-list",
    summary: "one block or value stands where a list belongs",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/integration-not-list.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for route in &facts().lists {
        let keys: Vec<_> = route.split('.').collect();
        reach(subject.config, &keys, String::new(), &mut |at, node| {
            if node.is_there() && !node.is_list() && !node.may_be_anything() {
                let what = if node.is_map() { "a block" } else { "a single value" };
                let says = format!("`{at}` is {what} where a list belongs, so the portal does not start");
                found.push(rule.at_key(node).about(at).says(says).hint("put `- ` before it"));
            }
        });
    }
    found
}

/// Visits every value that a route leads to.
fn reach<'n>(node: &'n Node, keys: &[&str], at: String, see: &mut impl FnMut(&str, &'n Node)) {
    let Some((key, rest)) = keys.split_first() else { return see(&at, node) };
    let deeper = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if *key != "*" {
        if let Some(inside) = node.walk([*key]) {
            reach(inside, rest, deeper(key), see);
        }
        return;
    }
    // Only the items of lists: a block in a list's place is reported by itself.
    for (index, item) in node.items().enumerate() {
        reach(item, rest, deeper(&index.to_string()), see);
    }
}
