//! The second pipeline: what was given is read as the portal would read it, then held against the rules.

mod assemble;
mod carried;

pub use assemble::{Assembled, FileText, Input, assemble};
