//! The second pipeline: what was given is read as the portal would read it, then held against the rules.

mod assemble;
pub mod live;

pub use assemble::{Assembled, FileText, Input, assemble};
