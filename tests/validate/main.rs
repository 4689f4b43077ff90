//! `devportal-auth validate`, as a program.

mod live;
