//! What stands on a terminal after what a program wrote to it: as much of a terminal as the program uses.

use std::fs;
use std::path::{Path, PathBuf};

/// A terminal's lines, those that have scrolled away as well.
pub(crate) struct Glass {
    columns: usize,
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// Lines that went on at the edge because they had no room.
    broken: Vec<usize>,
    escape: Option<String>,
    /// Bytes of a letter whose others are still to come.
    begun: Vec<u8>,
}

impl Glass {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns,
            lines: vec![Vec::new()],
            row: 0,
            column: 0,
            broken: Vec::new(),
            escape: None,
            begun: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.begun.push(*byte);
            if let Ok(text) = std::str::from_utf8(&self.begun) {
                let letter = text.chars().next();
                self.begun.clear();
                letter.into_iter().for_each(|letter| self.letter(letter));
            }
        }
    }

    fn letter(&mut self, letter: char) {
        if let Some(mut escape) = self.escape.take() {
            escape.push(letter);
            match letter {
                '[' if escape.len() == 1 => self.escape = Some(escape),
                '0'..='9' | ';' | '?' => self.escape = Some(escape),
                _ => self.obey(&escape),
            }
            return;
        }
        match letter {
            '\u{1b}' => self.escape = Some(String::new()),
            '\r' => self.column = 0,
            '\n' => self.down(),
            '\u{8}' => self.column = self.column.saturating_sub(1),
            '\u{7}' => {}
            letter => self.put(letter),
        }
    }

    fn put(&mut self, letter: char) {
        if self.column == self.columns {
            self.broken.push(self.row);
            self.down();
            self.column = 0;
        }
        let line = &mut self.lines[self.row];
        line.resize(line.len().max(self.column + 1), ' ');
        line[self.column] = letter;
        self.column += 1;
    }

    fn down(&mut self) {
        self.row += 1;
        if self.row == self.lines.len() {
            self.lines.push(Vec::new());
        }
    }

    fn obey(&mut self, escape: &str) {
        let (body, last) = escape.split_at(escape.len() - 1);
        let number: usize = body.trim_start_matches(['[', '?']).parse().unwrap_or(1);
        match last {
            "A" => self.row = self.row.saturating_sub(number),
            "B" => (0..number).for_each(|_| self.down()),
            "C" => self.column += number,
            "D" => self.column = self.column.saturating_sub(number),
            "G" => self.column = number - 1,
            "K" if body == "[2" => {
                self.lines[self.row].clear();
                self.broken.retain(|row| *row != self.row);
            }
            "K" => self.lines[self.row].truncate(self.column),
            "J" => {
                self.lines[self.row].truncate(self.column);
                self.lines.truncate(self.row + 1);
                self.broken.retain(|row| *row < self.row);
            }
            "m" | "h" | "l" => {}
            _ => panic!("the program wrote {escape:?}, which no terminal here knows"),
        }
    }

    /// The last lines, as many as the terminal has.
    pub(crate) fn screen(&self, rows: usize) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(|line| line.iter().collect::<String>().trim_end().to_owned()).collect();
        let shown = &lines[lines.len().saturating_sub(rows)..];
        shown.join("\n").trim_end().to_owned() + "\n"
    }

    /// Lines that were cut at the edge. An address and a command have no place to break at, and a line of a file stands as it is there.
    pub(crate) fn cut(&self) -> Vec<String> {
        let line = |row: &usize| self.lines.get(*row).map(|line| line.iter().collect::<String>()).unwrap_or_default();
        let whole =
            |line: &String| ["://", "`devportal-auth ", " │ ", "Usage: "].iter().any(|mark| line.contains(mark));
        self.broken.iter().map(line).filter(|line| !whole(line) && line.trim().contains(' ')).collect()
    }
}

/// Holds what a screen shows against the file of that name in `tests/screens`; `DEVPORTAL_SCREENS=write` writes it anew.
#[track_caller]
pub(crate) fn holds(name: &str, shown: &str) {
    let shown = still(shown);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(format!("{name}.txt"));
    if std::env::var("DEVPORTAL_SCREENS").is_ok_and(|say| say == "write") {
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(&file, &shown).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(shown, known, "{name} is another screen; read it, and write it anew with `DEVPORTAL_SCREENS=write`");
}

/// A port and a duration are other ones in each run.
fn still(shown: &str) -> String {
    let after = |text: &str, mark: &str| -> String {
        let mut parts = text.split(mark);
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.map(|part| {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            format!("{mark}{}{}", "0".repeat(digits), &part[digits..])
        });
        first + &rest.collect::<String>()
    };
    after(shown, "127.0.0.1:")
}
