//! Why a YAML text is not edited: what is wrong, where, and what to do about it.

use std::fmt;

use crate::secrecy::is_name;

/// A text that we do not read or do not edit. Holds no value of the text, because values may be secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub reason: Reason,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

/// What is wrong with a text, or with a place in it that would have to be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More than 1 MiB: not a file that people write.
    TooLarge,
    /// Values inside values, deeper than the parser follows.
    TooDeep,
    /// A tab indents a line, which YAML does not allow.
    Tab,
    /// A map has a key twice; the name is given where people would give it.
    DuplicateKey(Option<String>),
    /// A second document begins.
    SeveralDocuments,
    /// The top of the document is a list or a scalar, or a map in braces.
    RootNotMap,
    /// The text is no YAML; the grammar's words are given, which name no values.
    Syntax(String),
    /// A value is written in a form that is not read. A parser's words about it may repeat it, and are not given.
    Unread,
    /// An anchor, an alias or a merge key stands on the route that would have to be edited.
    Shared {
        /// The route, joined by dots.
        route: String,
    },
    /// The value on the route is written in a form that is not edited: a tag, a `? key`, braces with comments in them.
    Unusual {
        /// The route, joined by dots.
        route: String,
    },
    /// Keys of ours belong below the route, and a list or a plain value stands there.
    NotMap {
        /// The route, joined by dots.
        route: String,
    },
    /// The edited text would mean something else than it should.
    Unfaithful,
}

impl Refusal {
    pub(super) fn at(text: &str, offset: usize, reason: Reason) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = 1 + before.matches('\n').count();
        Self { reason, line, column: 1 + before[line_start..].chars().count() }
    }

    /// A key that stands twice. What may be a value in the place of a key is not repeated.
    pub(super) fn twice(text: &str, offset: usize, key: &str) -> Self {
        Self::at(text, offset, Reason::DuplicateKey(is_key(key).then(|| key.to_owned())))
    }

    fn hint(&self) -> &'static str {
        match self.reason {
            Reason::TooLarge | Reason::TooDeep => "check that it is the right file",
            Reason::Tab => "indent with spaces",
            Reason::DuplicateKey(_) => "keep one of the two",
            Reason::SeveralDocuments => "keep one document in the file",
            Reason::RootNotMap => "write `key: value` lines at the top",
            Reason::Syntax(_) => "fix the line and run again",
            Reason::Unread => "write it in quotes and run again",
            Reason::Shared { .. } => "write the values out there and run again",
            Reason::Unusual { .. } => "write it as plain `key: value` lines and run again",
            Reason::NotMap { .. } => "take it away or make it a map, and run again",
            Reason::Unfaithful => "write the part around this place in plain block style and run again",
        }
    }
}

/// Tells whether a key is one that people give, and no value in the place of one: words of letters, or a variable.
fn is_key(key: &str) -> bool {
    let is_letters = |c: char| c.is_alphabetic() || matches!(c, '_' | '-' | '.' | '/' | '$');
    key.chars().count() <= 40 && key.chars().all(is_letters) || is_name(key)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::TooLarge => f.write_str("the text is larger than 1 MiB")?,
            Reason::TooDeep => f.write_str("the values are nested too deeply")?,
            Reason::Tab => f.write_str("a tab indents the line")?,
            Reason::DuplicateKey(Some(key)) => write!(f, "`{key}` stands twice in the same map")?,
            Reason::DuplicateKey(None) => f.write_str("a key stands twice in the same map")?,
            Reason::SeveralDocuments => f.write_str("a second document begins")?,
            Reason::RootNotMap => f.write_str("the document is not a map of keys and values")?,
            Reason::Syntax(words) => write!(f, "the text is not YAML: {words}")?,
            Reason::Unread => {
                f.write_str("a value is written in a form that is not read (a number that is too large, a tag)")?
            }
            Reason::Shared { route } => {
                write!(f, "`{route}` shares its value through an anchor, an alias or a merge key")?
            }
            Reason::Unusual { route } => write!(f, "`{route}` is written in a form that is not edited")?,
            Reason::NotMap { route } => write!(f, "`{route}` holds keys, and a list or a plain value stands there")?,
            Reason::Unfaithful => f.write_str("the text cannot be edited without changing something else in it")?,
        }
        write!(f, " ({}:{}); {}", self.line, self.column, self.hint())
    }
}

impl std::error::Error for Refusal {}
