//! A list with a cursor: what is typed narrows it, and what the row under the cursor means stands below it. Keys in, lines out;
//! nothing here touches the terminal.
//!
//! Somebody may paste a secret here, so of what is typed only that is shown which some row has.

use console::{Key, measure_text_width};
use zeroize::Zeroizing;

use super::super::misplaced::secret_form;
use crate::report::{Look, Tone, wrap};
use crate::secrecy::conceal;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// What stands in the list.
    pub(super) line: String,
    /// What it means, and what it costs.
    pub(super) details: Vec<String>,
    /// What it is called in flags, which finds it as well.
    pub(super) value: String,
}

/// What a key brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// This row is the answer.
    Chosen(usize),
    /// This row is to be explained.
    Explained(usize),
    /// The question before this one is wanted.
    Back,
    /// What was typed is in no row, and was ended by enter as a paste is.
    Pasted,
}

/// More than this is not kept of what is typed: room for it is made at once, since a buffer that grows leaves copies.
const LONGEST: usize = 64 * 1024;

/// Lines to be drawn, and on which of them the cursor stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) lines: Vec<String>,
    pub(super) cursor: usize,
}

/// A list while it is on the screen.
pub(super) struct List<'a> {
    rows: &'a [Row],
    typed: Zeroizing<String>,
    at: usize,
    /// Where the cursor was at first: on what is recommended.
    first: usize,
    /// Whether what no row has is an answer, too.
    own_words: bool,
}

impl<'a> List<'a> {
    /// Begins with the cursor on a row.
    pub(super) fn new(rows: &'a [Row], at: usize) -> Self {
        Self { rows, typed: Zeroizing::new(String::with_capacity(LONGEST)), at, first: at, own_words: false }
    }

    /// Takes what no row has for an answer.
    pub(super) fn with_own_words(self) -> Self {
        Self { own_words: true, ..self }
    }

    /// What was typed.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// Forgets what was typed.
    pub(super) fn clear(&mut self) {
        self.typed.clear();
        self.at = self.first;
    }

    /// The rows in which every typed word is found: first the one that is called so, then those that begin so.
    fn fitting(&self) -> Vec<usize> {
        let mut fitting = self.with_all_words_of(&self.typed);
        fitting.sort_by_key(|&index| self.rank(index));
        fitting
    }

    /// Where no name has the words, those whose meaning has them; unless what no row is called is an answer of its own.
    fn with_all_words_of(&self, typed: &str) -> Vec<usize> {
        let typed = Zeroizing::new(typed.to_lowercase());
        let with = |text: fn(&Row) -> String| -> Vec<usize> {
            let fits = |row: &Row| {
                let text = text(row).to_lowercase();
                typed.split_whitespace().all(|word| text.contains(word))
            };
            (0..self.rows.len()).filter(|&index| fits(&self.rows[index])).collect()
        };
        let named = with(|row| format!("{} {}", row.line, row.value));
        if named.is_empty() && !self.own_words { with(|row| row.details.join(" ")) } else { named }
    }

    /// How near a row's name is to what is typed; the lower, the nearer.
    fn rank(&self, index: usize) -> u8 {
        let typed = Zeroizing::new(self.typed.trim().to_lowercase());
        let row = &self.rows[index];
        let names = [row.line.to_lowercase(), row.value.to_lowercase()];
        match () {
            () if typed.is_empty() => 0,
            () if names.contains(&*typed) => 0,
            () if names.iter().any(|name| name.starts_with(typed.as_str())) => 1,
            () => 2,
        }
    }

