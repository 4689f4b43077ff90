//! `resolver-ignores-person`: the backend's own code takes whoever signs in for one and the same user.

use super::block::{asked, goes_by_code};
use super::sign_in_without_catalog::is_open_to_anybody;
use crate::lint::code::Everybody;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-ignores-person",
    summary: "a resolver in code takes whoever signs in for one and the same user",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/resolver-ignores-person.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let asked = asked(subject);
    let found = asked.iter().filter(|block| goes_by_code(subject, block)).filter_map(|block| {
        let everybody = subject.code().takes_everybody_for(block.provider)?;
        let who = match everybody {
            Everybody::User(user) => format!("`{user}`"),
            Everybody::Somebody => "one and the same user".to_owned(),
        };
        let groups = subject.code().lets_in(block.provider).map(|let_in| let_in.groups).unwrap_or_default();
        let groups: String = groups.iter().map(|group| format!(" and of `{group}`")).collect();
        let finding = rule.at_key(block.node).about(format!("{}.signIn.resolvers", block.route()));
        let finding = finding
            .says(format!(
                "whoever signs in by `{}` is {who}{groups}: the resolver in the backend's code never looks at them",
                block.provider
            ))
            .hint("let the resolver look the person up in the catalog, as `usernameMatchingUserEntityName` does");
        Some(if is_open_to_anybody(subject, block) { finding.severity(Severity::Error) } else { finding })
    });
    found.collect()
}
