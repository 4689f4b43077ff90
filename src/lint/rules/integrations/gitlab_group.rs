//! `gitlab-group`: people of gitlab.com are to be read, and it is not said of which group.

use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-group",
    summary: "`orgEnabled` on gitlab.com without a group",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/gitlab-group.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "gitlab");
    let groupless = blocks.filter_map(|reader| {
        let on = reader.people(subject)?;
        let host = reader.node.get("host").and_then(|host| host.text()).filter(|host| *host == "gitlab.com")?;
        let finding = rule
            .at_key(on)
            .about(format!("{}.group", reader.route))
            .says(format!("people are read from {host} and no `group` is named, so the portal does not start"))
            .hint("add `group: ` with the group's full path");
        reader.node.lacks("group").then_some(finding)
    });
    groupless.collect()
}
