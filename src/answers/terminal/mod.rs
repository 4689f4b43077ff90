//! Answers given by a person at a terminal. The only module that knows dialoguer; everything is drawn on stderr.
//!
//! Going back and asking for an explanation work at every prompt: `<` and `?` where text is typed, esc where something is chosen and
//! where nothing is typed yet. Without animation nothing is ever drawn again: lists become numbered lines.

mod choice;
mod key;
mod list;
mod pressed;
mod secret;
mod text;
mod theme;

use std::io;

use anyhow::{Error, Result};
use console::{Term, measure_text_width};

use self::list::Row;
use super::{AnswerSource, Form, Question, Reply, secret_form};
use crate::credential::Secret;
use crate::interrupt::{self, Cancelled};
use crate::outlet;
use crate::report::{Look, Tone, hint, problem, prose, wrap};
use crate::secrecy::conceal;

/// A person at a terminal.
pub struct Terminal {
    look: Look,
    term: Term,
}

/// What a person did at a prompt.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// Gave an answer.
    Value(Secret),
    /// Gave an answer that cannot be one, for this reason.
    Refused(String),
    /// Asked what the question means.
    Explain,
    /// Wants the question before this one.
    Back,
    /// Pasted something into a list that is none of its entries, and which nobody may see.
    Pasted(Secret),
    /// Did nothing, until there was nothing to ask any more.
    Nothing,
}

impl Terminal {
    /// Asks on stderr and reads from the terminal. The caller made sure that there is one.
    pub fn new(look: Look) -> Self {
        Self { look, term: outlet::prompts() }
    }

    fn ask(&self, question: &Question, over: Over<'_>) -> Result<Heard> {
        match &question.form {
            Form::Text => self.text(question),
            Form::YesNo => self.yes_or_no(question),
            Form::Choice(choices) => self.choice(question, choices),
            Form::Secret => self.secret(question, over),
            Form::SecretFile => self.secret_file(question),
        }
    }

    /// Says what the question is about and why an earlier answer was not taken.
    fn introduce(&self, question: &Question, refused: Option<&str>) -> Result<()> {
        self.say(&[String::new()])?;
        if let Some(reason) = refused {
            self.say(&problem(&self.look, reason, None))?;
        }
        self.caption(question)
    }

    /// Says what the question is about, and the ways out.
    fn caption(&self, question: &Question) -> Result<()> {
        let keys = keys(question);
        let about = self.look.clean(&question.about);
        for line in [about, keys].iter().filter(|line| !line.is_empty()) {
            let lines = wrap("  ", 2, &self.look.signs(line), self.look.width.into());
            self.aside(&lines)?;
        }
        Ok(())
    }

    fn explain(&self, question: &Question) -> Result<()> {
        let about = [question.about.clone()];
        let explain = if question.explain.is_empty() { &about } else { question.explain.as_slice() };
        let mut lines = vec![String::new()];
        lines.extend(prose(&self.look, &explain.join("\n")));
        lines.extend(question.docs.iter().flat_map(|docs| hint(&self.look, 4, docs)));
        lines.push(String::new());
        self.say(&lines)
    }

    /// Says what one row of a list means, and what the question is about.
    fn explain_row(&self, question: &Question, row: &Row) -> Result<()> {
        let said: Vec<_> = std::iter::once(&row.line).chain(&row.details).map(String::as_str).collect();
        self.say(&prose(&self.look, &said.join("\n")))?;
        self.explain(question)
    }

    fn say(&self, lines: &[String]) -> Result<()> {
        lines.iter().try_for_each(|line| self.term.write_line(&conceal(line))).map_err(lost)
    }

    /// Says what may be skipped.
    fn aside(&self, lines: &[String]) -> Result<()> {
        self.say(&lines.iter().map(|line| self.look.paint(Tone::Skippable, line)).collect::<Vec<_>>())
    }

    /// Leaves the answered question on the screen as it was given.
    fn settle(&self, prompt: &str, answer: &str) -> Result<()> {
        if !self.look.animated {
            return Ok(());
        }
        let asked = theme::asked(&self.look, prompt);
        self.say(&asked.above)?;
        let (answer, width) = (self.look.clean(answer), usize::from(self.look.width));
        // An address that has no room behind the question stands below it, whole.
        let first = answer.split(' ').next().unwrap_or_default();
        if measure_text_width(&asked.line) + measure_text_width(first) <= width {
            return self.say(&wrap(&asked.line, 4, &answer, width));
        }
        self.say(&[asked.line.trim_end().to_owned()])?;
        self.say(&wrap("    ", 4, &answer, width))
    }
}

