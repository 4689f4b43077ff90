//! Brackets that Backstage's reader takes where this parser does not.

use crate::config::{Fault, FaultKind};

/// No file has as many lists that are closed so.
const MOST_MOVED: usize = 50;

/// Reads a text once more with each bracket moved in that closes a list at its key's column: Backstage's reader (npm's yaml 2.8 and 2.9) takes
/// that, and this parser (saphyr-parser 0.3.4) refuses it where items are in quotes. Every other fault is the text's own.
pub(super) fn again<T>(text: &str, fault: Fault, read: impl Fn(&str) -> Result<T, Fault>) -> Result<T, Fault> {
    let (mut text, mut fault) = (text.to_owned(), fault);
    for _ in 0..MOST_MOVED {
        let Some(at) = closing_at_its_key(&text, &fault) else { break };
        text.insert(at, ' ');
        match read(&text) {
            Err(next) => fault = next,
            whole => return whole,
        }
    }
    Err(fault)
}

/// The byte of a bracket that was refused, when it stands below the beginning of the line whose list it closes.
fn closing_at_its_key(text: &str, fault: &Fault) -> Option<usize> {
    let number = fault.place.start.line as usize;
    let start = text.split_inclusive('\n').take(number.checked_sub(1)?).map(str::len).sum::<usize>();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let line = text[start..].lines().next()?;
    let deep = indent(line);
    let mut above = text[..start].lines().rev().filter(|line| !line.trim().is_empty());
    let opens = above.find(|line| indent(line) <= deep)?;
    let is_key =
        indent(opens) == deep && !opens[deep..].starts_with(['[', '{', '-']) && opens.trim_end().ends_with(['[', '{']);
    (fault.kind == FaultKind::Syntax && line[deep..].starts_with([']', '}']) && is_key).then_some(start + deep)
}
