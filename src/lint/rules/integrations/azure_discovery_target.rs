//! `azure-discovery-target`: repositories of Azure DevOps are looked for, and it is not said where.

use super::listed;
use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-discovery-target",
    summary: "`catalog.providers.azureDevOps` lacks its organisation or project",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/azure-discovery-target.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "azureDevOps" && reader.keyed);
    let incomplete = blocks.filter_map(|reader| {
        let missing: Vec<_> = reader.spec.required.iter().filter(|key| reader.node.lacks(key)).collect();
        let finding = rule
            .at(reader.node)
            .about(reader.route.as_str())
            .says(format!("`{}` has no {}, so the portal does not start", reader.route, listed(&missing, "and no")))
            .hint("add it; `project: '*'` stands for all projects of the organisation");
        (!missing.is_empty()).then_some(finding)
    });
    incomplete.collect()
}
