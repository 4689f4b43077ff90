//! Reads what in a folder may say how its portal is started.

use std::collections::BTreeMap;
use std::path::Path;

use crate::intake::{self, Kind};
use crate::validate::{self, Chain, Ground};

/// The files that the portal of a folder is started with, when something there says so.
pub(super) fn chain(folder: &Path) -> Option<Chain> {
    let text = |path: &str| Some((path.to_owned(), intake::text(&folder.join(path), Kind::CONFIGURATION).ok()?));
    let texts: BTreeMap<_, _> = validate::starts().filter_map(text).collect();
    let is_there = |path: &str| folder.join(path).is_file();
    validate::chain(&Ground { texts: &texts, is_there: &is_there })
}
