//! JUnit's XML: a case for each finding, notes as cases that pass with a word; without findings one case that passes.

use super::Told;
use crate::lint::{Finding, Severity};

pub(super) fn write(told: &Told<'_>) -> String {
    let cases: Vec<_> = told.counting().map(|(finding, _)| case(told, finding)).collect();
    let failures = told.count(Severity::Error) + told.count(Severity::Warning);
    let none = "    <testcase classname=\"devportal-auth\" name=\"nothing found\"/>\n".to_owned();
    let tests = cases.len().max(1);
    let body = if cases.is_empty() { none } else { cases.concat() };
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"devportal-auth validate\" {counts}>\n{body}  </testsuite>\n</testsuites>\n"
    )
}

fn case(told: &Told<'_>, finding: &Finding) -> String {
    let (file, place) = told.in_checkout(finding.place).unwrap_or((".".into(), None));
    let line = place.map_or(1, |place| place.start.line);
    let says = told.says(finding);
    let hint = told.hint(finding).unwrap_or_default();
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{line}\">\n",
        escaped(finding.rule),
        escaped(&format!("{file}:{line} {}", told.route(finding))),
        escaped(&file)
    );
    let body = match finding.severity {
        Severity::Note => format!("      <system-out>{}</system-out>\n", escaped(&says)),
        severity => format!(
            "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
            severity.id(),
            escaped(&says),
            escaped(&hint)
        ),
    };
    format!("{head}{body}    </testcase>\n")
}

/// XML 1.0 has no way to say most control characters, so they become spaces.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
