//! `yaml-syntax`: a file is no YAML.

use super::faults::{of_kind, unless_template};
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "yaml-syntax",
    summary: "a file is no YAML",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/yaml-syntax.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    of_kind(rule, subject, FaultKind::Syntax, |fault| {
        let source = subject.sources.get(fault.place.source);
        let lines = |source: &'_ crate::config::Source| {
            let number = fault.place.start.line as usize;
            let around = source.text.lines().skip(number.saturating_sub(2)).take(2);
            // The parser often stops a line behind the cause.
            around.collect::<Vec<_>>().into_iter().rev().find_map(cause)
        };
        source.and_then(lines).unwrap_or("mend this line or the one above; a quote or bracket may be open").to_owned()
    })
    .into_iter()
    .map(|finding| Finding { message: format!("this is no YAML: {}", finding.message), ..finding })
    .map(|finding| unless_template(rule, subject, finding))
    .collect()
}

/// What is usually behind it, seen from the line.
fn cause(line: &str) -> Option<&'static str> {
    let value = line.split_once(": ").map_or(line.trim_start(), |(_, value)| value).trim();
    let value = value.strip_prefix("- ").unwrap_or(value).trim_start();
    let bare = |sign: char| value.starts_with(sign);
    if value.starts_with('"') && value.contains('\\') {
        return Some("a backslash in double quotes is an escape; take single quotes");
    }
    if value.starts_with("${") && value.contains(": ") {
        return Some("a default with `: ` in it needs quotes around the whole value");
    }
    if value.contains("${") && (value.contains("[$") || value.contains(" ${") || value.contains("{$") || bare('{')) {
        return Some("put quotes around `${…}` between brackets or braces: `['${NAME}']`");
    }
    if bare('*') || bare('&') || bare('@') || bare('`') || bare('%') || bare('!') {
        return Some("a value that begins with such a sign needs quotes");
    }
    if value.matches(": ").count() > 0 && !bare('"') && !bare('\'') && !bare('{') {
        return Some("a value with `: ` in it needs quotes");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_causes_are_known_from_the_line() {
        for (line, hint) in [
            ("  list: [${NAME}]", "brackets or braces"),
            ("  map: {a: ${NAME}}", "brackets or braces"),
            ("  title: ${NAME:-Acme: the portal}", "default"),
            ("  pattern: \"${NAME:-[\\s\\S]*}\"", "backslash"),
            ("  pattern: *", "sign"),
            ("  - @scope/name", "sign"),
            ("  about: one: two", "`: `"),
        ] {
            assert!(cause(line).is_some_and(|said| said.contains(hint)), "{line}: {:?}", cause(line));
        }
        assert_eq!(cause("  title: 'open"), None);
    }
}
