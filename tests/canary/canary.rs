//! Made-up secrets, no two alike, and how one is found again in whatever came of it.

use std::cell::Cell;
use std::fmt;

use crate::seek::SIGN;

/// Something that must not be seen. Every piece of it that is worth something holds its mark.
#[derive(Clone, Debug)]
pub(crate) struct Canary {
    pub(crate) text: String,
    pub(crate) mark: String,
    pub(crate) form: Form,
}

/// What a secret may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Letters, digits and dashes.
    Mixed,
    /// A token of GitHub.
    GitHub,
    /// A token of GitLab.
    GitLab,
    /// Signs that every language around it wants to escape.
    Signs,
    /// No more than eight letters.
    Short,
    /// A client secret of Entra.
    Entra,
    /// Several words.
    Words,
}

impl Form {
    pub(crate) const ALL: [Self; 7] =
        [Self::Mixed, Self::GitHub, Self::GitLab, Self::Signs, Self::Short, Self::Entra, Self::Words];
}

thread_local! {
    static MADE: Cell<usize> = const { Cell::new(0) };
}

/// Begins to count again, so that a test has the same canaries whatever ran before it.
pub(crate) fn begin_again() {
    MADE.set(0);
}

impl Canary {
    /// Makes the next one of a form.
    pub(crate) fn new(form: Form) -> Self {
        let number = MADE.replace(MADE.get() + 1);
        let mark = format!("{SIGN}{}", letters(number));
        let (m, upper) = (capital(&mark), mark.to_ascii_uppercase());
        let text = match form {
            Form::Mixed => format!("Canary-{m}-{mark}"),
            Form::GitHub => format!("ghp_{m}{mark}{upper}{m}Kq4W"),
            Form::GitLab => format!("glpat-{m}_{mark}{upper}"),
            Form::Signs => format!("{m}%{mark}+/{upper}=\"{m}'{mark}&{m}=="),
            Form::Short => m,
            Form::Entra => format!("abc8Q~{m}.{mark}-{upper}_{m}"),
            Form::Words => format!("{m} {mark} battery {m}"),
        };
        Self { text, mark, form }
    }

    /// Whether it could be a variable's name, so that nobody can tell it from one.
    pub(crate) fn may_be_a_name(&self) -> bool {
        matches!(self.form, Form::Short)
    }
}

impl fmt::Display for Canary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A number in four letters that are spread, so that neighbours are not alike.
fn letters(number: usize) -> String {
    const LETTERS: &[u8] = b"bcdfghjkmnprstvw23456789aeiouy01";
    let spread = (number * 354_571 + 77_777) % (1 << 20);
    (0..4).map(|at| char::from(LETTERS[(spread >> (15 - 5 * at)) & 31])).collect()
}

fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    text[..1].make_ascii_uppercase();
    text
}
