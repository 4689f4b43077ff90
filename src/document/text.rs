//! Reads YAML strictly: one map, of a size that people write, or a refusal that says where the trouble is. And a little about lines.

use serde_yaml::Value;

use super::refusal::{Reason, Refusal};
use crate::bounds::{self, Beyond, Excess, What};

const LARGEST: usize = 1 << 20;

pub(super) const BOM: char = '\u{feff}';

/// Returns what the text means: a map, or null when there are only comments.
///
/// # Errors
///
/// [`Refusal`], when the text is too large, not YAML, not one document or not a map.
pub fn value(text: &str) -> Result<Value, Refusal> {
    if text.len() > LARGEST {
        return Err(Refusal::at("", 0, Reason::TooLarge));
    }
    let plain = text.trim_start_matches(BOM);
    bounds::hold(plain).map_err(|beyond| refused(plain, &beyond))?;
    let value: Value = serde_yaml::from_str(plain).map_err(|error| explain(plain, &error))?;
    match value {
        Value::Mapping(_) | Value::Null => Ok(value),
        _ => Err(Refusal::at(plain, first_content(plain, 0), Reason::RootNotMap)),
    }
}

/// Says in the words of a refusal what is too much, or no YAML.
fn refused(text: &str, beyond: &Beyond) -> Refusal {
    let reason = match &beyond.what {
        What::Excess(Excess::Bytes) => Reason::TooLarge,
        What::Excess(_) => Reason::TooDeep,
        What::Syntax(words) => Reason::Syntax(words.clone()),
    };
    let line = line_starts(text).nth(beyond.line - 1).map_or(text.len(), |(start, _)| line_end(text, start));
    match first_tab(text).filter(|tab| matches!(reason, Reason::Syntax(_)) && *tab <= line) {
        Some(tab) => Refusal::at(text, tab, Reason::Tab),
        None => Refusal { reason, line: beyond.line, column: beyond.column },
    }
}

/// Translates a parser's error. Only the grammar's words are given on: those about a value may repeat it, and a key may be one.
fn explain(text: &str, error: &serde_yaml::Error) -> Refusal {
    let words = error.to_string();
    let offset = error.location().map_or(0, |place| offset_of(text, &place));
    if words.contains("more than one document") {
        return match second_document(text) {
            Some(at) => Refusal::at(text, at, Reason::SeveralDocuments),
            None => Refusal::at(text, 0, Reason::Syntax("it goes on after the first value has ended".into())),
        };
    }
    if let Some(key) = words.split("duplicate entry with key \"").nth(1).and_then(|rest| rest.split('"').next()) {
        return Refusal::twice(text, repeated(text, offset, key), key);
    }
    match first_tab(text) {
        Some(tab) if tab <= line_end(text, offset) => Refusal::at(text, tab, Reason::Tab),
        _ if bounds::names_no_value(error) => {
            let fact = words.split(" at line ").next().unwrap_or_default();
            Refusal::at(text, offset, Reason::Syntax(fact.to_owned()))
        }
        _ => Refusal::at(text, offset, Reason::Unread),
    }
}

/// Finds a parser's place, which counts characters, in bytes.
fn offset_of(text: &str, place: &serde_yaml::Location) -> usize {
    let Some((start, line)) = line_starts(text).nth(place.line().saturating_sub(1)) else { return text.len() };
    let column = line.char_indices().nth(place.column().saturating_sub(1));
    start + column.map_or(line.len(), |(at, _)| at)
}

fn line_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

fn second_document(text: &str) -> Option<usize> {
    let mut content = false;
    for (start, line) in line_starts(text) {
        if line.starts_with("---") && content {
            return Some(start);
        }
        content |= !is_comment_or_blank(line) && !line.starts_with('%');
    }
    None
}

/// Finds the first tab that indents.
pub(super) fn first_tab(text: &str) -> Option<usize> {
    line_starts(text).find_map(|(start, line)| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        line[..indent].find('\t').map(|at| start + at)
    })
}

/// Finds the second time that a map which begins at the offset has the key; the parser only tells where the map begins.
fn repeated(text: &str, offset: usize, key: &str) -> usize {
    let map_line = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let column = offset - map_line;
    let is_key = |line: &str| {
        let bare = line.get(column..).unwrap_or_default().trim_start_matches(['"', '\'']);
        let rest = bare.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
        rest.is_some_and(|rest| rest.starts_with(':'))
    };
    let places = line_starts(text).filter(|(start, line)| *start >= map_line && is_key(line));
    places.map(|(start, _)| start + column).nth(1).unwrap_or(offset)
}

/// Tells whether a line holds nothing but a comment or white space.
pub(super) fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Counts the spaces in front of a line's text.
pub(super) fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Skips white space and comments.
pub(super) fn first_content(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at = line_end(text, at);
    }
}

/// Returns where the line of an offset begins.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Returns where the line of an offset ends, after its newline.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// Calls an edit with the text in the form that [`Source`](super::source::Source) wants, and gives the result the form of the text again.
pub(super) fn keeping_the_edges(
    text: &str,
    edit: impl FnOnce(String) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    let plain = text.trim_start_matches(BOM);
    let mark = &text[..text.len() - plain.len()];
    if plain.is_empty() || plain.ends_with('\n') {
        return Ok(format!("{mark}{}", edit(plain.to_owned())?));
    }
    let newline = if plain.contains("\r\n") { "\r\n" } else { "\n" };
    let edited = edit(format!("{plain}{newline}"))?;
    Ok(format!("{mark}{}", edited.trim_end_matches(['\r', '\n'])))
}
