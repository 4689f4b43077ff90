//! Comments that silence a finding: `# devportal-auth: ignore[rule-id] why`, at the end of its line or alone on the line above.

use super::finding::{Finding, Suppressed};
use crate::config::Sources;

const MARK: &str = "# devportal-auth: ignore[";

/// Marks the findings that a comment silences.
pub fn suppress(findings: &mut [Finding], sources: &Sources) {
    for finding in findings.iter_mut().filter(|finding| finding.counts()) {
        let Some(place) = finding.place else { continue };
        let Some(source) = sources.get(place.source) else { continue };
        if !source.text.contains(MARK) {
            continue;
        }
        let line = place.start.line as usize;
        let mut lines = source.text.lines().skip(line.saturating_sub(2)).take(if line > 1 { 2 } else { 1 });
        let above = (line > 1).then(|| lines.next()).flatten().filter(|above| above.trim_start().starts_with('#'));
        let said = [lines.next(), above].into_iter().flatten().find_map(|line| reason(line, finding.rule));
        finding.suppressed = said.map(Suppressed::Comment);
    }
}

/// The reason that a line gives for silencing a rule; nothing when it does not silence it.
fn reason(line: &str, rule: &str) -> Option<Option<String>> {
    let (_, said) = line.split_once(MARK)?;
    let (rules, why) = said.split_once(']')?;
    let named = rules.split(',').any(|name| name.trim() == rule);
    named.then(|| Some(why.trim().to_owned()).filter(|why| !why.is_empty()))
}

/// The rules that a line's comment names.
pub(super) fn named(line: &str) -> impl Iterator<Item = &str> {
    let rules = line.split_once(MARK).and_then(|(_, said)| said.split_once(']')).map_or("", |(rules, _)| rules);
    rules.split(',').map(str::trim).filter(|rule| !rule.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_silences_the_rules_it_names_and_no_others() {
        let line = "a: b # devportal-auth: ignore[one, two] known since May";
        assert_eq!(reason(line, "two"), Some(Some("known since May".into())));
        assert_eq!(reason(line, "three"), None);
        assert_eq!(reason("a: b # devportal-auth: ignore[one]", "one"), Some(None));
        assert_eq!(reason("a: b # devportal-auth: ignore", "one"), None);
    }
}
