//! `catalog-without-credential`: the catalog reads from a host whose integration has no credential.

use std::collections::BTreeMap;

use super::list_hides_credential::hidden_hosts;
use crate::config::Unseen;
use crate::contract::integration::facts;
use crate::lint::integration::{ByHost, entries_by_kind, is_gone, is_settled, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "catalog-without-credential",
    summary: "the catalog reads without a credential",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/catalog-without-credential.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let entries = entries_by_kind(subject);
    let by_host: BTreeMap<_, _> = entries.iter().map(|(kind, entries)| (*kind, ByHost::of(entries))).collect();
    let hidden: BTreeMap<_, _> = entries.keys().map(|kind| (*kind, hidden_hosts(subject, kind))).collect();
    let found = readers(subject).into_iter().filter_map(|reader| {
        let (kind, host, node) = reader.through()?;
        // At Azure DevOps the process's own identity stands in for a missing credential.
        if kind == "azure" || !is_settled(subject, kind) || hidden.get(kind)?.contains(&host.key()) {
            return None;
        }
        let own = by_host.get(kind)?.perhaps(host);
        let lost = own.iter().any(|entry| is_gone(entry.node, "token") || is_gone(entry.node, "host"));
        let public =
            host.known().is_some_and(|host| facts().integrations.get(kind).is_some_and(|spec| spec.host == host));
        if lost || own.iter().any(|entry| entry.credential().is_some()) || (own.is_empty() && !public) {
            return None;
        }
        let name = host.known().unwrap_or("this host");
        let finding = rule
            .at(node)
            .about(reader.route.as_str())
            .says(format!("`{}` reads from `{name}`, and the integration has no credential for it", reader.route))
            .hint("add a token or an App to the integration (`devportal-auth init` makes one)");
        let finding = match own.first() {
            Some(entry) => finding.because(entry.node, "the integration"),
            None => finding,
        };
        // GitLab shows public groups to anybody; GitHub's query is refused.
        let open = kind == "gitlab" && reader.node.get("orgEnabled").and_then(|on| on.boolean()) != Some(true);
        // A list of integrations is replaced as a whole by a layer that has one, and not all of them are here.
        let replaced = subject.config.beyond == Some(Unseen::Layer);
        Some(if open || replaced { finding.severity(Severity::Warning) } else { finding })
    });
    found.collect()
}
