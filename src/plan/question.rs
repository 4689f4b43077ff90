//! The questions for a contract's variables.

use regex_lite::Regex;

use super::Plan;
use crate::answers::{Choice, Form, Question};
use crate::contract::VariableSpec;
use crate::contract::integration::facts;
use crate::credential::{Secret, Variable};

impl Plan {
    /// Says why a text is too short to be a variable's value, when it is: as another thing, or as one that was cut off. It is not repeated.
    pub fn too_short(&self, variable: &Variable, value: &Secret) -> Option<String> {
        let least = self.variable(variable)?.at_least?;
        let count = value.characters();
        let cut_off = || format!("it has {count} of at least {least} characters");
        (count < least).then(|| self.strange(variable, value.expose().trim()).unwrap_or_else(cut_off))
    }

    /// Says what a text is by its beginning, where it is nothing of the provider's that the backend could show.
    fn strange(&self, variable: &Variable, text: &str) -> Option<String> {
        let part = self.parts.iter().find(|part| part.contract.variables.contains_key(variable))?;
        let known = facts().tokens.iter().find(|known| text.starts_with(&known.starts))?;
        match (&known.but, &known.serves) {
            (Some(but), _) => Some(format!("this is {}, and {but}", known.is)),
            (None, Some(serves)) if *serves != part.contract.provider => {
                Some(format!("this is {}, and {} takes its own alone", known.is, part.provider.title))
            }
            (None, _) => None,
        }
    }

    /// Says why a text is no value of a variable that has a form of its own, such as a number. It is not repeated.
    pub fn unlike(&self, variable: &Variable, value: &Secret) -> Option<String> {
        let spec = self.variable(variable)?;
        let form = Regex::new(&format!("^(?:{})$", spec.form.as_ref()?)).ok()?;
        let example = spec.example.as_ref().map(|example| format!(" like `{example}`")).unwrap_or_default();
        (!form.is_match(value.expose().trim())).then(|| format!("`{variable}` is written{example}"))
    }

    /// Takes a name out of the address that it was copied with.
    pub fn out_of_address(&self, variable: &Variable, value: &str) -> Option<String> {
        let copied = self.variable(variable)?.in_address.as_ref()?;
        let whole = Regex::new(&format!("^(?:{copied})$")).ok()?;
        let found = whole.captures(value.trim())?;
        (1..found.len()).find_map(|group| found.get(group)).map(|name| name.as_str().to_owned())
    }

    /// The question for a variable.
    pub fn question(&self, variable: &Variable) -> Question {
        let spec = self.variable(variable);
        let secret = self.is_secret(variable);
        Question {
            key: variable.to_string(),
            called: None,
            alone: false,
            own_words: false,
            prompt: spec.and_then(|spec| spec.prompt.clone()).unwrap_or_else(|| variable.to_string()),
            about: spec.map(|spec| spec.about.clone()).unwrap_or_default(),
            explain: spec.map(|spec| spec.explain.clone()).unwrap_or_default(),
            form: form(spec, secret),
            default: spec.and_then(|spec| spec.default.clone()),
            default_unasked: spec.is_some_and(|spec| spec.default.is_some()),
            example: spec
                .and_then(|spec| spec.example.clone().filter(|example| spec.default.as_ref() != Some(example))),
            docs: spec.and_then(|spec| spec.docs.clone()),
            ways: ways(variable, secret, spec.and_then(|spec| spec.example.as_deref())),
            verbatim: spec.is_some_and(|spec| spec.verbatim),
            who: crate::answers::Who::Anybody,
            quiet: spec.is_some_and(|spec| spec.quiet),
        }
    }
}

fn form(spec: Option<&VariableSpec>, secret: bool) -> Form {
    match spec {
        Some(spec) if !spec.choices.is_empty() => {
            let choice = |(value, label): (&String, &String)| Choice { value: value.clone(), label: label.clone() };
            Form::Choice(spec.choices.iter().map(choice).collect())
        }
        Some(spec) if secret && spec.file => Form::SecretFile,
        _ if secret => Form::Secret,
        _ => Form::Text,
    }
}

/// How a value is given to a scripted run.
fn ways(variable: &Variable, secret: bool, example: Option<&str>) -> Vec<String> {
    if secret {
        vec![format!("`--secret-from {variable}=env:NAME`, or file:PATH, cmd:COMMAND, store or -")]
    } else {
        vec![format!("`--set {variable}={}`, or in the answers file under `values`", example.unwrap_or("VALUE"))]
    }
}
