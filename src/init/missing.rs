//! Answers that nobody will give, all named at once before anything is asked of a provider, and answers that do not do.

use std::fmt;

use anyhow::{Error, Result};

use super::choose::FIRST;
use super::{Edges, Options, Writing, finish, get, settings};
use crate::answers::Question;
use crate::credential::{Answers, Variable};
use crate::plan::{Plan, can_be_made};

/// Answers are missing. Names them all at once, each with its meaning and the ways to give it.
#[derive(Clone, Debug)]
pub struct Missing(Vec<Question>);

impl Missing {
    pub(super) fn of(questions: Vec<Question>) -> Self {
        Self(questions)
    }

    /// With answers that were to come from variables, where those are not set.
    pub(super) fn with_unset(mut self, unset: &[(String, String)]) -> Self {
        for (key, variable) in unset {
            let why = format!("`--secret-from` takes it from the variable `{variable}`, which is not set");
            match self.0.iter_mut().find(|question| question.key == *key) {
                Some(question) => question.ways = vec![why],
                None => self.0.push(Question { key: key.clone(), about: why, ..Question::default() }),
            }
        }
        self
    }
}

/// Refuses a run that would stop half way for want of an answer.
///
/// # Errors
/// [`Missing`], when nobody is there to be asked.
pub(super) fn refuse(plan: &Plan, options: &Options, edges: &Edges<'_>, answers: &Answers) -> Result<()> {
    if edges.answers.can_answer_again() {
        return Ok(());
    }
    let settings = plan.parts.iter().flat_map(|part| settings::open(plan, part, answers));
    let mut missing: Vec<_> = settings.map(|variable| plan.question(variable)).collect();
    missing.retain(|question| !question.default_unasked);
    for need in &plan.needs {
        if get::complete(need, answers) {
            continue;
        }
        if edges.answers.knows(&get::making(need)) {
            missing.extend(need.spec.administrator.values().map(|variable| plan.question(variable)));
            continue;
        }
        for variable in need.spec.fields.values() {
            let mut question = plan.question(variable);
            if can_be_made(need) {
                question.ways.push(format!("or let it be made: --create {}", need.id));
            }
            missing.push(question);
        }
    }
    missing.retain(|question| answers.get(&Variable::new(&question.key)).is_none());
    if options.writing == Writing::Confirmed {
        missing.push(finish::write_question());
    }
    missing.retain(|question| !edges.answers.knows(question));
    let missing = Missing::of(missing).with_unset(edges.answers.unset());
    if missing.0.is_empty() { Ok(()) } else { Err(missing.into()) }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "1 answer is missing\n")?,
            count => writeln!(f, "{count} answers are missing\n")?,
        }
        let called = |question: &'_ Question| question.called.clone().unwrap_or_else(|| question.key.clone());
        let width = self.0.iter().map(|question| called(question).len()).max().unwrap_or_default();
        for question in &self.0 {
            writeln!(f, "  {:width$}  {}", called(question), question.about)?;
            for way in &question.ways {
                writeln!(f, "  {:width$}  {way}", "")?;
            }
        }
        if self.0.iter().any(|question| question.key == FIRST) {
            writeln!(f, "\n  = further questions depend on this answer")?;
        }
        write!(f, "\n  = nothing was made or written; a person is asked at a terminal, unless --no-input or CI is set")
    }
}

impl std::error::Error for Missing {}

/// An answer that was given is none that can be taken, and nobody is there to give another.
#[derive(Clone, Debug)]
pub struct Unfit {
    key: Option<String>,
    why: String,
}

impl Unfit {
    pub(super) fn of(key: &str, why: &Error) -> Self {
        Self { key: Some(key.to_owned()), why: format!("{why:#}") }
    }

    /// With the name by which it was given, where that is another one.
    #[must_use]
    pub fn given_by(mut self, option: impl Fn(&str) -> Option<String>) -> Self {
        self.key = self.key.map(|key| option(&key).unwrap_or(key));
        self
    }

    /// Answers that can be taken one by one, and not together.
    pub(super) fn together(why: &Error) -> Self {
        Self { key: None, why: format!("{why:#}") }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "`{key}` cannot be taken: {}", self.why),
            None => write!(f, "what was chosen does not go together: {}", self.why),
        }
    }
}

impl std::error::Error for Unfit {}
