//! What a person types in the sandbox to see something fail, and what the sandbox makes of it.

use super::copied::Copied;
use crate::answers::{Form, Question};
use crate::credential::Secret;
use crate::sandbox::{Notes, Trouble};

/// A word that is typed in place of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A secret that the provider refuses.
    Refused,
    /// A secret that may too little.
    Poor,
    /// A name that the provider does not know.
    Unknown,
    /// An address at which something else is.
    Elsewhere,
    /// A provider that does not answer.
    Down,
    /// An App that nobody installs at first.
    Uninstalled,
}

impl Word {
    /// What is typed.
    pub(super) fn typed(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Poor => "poor",
            Self::Unknown => "unknown",
            Self::Elsewhere => "elsewhere",
            Self::Down => "down",
            Self::Uninstalled => "uninstalled",
        }
    }

    /// What is wrong with the provider from then on.
    pub(super) fn trouble(self) -> Option<Trouble> {
        match self {
            Self::Elsewhere => Some(Trouble::Elsewhere),
            Self::Down => Some(Trouble::Silent),
            Self::Uninstalled => Some(Trouble::Uninstalled),
            Self::Refused | Self::Poor | Self::Unknown => None,
        }
    }

    /// The answer that it stands for, where the right one would be `right`.
    pub(super) fn answer(self, question: &Question, right: &Secret, notes: &Notes) -> Secret {
        match self {
            Self::Refused if question.key == TOKEN => notes.refused_token.clone(),
            Self::Poor => notes.poor_token.clone(),
            Self::Refused => changed(right.expose()),
            Self::Unknown => unknown(right.expose()),
            Self::Elsewhere | Self::Down | Self::Uninstalled => right.clone(),
        }
    }
}

const TOKEN: &str = "GITHUB_TOKEN";
const ORGANIZATION: &str = "GITHUB_ORG";

/// The words that a question knows: those that bring about something which a person then sees.
pub(super) fn of(question: &Question, shown: &Copied) -> Vec<Word> {
    if !shown.is_asked {
        return Vec::new();
    }
    let right = shown.right.expose();
    // Another name for something new is as good.
    let is_own = question.default.as_deref().is_none_or(|offered| offered == right);
    let wrong = match question.form {
        Form::Secret | Form::SecretFile => Some(Word::Refused),
        Form::Text if right.contains("://") => Some(Word::Elsewhere),
        Form::Text => Some(Word::Unknown).filter(|_| shown.is_noticed && is_own),
        Form::Choice(_) | Form::YesNo => return Vec::new(),
    };
    let mut words: Vec<_> = wrong.into_iter().chain([Word::Down]).collect();
    words.extend((question.key == TOKEN).then_some(Word::Poor));
    words.extend((question.key == ORGANIZATION).then_some(Word::Uninstalled));
    words
}

/// A name of the same kind that nobody has.
fn unknown(right: &str) -> Secret {
    match right.split_once(',') {
        Some((_, above)) if right.contains('=') => Secret::new(format!("ou=nobody,{above}")),
        _ if right.len() > LONGEST_NAME => changed(right),
        _ => Secret::new("nobody-here"),
    }
}

/// A longer text than this is an id.
const LONGEST_NAME: usize = 20;

/// A value of the same form with other characters at its end.
fn changed(right: &str) -> Secret {
    let end = right.len().saturating_sub(6);
    let other = |c: char| match c {
        '0'..='8' | 'a'..='e' | 'g'..='y' | 'A'..='E' | 'G'..='Y' => char::from_u32(c as u32 + 1).unwrap_or(c),
        '9' => '0',
        'f' | 'z' => 'a',
        'F' | 'Z' => 'A',
        other => other,
    };
    Secret::new(right.char_indices().map(|(at, c)| if at < end { c } else { other(c) }).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(form: Form, right: &str, default: Option<&str>, is_noticed: bool, is_asked: bool) -> Vec<&'static str> {
        let question = Question { form, default: default.map(str::to_owned), ..Question::default() };
        let (whose, variable) = ("kubernetes".to_owned(), "K".to_owned());
        let shown = Copied { whose, variable, right: Secret::new(right), is_noticed, is_asked };
        of(&question, &shown).into_iter().map(Word::typed).collect()
    }

    #[test]
    fn a_word_is_offered_only_where_it_does_something() {
        assert_eq!(words(Form::Text, "acme", None, true, true), ["unknown", "down"]);
        assert_eq!(words(Form::Text, "production", None, false, true), ["down"], "what people call it");
        assert_eq!(words(Form::Text, "portal", Some("devportal"), true, true), ["down"], "the name of something new");
        assert_eq!(words(Form::Text, "https://x.test", None, true, true), ["elsewhere", "down"]);
        assert_eq!(words(Form::Secret, "x", None, true, false), [""; 0], "nobody asks its provider anything");
    }

    #[test]
    fn what_is_wrong_has_the_form_of_what_is_right() {
        for (right, wrong) in [
            ("acme", "nobody-here"),
            ("ou=people,dc=acme,dc=test", "ou=nobody,dc=acme,dc=test"),
            ("aaaabbbb-cccc-dddd-eeee-ffff00001289", "aaaabbbb-cccc-dddd-eeee-ffff00112390"),
        ] {
            assert_eq!(unknown(right).expose(), wrong);
        }
        assert_eq!(changed("glpat-0f9zA_").expose(), "glpat-1a0aB_");
    }
}
