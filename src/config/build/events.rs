//! What a text says, event by event, each where it is written. What the parser refuses is a fault.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::meant;
use crate::config::{Fault, FaultKind, Place, Spot};
use crate::written::Bytes;

/// What a text may begin with, and says nothing.
pub(super) const BOM: char = '\u{feff}';

/// Reads a text. Its lists and maps begin at a place; they end at one only where a bracket closes them.
pub(in crate::config) fn events(text: &str, source: usize) -> impl Iterator<Item = Result<(Event<'_>, Place), Fault>> {
    let bytes = Bytes::of(text);
    // The parser does not count it as a column; whoever looks a place up does.
    let first = u32::from(text.starts_with(BOM));
    let spot = move |marker: Marker| {
        let (line, column) = (number(marker.line()).max(1), number(marker.col()) + 1);
        Spot { line, column: if line == 1 { column + first } else { column } }
    };
    Parser::new_from_str(text).map(move |event| {
        let (event, span) = event.map_err(|error| {
            let says = error.info().trim();
            let start = meant::meant(text, spot(*error.marker()), says);
            Fault::new(FaultKind::Syntax, behind(source, start, " "), says.to_owned())
        })?;
        let start = spot(span.start);
        let place = match &event {
            Event::Scalar(_, style, ..) if *style != ScalarStyle::Plain => {
                behind(source, start, bytes.scalar(span, *style))
            }
            Event::SequenceEnd | Event::MappingEnd => behind(source, start, bytes.bracket(span)),
            _ => Place { source, start, end: spot(span.end) },
        };
        Ok((event, place))
    })
}

/// The place of what is written from a spot on.
fn behind(source: usize, start: Spot, written: &str) -> Place {
    let last = written.rsplit('\n').next().unwrap_or_default();
    let breaks = number(written.matches('\n').count());
    let column = if breaks == 0 { start.column } else { 1 };
    let end =
        Spot { line: start.line.saturating_add(breaks), column: column.saturating_add(number(last.chars().count())) };
    Place { source, start, end }
}

pub(super) fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}
