//! Answers that are typed and may be seen: text, and yes or no.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "lines are typed here: dialoguer, and standard input where nothing may be drawn"
)]

use std::io::{self, BufRead};

use anyhow::Result;
use console::Key;
use dialoguer::Input;

use super::theme::{Drawn, asked, offered};
use super::{Heard, Terminal, lost, lost_prompt, pressed};
use crate::answers::tidy::{TakenOff, tidy_plain};
use crate::answers::{Question, misplaced};
use crate::credential::Secret;
use crate::interrupt::{Keys, OnScreen, hush, on_screen};
use crate::report::clean;

impl Terminal {
    /// Asks for a line of text.
    pub(super) fn text(&self, question: &Question) -> Result<Heard> {
        let default = question.default.as_deref();
        let typed = self.line(&question.prompt, default)?;
        let (answer, taken_off) =
            if question.verbatim { (typed.trim(), TakenOff::default()) } else { tidy_plain(&typed) };
        let heard = match text_of(answer, default) {
            Heard::Value(answer) => misplaced(question, &answer).map_or(Heard::Value(answer), Heard::Refused),
            heard => heard,
        };
        if let Heard::Value(answer) = &heard {
            self.settle(&question.prompt, answer.expose())?;
            let said = taken_off.describe().map(|said| format!("  {said}"));
            self.aside(&said.into_iter().collect::<Vec<_>>())?;
        }
        Ok(heard)
    }

    /// Asks for yes or no. A line is read, not a key: a person who types `y` and enter must not answer the next
    /// question with that enter.
    pub(super) fn yes_or_no(&self, question: &Question) -> Result<Heard> {
        let default = question.default.as_deref();
        let offer = match default {
            Some("yes") => "Y/n",
            Some("no") => "y/N",
            _ => "y/n",
        };
        let heard = yes_or_no_of(&self.line(&question.prompt, Some(offer))?, default);
        if let Heard::Value(answer) = &heard {
            self.settle(&question.prompt, answer.expose())?;
        }
        Ok(heard)
    }

    /// Reads a line that may be seen; `offer` stands behind the prompt.
    pub(super) fn line(&self, prompt: &str, offer: Option<&str>) -> Result<String> {
        let offer = offer.map(clean);
        let asked = asked(&self.look, prompt);
        let question = format!("{}{}", asked.line, offered(&self.look, offer.as_deref()));
        self.say(&asked.above)?;
        if !self.look.animated {
            self.term.write_str(&question).map_err(lost)?;
            return plain_line().map_err(lost);
        }
        let _hush = hush(Keys::Single);
        on_screen(asked.on_screen());
        let typed = match self.first_key(&question).map_err(lost)? {
            Begun::Nothing => String::new(),
            Begun::Back => BACK.to_owned(),
            Begun::With(first) => {
                let theme = Drawn::new(self.look, &asked.line, offer.as_deref());
                let input = Input::<String>::with_theme(&theme).with_prompt(prompt).with_initial_text(first);
                input.allow_empty(true).report(false).interact_text_on(&self.term).map_err(lost_prompt)?
            }
        };
        self.clear_wrapped(&question, &typed)?;
        self.term.clear_last_lines(asked.above.len()).map_err(lost)?;
        on_screen(OnScreen::Plain);
        Ok(typed)
    }

    /// Waits for the key that begins an answer, or ends it before it began: dialoguer's prompt knows no esc.
    fn first_key(&self, question: &str) -> io::Result<Begun> {
        self.term.write_str(question)?;
        let begun = loop {
            match pressed::key(&self.term)? {
                Key::Enter => break Begun::Nothing,
                Key::Escape => break Begun::Back,
                Key::Char('\u{4}') => return Err(io::ErrorKind::UnexpectedEof.into()),
                Key::Char(first) if !first.is_control() => break Begun::With(first),
                _ => {}
            }
        };
        // What begins is drawn again with its first letter; of what ended here, only the upper lines are left to be cleared.
        if let Begun::With(_) = begun {
            let columns = usize::from(self.term.size().1).max(1);
            self.term.clear_last_lines(console::measure_text_width(question).saturating_sub(1) / columns)?;
        }
        self.term.clear_line()?;
        Ok(begun)
    }

    /// Clears the upper lines of an answer that took several; dialoguer clears only the last.
    fn clear_wrapped(&self, question: &str, typed: &str) -> Result<()> {
        let columns = usize::from(self.term.size().1).max(1);
        let taken = console::measure_text_width(question) + console::measure_text_width(typed);
        self.term.clear_last_lines(taken.saturating_sub(1) / columns).map_err(lost)
    }
}

/// How an answer began.
enum Begun {
    /// It ended at once, by enter.
    Nothing,
    /// The esc key came before anything.
    Back,
    /// With this letter.
    With(char),
}

/// What is typed to go back.
const BACK: &str = "<";

/// Reads a line as the terminal edits it, without writing a single code.
fn plain_line() -> io::Result<String> {
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}

/// Reads the ways out of a line: `?` and `<` on their own.
pub(super) fn way_out(typed: &str) -> Option<Heard> {
    match typed {
        "?" => Some(Heard::Explain),
        BACK => Some(Heard::Back),
        _ => None,
    }
}

pub(super) fn nothing_typed() -> Heard {
    Heard::Refused("an answer is needed here; ctrl-c stops".to_owned())
}

fn text_of(typed: &str, default: Option<&str>) -> Heard {
    let typed = typed.trim();
    way_out(typed).unwrap_or_else(|| match (typed, default) {
        ("", None) => nothing_typed(),
        ("", Some(default)) => Heard::Value(Secret::new(default)),
        (typed, _) => Heard::Value(Secret::new(typed)),
    })
}

fn yes_or_no_of(typed: &str, default: Option<&str>) -> Heard {
    let typed = typed.trim().to_ascii_lowercase();
    way_out(&typed).unwrap_or_else(|| match (typed.as_str(), default) {
        ("y" | "yes", _) | ("", Some("yes")) => Heard::Value(Secret::new("yes")),
        ("n" | "no", _) | ("", Some("no")) => Heard::Value(Secret::new("no")),
        ("", _) => nothing_typed(),
        _ => Heard::Refused("this is neither `yes` nor `no`".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(answer: &str) -> Heard {
        Heard::Value(Secret::new(answer))
    }

    #[test]
    fn enter_takes_the_default_and_signs_on_their_own_are_ways_out() {
        assert_eq!(text_of(" acme ", None), value("acme"));
        assert_eq!(text_of("", Some("acme")), value("acme"));
        assert_eq!(text_of("?", Some("acme")), Heard::Explain);
        assert_eq!(text_of("<", None), Heard::Back);
        assert_eq!(text_of("<a?", None), value("<a?"));
        assert!(matches!(text_of("  ", None), Heard::Refused(_)));
        assert_eq!(text_of("", Some("")), value(""));
    }

    #[test]
    fn yes_and_no_are_understood_in_full_and_by_letter() {
        for (typed, default, heard) in [
            ("y", None, value("yes")),
            ("YES\n", Some("no"), value("yes")),
            ("n", Some("yes"), value("no")),
            ("", Some("yes"), value("yes")),
            ("", Some("no"), value("no")),
            ("?", None, Heard::Explain),
            ("<", None, Heard::Back),
        ] {
            assert_eq!(yes_or_no_of(typed, default), heard, "{typed}");
        }
        assert!(matches!(yes_or_no_of("", None), Heard::Refused(_)));
        assert!(matches!(yes_or_no_of("maybe", Some("yes")), Heard::Refused(_)));
    }
}
