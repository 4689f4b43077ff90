//! `explain --advise`: takes the answers from flags, asks a person for the others, and shows what follows.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::say;
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Question};
use crate::explain::advice::{self, Situation};
use crate::interrupt::{self, Cancelled};
use crate::outlet;
use crate::report::{Look, markdown};
use crate::shell::cli::{Explain, Global, Written};
use crate::shell::end::CannotBegin;
use crate::shell::init::Person;

/// Shows what fits.
pub(super) fn advise(flags: &Explain, global: &Global, look: &Look) -> Result<ExitCode> {
    if matches!(flags.format, Written::Json | Written::Mermaid) {
        return Err(anyhow::anyhow!("advice is written as `human` or `markdown`")).context(CannotBegin);
    }
    let questions = advice::questions();
    let said = said(flags, &questions).context(CannotBegin)?;
    let said = asked(said, &questions, global)?;
    let advice = advice::advise(&Situation::of(&said)?).context(CannotBegin)?;
    match flags.format {
        Written::Human => say(&markdown::page(&advice.markdown(), look), look),
        _ => crate::shell::print(&advice.markdown()),
    }
}

/// What flags say, each held against its question.
fn said(flags: &Explain, questions: &[Question]) -> Result<BTreeMap<String, String>> {
    let given = [&flags.people, &flags.directory, &flags.code, &flags.stage, &flags.may];
    let mut said = BTreeMap::new();
    for (key, value) in advice::ASKED.into_iter().zip(given) {
        let Some(value) = value else { continue };
        if let Some(question) = questions.iter().find(|question| question.key == key) {
            advice::fits(question, value)?;
        }
        said.insert(key.to_owned(), value.clone());
    }
    Ok(said)
}

/// Asks for what is not said; where nobody is there to answer, all of it is named at once.
fn asked(
    mut said: BTreeMap<String, String>,
    questions: &[Question],
    global: &Global,
) -> Result<BTreeMap<String, String>> {
    let open: Vec<_> = questions.iter().filter(|question| !said.contains_key(&question.key)).collect();
    if open.is_empty() {
        return Ok(said);
    }
    if Person::of(global) == Person::Absent {
        let open: Vec<_> = open.iter().map(|question| format!("`--{}` ({})", question.key, question.about)).collect();
        return missing(&open).context(CannotBegin);
    }
    interrupt::install(|| "cancelled".to_owned())?;
    let mut person = Terminal::new(crate::shell::looking(outlet::columns(), global));
    let answers = advice::asked(open, |question, refused| person.answer(question, refused))?;
    said.extend(answers.ok_or(Cancelled)?);
    Ok(said)
}

fn missing(open: &[String]) -> Result<BTreeMap<String, String>> {
    bail!("`--advise` needs these answers: {}", open.join(", "))
}
