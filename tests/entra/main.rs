//! Microsoft Entra ID and Graph against a strict stand-in, in the forms that Microsoft documents.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod create;
mod fake;
mod people;
mod prove;
mod sandbox;
