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
        let said = source.and_then(|source| behind(&source.text, fault.place.start.line as usize));
        said.unwrap_or_else(|| "fix this line or the one above; a quote or bracket may be open".to_owned())
    })
    .into_iter()
    .map(|finding| Finding { message: format!("this is no YAML: {}", finding.message), ..finding })
    .map(|finding| unless_template(rule, subject, finding))
    .collect()
}

/// What is usually behind what the parser says of a line. It often stops a line behind the cause.
fn behind(text: &str, line: usize) -> Option<String> {
    let mut lines = text.lines().take(line).collect::<Vec<_>>().into_iter().rev();
    let (here, above) = (lines.next()?, lines.clone().next());
    let known = |line: &str| cause(line).map(str::to_owned);
    known(here).or_else(|| indentation(here, lines)).or_else(|| known(above?))
}

/// Whether a key stands where no other one of its map does. Only blanks are told, and nothing that a line says.
fn indentation<'t>(here: &str, above: impl Iterator<Item = &'t str>) -> Option<String> {
    let says_something = |line: &&str| !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
    let mut above = above.filter(says_something).peekable();
    let column = column_of(here)?;
    let (last, begins) = above.peek().and_then(|line| Some((*line, column_of(line)?)))?;
    let blanks = |count: usize| if count == 1 { "1 blank".to_owned() } else { format!("{count} blanks") };
    if column > begins {
        let more = blanks(column - begins);
        let says =
            format!("this line is indented by {more} more than the one above, which has a value: give both the same");
        return has_value(last).then_some(says);
    }
    // The maps that are open here, the innermost first.
    let mut open = vec![begins];
    for begins in above.filter_map(column_of) {
        if open.last().is_some_and(|inner| begins < *inner) {
            open.push(begins);
        }
    }
    let next = open.iter().rposition(|open| *open > column).filter(|_| !open.contains(&column))?;
    let outer = open.get(next + 1).map(|outer| format!(" or {outer}")).unwrap_or_default();
    Some(format!(
        "this line begins after {}, and the keys above it after {}{outer}: give it the same",
        blanks(column),
        open[next]
    ))
}

/// Where the key of a line begins.
fn column_of(line: &str) -> Option<usize> {
    Some(line.len() - key_of(line)?.len())
}

/// The key of a line and what follows it, behind the dashes of a list.
fn key_of(line: &str) -> Option<&str> {
    let text = line.trim_start().trim_start_matches("- ").trim_start();
    let (key, rest) = text.split_once(':')?;
    let is_key =
        !key.is_empty() && !key.starts_with(['"', '\'', '[', '{', '#']) && (rest.is_empty() || rest.starts_with(' '));
    is_key.then_some(text)
}

/// Tells whether a line's key has a value of its own there, which is closed.
fn has_value(line: &str) -> bool {
    let value = key_of(line).and_then(|text| text.split_once(':')).map_or("", |(_, value)| value.trim());
    match value.chars().next() {
        None | Some('#' | '|' | '>' | '&') => false,
        Some(quote @ ('"' | '\'')) => value.len() > 1 && value.ends_with(quote),
        Some('[') => value.ends_with(']'),
        Some('{') => value.ends_with('}'),
        Some(_) => true,
    }
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
    fn a_key_beside_no_other_one_is_told_by_the_blanks_before_it() {
        for (text, hint) in [
            ("a:\n  one: 1\n   two: 2", "indented by 1 blank more than the one above"),
            ("a:\n  - one: 1\n     two: '2'", "indented by 1 blank more than the one above"),
            ("a:\n  one: 1\n\n  # why\n    two: 2", "indented by 2 blanks more than the one above"),
            ("a:\n  one: 1\n two: 2", "begins after 1 blank, and the keys above it after 2 or 0: give it the same"),
            (
                "a:\n  b:\n    one: 1\n   two: 2",
                "begins after 3 blanks, and the keys above it after 4 or 2: give it the same",
            ),
        ] {
            let said = behind(text, text.lines().count());
            assert!(said.as_deref().is_some_and(|said| said.contains(hint)), "{text}: {said:?}");
        }
        for text in
            ["a:\n  one: 'open\n   two: 2", "a:\n  one:\n    two: 2", "a:\n  one: 1\n  two: 2", "a: |\n  one\n  two: 2"]
        {
            assert_eq!(behind(text, text.lines().count()), None, "{text}");
        }
    }

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
