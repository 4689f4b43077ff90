//! `left-alone`: a file is no configuration of Backstage and carries none.

use crate::config::Place;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "left-alone",
    summary: "a file is no configuration of Backstage",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/left-alone.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let alone = subject.around.carried.iter().filter(|carried| carried.is_alone());
    let given = alone.filter(|carried| subject.sources.get(carried.source).is_some_and(|source| !source.attached));
    given
        .map(|carried| {
            rule.at_place(Place::top(carried.source))
                .says("no configuration of Backstage: left alone but for tokens of a known form")
                .hint("if it is some, call it `app-config.NAME.yaml`")
        })
        .collect()
}
