//! `azure-token-key`: a token for Azure DevOps stands where it is not read any more.

use crate::contract::release::{Has, releases};
use crate::lint::integration::entries;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-token-key",
    summary: "a token for Azure DevOps stands where it is not read any more",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/azure-token-key.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let gone = &releases().changes.azure_credentials_alone;
    let mut found = Vec::new();
    for entry in entries(subject, "azure") {
        for key in ["token", "credential"] {
            let Some(node) = entry.node.get(key) else { continue };
            let write = "`credentials: [{ organizations: [NAME], personalAccessToken: ${AZURE_TOKEN} }]`";
            let finding = rule.at_key(node).about(format!("{}.{key}", entry.route));
            found.push(match subject.has(gone) {
                Has::No => finding
                    .severity(Severity::Note)
                    .says(format!("it is read here; {gone}, `{key}` stops the start"))
                    .hint(format!("with that upgrade, write it as {write}")),
                _ => finding
                    .says(format!("{gone}, `{key}` is not read here any more, and the portal does not start"))
                    .hint(format!("write it as {write}")),
            });
        }
    }
    found
}
