//! Markdown taken apart: as much of it as our own pages are written in.

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading.
    Heading(String),
    /// Prose; its own line ends do not count.
    Paragraph(String),
    /// An entry of a list, with what stands before it.
    Item {
        /// `-`, or a number with its full stop.
        marker: String,
        /// What it says.
        text: String,
        /// The columns that it stands to the right of an entry that it belongs to.
        indent: usize,
    },
    /// Lines that stay as they are.
    Code(Vec<String>),
    /// The cells of each row, the head's first.
    Table(Vec<Vec<String>>),
}

/// Takes a page apart.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            open = false;
        } else if line.starts_with("```") {
            blocks.push(Block::Code(
                lines.by_ref().take_while(|line| !line.starts_with("```")).map(str::to_owned).collect(),
            ));
            open = false;
        } else if let Some(code) = line.strip_prefix("    ").filter(|_| !open) {
            blocks.push(Block::Code(vec![code.to_owned()]));
        } else if line.starts_with('#') {
            blocks.push(Block::Heading(line.trim_start_matches('#').trim().to_owned()));
            open = false;
        } else if line.starts_with('|') {
            let mut rows = vec![cells(line)];
            while let Some(next) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(cells(next));
            }
            rows.retain(|row| !row.iter().all(|cell| cell.starts_with('-') && cell.trim_matches('-').is_empty()));
            blocks.push(Block::Table(rows));
            open = false;
        } else if let Some((marker, text)) = item(line.trim_start()) {
            // An entry of an entry follows it without an empty line.
            let within = matches!(blocks.last(), Some(Block::Item { .. })) && open;
            let indent = if within { line.len() - line.trim_start().len() } else { 0 };
            blocks.push(Block::Item { marker: marker.to_owned(), text: text.to_owned(), indent });
            open = true;
        } else {
            match blocks.last_mut().filter(|_| open) {
                Some(Block::Paragraph(text) | Block::Item { text, .. }) => {
                    text.push(' ');
                    text.push_str(line.trim());
                }
                _ => blocks.push(Block::Paragraph(line.trim().to_owned())),
            }
            open = true;
        }
    }
    blocks
}

fn item(line: &str) -> Option<(&str, &str)> {
    let (marker, text) = line.split_once(' ')?;
    let number =
        marker.strip_suffix('.').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    (marker == "-" || number).then(|| (marker, text.trim()))
}

/// The cells of a row; a bar in backticks is none of a table's.
fn cells(line: &str) -> Vec<String> {
    let inside = line.trim().trim_start_matches('|');
    let mut cells = vec![String::new()];
    let mut name = false;
    for letter in inside.strip_suffix('|').unwrap_or(inside).chars() {
        name ^= letter == '`';
        match (letter, cells.last_mut()) {
            ('|', _) if !name => cells.push(String::new()),
            (_, Some(cell)) => cell.push(letter),
            _ => {}
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_backticks_parts_no_cells() {
        assert_eq!(cells("| `(|(a=1))` | b |"), ["`(|(a=1))`", "b"]);
    }

    #[test]
    fn an_entry_of_an_entry_is_one_by_itself() {
        let found = blocks("1. one:\n   - this\n     and that\n   - other\n2. two\n");
        let item = |marker: &str, text: &str, indent| Block::Item { marker: marker.into(), text: text.into(), indent };
        assert_eq!(
            found,
            [item("1.", "one:", 0), item("-", "this and that", 3), item("-", "other", 3), item("2.", "two", 0)]
        );
    }

    #[test]
    fn an_entry_takes_the_lines_below_it_until_an_empty_one() {
        let found = blocks("- one\n  more\n\nprose\n    no code\n\n    code");
        let item = Block::Item { marker: "-".into(), text: "one more".into(), indent: 0 };
        assert_eq!(found, [item, Block::Paragraph("prose no code".into()), Block::Code(vec!["code".into()])]);
    }
}
