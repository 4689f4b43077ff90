//! `map-over-value`: a block stands over a plain value of an earlier file.

use super::faults::found;
use crate::config::{Fault, FaultKind, Node};
use crate::contract::keys::{Kind, keys};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "map-over-value",
    summary: "a block stands over a plain value of an earlier file",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/map-over-value.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let faults = subject.all_faults().filter(|fault| fault.kind == FaultKind::MapOverValue);
    let yours = faults
        .filter(|fault| !subject.is_images(fault.place) && !are_apart(subject, fault))
        .map(|fault| over(rule, subject, fault));
    yours.filter(|finding| !is_taken_whole(&finding.route)).collect()
}

fn over(rule: &Rule, subject: &Subject<'_>, fault: &Fault) -> Finding {
    let finding = found(rule, subject, fault);
    let route = finding.route.clone();
    let below = plain_below(subject, &route, fault);
    let hint =
        format!("take `{route}` out of one of the two files; a plain value over a block would win, a block never does");
    let finding = finding.hint(hint);
    match below {
        // Where a map is wanted, the plain value is what is wrong.
        Some(node) if is_map(&route) => {
            let says = format!("`{route}` is a {} here and a map in a later file, which cannot be merged", node.kind());
            let later = finding.place.unwrap_or(fault.place);
            rule.at(node).about(route).says(says).hint("write its keys below it").because_at(later, "the map")
        }
        Some(node) => finding.because(node, "the plain value"),
        None => finding,
    }
}

/// Tells whether what stands at a route is taken as one value, in which a later block wins.
fn is_taken_whole(route: &str) -> bool {
    let parts: Vec<_> = route.split('.').collect();
    let covers = |whole: &String| {
        let whole: Vec<_> = whole.split('.').collect();
        whole.len() <= parts.len() && whole.iter().zip(&parts).all(|(key, part)| *key == "*" || key == part)
    };
    keys().whole.iter().any(covers)
}

/// Tells whether a map is wanted at a route.
fn is_map(route: &str) -> bool {
    route
        .split('.')
        .try_fold(&keys().keys, |shape, key| shape.child(key))
        .is_some_and(|shape| shape.kind() == Kind::Map)
}

fn plain_below<'a>(subject: &Subject<'a>, route: &str, fault: &Fault) -> Option<&'a Node> {
    let below = subject.layers.iter().take_while(|layer| layer.source != fault.place.source);
    below.filter_map(|layer| layer.root.get(route)).filter(|node| !node.is_map()).last()
}

/// Tells whether the two are never loaded together: one where the portal is deployed, the other on a developer's machine.
fn are_apart(subject: &Subject<'_>, fault: &Fault) -> bool {
    let route = subject.route_at(fault.place).unwrap_or_default();
    let below = plain_below(subject, &route, fault).and_then(|node| subject.loaded(node.place));
    below.is_some_and(|below| subject.loaded(fault.place).is_some_and(|above| above != below))
}
