//! `schedule-invalid`: a schedule has no time in it that its reader understands.

use super::{duration, wrong_in};
use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "schedule-invalid",
    summary: "a schedule's frequency or timeout cannot be read",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/schedule-invalid.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut schedules = Vec::new();
    let providers = subject.config.get("catalog.providers");
    // A company's own provider reads its schedule as it likes.
    let is_known = |route: &str| route.split('.').next().is_some_and(|name| facts().is_scheduled(name));
    providers.into_iter().for_each(|providers| {
        providers.visit(&mut |route, node| {
            if route.ends_with(".schedule") && node.is_map() && is_known(route) {
                schedules.push((format!("catalog.providers.{route}"), node));
            }
        });
    });
    schedules.iter().flat_map(|(route, node)| judge(rule, subject, route, node)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, schedule: &Node) -> Vec<Finding> {
    let of = |key: &str| match schedule.entry(key) {
        Some(node) if node.is_there() => {
            let (fault, why) = duration::fault(node, key == "frequency")?;
            let finding = rule
                .at(fault)
                .about(format!("{route}.{key}"))
                .says(format!("`{key}` {why}, so the portal does not start"));
            Some(wrong_in(finding.hint("write it as `{ minutes: 30 }`, or as `PT30M`"), subject, fault))
        }
        None if schedule.lacks(key) && key != "initialDelay" => {
            let says = format!("the schedule has no `{key}`, so the portal does not start");
            let hint = format!("add `{key}: {{ minutes: {} }}`", if key == "timeout" { 3 } else { 30 });
            Some(rule.at(schedule).about(format!("{route}.{key}")).says(says).hint(hint))
        }
        _ => None,
    };
    ["frequency", "timeout", "initialDelay"].into_iter().filter_map(of).collect()
}
