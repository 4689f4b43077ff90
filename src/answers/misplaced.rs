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

/// Says why an answer cannot be taken, when it is a secret by its form where none may stand, or a token where a client's secret belongs.
/// From then on it is shown nowhere.
pub(super) fn misplaced(question: &Question, answer: &Secret) -> Option<String> {
    let said = answer.expose();
    if question.form == Form::Secret && question.key.ends_with("CLIENT_SECRET") {
        let token = secrecy::token_of(said.trim()).filter(|what| !what.contains("secret"))?;
        secrecy::learn(answer);
        return Some(format!(
            "what was given looks like {token}, and no client's secret; give the one that was made on the client's own page"
        ));
    }
    if question.form != Form::Text {
        return None;
    }
    let form = secret_form(said.trim()).map(|what| format!("looks like {what}"));
    let is_no_id =
        || secrecy::is_no_id_for_sure(&question.key, said.trim()).then(|| "has the form of a client secret".to_owned());
    let form = form.or_else(is_no_id)?;
    secrecy::learn(answer);
    Some(format!(
        "what was given {form}, and this answer is written in clear text; give the id or the name that stands beside it"
    ))
}

/// Says what a text is by its form, when that is a secret.
pub(super) fn secret_form(text: &str) -> Option<&'static str> {
    shape::looks_like(text).or_else(|| secrecy::token_of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_no_clients_secret_and_a_clients_secret_is_one() {
        let question = |key: &str| Question { key: key.into(), form: Form::Secret, ..Question::default() };
        let token = Secret::new("ghp_0123456789abcdefghijABCDEFGHIJ456789");
        let why = misplaced(&question("KEYCLOAK_CLIENT_SECRET"), &token).unwrap();
        assert!(why.starts_with("what was given looks like a classic token of GitHub"), "{why}");
        assert_eq!(misplaced(&question("GITHUB_TOKEN"), &token), None);
        let own = Secret::new("gloas-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        assert_eq!(misplaced(&question("GITLAB_AUTH_CLIENT_SECRET"), &own), None);
    }
}
