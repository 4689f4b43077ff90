//! `backend-port`: the backend's address leads to a port of this machine where it does not listen.

use super::address::{app, backend};
use crate::answers::file::{Stage, Target};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "backend-port",
    summary: "the backend's address leads to a port where it does not listen",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/backend-port.md"),
    check,
};

/// Where a backend listens that is told nothing (`@backstage/backend-defaults` 0.17, `readHttpServerOptions`).
const USUAL: u16 = 7007;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if subject.portal.target != Target::Backstage
        || subject.portal.stage == Some(Stage::Production)
        || in_front(subject)
    {
        return Vec::new();
    }
    let Some(address) = backend(subject).filter(|address| address.is_local()) else { return Vec::new() };
    // Without a port something else answers there: nobody starts a backend on 80.
    let Some(port) = address.url.port() else { return Vec::new() };
    let listen = subject.config.get("backend.listen");
    let node = subject.config.get("backend.listen.port").or(listen.filter(|node| !node.is_map()));
    let listens = match node {
        Some(node) => node.scalar().and_then(|text| text.rsplit(':').next()?.parse().ok()),
        None => subject.config.lacks("backend.listen.port").then_some(USUAL),
    };
    let Some(listens) = listens.filter(|listens| *listens != port) else { return Vec::new() };
    let says = format!("`backend.baseUrl` leads to port {port} of this machine, and the backend listens on {listens}");
    let hint = format!(
        "write `{listens}` in it, unless something on {port} passes on to the backend, as a container's opened port does"
    );
    let finding = rule.at(address.node).about("backend.baseUrl").says(says).hint(hint);
    let pages = app(subject).filter(|app| app.origin() == address.origin());
    // Where the source is, the pages' own server takes that port, unless a container's is opened there.
    let finding = match pages {
        Some(_) if subject.around.code.is_seen() && !subject.around.deployed => finding.severity(Severity::Warning),
        _ => finding,
    };
    vec![node.into_iter().fold(finding, |finding, node| finding.because(node, "the backend listens here"))]
}

/// Tells whether something may well stand in front of the backend: a container, or what deploys it.
fn in_front(subject: &Subject<'_>) -> bool {
    let around = subject.around;
    around.image.is_some() || !around.carried.is_empty() || around.beside.carried().next().is_some()
}
