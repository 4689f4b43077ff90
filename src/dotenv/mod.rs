//! `.env` files that mean the same to `docker compose`, to `docker run --env-file` and to a shell that sources them.
//!
//! The three disagree about quotes, `$`, `#` and backslashes, so a value is only ever written as it stands, without quotes, and only
//! when all three read it back unchanged. Whoever renders decides what to do with a value that cannot be said: encode it or refuse.

mod edit;
mod line;
mod parse;
mod quoted;
#[cfg(unix)]
#[cfg(test)]
mod readers;

pub use edit::{edit, referring, renamed, without};
pub use line::{Line, Obstacle, Unsayable, encode, is_sayable};
pub use parse::{Entry, Fault, Unreadable, entries, is_of_variables, parse};

pub(crate) use parse::{Statement, statements};
