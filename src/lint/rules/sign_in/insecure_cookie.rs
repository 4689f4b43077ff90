//! `insecure-cookie`: the cookie of a portal on https is sent unencrypted as well.

use super::address::{Address, backend};
use super::block::asked;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "insecure-cookie",
    summary: "a cookie of a portal on https is not kept to https",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/insecure-cookie.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(backend) = backend(subject).filter(Address::is_https) else { return Vec::new() };
    let asked = asked(subject);
    let open = asked.iter().filter_map(|block| {
        let secure = block.node.get("cookies.secure").filter(|secure| secure.boolean() == Some(false))?;
        let mend = format!(
            "auth:\n  providers:\n    {}:\n      {}:\n        cookies:\n          secure: true\n",
            block.provider, block.environment?
        );
        let finding = rule
            .at(secure)
            .about(format!("{}.cookies.secure", block.route()))
            .says(format!("the cookie of `{}` may go over http, although the portal is on https", block.provider))
            .hint(format!("write `{}.cookies.secure: true`", block.route()))
            .because(backend.node, "the portal is on https")
            .fix(Fix::Merge(mend));
        Some(finding)
    });
    open.collect()
}
