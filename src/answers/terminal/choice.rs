//! Answers that are chosen from a list: with a cursor, by typing a part of the name when the list is long, or by number.

use anyhow::Result;
use dialoguer::{FuzzySelect, Select};

use super::text::{nothing_typed, way_out};
use super::theme::{Drawn, Entry, Kind, asked};
use super::{Heard, Terminal, lost_prompt};
use crate::answers::{Choice, Question};
use crate::credential::Secret;
use crate::interrupt::{Keys, OnScreen, hush, on_screen};
use crate::report::{Look, clean, clean_lines, cut, wrap};

/// A longer list is searched by typing.
const SEARCHED: usize = 12;
/// What such a list shows at once.
const SHOWN: usize = 10;
/// The last entry of a list that can be explained.
const EXPLAIN: &str = "Explain these";

impl Terminal {
    /// Asks for one of several answers.
    pub(super) fn choice(&self, question: &Question, choices: &[Choice]) -> Result<Heard> {
        if !self.look.animated {
            return self.by_number(question, choices);
        }
        let chosen = match choices.len() > SEARCHED {
            true => self.by_search(question, choices)?,
            false => self.by_cursor(question, choices)?,
        };
        let Some(index) = chosen else { return Ok(Heard::Back) };
        let Some(choice) = choices.get(index) else { return Ok(Heard::Explain) };
        self.settle(&question.prompt, &first_line(choice))?;
        Ok(Heard::Value(Secret::new(choice.value.as_str())))
    }

    fn by_cursor(&self, question: &Question, choices: &[Choice]) -> Result<Option<usize>> {
        let mut entries = entries(&self.look, choices, question);
        let rows = usize::from(self.term.size().0);
        let height: usize = entries.iter().map(|entry| 1 + entry.details.len()).sum();
        if height + 4 > rows {
            self.tell_details(&mut entries)?;
        }
        let theme = Drawn::list(self.look, &entries);
        let select = Select::with_theme(&theme)
            .with_prompt(&question.prompt)
            .items((0..entries.len()).map(|index| index.to_string()))
            .default(default_of(question, choices))
            .report(false);
        let _hush = hush(Keys::Single);
        let chosen = select.interact_on_opt(&self.term).map_err(lost_prompt)?;
        on_screen(OnScreen::Plain);
        Ok(chosen)
    }

