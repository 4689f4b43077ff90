//! `environment-files`: `BACKSTAGE_ENV` names files of configuration that are not loaded.

use super::lines::at_variable;
use crate::config::carrier::last;
use crate::contract::release::{Has, releases};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "environment-files",
    summary: "`BACKSTAGE_ENV` names a file that is not loaded",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/environment-files.md"),
    check,
};

/// What Backstage reads it by.
const NAME: &str = "BACKSTAGE_ENV";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let Some(value) = subject.variables.value(NAME) else { return Vec::new() };
    let changes = &releases().changes;
    let finding = at_variable(rule, subject, NAME);
    let read = changes.environment_files.otherwise();
    if subject.has(&read) == Has::Yes {
        let finding = finding.says(format!("`{NAME}` is read by nobody")).hint("name the files by `--config`");
        return subject.as_of(&read, finding).into_iter().collect();
    }
    let names: Vec<_> = value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > 1 {
        let finding = finding
            .clone()
            .says(format!("`{NAME}` is one name, so a list of them loads no file"))
            .hint("take one name, or name the files by `--config`");
        if let Some(finding) = subject.as_of(&changes.environment_list.otherwise(), finding) {
            return vec![finding];
        }
    }
    // Files that are named on the command line take the place of those that are found.
    let named = subject.around.carried.iter().any(|carried| !carried.flags.is_empty());
    if named || subject.config.beyond.is_some() {
        return Vec::new();
    }
    let there = |name: &str| {
        let files = [format!("app-config.{name}.yaml"), format!("app-config.{name}.local.yaml")];
        subject.layers.iter().any(|layer| files.iter().any(|file| last(subject.sources.name(layer.source)) == file))
    };
    if names.iter().all(|name| there(name)) {
        return Vec::new();
    }
    let says =
        format!("no file of a name in `{NAME}` is here (`app-config.NAME.yaml`), and Backstage says nothing of that");
    vec![finding.severity(Severity::Note).says(says).hint("give that file too, or correct the name")]
}
