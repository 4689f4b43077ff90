//! Files beside the base that are loaded in one place alone, by the names that Backstage gives them.

use super::facts;

/// When a file is loaded that stands beside the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Loaded {
    /// Where the portal is deployed.
    Deployed,
    /// On a developer's own machine.
    Developed,
}

/// When a file is loaded, by the name that Backstage gives it.
pub(in crate::lint) fn loaded(name: &str) -> Option<Loaded> {
    let last = name.rsplit('/').next().unwrap_or(name);
    match () {
        () if last == facts().deployed => Some(Loaded::Deployed),
        () if last == facts().developed => Some(Loaded::Developed),
        () => None,
    }
}
