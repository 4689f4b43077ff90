//! `config-flag-drops-files`: a command line names some files by `--config`, so that the others are never read.

use std::collections::BTreeSet;

use crate::config::Role;
use crate::config::carrier::{Carried, Form, is_app_config, last};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "config-flag-drops-files",
    summary: "`--config` names some files, so others are never read",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/config-flag-drops-files.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // A chart adds the flags of its own files, which cannot be seen here.
    let decided = subject.around.carried.iter().filter(|carried| carried.form != Form::Helm && carried.starts);
    decided.filter(|carried| !carried.flags.is_empty()).flat_map(|carried| dropped(rule, subject, carried)).collect()
}

fn dropped(rule: &Rule, subject: &Subject<'_>, carried: &Carried) -> Vec<Finding> {
    let Some(flag) = carried.flags.first() else { return Vec::new() };
    let named: Vec<_> = carried.flags.iter().map(|flag| format!("`{}`", last(&flag.name))).collect();
    let named = named.join(", ");
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for mount in carried.mounts.iter().filter(|mount| !carried.reads(&mount.over)) {
        let file = last(&mount.over);
        if told.insert(file) {
            let finding = rule.at_place(flag.place).about("--config");
            let finding = finding.says(format!("`{file}` is mounted and never read: `--config` names only {named}"));
            findings.push(hinted(finding, file).because_at(mount.place, "it is mounted here"));
        }
    }
    // What is mounted has the name there that it is mounted by; of an object of the cluster it cannot be told which key that is.
    let mounted = |file: &str| carried.mounts.iter().any(|mount| mount.from.as_deref().map(last) == Some(file));
    let from_object = carried.mounts.iter().any(|mount| mount.from.is_none() && carried.reads(&mount.over));
    for file in given(subject).filter(|file| !from_object && !carried.reads(file) && !mounted(file)) {
        if told.insert(file) {
            let finding = rule.at_place(flag.place).about("--config");
            findings.push(hinted(finding.says(format!("`{file}` is never read: `--config` names only {named}")), file));
        }
    }
    if findings.is_empty() && !carried.reads("app-config.yaml") && !told.contains("app-config.yaml") {
        let finding = rule.at_place(flag.place).about("--config").severity(Severity::Note);
        let finding =
            finding.says(format!("the image's own `app-config.yaml` is not read: `--config` names only {named}"));
        findings.push(hinted(finding, "app-config.yaml"));
    }
    findings
}

/// The names of the operator's configuration files, those in other files too.
fn given<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s str> {
    let carriers = &subject.around.carried;
    let is_carrier = |source: usize| carriers.iter().any(|carried| carried.source == source);
    let own = subject.layers.iter().filter(|layer| layer.role == Role::Yours);
    let own = own.map(|layer| layer.source).filter(move |source| !is_carrier(*source));
    let plain = own.map(|source| last(subject.sources.name(source)));
    let inside = carriers.iter().flat_map(|carried| carried.labels.iter().map(String::as_str));
    plain.chain(inside).filter(|name| is_app_config(name))
}

fn hinted(finding: Finding, file: &str) -> Finding {
    finding.hint(format!(
        "add `--config {file}` where it should be merged, later files win; or name none, then the usual ones are read"
    ))
}
