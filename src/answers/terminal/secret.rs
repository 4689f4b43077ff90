//! Answers that nobody may see while they are typed.

use std::io;
use std::time::Duration;

use anyhow::Result;
use console::{Key, measure_text_width};
use zeroize::Zeroizing;

use super::key::BEGIN;
use super::text::{nothing_typed, way_out};
use super::theme::asked;
use super::{Heard, Over, Terminal, lost, pressed};
use crate::answers::tidy::{TakenOff, tidy};
use crate::answers::{Question, misplaced};
use crate::credential::Secret;
use crate::interrupt::{Hush, Keys, OnScreen, hush, on_screen};

/// More than this is no line of a secret. Room for all of it is made at once, since a buffer that grows leaves copies.
const LONGEST: usize = 64 * 1024;

/// How often it is looked whether there is nothing to ask any more.
const OFTEN: Duration = Duration::from_millis(100);

/// Waits until somebody begins to type; tells that nobody did while there was something to ask.
fn begins(hush: &Hush, over: &dyn Fn() -> bool) -> bool {
    loop {
        match over() {
            true => return false,
            false if hush.key_comes(OFTEN) => return true,
            false => {}
        }
    }
}

/// What a hidden prompt read.
pub(super) enum Hidden {
    /// A line, whatever is in it.
    Line(Zeroizing<String>),
    /// The esc key, which gives the line up.
    Escape,
}

impl Terminal {
    /// Asks for a secret on one line.
    pub(super) fn secret(&self, question: &Question, over: Over<'_>) -> Result<Heard> {
        let hush = hush(Keys::Secret);
        self.start_hidden(&question.prompt)?;
        if over.is_some_and(|over| !begins(&hush, over)) {
            return self.end_hidden("").map(|()| Heard::Nothing);
        }
        let typed = match self.hidden_line().map_err(lost)? {
            Hidden::Line(typed) => typed,
            Hidden::Escape => return self.end_hidden("").map(|()| Heard::Back),
        };
        let as_it_is = (typed.as_str(), TakenOff::default());
        let (secret, taken_off) = if question.verbatim { as_it_is } else { tidy(&typed) };
        if let Some(heard) = way_out(secret) {
            return self.end_hidden("").map(|()| heard);
        }
        if secret.is_empty() {
            self.end_hidden("")?;
            let default = question.default.as_deref();
            return Ok(default.map_or_else(nothing_typed, |default| Heard::Value(Secret::new(default))));
        }
        let given = Secret::new(secret);
        if let Some(why) = misplaced(question, &given) {
            // The lines behind a key's first one would be taken for the next answers.
            let rest =
                if secret.starts_with(BEGIN) { self.rest_of_paste(secret).map(drop) } else { self.end_hidden("") };
            return rest.map(|()| Heard::Refused(why));
        }
        self.end_hidden(&self.taken(secret, &question.prompt, taken_off))?;
        Ok(Heard::Value(given))
    }

    pub(super) fn start_hidden(&self, prompt: &str) -> Result<()> {
        let asked = asked(&self.look, prompt);
        if self.look.animated {
            on_screen(asked.on_screen());
        }
        self.say(&asked.above)?;
        self.term.write_str(&asked.line).map_err(lost)
    }

    pub(super) fn end_hidden(&self, said: &str) -> Result<()> {
        on_screen(OnScreen::Plain);
        self.term.write_line(said).map_err(lost)
    }

    /// Says how much was taken, never what.
    fn taken(&self, secret: &str, prompt: &str, taken_off: TakenOff) -> String {
        let count = secret.chars().count();
        let note = taken_off.describe().map(|said| format!(", {said}")).unwrap_or_default();
        let said = format!("({count} {}, hidden{note})", if count == 1 { "character" } else { "characters" });
        let room = usize::from(self.look.width)
            .saturating_sub(measure_text_width(&asked(&self.look, prompt).line) + said.len() + 3);
        let dots =
            if self.look.animated { self.look.signs("·").repeat(count.min(room).min(40)) } else { String::new() };
        if dots.is_empty() { said } else { format!("{dots}   {said}") }
    }

    /// Reads a line without showing it, key by key. dialoguer's password prompt reads a line as the terminal edits it:
    /// that cuts at 4095 characters, drops the second line of a paste on the floor or into the next prompt, and knows
    /// no esc.
    pub(super) fn hidden_line(&self) -> io::Result<Hidden> {
        let mut line = Zeroizing::new(String::with_capacity(LONGEST));
        loop {
            match pressed::key(&self.term)? {
                Key::Enter => return Ok(Hidden::Line(line)),
                Key::Escape => return Ok(Hidden::Escape),
                Key::Backspace => {
                    line.pop();
                }
                Key::Char('\u{4}') if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
                Key::Char('\u{15}') => line.clear(),
                Key::Char(key) if !key.is_control() && line.len() < LONGEST - 4 => line.push(key),
                _ => {}
            }
        }
    }
}
