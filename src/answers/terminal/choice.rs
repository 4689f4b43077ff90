//! Answers that are chosen from a list: with a cursor and by typing a part of the name, or by number.

use anyhow::Result;
use console::Term;
use zeroize::Zeroizing;

use super::list::{List, Picture, Pressed, Row};
use super::text::{nothing_typed, way_out};
use super::theme::asked;
use super::{Heard, Terminal, lost, pressed};
use crate::answers::{Choice, Question, secret_form};
use crate::credential::Secret;
use crate::interrupt::{Keys, OnScreen, hush, on_screen};
use crate::report::{Look, clean, clean_lines, problem, wrap};

impl Terminal {
    /// Asks for one of several answers.
    pub(super) fn choice(&self, question: &Question, choices: &[Choice]) -> Result<Heard> {
        if !self.look.animated {
            return self.by_number(question, choices);
        }
        let rows: Vec<_> = choices.iter().map(row).collect();
        let mut list = List::new(&rows, default_of(question, choices));
        if question.own_words {
            list = list.with_own_words();
        }
        // What follows an error that is pasted with its next lines is for nobody, and least of all for the shell.
        let _hush = hush(if question.own_words { Keys::Secret } else { Keys::Single });
        loop {
            match self.pressed(&mut list, question)? {
                Pressed::Back if question.alone => {}
                Pressed::Back => return Ok(Heard::Back),
                Pressed::Pasted if question.own_words && secret_form(list.typed()).is_none() => {
                    return Ok(Heard::Value(Secret::new(list.typed())));
                }
                // What has no secret's form is a slip, and stays to be corrected.
                Pressed::Pasted if !is_paste(list.typed(), choices) => {}
                Pressed::Pasted => return self.all_of_paste(list.typed()),
                Pressed::Explained(at) => self.explain_row(question, &rows[at])?,
                Pressed::Chosen(at) => {
                    self.settle(&question.prompt, &rows[at].line)?;
                    return Ok(Heard::Value(Secret::new(rows[at].value.as_str())));
                }
            }
        }
    }

    /// Draws the list after every key until one decides, and takes it off the screen again.
    fn pressed(&self, list: &mut List<'_>, question: &Question) -> Result<Pressed> {
        loop {
            let height = usize::from(self.term.size().0);
            let ways = (!question.explain.is_empty(), !question.alone);
            let picture = list.picture(&self.look, &question.prompt, height, ways);
            on_screen(OnScreen::Lines(u16::try_from(picture.cursor + 1).unwrap_or(u16::MAX)));
            draw(&self.term, &picture).map_err(lost)?;
            let key = pressed::key(&self.term);
            wipe(&self.term, &picture).map_err(lost)?;
            if let Some(pressed) = list.press(&key.map_err(lost)?) {
                on_screen(OnScreen::Plain);
                return Ok(pressed);
            }
        }
    }

    fn by_number(&self, question: &Question, choices: &[Choice]) -> Result<Heard> {
        let asked = asked(&self.look, &question.prompt);
        self.say(&asked.above)?;
        self.say(&[asked.line.trim_end().to_owned()])?;
        for (index, choice) in choices.iter().enumerate() {
            self.say(&numbered(&self.look, index + 1, choice))?;
        }
        let at = default_of(question, choices);
        let default = choices.get(at).map(|choice| choice.value.as_str());
        let explains = if question.explain.is_empty() { "" } else { ", ? explains" };
        let back = if question.alone { "" } else { ", < goes back" };
        loop {
            // What enter takes is offered by its number, which stands in the list.
            let offer = (at + 1).to_string();
            let typed = Zeroizing::new(self.line(&format!("number or name{explains}{back}"), Some(&offer))?);
            if is_paste(typed.trim(), choices) {
                return self.all_of_paste(typed.trim());
            }
            match chosen_of(&typed, choices, default) {
                // The list still stands there, and a second one would push the reason off the screen.
                Heard::Refused(why) => self.say(&problem(&self.look, &why, None))?,
                Heard::Value(value) => {
                    let chosen = choices.iter().find(|choice| choice.value == value.expose()).map(first_line);
                    self.say(&wrap("  = ", 4, &self.look.signs(&chosen.unwrap_or_default()), self.look.width.into()))?;
                    return Ok(Heard::Value(value));
                }
                heard => return Ok(heard),
            }
        }
    }
}

/// Draws the lines and leaves the cursor on the row that it is about, where a screen reader and a magnifying glass look for it.
fn draw(term: &Term, picture: &Picture) -> std::io::Result<()> {
    let (last, rest) = picture.lines.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
    rest.iter().try_for_each(|line| term.write_line(line))?;
    term.write_str(last)?;
    term.write_str("\r")?;
    term.move_cursor_up(rest.len() - picture.cursor)
}

