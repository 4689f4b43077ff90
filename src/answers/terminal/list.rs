//! A list with a cursor: what is typed narrows it, and what the row under the cursor means stands below it. Keys in, lines out;
//! nothing here touches the terminal.
//!
//! Somebody may paste a secret here, so of what is typed only that is shown which some row has in its name.

use console::Key;
use zeroize::Zeroizing;

use crate::report::{Look, Tone, wrap};
use crate::secrecy::conceal;

/// The most dots that stand for what is not shown.
const MOST_DOTS: usize = 40;

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
}

impl<'a> List<'a> {
    /// Begins with the cursor on a row.
    pub(super) fn new(rows: &'a [Row], at: usize) -> Self {
        Self { rows, typed: Zeroizing::new(String::with_capacity(LONGEST)), at, first: at }
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

    fn with_all_words_of(&self, typed: &str) -> Vec<usize> {
        let typed = Zeroizing::new(typed.to_lowercase());
        let fits = |row: &Row| {
            let text = format!("{} {}", row.line, row.value).to_lowercase();
            typed.split_whitespace().all(|word| text.contains(word))
        };
        (0..self.rows.len()).filter(|&index| fits(&self.rows[index])).collect()
    }

    /// How near a row's name is to what is typed; the lower, the nearer.
    fn rank(&self, index: usize) -> u8 {
        let typed = Zeroizing::new(self.typed.trim().to_lowercase());
        let row = &self.rows[index];
        let names = [row.line.to_lowercase(), row.value.to_lowercase()];
        match () {
            () if typed.is_empty() => 0,
            () if names.iter().any(|name| *name == *typed) => 0,
            () if names.iter().any(|name| name.starts_with(typed.as_str())) => 1,
            () => 2,
        }
    }

    /// What is typed, as it may be seen: dots from the letter on with which no row has it in its name.
    fn shown(&self, dot: &str) -> String {
        let fits = |end: &usize| !self.with_all_words_of(&self.typed[..*end]).is_empty();
        let ends = self.typed.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let seen = ends.take_while(fits).last().unwrap_or(0);
        let hidden = self.typed[seen..].chars().count();
        format!("{}{}", &self.typed[..seen], dot.repeat(hidden.min(MOST_DOTS)))
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
            let typed = wrap("  ", 2, &look.clean(&self.shown(&look.signs("·"))), width);
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
            let nothing = wrap("  ", 2, "nothing here has that in its name; esc clears it", width);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: &str, line: &str, details: &str) -> Row {
        Row { value: value.into(), line: line.into(), details: details.lines().map(str::to_owned).collect() }
    }

    fn rows() -> Vec<Row> {
        vec![
            row("github", "GitHub", "people sign in with GitHub"),
            row("gitlab", "GitLab", "people sign in with GitLab"),
            row(
                "ldap",
                "An LDAP directory",
                "people sign in with their directory account; a reading account brings people and groups",
            ),
        ]
    }

    fn look(width: u16) -> Look {
        Look { color: false, unicode: true, animated: true, width, quiet: false }
    }

    #[test]
    fn letters_narrow_the_list_and_esc_takes_them_back_before_it_leads_back() {
        let rows = rows();
        let mut list = List::new(&rows, 0);
        for typed in "directory".chars() {
            assert_eq!(list.press(&Key::Char(typed)), None);
        }
        assert_eq!(list.fitting(), [2]);
        assert_eq!(list.press(&Key::Char('?')), None, "a sign after letters is one of them");
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Pasted), "nothing fits");
        assert_eq!(list.press(&Key::Backspace), None);
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
        assert_eq!(list.press(&Key::Escape), None);
        assert_eq!(list.fitting().len(), 3);
        assert_eq!(list.press(&Key::ArrowDown), None);
        assert_eq!(list.press(&Key::Char('?')), Some(Pressed::Explained(1)), "esc leads to what is recommended");
        assert_eq!(list.press(&Key::ArrowDown), None);
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
        assert_eq!(list.press(&Key::Escape), Some(Pressed::Back));
    }

    #[test]
    fn what_no_row_has_in_its_name_is_not_shown() {
        let rows = rows();
        let mut list = List::new(&rows, 0);
        "git".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
        assert_eq!(list.shown("·"), "git");
        "-----BEGIN".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
        assert_eq!(list.shown("·"), "git··········");
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Pasted));
        assert_eq!(list.typed(), "git-----BEGIN");
        list.clear();
        assert_eq!((list.shown("·").as_str(), list.fitting().len()), ("", 3));
    }

    #[test]
    fn a_row_that_is_called_as_typed_comes_before_those_that_only_have_it_in_their_name() {
        let rows = [
            row("oidc", "another OpenID Connect server: Okta, Auth0, Dex", ""),
            row("okta-preview", "Okta for guests", ""),
            row("okta", "Okta", ""),
        ];
        let mut list = List::new(&rows, 0);
        "okta".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
        assert_eq!(list.fitting(), [2, 1, 0]);
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
        list.clear();
        "okta f".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
        assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(1)));
    }

    #[test]
    fn the_meaning_of_the_row_under_the_cursor_stands_below_the_list_once() {
        let rows = rows();
        let picture = List::new(&rows, 1).picture(&look(80), "Where do people sign in?", 24, (true, true));
        assert_eq!(
            picture.lines,
            [
                "? Where do people sign in?",
                "  GitHub",
                "❯ GitLab",
                "  An LDAP directory",
                "",
                "    people sign in with GitLab",
                "  ↑↓ move · letters narrow · ? explain · enter choose · esc back",
            ]
        );
        assert_eq!(picture.cursor, 2);
    }

    #[test]
    fn at_forty_columns_no_word_is_cut_and_no_line_reaches_the_edge() {
        let rows = rows();
        let picture =
            List::new(&rows, 2).picture(&look(40), "Where do people of your organisation sign in?", 20, (true, true));
        assert!(picture.lines.iter().all(|line| console::measure_text_width(line) < 40), "{picture:#?}");
        let shown = picture.lines.join(" ");
        for word in "organisation directory account; reading narrow".split(' ') {
            assert!(shown.contains(word), "{word}: {shown}");
        }
    }

    #[test]
    fn letters_that_match_nothing_reach_no_edge_either() {
        let rows = rows();
        let mut list = List::new(&rows, 0);
        for typed in "a name that no row of this list has in it, and which is long".chars() {
            list.press(&Key::Char(typed));
        }
        let picture = list.picture(&look(40), "Where do people sign in?", 20, (true, true));
        assert!(picture.lines.iter().all(|line| console::measure_text_width(line) < 40), "{picture:#?}");
        let shown = picture.lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains("nothing here has that in its name; esc clears it"), "{shown}");
    }

    #[test]
    fn a_long_list_shows_the_part_around_the_cursor_and_says_so() {
        let rows: Vec<_> = (1..=40).map(|n| row(&format!("team-{n}"), &format!("Team {n}"), "")).collect();
        let picture = List::new(&rows, 20).picture(&look(80), "Who?", 12, (false, true));
        assert!(picture.lines.len() < 12, "{picture:#?}");
        assert_eq!(picture.lines[picture.cursor], "❯ Team 21");
        assert!(picture.lines.iter().any(|line| line.ends_with("of 40")), "{picture:#?}");
        let last = List::new(&rows, 39).picture(&look(80), "Who?", 12, (false, true));
        assert_eq!(last.lines[last.cursor], "❯ Team 40");
    }
}
