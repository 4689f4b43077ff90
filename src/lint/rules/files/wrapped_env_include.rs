//! `wrapped-env-include`: `$env` holds a reference or a default instead of a name.

use super::texts::{own, part};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "wrapped-env-include",
    summary: "`$env` holds more than a bare name",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/wrapped-env-include.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (source, text) in own(subject).filter(|(_, text)| text.text.contains("$env")) {
        for (line, number) in text.text.lines().zip(1_u32..) {
            let Some((start, value)) = included(line) else { continue };
            let said = said(value).map(|(says, hint)| {
                let place = part(source, number, line, start, value.len());
                rule.at_place(place).about(subject.route_at(place).unwrap_or_default()).says(says).hint(hint)
            });
            found.extend(said);
        }
    }
    found
}

/// What stands behind `$env:` on a line, and where.
fn included(line: &str) -> Option<(usize, &str)> {
    let at = line.find("$env")?;
    if line[..at].contains('#') {
        return None;
    }
    let rest = line[at + "$env".len()..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
    let value = rest.trim_start().trim_start_matches(['"', '\'']);
    let start = line.len() - value.len();
    let end =
        if value.starts_with("${") { value.find('}').map(|end| end + 1) } else { value.find(['"', '\'', '}', ' ']) };
    Some((start, &value[..end.unwrap_or(value.len())]))
}

fn said(value: &str) -> Option<(String, String)> {
    let name = value.trim_start_matches("${").split([':', '}', '-']).next().unwrap_or_default();
    if value.starts_with("${") {
        let says = format!("`$env` wants a name, `${{{name}}}` gives it the variable's value");
        return Some((says, format!("write `$env: {name}`, or leave `$env` away and write `${{{name}}}`")));
    }
    let says = format!("`$env` knows no default: all of this is taken for the name, not `{name}`");
    value.contains(":-").then(|| (says, format!("leave `$env` away and write `${{{name}:-…}}`")))
}
