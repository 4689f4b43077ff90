//! One line as it may be shown, and where its columns went.

use std::ops::Range;

use crate::secrecy::DOTS;

/// A line as it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its text.
    pub text: String,
    /// For each character of the line, the character of the shown text that it became, and one for the line's end.
    pub(super) columns: Vec<u32>,
    pub(super) length: u32,
}

impl Shown {
    /// The same, without stretches of its text that may not be shown either.
    #[must_use]
    pub fn without(self, stretches: &[Range<usize>]) -> Self {
        if stretches.is_empty() {
            return self;
        }
        let mut shown = Self::default();
        let mut at = 0;
        for stretch in stretches {
            shown.push(&self.text[at..stretch.start]);
            shown.put(DOTS, &self.text[stretch.clone()]);
            at = stretch.end;
        }
        shown.push(&self.text[at..]);
        let shown = shown.end();
        let columns = self.columns.iter().map(|column| shown.column(column + 1) - 1).collect();
        Self { columns, ..shown }
    }

    /// The column, from 1, that a column of the real line became.
    pub fn column(&self, column: u32) -> u32 {
        let at = column.saturating_sub(1) as usize;
        self.columns.get(at).or(self.columns.last()).copied().unwrap_or(0) + 1
    }

    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            self.columns.push(self.length);
            self.text.push(c);
            self.length += 1;
        }
    }

    pub(super) fn put(&mut self, sign: &str, instead_of: &str) {
        let at = self.length;
        self.columns.extend(instead_of.chars().map(|_| at));
        for c in sign.chars() {
            self.text.push(c);
            self.length += 1;
        }
    }

    pub(super) fn end(mut self) -> Self {
        self.columns.push(self.length);
        self
    }
}
