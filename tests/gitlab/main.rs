//! The GitLab provider against a strict stand-in, below a path as some companies have it. Its answers have the form of
//! GitLab's own API description.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod application;
mod fake;
#[path = "../github_app/passing.rs"]
mod passing;
mod people;
mod sandbox;
mod token;
