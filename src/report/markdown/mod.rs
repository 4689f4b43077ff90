//! Pages for a terminal: headings, lists, tables and code of Markdown as a terminal shows them, wrapped at words.

mod block;
mod table;

use block::{Block, blocks};

use super::look::{Look, Tone};
use super::text::wrap;

/// The columns that everything but headings is indented by, and code once more.
const INDENT: usize = 2;

/// Sets a page for a terminal.
pub fn page(text: &str, look: &Look) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut before = None;
    for block in blocks(text) {
        let list = match (&before, &block) {
            (Some(Block::Item { marker: above, indent: from, .. }), Block::Item { marker, indent, .. }) => {
                *from > 0 || *indent > 0 || (above == "-") == (marker == "-")
            }
            _ => false,
        };
        if before.is_some() && !list {
            lines.push(String::new());
        }
        lines.extend(set(&block, look));
        before = Some(block);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn set(block: &Block, look: &Look) -> Vec<String> {
    let width = usize::from(look.width);
    let inside = width.saturating_sub(INDENT);
    let lines = match block {
        Block::Heading(text) => {
            let lines = prose("", 0, text, look, width);
            return lines.iter().map(|line| look.paint(Tone::Strong, line)).collect();
        }
        Block::Paragraph(text) => prose("", 0, text, look, inside),
        Block::Item { marker, text, indent } => {
            let first = format!("{:indent$}{marker} ", "");
            prose(&first, first.len(), text, look, inside)
        }
        Block::Code(lines) => lines.iter().map(|line| code(line, look)).collect(),
        Block::Table(rows) => table::set(rows, look, inside),
    };
    lines.into_iter().map(|line| if line.is_empty() { line } else { format!("{:INDENT$}{line}", "") }).collect()
}

/// A line of code is never broken, however narrow the terminal: it is there to be copied.
fn code(line: &str, look: &Look) -> String {
    if line.trim().is_empty() { String::new() } else { format!("{:INDENT$}{}", "", look.signs(line.trim_end())) }
}

/// Prose wrapped at words; a short name in backticks stays on one line.
fn prose(first: &str, indent: usize, text: &str, look: &Look, width: usize) -> Vec<String> {
    let held = hold(&look.signs(&inline(text)), NAME.min(width));
    wrap(first, indent, &held, width).into_iter().map(|line| line.replace(HELD, " ")).collect()
}

/// Stands for a blank at which a line is not broken.
const HELD: char = '\u{a0}';

/// The longest name in backticks that is kept together.
const NAME: usize = 28;

fn hold(text: &str, longest: usize) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(place, part)| {
        if place % 2 == 1 && part.len() + 2 <= longest { part.replace(' ', &HELD.to_string()) } else { part.to_owned() }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// What is strong stands as it is, and a link's address behind its words.
fn inline(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("](") {
        let Some(open) = rest[..start].rfind('[') else { break };
        let Some(end) = rest[start..].find(')') else { break };
        let (words, address) = (&rest[open + 1..start], &rest[start + 2..start + end]);
        shown += &rest[..open];
        shown += &if words == address { words.to_owned() } else { format!("{words} ({address})") };
        rest = &rest[start + end + 1..];
    }
    (shown + rest).replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# A page about `things`

A paragraph that goes over
two lines of its source, with a [link](https://example.test/x) and `a name` in it, and **strong** words.

- one
- two, which is long enough to be wrapped under itself when the terminal is narrow

1. first
2. second

```yaml
a:
  b: ${NAME}
```

| variable | what it is |
|---|---|
| `GITHUB_TOKEN` | a token that reads the organisation's repositories, people and teams |
| `X` | short |
";

    fn look(width: u16) -> Look {
        Look { color: false, unicode: true, animated: false, width, quiet: false }
    }

    #[test]
    fn a_page_is_set_for_a_usual_terminal() {
        insta::assert_snapshot!(page(PAGE, &look(80)), @r"
        A page about `things`

          A paragraph that goes over two lines of its source, with a link
          (https://example.test/x) and `a name` in it, and strong words.

          - one
          - two, which is long enough to be wrapped under itself when the terminal is
            narrow

          1. first
          2. second

            a:
              b: ${NAME}

          variable        what it is
          `GITHUB_TOKEN`  a token that reads the organisation's repositories, people and
                          teams
          `X`             short
        ");
    }

    #[test]
    fn a_page_is_set_for_a_narrow_terminal() {
        insta::assert_snapshot!(page(PAGE, &look(40)), @r"
        A page about `things`

          A paragraph that goes over two lines
          of its source, with a link
          (https://example.test/x) and `a name`
          in it, and strong words.

          - one
          - two, which is long enough to be
            wrapped under itself when the
            terminal is narrow

          1. first
          2. second

            a:
              b: ${NAME}

          variable        what it is
          `GITHUB_TOKEN`  a token that reads the
                          organisation's
                          repositories, people
                          and teams
          `X`             short
        ");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let plain = page(PAGE, &look(80));
        let coloured = page(PAGE, &Look { color: true, ..look(80) });
        assert_ne!(plain, coloured);
        assert_eq!(console::strip_ansi_codes(&coloured), plain);
    }
}
