//! Tabs that indent, which Backstage's reader refuses wherever they stand.

use crate::config::{Fault, FaultKind, Place, Spot};

/// The tab that is the likely cause of a syntax error: the first that indents, when it stands before the error's end.
pub(super) fn first_tab(text: &str, source: usize, fault: &Fault) -> Option<Fault> {
    let (_, tab) = (fault.kind == FaultKind::Syntax).then(|| indenting_tabs(text, source).next())??;
    (tab.place.start.line <= fault.place.start.line + 1).then_some(tab)
}

/// A tab that indents a key or an item, which this parser would take and Backstage's does not.
pub(super) fn tab_that_indents(text: &str, source: usize) -> Option<Fault> {
    if !text.contains('\t') {
        return None;
    }
    let keys = |(content, _): &(&str, Fault)| {
        content.split([' ', '\'', '"']).next().is_some_and(|word| word.ends_with(':') || word == "-")
    };
    indenting_tabs(text, source).find(keys).map(|(_, fault)| fault)
}

/// Lines that a tab indents, by what they hold.
fn indenting_tabs(text: &str, source: usize) -> impl Iterator<Item = (&str, Fault)> {
    text.lines().zip(1_u32..).filter_map(move |(line, number)| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let column = u32::try_from(line[..indent].find('\t')?).ok()? + 1;
        let start = Spot { line: number, column };
        let place = Place { source, start, end: Spot { column: column + 1, ..start } };
        let content = line[indent..].trim_start();
        (!content.is_empty() && !content.starts_with('#'))
            .then(|| (content, Fault::new(FaultKind::Tab, place, "a tab indents this line")))
    })
}
