//! The Keycloak provider against a strict stand-in: a request that no test foresaw fails it, as does a foreseen one that
//! never came. Every secret is a canary, and no step, error or address may hold one.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may fail and call")]

mod create;
mod directory;
mod fake;
mod look;
#[path = "../github_app/passing.rs"]
mod passing;
mod prove;
mod sandbox;
