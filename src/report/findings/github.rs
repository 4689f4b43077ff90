//! Annotations of GitHub Actions: one workflow command a finding.

use super::Told;
use crate::lint::Severity;

pub(super) fn write(told: &Told<'_>) -> String {
    let mut text = String::new();
    for (finding, _) in told.counting() {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some((file, place)) = told.in_checkout(finding.place) {
            properties.push(format!("file={}", property(&file)));
            if let Some(place) = place {
                properties.push(format!("line={}", place.start.line));
                properties.push(format!("col={}", place.start.column));
                if place.end.line == place.start.line && place.end.column > place.start.column {
                    properties.push(format!("endColumn={}", place.end.column));
                }
            }
        }
        properties.push(format!("title={}", property(finding.rule)));
        let hint = told.hint(finding).map(|hint| format!("\n{hint}")).unwrap_or_default();
        text += &format!("::{command} {}::{}\n", properties.join(","), data(&format!("{}{hint}", told.says(finding))));
    }
    text
}

/// Source: actions/toolkit, `packages/core/src/command.ts`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
