//! `entra-id-form`: an id of Microsoft Entra has not the form of one.

use super::blocks;
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "entra-id-form",
    summary: "an id of Microsoft Entra has not the form of one",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/entra-id-form.md"),
    check,
};

/// Names that stand for a tenant at sign-in only.
const ANY_TENANT: [&str; 3] = ["common", "consumers", "organizations"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (provider, environment, block) in subject.sign_in_blocks().filter(|(provider, ..)| *provider == "microsoft") {
        found.extend(judge(rule, subject, &format!("auth.providers.{provider}.{environment}"), block, true));
    }
    for (route, block) in blocks::sources(subject, "microsoftGraphOrg") {
        found.extend(judge(rule, subject, &route, block, false));
    }
    blocks::once(found)
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, block: &Node, signs_in: bool) -> Vec<Finding> {
    let known = |key: &str| block.get(key).and_then(|node| Some((node, node.text()?.trim())));
    let at = |node: &Node, key: &str| rule.at_place(subject.origin(node)).about(format!("{route}.{key}"));
    let mut found = Vec::new();
    if let Some((node, tenant)) = known("tenantId") {
        let any = ANY_TENANT.contains(&tenant);
        if any && !signs_in {
            let finding = at(node, "tenantId").says(format!("`{tenant}` is no tenant that people could be read from"));
            found.push(finding.hint("set the tenant's own id, from the overview page of Microsoft Entra ID"));
        } else if !any && !blocks::is_uuid(tenant) && !tenant.contains('.') {
            let finding = at(node, "tenantId").says("the tenant's id is neither a UUID nor a domain");
            found.push(finding.hint("copy \"Tenant ID\" from the overview page of Microsoft Entra ID"));
        }
    }
    let Some((node, client)) = known("clientId") else { return found };
    if !blocks::is_uuid(client) {
        let finding = at(node, "clientId").says("the client's id is no UUID");
        found.push(finding.hint("copy \"Application (client) ID\" from the app registration's overview page"));
    } else if let Some((tenant, _)) = known("tenantId").filter(|(_, tenant)| *tenant == client) {
        let finding = at(node, "clientId").says("the client's id is the tenant's").because(tenant, "the same id");
        found.push(finding.hint("copy \"Application (client) ID\" from the app registration's overview page"));
    }
    found
}
