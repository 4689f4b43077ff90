//! A secret where an answer is asked for that is written in clear text: an id, a name, an address.

use std::fmt;

use super::{Form, Question, shape};
use crate::credential::Secret;
use crate::secrecy;

/// Nobody gave anything but a secret where none may stand.
#[derive(Clone, Debug)]
pub struct Misplaced {
    key: String,
    why: String,
}

impl Misplaced {
    pub(super) fn of(question: &Question, why: &str) -> Self {
        Self { key: question.key.clone(), why: why.to_owned() }
    }
}

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be taken: {}", self.key, self.why)
    }
}

impl std::error::Error for Misplaced {}

/// Says why an answer cannot be taken, when it is a secret by its form. From then on it is shown nowhere.
pub(super) fn misplaced(question: &Question, answer: &Secret) -> Option<String> {
    if question.form != Form::Text {
        return None;
    }
    let said = answer.expose();
    let form =
        shape::looks_like(said).or_else(|| secrecy::token_of(said.trim())).map(|what| format!("looks like {what}"));
    let is_no_id =
        || secrecy::is_no_id_for_sure(&question.key, said.trim()).then(|| "has the form of a client secret".to_owned());
    let form = form.or_else(is_no_id)?;
    secrecy::learn(answer);
    Some(format!(
        "what was given {form}, and this answer is written in clear text; give the id or the name that stands beside it"
    ))
}
