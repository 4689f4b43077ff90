//! devportal-auth takes a platform engineer from nothing to credentials that are proven to work.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

#[macro_use]
mod embedded;

pub mod agreed;
pub mod answers;
mod bounds;
pub mod browser;
mod canonical;
pub mod config;
pub mod contract;
pub mod credential;
mod distinguished;
pub mod document;
pub mod dotenv;
pub mod explain;
pub mod git;
mod here;
pub mod init;
pub mod intake;
pub mod interrupt;
pub mod journal;
mod key;
mod leaving;
pub mod lint;
pub mod loopback;
pub mod migrate;
mod near;
pub mod outlet;
mod owner;
pub mod plan;
mod portal_files;
mod programs;
pub mod proof;
pub mod providers;
pub mod rehearse;
pub mod remark;
pub mod render;
pub mod report;
mod runner;
pub mod sandbox;
mod scratch;
pub mod secrecy;
pub mod secrets;
pub mod shell;
pub mod sign_in;
pub mod signing;
pub mod typed;
pub mod validate;
pub mod write;
mod written;
