//! What the process was started with: its arguments, its environment and its standard input. The rest of the shell has them from here.
#![expect(clippy::disallowed_methods, reason = "the edge to the process's arguments, environment and standard input")]

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read};

use crate::credential::Secret;

/// The arguments that are text, without the program's own name.
pub(super) fn arguments() -> impl Iterator<Item = String> {
    std::env::args_os().skip(1).filter_map(|argument| argument.into_string().ok())
}

/// The words of an argument, without what parts a name from its value.
pub(super) fn words(argument: &str) -> impl Iterator<Item = &str> {
    argument.split(['=', ':', '@', ' ']).map(|part| part.trim_start_matches('-'))
}

/// Looks a variable of the process up; what is no text is not there.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The variables of the process that are text.
pub(super) fn variables() -> Vec<(String, Secret)> {
    let text = |text: OsString| text.into_string().ok();
    std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, Secret::new(text(value)?)))).collect()
}

/// Tells whether somebody types what is read.
pub(super) fn is_typed() -> bool {
    io::stdin().is_terminal()
}

/// The standard input.
pub(super) fn stdin() -> Box<dyn Read + Send> {
    Box::new(io::stdin())
}

/// The standard input where it is no terminal.
pub(super) fn piped() -> Option<Box<dyn Read + Send>> {
    (!is_typed()).then(stdin)
}
