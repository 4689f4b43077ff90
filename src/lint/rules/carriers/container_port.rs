//! `container-port`: nobody reaches the portal in its container.

use crate::config::carrier::Container;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "container-port",
    summary: "nobody reaches the portal in its container",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/container-port.md"),
    check,
};

/// Where a backend listens that is told nothing.
const USUAL: &str = "7007";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(container) = subject.container().filter(|container| !container.ports.is_empty()) else {
        return Vec::new();
    };
    alone(rule, subject, container).or_else(|| deaf(rule, subject, container)).into_iter().collect()
}

/// The backend listens to its own container alone.
fn alone(rule: &Rule, subject: &Subject<'_>, container: &Container) -> Option<Finding> {
    let node = subject.config.get("backend.listen.host").or_else(|| subject.config.get("backend.listen"))?;
    let said = node.text()?;
    let host = said.rsplit_once(':').map_or(said, |(host, _)| host);
    let says = format!("nobody outside of `{}` reaches a backend that listens on `{host}`", container.name);
    let finding = rule.at(node).about("backend.listen").says(says).hint("write `0.0.0.0`, or leave the host out");
    let opened = container.ports.first()?;
    matches!(host, "127.0.0.1" | "localhost" | "[::1]" | "::1").then(|| finding.because_at(opened.place, "opened here"))
}

/// The port that is opened is another than the one that is listened on.
fn deaf(rule: &Rule, subject: &Subject<'_>, container: &Container) -> Option<Finding> {
    let listen = subject.config.get("backend.listen");
    let node = subject.config.get("backend.listen.port").or(listen.filter(|node| !node.is_map()));
    let port = match node {
        Some(node) => node.scalar()?.rsplit(':').next()?.to_owned(),
        None => subject.config.lacks("backend.listen.port").then(|| USUAL.to_owned())?,
    };
    let number: u16 = port.parse().ok()?;
    if container.ports.iter().any(|port| port.number == number) {
        return None;
    }
    let [opened] = container.ports.as_slice() else { return None };
    let says = format!("`{}` opens {}, and the backend listens on {number}", container.name, opened.number);
    let finding = rule.at_place(opened.place).about("backend.listen").says(says).hint("write the same port in both");
    Some(node.into_iter().fold(finding, |finding, node| finding.because(node, "the backend listens here")))
}