    /// Says the details before the list where the terminal is too low for them.
    fn tell_details(&self, entries: &mut [Entry]) -> Result<()> {
        for entry in entries.iter_mut().filter(|entry| !entry.details.is_empty()) {
            let details = std::mem::take(&mut entry.details);
            let lines = [vec![entry.line.clone()], details].concat();
            self.aside(&lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn by_search(&self, question: &Question, choices: &[Choice]) -> Result<Option<usize>> {
        let theme = Drawn::list(self.look, &[]);
        let select = FuzzySelect::with_theme(&theme)
            .with_prompt(&question.prompt)
            .items(searched(&self.look, choices, question))
            .default(default_of(question, choices))
            .max_length(SHOWN)
            .highlight_matches(false)
            .report(false);
        self.aside(&[self.look.signs("  type a part of the name · enter choose · esc back")])?;
        let _hush = hush(Keys::Single);
        on_screen(OnScreen::Lines(1));
        let chosen = select.interact_on_opt(&self.term).map_err(lost_prompt)?;
        on_screen(OnScreen::Plain);
        Ok(chosen)
    }

    fn by_number(&self, question: &Question, choices: &[Choice]) -> Result<Heard> {
        self.say(&[asked(&self.look, &question.prompt).trim_end().to_owned()])?;
        for (index, choice) in choices.iter().enumerate() {
            self.say(&numbered(&self.look, index + 1, choice))?;
        }
        let default = choices.get(default_of(question, choices)).map(|choice| choice.value.as_str());
        let explains = if question.explain.is_empty() { "" } else { ", ? explains" };
        let typed = self.line(&format!("number or name{explains}, < goes back"), default)?;
        Ok(chosen_of(&typed, choices, default))
    }
}

fn first_line(choice: &Choice) -> String {
    clean(choice.label.lines().next().unwrap_or(&choice.value))
}

/// The entries of a list with a cursor: no line may reach the edge, or drawing it again would leave a rest behind.
fn entries(look: &Look, choices: &[Choice], question: &Question) -> Vec<Entry> {
    let width = usize::from(look.width);
    let mut entries: Vec<_> = choices
        .iter()
        .map(|choice| Entry {
            line: cut(&look.signs(&first_line(choice)), width - 4),
            details: details(choice)
                .iter()
                .flat_map(|line| wrap("", 0, &look.signs(line), width - 6))
                .map(|line| cut(&line, width - 6))
                .collect(),
            kind: Kind::Answer,
        })
        .collect();
    if !question.explain.is_empty() {
        entries.push(Entry { line: EXPLAIN.to_owned(), details: vec![], kind: Kind::Help });
    }
    entries
}

fn details(choice: &Choice) -> Vec<String> {
    clean_lines(&choice.label).lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

/// The entries of a searched list. dialoguer finds the chosen one by its text and counts bytes to clear lines, so each
/// text must be the only one of its kind and short in bytes too.
fn searched(look: &Look, choices: &[Choice], question: &Question) -> Vec<String> {
    let width = usize::from(look.width) - 4;
    let mut texts: Vec<String> = Vec::with_capacity(choices.len() + 1);
    for (index, choice) in choices.iter().enumerate() {
        let text = short(&look.signs(&first_line(choice)), width);
        let told_apart = if texts.contains(&text) { short(&format!("{} {text}", index + 1), width) } else { text };
        texts.push(told_apart);
    }
    if !question.explain.is_empty() {
        texts.push(EXPLAIN.to_owned());
    }
    texts
}

fn short(text: &str, bytes: usize) -> String {
    let mut text = cut(text, bytes);
    while text.len() > bytes {
        text.pop();
    }
    text
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
    let by_name = || choices.iter().find(|choice| choice.value.eq_ignore_ascii_case(typed));
    let by_beginning = || {
        let mut fitting =
            choices.iter().filter(|choice| choice.value.to_lowercase().starts_with(&typed.to_lowercase()));
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
    fn a_number_a_name_or_the_beginning_of_one_name_chooses() {
        let choices = [choice("github", "GitHub"), choice("github-pat", "code only"), choice("gitlab", "GitLab")];
        let chosen = |typed| match chosen_of(typed, &choices, Some("github")) {
            Heard::Value(value) => value.expose().to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(chosen("2"), "github-pat");
        assert_eq!(chosen("GitHub"), "github");
        assert_eq!(chosen("gitl"), "gitlab");
        assert_eq!(chosen(""), "github");
        assert_eq!(chosen("<"), "Back");
        assert_eq!(chosen("?"), "Explain");
        for refused in ["0", "4", "git", "svn"] {
            assert!(chosen(refused).starts_with("Refused"), "{refused}");
        }
    }

    #[test]
    fn entries_of_a_searched_list_are_short_and_different() {
        let look = Look { color: false, unicode: true, animated: true, width: 40, quiet: false };
        let question = crate::answers::Question {
            key: "k".into(),
            prompt: "p".into(),
            about: String::new(),
            explain: vec![],
            form: crate::answers::Form::Text,
            default: None,
            default_unasked: false,
            example: None,
            docs: None,
            ways: vec![],
            verbatim: false,
            who: crate::answers::Who::Anybody,
        };
        let same = "開発者ポータルの管理者グループは誰ですか".to_owned() + &"x".repeat(50);
        let texts = searched(&look, &[choice("a", &same), choice("b", &same), choice("c", "\u{1b}[31mc")], &question);
        assert!(texts.iter().all(|text| text.len() <= 36), "{texts:?}");
        assert_ne!(texts[0], texts[1]);
        assert_eq!(texts[2], "c");
    }
}
