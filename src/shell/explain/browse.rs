//! All topics at a terminal, searched by typing; an error that is pasted is looked for as on the command line.

use anyhow::Result;

use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Choice, Form, Question, Reply};
use crate::explain::{self, Found, How, Page};
use crate::interrupt;
use crate::outlet;
use crate::report::Look;
use crate::shell::cli::Global;
use crate::shell::init::Person;

/// Tells whether somebody is there who can choose, at a terminal that can draw a list again and again.
pub(super) fn can(global: &Global) -> bool {
    Person::of(global) == Person::There && outlet::prints_to_terminal() && look(global).animated
}

/// Lets a person choose a page, or give an error; nothing, when they leave.
pub(super) fn choose(global: &Global) -> Result<Option<Found>> {
    interrupt::install(|| "cancelled".to_owned())?;
    let pages: Vec<_> = explain::grouped().flat_map(|(_, pages)| pages).collect();
    let choice = |page: &&Page| Choice { value: called(page), label: format!("{}\n{}", page.topic(), page.summary) };
    let question = Question {
        key: "topic".into(),
        prompt: "What shall be explained?".into(),
        about: "a topic, or an error as it stands in a log: paste it, and press enter".into(),
        form: Form::Choice(pages.iter().map(choice).collect()),
        own_words: true,
        ..Question::default()
    };
    let mut person = Terminal::new(look(global));
    let mut refused = None;
    loop {
        let Reply::Answer(said) = person.answer(&question, refused.as_deref())? else { return Ok(None) };
        let page = pages.iter().find(|page| called(page) == said.expose());
        let chosen = page.map(|page| Found { how: How::Named, pages: vec![*page], provider: None });
        match chosen.or_else(|| explain::find_in_log(said.expose())) {
            Some(found) => return Ok(Some(found)),
            None => refused = Some(NOTHING.to_owned()),
        }
    }
}

const NOTHING: &str =
    "nothing is known of these words; paste the whole line that the error stands in, or give fewer words";

/// Everything by which a page is found while letters are typed: its names, and the errors that it is about.
fn called(page: &Page) -> String {
    format!("{} {} {}", page.topic(), page.also.join(" "), page.symptoms.join(" "))
}

fn look(global: &Global) -> Look {
    crate::shell::looking(outlet::columns(), global)
}
