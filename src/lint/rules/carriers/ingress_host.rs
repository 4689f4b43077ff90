//! `ingress-host`: people are led to another name than the portal has.

use crate::config::carrier::Named;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "ingress-host",
    summary: "people are led to another name than the portal has",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/ingress-host.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let hosts: Vec<_> = subject.around.carried.iter().flat_map(|carried| &carried.hosts).collect();
    told(rule, subject, &hosts).into_iter().collect()
}

/// Of several names, any may be for something else; what is filled in later is not known. Where nobody gave the portal a name, its chart
/// may make it of this very host, or another file of values gives it.
fn told(rule: &Rule, subject: &Subject<'_>, hosts: &[&Named]) -> Option<Finding> {
    let address = subject.config.get("app.baseUrl").filter(|address| !subject.is_images(address.place))?;
    let url = url::Url::parse(address.text()?).ok()?;
    let [host] = hosts else { return None };
    let known = !host.name.is_empty() && !host.name.contains(['{', '$', '*']);
    if !known || url.host_str()?.eq_ignore_ascii_case(&host.name) {
        return None;
    }
    let says = format!("people come to `{}`, and `app.baseUrl` is another name", host.name);
    let finding = rule.at_place(host.place).about("app.baseUrl").says(says).because(address, "the portal is called so");
    Some(finding.hint("give both the name that people type"))
}
