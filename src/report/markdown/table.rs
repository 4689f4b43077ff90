//! Tables: in columns where there is room, else each row as a list of what it has.

use console::measure_text_width;

use super::super::look::{Look, Tone};
use super::{inline, prose};

/// Between two columns.
const GAP: usize = 2;
/// A narrower column is no column.
const NARROWEST: usize = 11;
/// A column of this width is short.
const SHORT: usize = 20;
/// So much room the last column has at least.
const LAST: usize = 24;

/// Sets a table; its first row is the head, which may be empty.
pub(super) fn set(rows: &[Vec<String>], look: &Look, width: usize) -> Vec<String> {
    let kept = kept(rows);
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| kept.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect())
        .collect();
    let Some((head, body)) = rows.split_first() else { return Vec::new() };
    match columns(&rows, width) {
        Some(columns) => {
            let mut lines = Vec::new();
            if head.iter().any(|cell| !cell.is_empty()) {
                lines.extend(row(head, &columns, look).iter().map(|line| look.paint(Tone::Strong, line)));
            }
            lines.extend(body.iter().flat_map(|cells| row(cells, &columns, look)));
            lines
        }
        None => body.iter().enumerate().flat_map(|(place, cells)| stacked(place, head, cells, look, width)).collect(),
    }
}

/// The columns in which something stands.
fn kept(rows: &[Vec<String>]) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let stands = |column: &usize| rows.iter().skip(1).any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
    (0..count).filter(stands).collect()
}

/// How wide each column is, unless one of them would have no room.
fn columns(rows: &[Vec<String>], width: usize) -> Option<Vec<usize>> {
    let count = rows.first()?.len();
    let longest = |column: usize, measure: fn(&str) -> usize| {
        rows.iter().map(|row| measure(&inline(&row[column]))).max().unwrap_or_default()
    };
    let whole: Vec<_> = (0..count).map(|column| longest(column, measure_text_width)).collect();
    let word: Vec<_> = (0..count).map(|column| longest(column, longest_word)).collect();
    let room = width.saturating_sub(GAP * count.saturating_sub(1));
    if whole.iter().sum::<usize>() <= room {
        return Some(whole);
    }
    // What does not fit into the last column may stand over its edge: an address stays whole.
    let last = count.saturating_sub(1);
    let longest = |column: usize| if column == last { word[column].min(LAST) } else { word[column] };
    let least = |narrowest: usize| -> Vec<usize> {
        (0..count).map(|column| whole[column].min(longest(column).max(narrowest))).collect()
    };
    // A short column stays whole where that leaves enough for the others.
    let fits = |least: &Vec<usize>| least.iter().sum::<usize>() <= room;
    let least = Some(least(SHORT)).filter(fits).or_else(|| Some(least(NARROWEST)).filter(fits))?;
    let mut free = room - least.iter().sum::<usize>();
    let mut columns = least;
    // What is left goes to the column that would be the highest, one by one.
    while free > 0 {
        let open = (0..count).filter(|column| columns[*column] < whole[*column]);
        let Some(highest) = open.max_by_key(|column| 100 * whole[*column] / columns[*column].max(1)) else { break };
        columns[highest] += 1;
        free -= 1;
    }
    Some(columns)
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(measure_text_width).max().unwrap_or_default()
}

fn row(cells: &[String], columns: &[usize], look: &Look) -> Vec<String> {
    let cells: Vec<_> = cells.iter().zip(columns).map(|(cell, width)| prose("", 0, cell, look, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let line = |number: usize| {
        let parts = cells.iter().zip(columns).map(|(cell, width)| {
            let text = cell.get(number).map(String::as_str).unwrap_or_default();
            format!("{text}{}", " ".repeat(width.saturating_sub(measure_text_width(text))))
        });
        parts.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

/// A row by itself: its first cell, and below it the others by their names.
fn stacked(place: usize, head: &[String], cells: &[String], look: &Look, width: usize) -> Vec<String> {
    let mut lines = if place > 0 { vec![String::new()] } else { Vec::new() };
    for (number, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let name = head.get(number).filter(|name| !name.is_empty() && number > 0);
        let text = name.map_or_else(|| cell.clone(), |name| format!("{name}: {cell}"));
        let indent = if number == 0 { 0 } else { 2 };
        lines.extend(prose(&" ".repeat(indent), indent + 2, &text, look, width));
    }
    lines
}