fn wipe(term: &Term, picture: &Picture) -> std::io::Result<()> {
    term.move_cursor_up(picture.cursor)?;
    term.write_str("\r")?;
    term.clear_to_end_of_screen()
}

fn row(choice: &Choice) -> Row {
    Row { line: first_line(choice), details: details(choice), value: choice.value.clone() }
}

fn first_line(choice: &Choice) -> String {
    clean(choice.label.lines().next().unwrap_or(&choice.value))
}

fn details(choice: &Choice) -> Vec<String> {
    clean_lines(&choice.label).lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

fn numbered(look: &Look, number: usize, choice: &Choice) -> Vec<String> {
    let width = look.width.into();
    let mut lines = wrap(&format!("{number:>4}  "), 6, &look.signs(&first_line(choice)), width);
    lines.extend(details(choice).iter().flat_map(|line| wrap("        ", 8, &look.signs(line), width)));
    lines
}

fn default_of(question: &Question, choices: &[Choice]) -> usize {
    let default = question.default.as_deref();
    choices.iter().position(|choice| Some(choice.value.as_str()) == default).unwrap_or(0)
}

/// Tells whether what was given is no slip but something pasted that nobody may see: it has the form of a secret, or is longer than any
/// entry.
fn is_paste(typed: &str, choices: &[Choice]) -> bool {
    let longest = choices.iter().map(|choice| first_line(choice).len().max(choice.value.len())).max().unwrap_or(0);
    secret_form(typed).is_some() || typed.len() > longest.max(SHORTEST_PASTE)
}

/// A shorter text than this may be a slip in any list.
const SHORTEST_PASTE: usize = 40;

/// Reads a number, a name, or the beginning of exactly one name.
fn chosen_of(typed: &str, choices: &[Choice], default: Option<&str>) -> Heard {
    let typed = typed.trim();
    if let Some(way_out) = way_out(typed) {
        return way_out;
    }
    if typed.is_empty() {
        return default.map_or_else(nothing_typed, |default| Heard::Value(Secret::new(default)));
    }
    let by_number = typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let lower = typed.to_lowercase();
    // What is shown is a name as much as what is meant.
    let names = |choice: &Choice| [choice.value.to_lowercase(), first_line(choice).to_lowercase()];
    let by_name = || choices.iter().find(|choice| names(choice).contains(&lower));
    let by_beginning = || {
        let mut fitting = choices.iter().filter(|choice| names(choice).iter().any(|name| name.starts_with(&lower)));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    match by_number.or_else(by_name).or_else(by_beginning) {
        Some(choice) => Heard::Value(Secret::new(choice.value.as_str())),
        None => Heard::Refused(format!(
            "`{}` is none of these; type a number from 1 to {}, or a name",
            clean(typed),
            choices.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(value: &str, label: &str) -> Choice {
        Choice { value: value.into(), label: label.into() }
    }

    #[test]
    fn a_paste_is_told_from_a_slip() {
        let choices = [choice("file", "read it from a file"), choice("paste", "paste it here; it is not shown")];
        for slip in ["piste", "read it from a file, please", "-----"] {
            assert!(!is_paste(slip, &choices), "{slip}");
        }
        let token = format!("ghp_{}", "x1".repeat(18));
        for paste in ["-----BEGIN RSA PRIVATE KEY-----", &token, &"word ".repeat(12)] {
            assert!(is_paste(paste, &choices), "{paste}");
        }
    }

    #[test]
    fn a_number_a_name_or_the_beginning_of_one_name_chooses() {
        let choices = [
            choice("github", "GitHub"),
            choice("github-pat", "nowhere: code only\nnobody"),
            choice("gitlab", "GitLab"),
        ];
        let chosen = |typed| match chosen_of(typed, &choices, Some("github")) {
            Heard::Value(value) => value.expose().to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(chosen("2"), "github-pat");
        assert_eq!(chosen("GitHub"), "github");
        assert_eq!(chosen("gitl"), "gitlab");
        assert_eq!(chosen("Nowhere"), "github-pat");
        assert_eq!(chosen("nowhere: code only"), "github-pat");
        assert_eq!(chosen(""), "github");
        assert_eq!(chosen("<"), "Back");
        assert_eq!(chosen("?"), "Explain");
        for refused in ["0", "4", "git", "svn"] {
            assert!(chosen(refused).starts_with("Refused"), "{refused}");
        }
    }
}
