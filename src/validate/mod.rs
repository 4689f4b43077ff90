//! The second pipeline: what was given is read as the portal would read it, then held against the rules.

mod above;
mod assemble;
mod carried;
mod chain;
mod extent;
mod gathered;
mod handed;
mod input;
pub mod live;
mod mend;
mod project;

pub use assemble::{Assembled, assemble};
pub(crate) use carried::plain;
pub use chain::{
    Beside, Chain, Ground, OfImage, chain, deploys, environments, left_of_compose, lies_over, of_compose, of_image,
    own_order, starts,
};
pub use extent::{Deployed, Extent, Lack, Whole};
pub use input::{FileText, Input};
pub use mend::{Mended, Reach, is_mended, mend, reach};
