//! No secret is ever shown: made-up secrets at every place that is known to hold one, written in every way that is known to happen, and
//! everything that the built program says about it is searched for them.
//!
//! A secret that is shown fails the test, which then names the way it was written, what was run, and a line that shows it. What is held
//! is counted, so that it cannot become less unseen.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why, and how much it held"
)]

mod answers;
mod canary;
mod carriers;
mod configuration;
mod disguised;
mod folders;
mod position;
mod program;
mod proofs;
mod report;
mod rules;
mod seek;
mod settings;
mod slots;
mod tree;
mod words;
mod writing;
