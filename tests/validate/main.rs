//! `devportal-auth validate` and `explain`, as their users run them.

mod carriers;
mod found;
mod git;
mod initial;
mod live;
mod mending;
#[path = "../init/program.rs"]
#[allow(dead_code, reason = "the tests of init use the rest")]
mod program;
mod secrets;
mod silence;