    /// What is typed, as it may be seen: dots from the letter on with which no row has it, as far as there is room.
    /// Where what no row has is an answer of its own, only words that may be a secret are hidden.
    fn shown(&self, dot: &str, room: usize) -> String {
        if self.own_words {
            let begins = |word: &str| !self.with_all_words_of(word).is_empty() || is_plain(word);
            let seen = |word: &str| match begins(word.trim()) {
                true => word.to_owned(),
                false => dot.repeat(word.trim().chars().count().min(room)) + " ",
            };
            return self.typed.split_inclusive(char::is_whitespace).map(seen).collect();
        }
        let fits = |end: &usize| !self.with_all_words_of(&self.typed[..*end]).is_empty();
        let ends = self.typed.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let seen = ends.take_while(fits).last().unwrap_or(0);
        let (seen, hidden) = self.typed.split_at(seen);
        let dots = hidden.chars().count().min(room.saturating_sub(measure_text_width(seen)));
        format!("{seen}{}", dot.repeat(dots))
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: &Key) -> Option<Pressed> {
        let fitting = self.fitting();
        let place = fitting.iter().position(|&index| index == self.at);
        match key {
            Key::Enter if fitting.is_empty() => return Some(Pressed::Pasted),
            Key::Enter => return place.map(|_| Pressed::Chosen(self.at)),
            Key::Escape if self.typed.is_empty() => return Some(Pressed::Back),
            Key::Char('?') if self.typed.is_empty() => return Some(Pressed::Explained(self.at)),
            Key::Escape => self.clear(),
            Key::Backspace => _ = self.typed.pop(),
            Key::ArrowDown | Key::Tab => self.move_to(&fitting, place, 1),
            Key::ArrowUp | Key::BackTab => self.move_to(&fitting, place, -1),
            Key::Home => self.at = fitting.first().copied().unwrap_or(self.at),
            Key::End => self.at = fitting.last().copied().unwrap_or(self.at),
            Key::Char(typed) if !typed.is_control() && self.typed.len() < LONGEST - 4 => self.typed.push(*typed),
            _ => {}
        }
        // The cursor stays where it is as long as that row fits, and none is nearer to what is typed.
        let fitting = self.fitting();
        let nearest = fitting.first().copied().filter(|&first| {
            !fitting.contains(&self.at) || matches!(key, Key::Char(_)) && self.rank(first) < self.rank(self.at)
        });
        self.at = nearest.unwrap_or(self.at);
        None
    }

    fn move_to(&mut self, fitting: &[usize], place: Option<usize>, by: isize) {
        let Some(count) = isize::try_from(fitting.len()).ok().filter(|count| *count > 0) else { return };
        let place = place.and_then(|place| isize::try_from(place).ok()).unwrap_or(0);
        let next = usize::try_from((place + by).rem_euclid(count)).unwrap_or(0);
        self.at = fitting[next];
    }

    /// Draws it for a terminal of so many lines. No line reaches the edge, or drawing it again would leave a rest behind.
    pub(super) fn picture(&self, look: &Look, prompt: &str, height: usize, ways: (bool, bool)) -> Picture {
        let width = usize::from(look.width) - 1;
        let fitting = self.fitting();
        let mut lines = wrap("? ", 2, &conceal(&look.clean(prompt)), width);
        if let Some(first) = lines.first_mut() {
            let asked = first.trim_start_matches("? ").to_owned();
            *first = format!("{} {}", look.paint(Tone::Look, "?"), look.paint(Tone::Strong, &asked));
        }
        if !self.typed.is_empty() {
            let typed = wrap("  ", 2, &look.clean(&self.shown(&look.signs("·"), width.saturating_sub(2))), width);
            lines.extend(typed.iter().map(|line| look.paint(Tone::Look, line)));
        }
        let mut below = self.details(look, &fitting, width);
        below.extend(wrap("  ", 2, &look.signs(&keys(look, ways)), width).iter().map(|line| dim(look, line)));
        let blocks: Vec<_> = fitting.iter().map(|&index| self.block(look, index, width)).collect();
        let place = fitting.iter().position(|&index| index == self.at).unwrap_or_default();
        let room = height.saturating_sub(lines.len() + below.len() + 1).max(1);
        let (from, to) = window(&blocks, place, room);
        let cursor = lines.len() + blocks[from..place.max(from)].iter().map(Vec::len).sum::<usize>();
        lines.extend(blocks[from..to].iter().flatten().cloned());
        if to - from < blocks.len() {
            lines.push(dim(look, &format!("  {} to {} of {}", from + 1, to, blocks.len())));
        }
        if blocks.is_empty() {
            let says = match self.own_words {
                true => "nothing here is called so; enter looks for it as an error, esc clears it",
                false => "nothing here is called or described so; esc clears it",
            };
            let nothing = wrap("  ", 2, says, width);
            lines.extend(nothing.iter().map(|line| dim(look, line)));
        }
        lines.extend(below);
        Picture { cursor: cursor.min(lines.len() - 1), lines }
    }

