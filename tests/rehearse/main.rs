//! `rehearse` as its user runs it: a browser that is a script, providers that are strict tables on loopback, and never a secret in what is
//! said.
#![allow(missing_docs, reason = "a test crate")]
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod desk;
mod everybody;
mod fake;
mod github;
mod gitlab;
mod keycloak;
mod ldap;
mod microsoft;
mod paste;
mod refusals;
mod usage;
mod visitor;
