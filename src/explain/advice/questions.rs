//! What has to be known of a company, and what can be said to it.

use anyhow::{Context, Result, bail};

use super::NONE;
use crate::answers::{Choice, Form, Question};
use crate::contract;
use crate::near::nearest;

/// What is asked, by key, in order.
pub const ASKED: [&str; 5] = ["people", "directory", "code", "stage", "may"];

/// The questions, in order.
///
/// # Errors
/// When an embedded contract does not parse, which a test rules out.
pub fn questions() -> Result<Vec<Question>> {
    let contracts = contract::all()?;
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
    Ok(vec![
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
        of(
            "code",
            "Where is the code?",
            "what the portal shall read; several with commas between them",
            Form::Choice(code),
        ),
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
    ])
}

/// Holds an answer against its question.
///
/// # Errors
/// What can be said instead.
pub fn fits(question: &Question, said: &str) -> Result<()> {
    let Form::Choice(choices) = &question.form else {
        said.parse::<u32>().with_context(|| format!("`{}` wants a number", question.key))?;
        return Ok(());
    };
    let known: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
    for one in said.split(',').map(str::trim) {
        if !known.contains(&one) {
            let near =
                nearest(one, known.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            bail!("`{}` is one of {}{near}", question.key, known.join(", "));
        }
    }
    Ok(())
}
