//! The LDAP provider against a directory in this process: what it asks, what it says of every refusal, whom it brings.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod desk;
mod hostile;
mod parting;
mod people;
mod prove;
mod refusals;
