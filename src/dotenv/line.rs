//! One line `NAME=value`, and the rule that says which values a line can carry.
//!
//! What the readers do with text that stands unquoted after the `=`:
//! - compose (`compose-go`, `dotenv/parser.go`): cuts at `#` (older versions at any, newer after a space), trims white space, expands `$`;
//! - docker (`docker/cli`, `pkg/kvfile`): takes the line as it is, up to 64 KiB; some versions take matching quotes off;
//! - a shell (POSIX, 2.2, 2.3 and 2.6.1): splits words and operators, removes quotes and backslashes, expands `$`, backticks, and a
//!   tilde at the beginning or after a colon. It neither splits fields nor expands `*?[` in an assignment.

use std::fmt;

use crate::credential::Secret;

/// `docker run --env-file` reads lines with Go's `bufio.Scanner`, whose buffer of 64 KiB must also hold the line's end.
const LONGEST_LINE: usize = 64 * 1024 - 1;

/// A line that all three readers understand alike. Only [`encode`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    name: String,
    text: Secret,
    comment: Option<String>,
}

impl Line {
    /// Puts a comment above the line when it is new to the file.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Returns the variable's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns `NAME=value`, without a line end.
    pub fn text(&self) -> &Secret {
        &self.text
    }

    pub(super) fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }
}

/// Why a value cannot stand in a `.env` file. Names the variable and the kind of trouble, never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsayable {
    /// The variable concerned.
    pub name: String,
    /// What stands in the way.
    pub obstacle: Obstacle,
}

/// What the readers of `.env` files do not agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The name is not letters, digits and underscores, or begins with a digit.
    Name,
    /// Compose and shells interpolate `$`.
    Dollar,
    /// A quote, a backtick or a backslash: docker keeps it, shells remove it, compose does either.
    Quoting,
    /// White space ends a word in a shell; compose trims it.
    Space,
    /// Compose may begin a comment at `#`, in some versions even in the middle of a word.
    Comment,
    /// A shell reads one of `;&|<>()` as an operator.
    Operator,
    /// A shell replaces a tilde at the beginning or after a colon by a home directory.
    Tilde,
    /// `docker run --env-file` knows no value of several lines.
    LineBreak,
    /// Control characters do not survive every reader.
    Control,
    /// `docker run --env-file` stops at lines over 64 KiB.
    Length,
}

impl Obstacle {
    /// Says why, as a part of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "its name is not made of letters, digits and underscores",
            Self::Dollar => "it holds a `$`, which compose and shells would expand",
            Self::Quoting => "it holds a quote, a backtick or a backslash, which each reader treats in its own way",
            Self::Space => "it holds white space, which ends the value for a shell",
            Self::Comment => "it holds a `#`, which begins a comment for some versions of compose",
            Self::Operator => "it holds one of `;&|<>()`, which a shell takes for an operator",
            Self::Tilde => "it holds a `~` where a shell puts a home directory",
            Self::LineBreak => "it has several lines, and `docker run --env-file` reads one",
            Self::Control => "it holds a control character",
            Self::Length => "it makes a line over 64 KiB, where `docker run --env-file` stops",
        }
    }
}

impl fmt::Display for Unsayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be written to a .env file: {}; ", self.name, self.obstacle.words())?;
        match self.obstacle {
            Obstacle::Name => f.write_str("rename the variable"),
            _ => f.write_str("use another value or keep it in another store"),
        }
    }
}

impl std::error::Error for Unsayable {}

/// Writes a variable as a line, or says why no line means the same to all readers.
///
/// # Errors
///
/// [`Unsayable`], when at least one of compose, docker and a shell would read another value.
pub fn encode(name: &str, value: &Secret) -> Result<Line, Unsayable> {
    let fails = |obstacle| Unsayable { name: name.to_owned(), obstacle };
    if !is_name(name) {
        return Err(fails(Obstacle::Name));
    }
    if let Some(obstacle) = obstacle(value.expose()) {
        return Err(fails(obstacle));
    }
    let text = Secret::new(format!("{name}={}", value.expose()));
    if text.expose().len() > LONGEST_LINE {
        return Err(fails(Obstacle::Length));
    }
    Ok(Line { name: name.to_owned(), text, comment: None })
}

/// Tells whether all three readers take the value as it stands. The empty value is sayable.
pub fn is_sayable(value: &str) -> bool {
    obstacle(value).is_none()
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn obstacle(value: &str) -> Option<Obstacle> {
    let mut before = None;
    for character in value.chars() {
        let found = match character {
            '\n' | '\r' => Some(Obstacle::LineBreak),
            '$' => Some(Obstacle::Dollar),
            '\'' | '"' | '`' | '\\' => Some(Obstacle::Quoting),
            '#' => Some(Obstacle::Comment),
            ';' | '&' | '|' | '<' | '>' | '(' | ')' => Some(Obstacle::Operator),
            '~' if matches!(before, None | Some(':')) => Some(Obstacle::Tilde),
            _ if character.is_whitespace() => Some(Obstacle::Space),
            _ if character.is_control() => Some(Obstacle::Control),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        before = Some(character);
    }
    (value.len() > LONGEST_LINE).then_some(Obstacle::Length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_obstacle_names_the_variable_but_never_the_value() {
        let refused = encode("CLIENT_SECRET", &Secret::new("CANARY$dollar")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`CLIENT_SECRET` cannot be written to a .env file: it holds a `$`, which compose and shells would expand; \
             use another value or keep it in another store"
        );
        assert!(!format!("{refused:?}").contains("CANARY"));
    }

    #[test]
    fn a_tilde_is_refused_only_where_a_shell_expands_it() {
        assert!(is_sayable("a~b") && is_sayable("a=~b"));
        for value in ["~", "~root", "a:~"] {
            assert!(!is_sayable(value), "{value}");
        }
    }

    #[test]
    fn a_name_that_a_shell_cannot_assign_is_refused() {
        for name in ["", "1A", "A-B", "A.B", "A B", "É"] {
            assert_eq!(encode(name, &Secret::new("x")).unwrap_err().obstacle, Obstacle::Name, "{name}");
        }
    }

    #[test]
    fn a_line_longer_than_dockers_buffer_is_refused() {
        let longest = "x".repeat(LONGEST_LINE - "A=".len());
        assert!(encode("A", &Secret::new(longest.clone())).is_ok());
        assert_eq!(encode("A", &Secret::new(longest + "x")).unwrap_err().obstacle, Obstacle::Length);
    }
}
