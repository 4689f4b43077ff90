//! All topics at a terminal, searched by typing.

use anyhow::Result;

use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Choice, Form, Question, Reply};
use crate::explain::{self, Page};
use crate::interrupt;
use crate::outlet;
use crate::report::Look;
use crate::shell::cli::Global;
use crate::shell::init::Person;

/// Tells whether somebody is there who can choose, at a terminal that can draw a list again and again.
pub(super) fn can(global: &Global) -> bool {
    Person::of(global) == Person::There && outlet::prints_to_terminal() && look(global).animated
}

/// Lets a person choose a page; nothing, when they leave.
pub(super) fn choose(global: &Global) -> Result<Option<&'static Page>> {
    interrupt::install(|| "cancelled".to_owned())?;
    let choice =
        |page: &Page| Choice { value: page.also.join(" "), label: format!("{}\n{}", page.topic(), page.summary) };
    let pages: Vec<_> = explain::grouped().flat_map(|(_, pages)| pages).collect();
    let choices =
        pages.iter().map(|page| Choice { value: format!("{} {}", page.topic(), choice(page).value), ..choice(page) });
    let question = Question {
        key: "topic".into(),
        prompt: "What shall be explained?".into(),
        form: Form::Choice(choices.collect()),
        ..Question::default()
    };
    match Terminal::new(look(global)).answer(&question, None)? {
        Reply::Answer(value) => {
            Ok(pages.iter().find(|page| format!("{} {}", page.topic(), page.also.join(" ")) == value.expose()).copied())
        }
        Reply::Back | Reply::None => Ok(None),
    }
}

fn look(global: &Global) -> Look {
    crate::shell::looking(outlet::columns(), global)
}
