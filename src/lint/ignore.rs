//! Comments that silence a finding: `# devportal-auth: ignore[rule-id] why`, at the end of its line or alone on the line above.

use std::collections::HashMap;

use super::finding::{Finding, Suppressed};
use crate::config::Sources;

const MARK: &str = "# devportal-auth: ignore[";

/// Marks the findings that a comment silences.
pub(super) fn suppress(findings: &mut [Finding], sources: &Sources) {
    let mut read: HashMap<usize, Comments<'_>> = HashMap::new();
    for finding in findings.iter_mut().filter(|finding| finding.counts()) {
        let Some(place) = finding.place else { continue };
        let Some(source) = sources.get(place.source) else { continue };
        // Each text is read once, however many findings stand in it.
        let comments = read.entry(place.source).or_insert_with(|| Comments::of(&source.text));
        finding.suppressed = comments.silence(place.start.line, finding.rule).map(Suppressed::Comment);
    }
}

/// The lines of a text that silence something, by their number.
struct Comments<'t>(HashMap<u32, &'t str>);

impl<'t> Comments<'t> {
    fn of(text: &'t str) -> Self {
        let marked = |(_, line): &(u32, &str)| line.contains(MARK);
        Self((1..).zip(text.lines()).filter(marked).collect())
    }

    /// Why a rule is silenced in a line, when it is.
    fn silence(&self, line: u32, rule: &str) -> Option<Option<String>> {
        let above = self.0.get(&(line.saturating_sub(1))).filter(|above| above.trim_start().starts_with('#'));
        [self.0.get(&line), above].into_iter().flatten().find_map(|line| reason(line, rule))
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
    fn only_lines_that_silence_something_are_kept_of_a_text() {
        let text = format!(
            "{}a: 1 # devportal-auth: ignore[one]\n# devportal-auth: ignore[two] why\nb: 1\n",
            "x: 1\n".repeat(98)
        );
        let comments = Comments::of(&text);
        assert_eq!(comments.0.keys().copied().collect::<std::collections::BTreeSet<_>>(), [99, 100].into());
        assert_eq!(comments.silence(99, "one"), Some(None));
        assert_eq!(comments.silence(100, "one"), None);
        assert_eq!(comments.silence(101, "two"), Some(Some("why".into())));
    }

    #[test]
    fn a_comment_silences_the_rules_it_names_and_no_others() {
        let line = "a: b # devportal-auth: ignore[one, two] known since May";
        assert_eq!(reason(line, "two"), Some(Some("known since May".into())));
        assert_eq!(reason(line, "three"), None);
        assert_eq!(reason("a: b # devportal-auth: ignore[one]", "one"), Some(None));
        assert_eq!(reason("a: b # devportal-auth: ignore", "one"), None);
    }
}
