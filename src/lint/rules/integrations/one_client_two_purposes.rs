//! `one-client-two-purposes`: people sign in by the client that the backend reads with.

use super::same_secret;
use crate::answers::file::Stage;
use crate::config::Node;
use crate::lint::integration::{all_entries, apps};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "one-client-two-purposes",
    summary: "sign-in and integration share one client",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/one-client-two-purposes.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // On one's own machine one client for both is what we advise.
    if subject.portal.stage == Some(Stage::Local) {
        return Vec::new();
    }
    let severity = if subject.is_production() { Severity::Warning } else { Severity::Note };
    let clients = clients(subject);
    let asked = subject.environment();
    let blocks = subject.sign_in_blocks().filter(|(_, stage, _)| *stage == asked);
    let shared = blocks.filter_map(|(provider, stage, block)| {
        let id = block.get("clientId")?;
        let (at, twin) = clients.iter().find(|(_, twin)| same_secret(id, twin))?;
        let finding = rule
            .at(id)
            .about(format!("auth.providers.{provider}.{stage}.clientId"))
            .says(format!("people sign in by the client of `{at}`, so whoever gets its secret holds both"))
            .hint(match provider {
                "github" => "make an OAuth App for sign-in (`devportal-auth init --auth github-oauth-app`)",
                _ => "make a client of its own for sign-in",
            })
            .because(twin, "the backend reads with it here")
            .severity(severity);
        Some(finding)
    });
    shared.collect()
}

/// The client ids of integrations, with their blocks' routes.
fn clients<'a>(subject: &Subject<'a>) -> Vec<(String, &'a Node)> {
    let azure = all_entries(subject).into_iter().flat_map(|entry| entry.credentials());
    let blocks = apps(subject).into_iter().chain(azure);
    blocks.filter_map(|(route, block)| Some((route, block.get("clientId")?))).collect()
}
