//! The only way out: what a person or a pipe gets is written here, after every secret that this process knows was taken out of it, and the
//! force of what the runner of a pipeline would take for a command. No other module may reach for the standard streams.
#![expect(clippy::disallowed_methods, reason = "the edge that owns the standard streams")]

use std::io::{self, IsTerminal, Write};

use console::Term;
use indicatif::ProgressDrawTarget;

use crate::runner::{unheard, unheard_in_json};
use crate::secrecy::{conceal, conceal_document};

/// Prints data.
///
/// # Errors
/// When it cannot be written; a reader that went away early is no failure.
pub fn print(text: &str) -> io::Result<()> {
    put(&unheard(&conceal(text)))
}

/// Prints what another program takes as it is: a script, or commands to the runner of a pipeline that are meant to be some.
///
/// # Errors
/// As [`print`] has it.
pub fn print_exactly(text: &str) -> io::Result<()> {
    put(&conceal(text))
}

/// Prints a document of JSON.
///
/// # Errors
/// As [`print`] has it.
pub fn print_document(json: &str) -> io::Result<()> {
    put(&unheard_in_json(&conceal_document(json)))
}

fn put(concealed: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(concealed.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Says something to a person, in one piece. What cannot be written is lost: there is nobody to tell.
pub fn say(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(unheard(&conceal(text)).as_bytes()).and_then(|()| err.flush());
}

/// Hands data to a program that was started to show it.
///
/// # Errors
/// When it takes no more.
pub fn hand(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(unheard(&conceal(text)).as_bytes())
}

/// Where a person is spoken to, for who writes in pieces: each piece has to be whole lines.
pub fn person() -> Box<dyn Write + Send> {
    Box::new(Person)
}

struct Person;

impl Write for Person {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(unheard(&conceal(&String::from_utf8_lossy(bytes))).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// The terminal of prompts, which draw by themselves: what they are given to draw has to be concealed before.
pub fn prompts() -> Term {
    Term::stderr()
}

/// Where spinners are drawn; what they are given to draw has to be concealed before.
pub fn spinners() -> ProgressDrawTarget {
    ProgressDrawTarget::stderr()
}

/// Tells whether a person is spoken to at a terminal.
pub fn is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Tells whether data goes to a terminal.
pub fn prints_to_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The columns of the terminal that a person is spoken to at.
pub fn columns() -> Option<u16> {
    is_terminal()
        .then(|| Term::stderr().size_checked())
        .flatten()
        .filter(|(rows, _)| *rows >= FEWEST_ROWS)
        .map(|(_, columns)| columns)
}

/// In fewer rows no list can be drawn again and again, so it is none that has to be.
const FEWEST_ROWS: u16 = 5;

/// The columns of the terminal that data goes to.
pub fn printed_columns() -> Option<u16> {
    prints_to_terminal().then(|| Term::stdout().size_checked()).flatten().map(|(_, columns)| columns)
}

/// The lines of the terminal that data goes to.
pub fn printed_rows() -> Option<u16> {
    prints_to_terminal().then(|| Term::stdout().size_checked()).flatten().map(|(rows, _)| rows)
}
