//! The lines of a file of variables.

use crate::config::{Place, Spot};
use crate::dotenv::{Fault, statements};
use crate::lint::{Finding, Rule, Subject};

/// A line that sets a variable.
pub(super) struct Line<'t> {
    pub(super) name: &'t str,
    /// From the name to the end, without the line's end; several lines where a quote goes over several.
    pub(super) text: &'t str,
    /// What follows up to the line's end: blanks, and the first half of a Windows line end.
    pub(super) rest: &'t str,
    /// Whether `export` stands in front.
    pub(super) exported: bool,
    /// Whether a comment stands behind.
    pub(super) commented: bool,
    /// Whether something else stands behind its closing quote.
    pub(super) followed: bool,
    /// Where the name is.
    pub(super) place: Place,
}

/// Every line, or where the file cannot be read.
pub(super) fn lines<'a>(subject: &Subject<'a>, source: usize) -> Result<Vec<Line<'a>>, (Place, Fault)> {
    let Some(file) = subject.sources.get(source) else { return Ok(Vec::new()) };
    let text = file.text.as_str();
    let found = statements(text).map_err(|refused| {
        let number = u32::try_from(refused.line).unwrap_or(1);
        (Place::line(source, number, text.lines().nth(refused.line - 1).unwrap_or_default()), refused.fault)
    })?;
    let (mut at, mut number) = (0, 1);
    let line = |statement: crate::dotenv::Statement<'a>| {
        let start = statement.span.start + statement.prefix.len();
        number += text[at..start].matches('\n').count();
        at = start;
        let before = &text[text[..start].rfind('\n').map_or(0, |end| end + 1)..start];
        let column = u32::try_from(before.chars().count()).unwrap_or(0) + 1;
        let from = Spot { line: u32::try_from(number).unwrap_or(1), column };
        let length = u32::try_from(statement.name.chars().count()).unwrap_or(0);
        let after = &text[statement.span.end..];
        Line {
            name: statement.name,
            text: &text[start..statement.span.end],
            rest: &after[..after.find('\n').unwrap_or(after.len())],
            exported: !statement.prefix.is_empty(),
            commented: statement.tail.is_some(),
            followed: statement.followed,
            place: Place { source, start: from, end: Spot { column: column + length, ..from } },
        }
    };
    Ok(found.into_iter().map(line).collect())
}

/// Something about a variable that is set, where that can be pointed at.
pub(super) fn at_variable(rule: &Rule, subject: &Subject<'_>, name: &str) -> Finding {
    match subject.variables.given(name).and_then(|given| given.place) {
        Some(place) => rule.at_place(place).about(name),
        None => rule.nowhere().about(name),
    }
}
