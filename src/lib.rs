//! devportal-auth takes a platform engineer from nothing to credentials that are proven to work.

pub mod answers;
pub mod browser;
pub mod credential;
pub mod loopback;
pub mod proof;
pub mod providers;
pub mod report;
pub mod sandbox;
pub mod secrets;
