//! The GitHub that the program plays itself, spoken to as the wizard and a browser speak to it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod apps;
mod client;
mod pages;
mod person;
