//! `azure-credential-invalid`: a credential for Azure DevOps is none of the kinds that there are.

use super::listed;
use crate::config::Node;
use crate::contract::integration::facts;
use crate::contract::release::Span;
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
            let finding = rule.at(credential).about(route);
            if let Some(told) = judge(subject, &finding, credential) {
                found.push(told);
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

/// A release takes the keys that it does not know as if they were not there, so each may judge otherwise.
fn judge(subject: &Subject<'_>, finding: &Finding, credential: &Node) -> Option<Finding> {
    if facts().azure_fields.keys().any(|field| is_gone(credential, field)) {
        return None;
    }
    let given: Vec<_> = facts().azure_fields.iter().filter(|(field, _)| !credential.lacks(field)).collect();
    let always = given.iter().filter(|(_, span)| span.is_always()).map(|(field, _)| *field).collect::<Vec<_>>();
    let later = given.iter().map(|(_, span)| *span).find(|span| !span.is_always());
    let given: Vec<_> = given.iter().map(|(field, _)| *field).collect();
    let told = || {
        let finding = match surplus(&given).and_then(|field| credential.get(field)) {
            Some(node) => Finding { place: Some(node.head()), ..finding.clone() },
            None => finding.clone(),
        };
        told(finding, &given)
    };
    match (is_complete(&always), is_complete(&given)) {
        (true, true) => None,
        (false, false) => Some(told()),
        (false, true) => subject.as_of(&later.map(Span::otherwise)?, told()),
        (true, false) => subject.as_of(later?, told()),
    }
}

/// Tells whether the keys are all of one kind's, and no other.
fn is_complete(given: &[&String]) -> bool {
    let is = |kind: &Vec<String>| kind.len() == given.len() && given.iter().all(|field| kind.contains(field));
    facts().azure_credentials.iter().any(is)
}

/// The one key without which the others make a credential.
fn surplus<'f>(given: &[&'f String]) -> Option<&'f String> {
    let without = |field: &&&String| {
        let others: Vec<_> = given.iter().filter(|other| other != field).copied().collect();
        is_complete(&others)
    };
    given.iter().find(without).copied().filter(|_| given.len() > 2)
}

fn told(finding: Finding, given: &[&String]) -> Finding {
    let says = match given.is_empty() {
        true => "this credential holds nothing, so the portal does not start".to_owned(),
        false => format!("{} do not make a credential, so the portal does not start", listed(given, "and")),
    };
    finding.says(says).hint("give `personalAccessToken` alone, or `clientId`, `clientSecret` and `tenantId` together")
}
