//! `devportal-auth validate`, as a program.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod live;
