//! `validate --live`: the credentials of a configuration against strict servers on loopback, and against the sandbox's providers.

mod agreed;
mod network;
mod sandbox;
mod stand;
mod verdicts;
