//! What has to be known of a company, and what can be said to it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use super::NONE;
use crate::answers::{Choice, Form, Question, Reply};
use crate::contract;
use crate::near::did_you_mean;

/// What is asked, by key, in order.
pub const ASKED: [&str; 5] = ["people", "directory", "code", "stage", "may"];

/// The questions, in order.
pub fn questions() -> Vec<Question> {
    let contracts = contract::all();
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    let signs_in = contracts.iter().filter(|contract| contract.stands_first() && contract.signs_in_as.is_some());
    let mut directories: Vec<_> = signs_in.map(|contract| choice(&contract.name, &contract.title)).collect();
    directories.push(choice(NONE, "nowhere yet"));
    let code = contracts.iter().filter(|contract| contract.stands.contains(&contract::Stands::Beside));
    let mut code: Vec<_> = code.map(|contract| choice(&contract.name, &contract.provider_title())).collect();
    code.push(choice(NONE, "nowhere that the portal shall read"));
    let of = |key: &str, prompt: &str, about: &str, form: Form| Question {
        key: key.into(),
        prompt: prompt.into(),
        about: about.into(),
        form,
        ways: vec![format!("--{key} {}", key.to_uppercase())],
        ..Question::default()
    };
    vec![
        Question {
            example: Some("250".into()),
            ..of("people", "How many people will use the portal?", "about how many, as a number", Form::Text)
        },
        of(
            "directory",
            "Where do these people have their accounts?",
            "by what people are known in the company",
            Form::Choice(directories),
        ),
        Question {
            ways: vec!["--code CODE, several with commas between them".into()],
            ..of("code", "Where is the code?", "what the portal shall read most of all", Form::Choice(code))
        },
        of(
            "stage",
            "What is the portal for?",
            "whether people's work depends on it",
            Form::Choice(vec![
                choice("production", "for the company"),
                choice("local", "for your own machine, to try it"),
            ]),
        ),
        of(
            "may",
            "What may you make there?",
            "what you may make at these providers by yourself",
            Form::Choice(vec![
                choice("applications", "applications: an owner or administrator is at hand"),
                choice("tokens", "tokens and clients of your own"),
                choice("nothing", "nothing: somebody else has to be asked"),
            ]),
        ),
    ]
}

/// Asks one question after the other until each has an answer that fits. Nothing, when whoever answers goes back before the first, or
/// knows no answer.
///
/// # Errors
/// When an answer cannot be asked for.
pub fn asked<'q>(
    questions: impl IntoIterator<Item = &'q Question>,
    mut answer: impl FnMut(&Question, Option<&str>) -> Result<Reply>,
) -> Result<Option<BTreeMap<String, String>>> {
    let questions: Vec<_> = questions.into_iter().collect();
    let mut said = BTreeMap::new();
    let mut at = 0;
    let mut refused: Option<String> = None;
    while let Some(question) = questions.get(at) {
        match answer(question, refused.take().as_deref())? {
            Reply::Answer(value) => match fits(question, value.expose()) {
                Ok(()) => {
                    said.insert(question.key.clone(), value.expose().to_owned());
                    at += 1;
                }
                Err(why) => refused = Some(format!("{why:#}")),
            },
            Reply::Back if at > 0 => at -= 1,
            Reply::Back | Reply::None => return Ok(None),
        }
    }
    Ok(Some(said))
}

/// Holds an answer against its question.
///
/// # Errors
/// What can be said instead.
pub fn fits(question: &Question, said: &str) -> Result<()> {
    let Form::Choice(choices) = &question.form else {
        // What a library says of it helps nobody.
        let people = said.trim().parse::<u32>().ok();
        let wants = || format!("`{}` wants a number; about how many is enough, such as 250", question.key);
        ensure!(people.with_context(wants)? > 0, "`{}` is at least 1: whoever sets the portal up", question.key);
        return Ok(());
    };
    let known: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
    for one in said.split(',').map(str::trim) {
        if !known.contains(&one) {
            let near = match contract::meant(one).filter(|meant| known.contains(meant)) {
                Some(meant) => format!("; `{one}` is `{meant}` here"),
                None => did_you_mean(one, known.iter().copied()),
            };
            bail!("`{}` is one of {}{near}", question.key, known.join(", "));
        }
    }
    Ok(())
}
