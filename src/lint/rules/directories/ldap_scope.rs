//! `ldap-scope`: only what stands directly below an entry is read.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ldap-scope",
    summary: "only the first level below an entry is read",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/ldap-scope.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    blocks::each_search(subject, |kind, route, search| judge(rule, kind, route, search))
}

fn judge(rule: &Rule, kind: &str, route: &str, search: &Node) -> Option<Finding> {
    let scope = search.get("options.scope");
    let finding = match (scope, scope.and_then(Node::text)) {
        (None, _) => rule.at_key(search).says(format!(
            "`{kind}` has no `scope`, so that only entries directly below its `dn` are read, and none below those"
        )),
        (Some(node), Some(scope)) if !matches!(scope, "base" | "one" | "sub" | "children" | "subordinates") => {
            rule.at(node).severity(Severity::Error).says("this is no scope of a search")
        }
        _ => return None,
    };
    Some(finding.about(format!("{route}.options.scope")).hint("set `options.scope: sub`, or `one` if that is meant"))
}
