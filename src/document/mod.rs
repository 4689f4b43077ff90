//! YAML as text: merging into it and cutting from it, with everything that is not concerned left as it stands.
//!
//! Positions come from `saphyr-parser`, meaning from `serde_yaml`; each edit is read back and compared with what it should mean, so a
//! text is either edited faithfully or refused with a place and a reason. `yamlpatch` is not used: it writes values anew, and our
//! comments and quotes would be lost.

mod alone;
mod comments;
mod cut;
mod merge;
mod places;
mod refusal;
mod rename;
mod respell;
mod source;
#[cfg(test)]
mod tests;
mod text;

pub use alone::alone;
pub use cut::cut;
pub use merge::merge;
pub use refusal::{Reason, Refusal};
pub use rename::rename;
pub use respell::{Leaf, respell};
pub use text::value;

/// Tells whether the text has something at the route. A text that cannot be read has nothing.
pub fn has(text: &str, route: &[&str]) -> bool {
    let Ok(root) = value(text) else { return false };
    let mut here = Some(&root);
    for key in route {
        here = here.and_then(|value| value.get(*key));
    }
    here.is_some()
}