    fn block(&self, look: &Look, index: usize, width: usize) -> Vec<String> {
        let first = if index == self.at { format!("{} ", look.signs("❯")) } else { "  ".to_owned() };
        wrap(&first, 4, &look.signs(&self.rows[index].line), width).iter().map(|line| conceal(line)).collect()
    }

    /// What the row under the cursor means, set off by an empty line.
    fn details(&self, look: &Look, fitting: &[usize], width: usize) -> Vec<String> {
        let row = self.rows.get(self.at).filter(|row| fitting.contains(&self.at) && !row.details.is_empty());
        let Some(row) = row else { return vec![String::new()] };
        let set = |line: &String| wrap("    ", 4, &look.signs(line), width);
        let lines = row.details.iter().flat_map(set).map(|line| dim(look, &conceal(&line)));
        std::iter::once(String::new()).chain(lines).collect()
    }
}

/// The part of the blocks that fits into a room, with the one in the middle of it that the cursor is on.
fn window(blocks: &[Vec<String>], place: usize, room: usize) -> (usize, usize) {
    let all: usize = blocks.iter().map(Vec::len).sum();
    if all <= room || blocks.is_empty() {
        return (0, blocks.len());
    }
    let room = room.saturating_sub(1).max(1);
    let (mut from, mut to, mut taken) = (place, place + 1, blocks[place].len());
    while taken < room && (from > 0 || to < blocks.len()) {
        let (before, after) = (from.checked_sub(1), Some(to).filter(|to| *to < blocks.len()));
        let next = match (before, after) {
            (Some(before), Some(after)) => {
                if place - from <= to - place {
                    before
                } else {
                    after
                }
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => break,
        };
        if taken + blocks[next].len() > room {
            break;
        }
        taken += blocks[next].len();
        (from, to) = (from.min(next), to.max(next + 1));
    }
    (from, to)
}

fn dim(look: &Look, line: &str) -> String {
    look.paint(Tone::Skippable, line)
}

/// The keys that do something: whether one explains, and whether one leads back.
fn keys(look: &Look, (explains, leads_back): (bool, bool)) -> String {
    let (moves, part) = if look.unicode { ("↑↓ move", " · ") } else { ("up/down move", ", ") };
    let all = [
        (true, moves),
        (true, "letters narrow"),
        (explains, "? explain"),
        (true, "enter choose"),
        (leads_back, "esc back"),
    ];
    all.into_iter().filter(|(is_there, _)| *is_there).map(|(_, key)| key).collect::<Vec<_>>().join(part)
}

/// The longest word that is shown while it is typed, and the longest of letters and digits.
const LONGEST_WORD: usize = 20;
const LONGEST_MIXED: usize = 8;

/// Tells whether a word is one that people write, and nothing that a secret may be.
fn is_plain(word: &str) -> bool {
    let is_mixed = word.contains(|c: char| c.is_ascii_digit());
    let most = if is_mixed { LONGEST_MIXED } else { LONGEST_WORD };
    let is_of_words = |c: char| c.is_alphanumeric() || "'?.,:;!-()".contains(c);
    word.chars().count() <= most && word.chars().all(is_of_words) && !word.contains("--") && secret_form(word).is_none()
}

#[cfg(test)]
mod tests;
