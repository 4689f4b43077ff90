//! `base-url-form`: an address of the portal is not written as a whole web address.

use super::address::web;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "base-url-form",
    summary: "an address of the portal is not a whole web address",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/base-url-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    ["app.baseUrl", "backend.baseUrl"].into_iter().filter_map(|route| judge(rule, subject, route)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str) -> Option<Finding> {
    let node = subject.config.get(route)?;
    let text = node.text()?;
    let finding = rule.at(node).about(route);
    let Some(url) = web(text) else {
        let says = match text.contains("://") {
            true => format!("`{route}` is no web address, so the backend does not start"),
            false => format!("`{route}` has no scheme, so the backend does not start"),
        };
        let finding = finding.says(says).hint("write the whole address, beginning with https:// or http://");
        return Some(subject.where_set(finding, node));
    };
    if !url.username().is_empty() || url.password().is_some() {
        let says = format!("`{route}` carries a user name or a password, and every browser is told");
        return Some(finding.severity(Severity::Warning).says(says).hint("take out what stands before the `@`"));
    }
    // `http://host/7007`: a port stands behind a `:`.
    let path = url.path().trim_matches('/');
    if url.port().is_none() && path.parse::<u16>().is_ok_and(|port| port >= 1024) {
        let says = format!("`{path}` is a path of `{route}` here, and looks like a port");
        return Some(finding.severity(Severity::Warning).says(says).hint(format!("write `:{path}` behind the host")));
    }
    let bare = text.strip_suffix('/')?;
    let finding =
        finding.severity(Severity::Note).says(format!("`{route}` ends in `/`, which doubles it in some addresses"));
    let finding = finding.hint("take the last `/` away");
    let literal = node.as_text().is_some_and(|text| !text.is_reference()) && !bare.ends_with('/');
    Some(if literal { finding.fix(Fix::value(node.place, bare.to_owned())) } else { finding })
}
