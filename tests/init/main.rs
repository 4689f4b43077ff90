//! The whole program as its user runs it: what it says, how it ends, what it leaves in the folder. Nothing leaves the
//! machine: GitHub is the sandbox or a strict fake on loopback.
#![allow(missing_docs, reason = "a test crate")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod administrator;
mod again;
mod agreed;
mod answers;
mod commands;
mod discover;
mod echoed;
mod elsewhere;
mod failing;
mod fake;
mod files;
mod glass;
mod held;
mod hub;
mod kept;
mod left;
mod merging;
mod mixing;
mod network;
mod next;
mod objections;
mod pipeline;
mod printed;
mod program;
mod resumed;
mod sandbox;
mod secrets;
mod shown_once;
mod swept;
mod systems;
mod targets;
mod walk;
mod ways_in;
mod weaker;
