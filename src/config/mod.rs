//! Configuration as Backstage reads it: files in layers, references filled in, later layers over earlier ones. Every value knows where
//! it stands, and what cannot be read is a fault with a place, never a failure.
//!
//! Values may be secrets, so text is kept in [`Secret`](crate::credential::Secret)s; whoever shows one must have a reason.

mod build;
pub mod carrier;
mod environment;
mod fault;
mod hidden;
mod layer;
mod marks;
mod merge;
mod node;
mod page;
mod place;
mod read_back;
mod reader;
mod reference;
mod scalar;
mod sight;
mod stand_in;
mod text;
mod unfilled;
mod variables;

pub use environment::{environment, is_configuring};
pub use fault::{Fault, FaultKind};
pub use hidden::learn_text;
pub use layer::{Attached, Files, Layer, Role, read};
pub use merge::{Merged, merge};
pub use node::{Node, Value};
pub use page::{Detail, Page, Shown};
pub use place::{Place, Source, Sources, Spot};
pub use read_back::{Piece, keeps_comments, only_replaces};
pub use reference::{Part, parts};
pub use sight::{Sight, Unseen};
pub use text::{Means, Text};
pub use unfilled::{unfilled, unfilled_whole};
pub use variables::{Given, Lookup, Variables};

/// Reads one text as it is written: no reference is filled in, and no other file taken in.
///
/// # Errors
/// The first thing that Backstage would not read.
pub fn as_written(text: &str) -> Result<Node, Fault> {
    build::build(text, 0)
}
