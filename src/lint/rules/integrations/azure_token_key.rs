//! `azure-token-key`: a token for Azure DevOps stands where it is not read any more.

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

/// The release without it: `@backstage/integration` 2.0.0.
const GONE: (u32, u32) = (1, 49);

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in entries(subject, "azure") {
        for key in ["token", "credential"] {
            let Some(node) = entry.node.get(key) else { continue };
            let finding = rule
                .at_key(node)
                .about(format!("{}.{key}", entry.route))
                .says(format!("`{key}` was removed from Backstage, so the portal does not start"))
                .hint("write it as `credentials: [{ organizations: [NAME], personalAccessToken: ${AZURE_TOKEN} }]`");
            found.push(match subject.code().is_before(GONE) {
                true => finding
                    .severity(Severity::Warning)
                    .says(format!("`{key}` is gone from Backstage {}.{}", GONE.0, GONE.1)),
                false => finding,
            });
        }
    }
    found
}
