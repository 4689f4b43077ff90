//! What an App is allowed where it is installed, compared with what the portal needs.

use std::collections::BTreeMap;

use super::pages;
use crate::proof::Step;

/// Permissions by name, each with its level.
pub(super) type Permissions = BTreeMap<String, String>;

/// The step's name.
const ALLOWED: &str = "allowed";
/// Reading what is known of a repository comes with every other permission, so it is never too much.
const COMES_ALONG: &str = "metadata";
/// How many permissions are named before the rest is counted.
const MOST_NAMED: usize = 12;

/// What has to happen before everything is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waits {
    /// Nothing.
    No,
    /// The App asks for it already; an owner of the organisation has to approve.
    ForAnOwner,
    /// The App does not ask for it.
    ForTheApp,
}

/// How the comparison ended.
pub(super) struct Allowed {
    /// What it says.
    pub(super) step: Step,
    /// What it waits for.
    pub(super) waits: Waits,
}

/// Compares what is wanted with what was granted and with what the App asks for.
pub(super) fn judge(wanted: &Permissions, granted: &Permissions, asked: &Permissions) -> Allowed {
    let missing = beyond(wanted, granted);
    let waits = match missing.is_empty() {
        true => Waits::No,
        false if missing.keys().all(|name| covers(asked, name, &missing[name])) => Waits::ForAnOwner,
        false => Waits::ForTheApp,
    };
    let step = match waits {
        Waits::No => more(&beyond(granted, wanted)),
        Waits::ForAnOwner => Step::insufficient(ALLOWED, format!("{} wait for approval", list(&missing))),
        Waits::ForTheApp => Step::insufficient(ALLOWED, format!("lacks {}", list(&missing))),
    };
    Allowed { step, waits }
}

fn more(more: &Permissions) -> Step {
    let more: Permissions = more
        .iter()
        .filter(|(name, _)| *name != COMES_ALONG)
        .map(|(name, level)| (name.clone(), level.clone()))
        .collect();
    match more.is_empty() {
        true => Step::valid(ALLOWED, "everything the portal needs, nothing more"),
        false => Step::attention(ALLOWED, format!("more than the portal needs: {}", list(&more))),
    }
}

/// The permissions of one side that the other does not cover.
fn beyond(these: &Permissions, those: &Permissions) -> Permissions {
    let uncovered = |(name, level): &(&String, &String)| !covers(those, name, level);
    these.iter().filter(uncovered).map(|(name, level)| (name.clone(), level.clone())).collect()
}

fn covers(has: &Permissions, name: &str, level: &str) -> bool {
    has.get(name).is_some_and(|has| rank(has) >= rank(level))
}

/// A higher level includes the lower ones. A level that nobody knows includes nothing and is included in nothing.
fn rank(level: &str) -> Option<u8> {
    match level {
        "read" => Some(1),
        "write" => Some(2),
        "admin" => Some(3),
        _ => None,
    }
}

fn list(permissions: &Permissions) -> String {
    let named = |(name, level): (&String, &String)| format!("`{}: {}`", pages::shown(name), pages::shown(level));
    let mut list: Vec<_> = permissions.iter().take(MOST_NAMED).map(named).collect();
    if permissions.len() > MOST_NAMED {
        list.push(format!("{} more", permissions.len() - MOST_NAMED));
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn permissions(list: &str) -> Permissions {
        let pair = |pair: &str| pair.split_once(':').map(|(name, level)| (name.to_owned(), level.to_owned()));
        list.split_whitespace().filter_map(pair).collect()
    }

    fn compare(wanted: &str, granted: &str, asked: &str) -> (Waits, String) {
        let allowed = judge(&permissions(wanted), &permissions(granted), &permissions(asked));
        assert_eq!(allowed.step.verdict == Verdict::Valid, allowed.waits == Waits::No);
        (allowed.waits, allowed.step.says)
    }

    #[test]
    fn writing_includes_reading() {
        let needs = "contents:read metadata:read members:read";
        let (waits, says) = compare(needs, needs, needs);
        assert_eq!((waits, says.as_str()), (Waits::No, "everything the portal needs, nothing more"));
        let (waits, says) = compare(needs, "contents:write metadata:read members:read", needs);
        assert_eq!((waits, says.as_str()), (Waits::No, "more than the portal needs: `contents: write`"));
        let (waits, says) = compare("contents:write", "contents:read", "contents:read");
        assert_eq!((waits, says.as_str()), (Waits::ForTheApp, "lacks `contents: write`"));
    }

    #[test]
    fn reading_metadata_is_never_too_much() {
        assert_eq!(
            compare("contents:read", "contents:read metadata:read", "").1,
            "everything the portal needs, nothing more"
        );
    }

    #[test]
    fn what_the_app_asks_for_waits_for_an_owner() {
        let (waits, says) = compare("contents:read members:read", "contents:read", "contents:read members:write");
        assert_eq!((waits, says.as_str()), (Waits::ForAnOwner, "`members: read` wait for approval"));
    }

    #[test]
    fn a_level_that_nobody_knows_is_neither_enough_nor_covered() {
        assert_eq!(compare("contents:read", "contents:none", "").0, Waits::ForTheApp);
        assert_eq!(
            compare("contents:read", "contents:read pages:weird", "").1,
            "more than the portal needs: `pages: weird`"
        );
    }
}