/// Tells whether there is nothing to ask any more, where that may be.
type Over<'a> = Option<&'a dyn Fn() -> bool>;

impl Terminal {
    fn answered(&self, question: &Question, refused: Option<&str>, over: Over<'_>) -> Result<Reply> {
        self.introduce(question, refused)?;
        loop {
            match self.ask(question, over)? {
                Heard::Value(answer) => return Ok(Reply::Answer(answer)),
                Heard::Back => return Ok(Reply::Back),
                Heard::Nothing => return Ok(Reply::None),
                // What was explained stands above the caption, which is what an answer is typed below.
                Heard::Explain if matches!(question.form, Form::Choice(_)) => self.explain(question)?,
                Heard::Explain => self.explain(question).and_then(|()| self.caption(question))?,
                Heard::Refused(reason) => self.say(&problem(&self.look, &reason, None))?,
                Heard::Pasted(pasted) => self.say(&problem(&self.look, &no_entry(&pasted), None))?,
            }
        }
    }
}

impl AnswerSource for Terminal {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.answered(question, refused, None)
    }

    fn answer_unless(&mut self, over: &dyn Fn() -> bool, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.answered(question, refused, Some(over))
    }

    fn can_answer_again(&self) -> bool {
        true
    }
}

/// Why something that was pasted into a list is not taken.
fn no_entry(pasted: &Secret) -> String {
    let what = secret_form(pasted.expose().trim()).map(|what| format!("looks like {what} and ")).unwrap_or_default();
    format!("what was pasted {what}is none of these; nothing of it was taken")
}

/// The line that tells the ways out of a prompt for text, and what an answer looks like.
fn keys(question: &Question) -> String {
    if matches!(question.form, Form::Choice(_) | Form::SecretFile) {
        return String::new();
    }
    let example = question.example.as_ref().map(|example| format!("e.g. {}", crate::report::clean(example)));
    let explains = (!question.explain.is_empty()).then(|| "? explains".to_owned());
    let back = (!question.alone).then(|| "< goes back".to_owned());
    let parts: Vec<_> = example.into_iter().chain(explains).chain(back).collect();
    parts.join(" · ")
}

/// Turns a failed read into an error. An interrupted one is a ctrl-c whose handler is ending the program by now; the
/// end of input is a person who left.
fn lost(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::Interrupted => interrupt::stand_still().into(),
        io::ErrorKind::UnexpectedEof => Cancelled.into(),
        _ => Error::new(error).context("could not use the terminal"),
    }
}

/// Like [`lost`], for what dialoguer reports.
fn lost_prompt(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    lost(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_out_are_told_only_where_they_exist() {
        let mut question = Question {
            key: "GITHUB_ORG".into(),
            called: None,
            alone: false,
            prompt: "Which organisation?".into(),
            about: "the organisation to read".into(),
            explain: vec!["long".into()],
            form: Form::Text,
            default: None,
            default_unasked: false,
            example: Some("acme".into()),
            docs: None,
            ways: vec![],
            verbatim: false,
            who: crate::answers::Who::Anybody,
            quiet: false,
            own_words: false,
        };
        assert_eq!(keys(&question), "e.g. acme · ? explains · < goes back");
        question.explain.clear();
        question.example = None;
        assert_eq!(keys(&question), "< goes back");
        question.alone = true;
        assert_eq!(keys(&question), "");
        question.alone = false;
        question.form = Form::Choice(vec![]);
        assert_eq!(keys(&question), "");
    }

    #[test]
    fn the_end_of_input_is_a_cancellation_and_not_a_fault() {
        assert!(lost(io::ErrorKind::UnexpectedEof.into()).is::<Cancelled>());
        assert!(lost(io::ErrorKind::Interrupted.into()).is::<Cancelled>());
        assert!(!lost(io::ErrorKind::NotConnected.into()).is::<Cancelled>());
    }
}
