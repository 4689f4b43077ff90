//! `devportal-auth migrate`, as its users run it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why")]

mod corpus;
mod meaning;
mod names;
mod next;
mod opened;
mod portals;
#[path = "../init/printed.rs"]
mod printed;
#[path = "../init/program.rs"]
#[allow(dead_code, reason = "the tests of init use the rest")]
mod program;
mod refused;
mod safe;
mod ways;
mod written;
