//! `azure-credential-invalid`: a credential for Azure DevOps is none of the kinds that there are.

use super::listed;
use crate::config::Node;
use crate::contract::integration::facts;
use crate::lint::integration::{entries, is_gone};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-credential-invalid",
    summary: "a credential for Azure DevOps is incomplete or mixed",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/azure-credential-invalid.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in entries(subject, "azure") {
        let shared = entry.host.is_some_and(|host| host.known() == Some(entry.spec.host.as_str()));
        for (route, credential) in entry.credentials() {
            let lost = facts().azure_fields.iter().any(|field| is_gone(credential, field));
            let finding = rule.at(credential).about(route);
            if !lost && !is_complete(credential) {
                found.push(told(finding, credential));
            } else if !shared
                && entry.host.is_some_and(|host| host.known().is_some())
                && credential.get("clientId").is_some()
            {
                let says = "a server of one's own takes a personal access token only, so the portal does not start";
                found.push(finding.says(says).hint("give `personalAccessToken` in its place"));
            }
        }
    }
    found
}

fn given(credential: &Node) -> Vec<&'static String> {
    facts().azure_fields.iter().filter(|field| !credential.lacks(field)).collect()
}

/// Tells whether the keys are all of one kind's, and no other.
fn is_complete(credential: &Node) -> bool {
    let given = given(credential);
    facts()
        .azure_credentials
        .iter()
        .any(|kind| kind.len() == given.len() && given.iter().all(|field| kind.contains(field)))
}

fn told(finding: Finding, credential: &Node) -> Finding {
    let given = given(credential);
    let says = match given.is_empty() {
        true => "this credential holds nothing, so the portal does not start".to_owned(),
        false => format!("{} do not make a credential, so the portal does not start", listed(&given, "and")),
    };
    finding.says(says).hint("give `personalAccessToken` alone, or `clientId`, `clientSecret` and `tenantId` together")
}
