//! The network edge against servers on the loopback address that behave as badly as servers do.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod certificates;
mod clients;
mod manners;
mod servers;
#[path = "../fake/mod.rs"]
mod strict;
mod way;
