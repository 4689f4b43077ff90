//! `app-config-override`: a variable `APP_CONFIG_…` outranks what a file says.

use super::app_config_variable::{leaves, name_at};
use crate::config::Role;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "app-config-override",
    summary: "a variable `APP_CONFIG_…` outranks a file",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/app-config-override.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    leaves(subject)
        .into_iter()
        .filter_map(|(route, node)| {
            let files = subject.layers.iter().filter(|layer| layer.role != Role::Environment);
            let (file, below) = files.filter_map(|layer| Some((layer.source, layer.root.get(&route)?))).next_back()?;
            let name = name_at(subject, node.place);
            let finding = rule
                .at_place(node.place)
                .about(route.as_str())
                .says(format!(
                    "`{name}` outranks `{route}` of {}, as such variables outrank every file",
                    subject.sources.name(file)
                ))
                .hint("take the variable away where the file should count");
            Some(finding.because(below, "this does not count"))
        })
        .collect()
}
