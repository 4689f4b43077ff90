//! The `devportal-auth` program.

fn main() {}
