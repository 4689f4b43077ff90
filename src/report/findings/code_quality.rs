//! GitLab's code quality report: a JSON list. Source: GitLab's documentation, "Code Quality report format".

use serde_json::json;

use super::Told;
use crate::lint::Severity;

pub(super) fn write(told: &Told<'_>) -> String {
    let entries: Vec<_> = told
        .counting()
        .map(|(finding, fingerprint)| {
            let (file, place) = told.in_checkout(finding.place).unwrap_or((".".into(), None));
            json!({
                "description": told.says(finding),
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Note => "info",
                },
                "location": { "path": file, "lines": { "begin": place.map_or(1, |place| place.start.line) } },
            })
        })
        .collect();
    serde_json::to_string_pretty(&entries).unwrap_or_default() + "\n"
}
