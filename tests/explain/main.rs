//! `devportal-auth explain`: that what people type and paste finds its page, and that everything of `templates/` has one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why")]

mod commands;
mod found;
mod pages;
mod piped;
mod portals;
#[path = "../init/printed.rs"]
mod printed;
#[path = "../init/program.rs"]
#[allow(dead_code, reason = "the tests of init use the rest")]
mod program;
mod shown;
#[cfg(unix)]
mod terminal;
