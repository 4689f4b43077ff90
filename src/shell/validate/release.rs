//! The release of Backstage that a person names, and what is told of the one that was judged by.

use crate::contract::release::{Release, Version};
use crate::lint::Portal;
use crate::report::findings::ReadFor;

/// Who says what a person names.
const FLAG: &str = "--backstage";

/// A release that a person names.
pub(super) fn meant(version: Version) -> Release {
    Release::said(version, FLAG)
}

/// What is told of it.
pub(super) fn read_for(portal: &Portal) -> Option<ReadFor> {
    let release = portal.release.as_ref()?;
    let with_source = |release: &Release| match release.said_by() {
        Some(by) => format!("{release} ({by})"),
        None => release.to_string(),
    };
    Some(ReadFor {
        release: release.to_string(),
        said_by: release.said_by().filter(|by| *by != FLAG).map(str::to_owned),
        news: release.news(),
        upgrades_from: portal.upgrades_from.as_ref().map(with_source),
    })
}
