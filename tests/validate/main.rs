//! `devportal-auth validate` and `explain`, as their users run them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod as_written;
mod aside;
mod baseline;
mod carriers;
mod code;
mod composed;
mod deployed;
#[path = "../fake/mod.rs"]
mod fake;
mod found;
mod git;
mod initial;
mod live;
mod mending;
#[path = "../init/printed.rs"]
mod printed;
#[path = "../init/program.rs"]
#[allow(dead_code, reason = "the tests of init use the rest")]
mod program;
mod releases;
mod secrets;
mod silence;
mod started;
mod strangers;
