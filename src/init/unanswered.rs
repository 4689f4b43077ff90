//! A provider that does not answer: a person is told before anything more is asked of them, and says how to go on.

use anyhow::Result;

use super::{Edges, Options, Proving, Writing, ask, settings};
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::credential::Answers;
use crate::plan::{Part, Plan};

/// What the question is called how to go on without an answer.
pub const NO_ANSWER: &str = "no-answer";

/// What is done about a provider that does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It is asked once more.
    Again,
    /// What leads to it is asked once more, and then it.
    Settings,
    /// The run goes on, and proves nothing from here on.
    Unproven,
    /// The run stops, to be taken up later.
    Stop,
    /// What was asked before is wanted again, and no setting was.
    Back,
}

/// Asks how to go on without an answer of a part's provider. Where nobody is there, nothing is decided.
pub(super) fn then(
    plan: &Plan,
    part: &Part,
    options: &mut Options,
    (edges, answers): (&mut Edges<'_>, &Answers),
) -> Result<Option<Then>> {
    let settings: Vec<_> = settings::open(plan, part, answers).map(|variable| plan.question(variable).prompt).collect();
    let then = match ask(edges, &question(options.writing, &settings), None)? {
        Reply::Answer(choice) if choice.expose() == "again" => Then::Again,
        Reply::Answer(choice) if choice.expose() == "settings" => Then::Settings,
        Reply::Answer(choice) if choice.expose() == "unproven" => Then::Unproven,
        Reply::Answer(_) => Then::Stop,
        Reply::Back if settings.is_empty() => Then::Back,
        Reply::Back => Then::Settings,
        Reply::None => return Ok(None),
    };
    if then == Then::Unproven {
        options.proving = Proving::Skipped;
    }
    Ok(Some(then))
}

/// `settings` are the questions that were asked about the provider.
fn question(writing: Writing, settings: &[String]) -> Question {
    let mut choices = vec![("again", "try again".to_owned())];
    if !settings.is_empty() {
        let named: Vec<_> = settings.iter().map(|prompt| prompt.trim_end_matches('?')).collect();
        choices.push(("settings", format!("change what was asked before\n{}", named.join(", "))));
    }
    let unproven = "go on without proof\nthe files will say so; `devportal-auth validate --live` proves it later";
    choices.extend([("unproven", unproven.to_owned()), ("stop", format!("stop here\n{}", writing.kept()))]);
    let choice = |(value, label): (&str, String)| Choice { value: value.into(), label };
    Question {
        key: NO_ANSWER.into(),
        prompt: "No answer came. What now?".into(),
        explain: vec![
            format!(
                "The provider, or something on the way to it, did not answer. When you stop here, {}.",
                writing.kept()
            ),
            "A slip in the address, a VPN or a proxy (HTTPS_PROXY, NO_PROXY) are the usual reasons.".into(),
        ],
        form: Form::Choice(choices.into_iter().map(choice).collect()),
        who: Who::Person,
        ..Question::default()
    }
}
