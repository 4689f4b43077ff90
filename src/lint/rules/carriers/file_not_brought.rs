//! `file-not-brought`: a file is named that nothing brings into the container.

use crate::config::carrier::Container;
use crate::config::{Fault, FaultKind};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "file-not-brought",
    summary: "a file is named that nothing brings into the container",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/file-not-brought.md"),
    check,
};

/// Where compose puts secrets, and images have nothing of their own.
const SECRETS: &str = "/run/secrets/";
/// The variable by which more authorities are trusted.
const AUTHORITIES: &str = "NODE_EXTRA_CA_CERTS";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(container) = subject.container().filter(|container| !container.open) else { return Vec::new() };
    let elsewhere = subject.all_faults().filter(|fault| fault.kind == FaultKind::IncludeElsewhere);
    let secrets = elsewhere.filter_map(|fault| secret(rule, subject, container, fault));
    secrets.chain(authorities(rule, subject, container)).collect()
}

/// A secret that the configuration reads, and the container does not get.
fn secret(rule: &Rule, subject: &Subject<'_>, container: &Container, fault: &Fault) -> Option<Finding> {
    let path = subject.raw(fault.place)?.trim_matches(['"', '\'']);
    let name = path.strip_prefix(SECRETS).filter(|name| !name.contains('$'))?;
    let others = || container.brought.iter().filter_map(|named| named.name.strip_prefix(SECRETS));
    if container.brings(path) || others().next().is_none() {
        return None;
    }
    let says = format!("`{}` gets no secret of the name `{name}`", container.name);
    let finding = rule.at_place(fault.place).about(path).says(says);
    Some(match nearest(name, others()) {
        Some(near) => finding.hint(format!("write `{SECRETS}{near}`")),
        None => finding.hint("add it to the `secrets` of the service"),
    })
}

/// The authorities that Node is to trust. An image may have them, and Node goes on without.
fn authorities(rule: &Rule, subject: &Subject<'_>, container: &Container) -> Option<Finding> {
    let path = subject.variables.value(AUTHORITIES).filter(|path| path.starts_with('/'))?;
    let place = subject.variables.given(AUTHORITIES)?.place?;
    let into = &container.name;
    let says = format!("nothing brings this file into `{into}`; without it Node trusts no authority of your own");
    let finding = rule.at_place(place).about(AUTHORITIES).severity(Severity::Note).says(says);
    (!container.brings(path)).then(|| finding.hint("mount it there, unless the image has it"))
}
