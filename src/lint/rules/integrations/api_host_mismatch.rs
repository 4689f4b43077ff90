//! `api-host-mismatch`: the API's address belongs to another host, or to no API.

use super::set_in;
use crate::config::Node;
use crate::lint::integration::{Entry, Host, all_entries, is_valid_host};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "api-host-mismatch",
    summary: "`apiBaseUrl` and `host` do not belong together",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/api-host-mismatch.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = all_entries(subject);
    let judged = entries.iter().filter_map(|entry| Some((entry, judge(rule, subject, entry)?)));
    judged.map(|(entry, finding)| told_apart(finding, entry, subject)).collect()
}

/// A host that stands among another kind's, too, is of one of the two: which API it has is that kind's.
fn told_apart(finding: Finding, entry: &Entry<'_>, subject: &Subject<'_>) -> Finding {
    let host = entry.host.and_then(|host| host.name());
    let same = |item: &&Node| item.get("host").and_then(Node::text).is_some_and(|text| Some(text) == host);
    let kinds = subject.config.get("integrations").into_iter().flat_map(Node::entries);
    let mut others = kinds.filter(|(kind, _)| *kind != entry.kind);
    let listed = others.find_map(|(kind, list)| Some((kind, list.items().find(same)?)));
    let Some((kind, other)) = listed else { return finding };
    let says = format!("{}, if it is one of `{}`: it is listed as `{kind}` as well", finding.message, entry.kind);
    finding
        .severity(Severity::Warning)
        .says(says)
        .hint("list the host once, as what it is")
        .because(other, "the same host")
}

fn judge(rule: &Rule, subject: &Subject<'_>, entry: &Entry<'_>) -> Option<Finding> {
    let host = entry.host?.name().filter(|_| entry.meant().is_none())?;
    let node = entry.node.get("apiBaseUrl")?;
    let given = node.text()?;
    let usual = entry.spec.api_of(host)?;
    let finding = rule.at(node).about(format!("{}.apiBaseUrl", entry.route));
    let finding = if !given.starts_with("https://") && !given.starts_with("http://") {
        finding.says("`apiBaseUrl` is not an address")
    } else {
        let api = Host::of_url(node)?.known()?.to_ascii_lowercase();
        if !is_valid_host(&api) {
            let finding = finding.says("`apiBaseUrl` is an address without a host");
            return Some(set_in(finding.hint(format!("write `apiBaseUrl: {usual}`")), subject, node));
        }
        let public = entry.spec.api.as_deref().and_then(|api| api.split('/').nth(2)).unwrap_or_default();
        let expected = usual.split('/').nth(2).unwrap_or_default();
        if (host == entry.spec.host) != (api == public) {
            finding.says(format!("the credential of `{host}` is sent to `{api}`"))
        } else if api != expected {
            let other = format!("the credential of `{host}` is sent to `{api}`, another host");
            finding.says(other).severity(Severity::Warning)
        } else if lacks_path(given, &usual) {
            finding.says(format!("nothing of `{host}`'s API is at this address"))
        } else {
            return None;
        }
    };
    Some(set_in(finding.hint(format!("write `apiBaseUrl: {usual}`")), subject, node))
}

/// Tells whether an address does not end as its kind's do. A server may stand below a path of its own.
fn lacks_path(given: &str, usual: &str) -> bool {
    let path = usual.splitn(4, '/').nth(3).unwrap_or_default();
    let own = given.trim_end_matches('/').splitn(4, '/').nth(3).unwrap_or_default();
    own != path && !own.ends_with(&format!("/{path}")) || path.is_empty() && !own.is_empty()
}
