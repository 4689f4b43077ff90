//! `value-form`: a value that does not have the form that its reader asks for.

use super::asked::{Asked, asked};
use super::form::fault;
use crate::lint::rules::integrations::duration;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "value-form",
    summary: "a value does not have the form that its reader asks for",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/value-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for asked in asked(subject, |demand| demand.form.is_some()) {
        let key = asked.demand.key.as_str();
        let node = if key.is_empty() { Some(asked.node) } else { asked.node.get(key) };
        let Some((node, form)) = node.zip(asked.demand.form) else { continue };
        let Some((place, why)) = fault(form, node) else { continue };
        let name = if key.is_empty() { asked.route.rsplit('.').next().unwrap_or(&asked.route) } else { key };
        let finding = rule.at(place).about(asked.at(key)).says(format!("`{name}` {why}, so {}", asked.then()));
        let finding = if form.is_of_value() { subject.where_set(finding, place) } else { finding };
        found.extend(asked.told(finding, || form.written().to_owned()));
    }
    found.extend(
        asked(subject, |demand| !demand.longer_than.is_empty()).iter().filter_map(|asked| too_short(rule, asked)),
    );
    found
}

/// A duration that has to be longer than another.
fn too_short(rule: &Rule, asked: &Asked<'_>) -> Option<Finding> {
    let (key, least) = (asked.demand.key.as_str(), asked.demand.longer_than.as_str());
    let (node, other) = (asked.node.get(key)?, asked.node.get(least)?);
    (duration::seconds(node)? <= duration::seconds(other)?).then_some(())?;
    let says = format!("`{key}` is not longer than `{least}`, so {}", asked.then());
    let finding = rule.at(node).about(asked.at(key)).says(says).because(other, "than this");
    asked.told(finding, || format!("make it longer than `{least}`"))
}
