//! GitHub Apps against a strict stand-in and against the sandbox: a request that no test foresaw fails it, as does a
//! foreseen one that never came. Secrets are canaries, and no step, error or address may hold one.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may fail and call")]

mod directory;
mod fake;
mod install;
mod manifest;
mod passing;
mod prove;
mod sandbox;
