//! `proxy-without-exception`: a proxy is set, and calls to the portal itself would go through it.

use super::lines::at_variable;
use crate::config::Lookup;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "proxy-without-exception",
    summary: "a proxy is set, and nothing is excepted from it",
    severity: Severity::Warning,
    confidence: Confidence::Low,
    page: include_str!("../../../../templates/rules/proxy-without-exception.md"),
    check,
};

const PROXIES: &[&str] = &["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPTIONS: &[&str] = &["NO_PROXY", "no_proxy"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(proxy) = PROXIES.iter().find(|name| subject.variables.value(name).is_some()) else { return Vec::new() };
    let excepted = EXCEPTIONS.iter().any(|name| match subject.variables.lookup(name) {
        Lookup::Is(value) => ["localhost", "127.0.0.1", "*"].iter().any(|host| value.expose().contains(host)),
        Lookup::Untold => true,
        Lookup::Unset => false,
    });
    let finding = (!excepted).then(|| {
        at_variable(rule, subject, proxy)
            .says(format!("`{proxy}` is set, and `NO_PROXY` does not except `localhost`: the portal's calls to itself may go through the proxy"))
            .hint("set `NO_PROXY=localhost,127.0.0.1` and the hosts inside of your network")
    });
    finding.into_iter().collect()
}
