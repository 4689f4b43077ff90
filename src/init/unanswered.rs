//! A provider that does not answer: a person is told before anything more is asked of them, and says how to go on.

use anyhow::Result;

use super::{Edges, Options, Proving, Writing, ask};
use crate::answers::{Choice, Form, Question, Reply, Who};

/// What the question is called how to go on without an answer.
pub const NO_ANSWER: &str = "no-answer";

/// What is done about a provider that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It is asked once more.
    Again,
    /// The run goes on, and proves nothing from here on.
    Unproven,
    /// The run stops, to be taken up later.
    Stop,
}

/// Asks how to go on without an answer. Where nobody is there, nothing is decided.
pub(super) fn then(options: &mut Options, edges: &mut Edges<'_>) -> Result<Option<Then>> {
    let then = match ask(edges, &question(options.writing), None)? {
        Reply::Answer(choice) if choice.expose() == "again" => Then::Again,
        Reply::Answer(choice) if choice.expose() == "unproven" => Then::Unproven,
        Reply::Answer(_) | Reply::Back => Then::Stop,
        Reply::None => return Ok(None),
    };
    if then == Then::Unproven {
        options.proving = Proving::Skipped;
    }
    Ok(Some(then))
}

fn question(writing: Writing) -> Question {
    let stop = match writing {
        Writing::Confirmed => "stop here\nwhat was answered is kept, and `--resume` goes on from here",
        Writing::DryRun => "stop here\na dry run keeps nothing",
    };
    let choices = [
        ("again", "try again"),
        ("unproven", "go on without proof\nthe files will say so; `devportal-auth validate --live` proves it later"),
        ("stop", stop),
    ];
    let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into() };
    Question {
        key: NO_ANSWER.into(),
        prompt: "No answer came. What now?".into(),
        explain: vec![
            "The provider, or something on the way to it, did not answer. What was answered so far is kept.".into(),
            "A VPN, a proxy (HTTPS_PROXY, NO_PROXY) or the address itself are the usual reasons.".into(),
        ],
        form: Form::Choice(choices.map(choice).into()),
        who: Who::Person,
        ..Question::default()
    }
}
