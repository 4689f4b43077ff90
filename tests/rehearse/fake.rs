//! How a provider sends a browser back.

#[path = "../fake/mod.rs"]
mod strict;

use url::Url;

pub(crate) use self::strict::{Answer, Asked, Fake, answer, bare, get, post, text};

/// Sends the browser back to where it wants to be sent back to.
pub(crate) fn back(asked: &Asked, more: &[(&str, &str)]) -> Answer {
    let mut to = Url::parse(&asked.query["redirect_uri"]).unwrap();
    to.query_pairs_mut().extend_pairs(more).append_pair("state", &asked.query["state"]);
    bare(302).with("location", to)
}

/// Sends it back with a code.
pub(crate) fn with_a_code(asked: &Asked) -> Answer {
    back(asked, &[("code", "CANARYcode0123456789")])
}
