//! What can be explained, and how it is found: a page for each concept, provider, profile, preset, feature, credential, scope, variable,
//! key of the answers file and rule. Pages are made of what `templates/` says when somebody asks, so none of them can go stale. Pure.

pub mod advice;
mod error_line;
mod errors;
mod index;
mod named;
mod page;
mod pages;
mod picture;
pub mod portal;
mod scene;
mod search;
mod words;

pub use named::near;
pub use page::{Kind, Page};
pub use pages::{all, grouped};
pub use picture::Shape;
pub use scene::Scene;
pub use search::{Found, How, find, find_in_log, is_class};
