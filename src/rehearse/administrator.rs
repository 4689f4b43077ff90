//! Whether a user administers the portal, by the configuration. Pure.

use crate::config::Node;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Administrator {
    /// By this entry of the list.
    Yes(String),
    /// Nobody who is named is this user, or a group of theirs.
    No,
    /// Permissions are off, so that everybody may do everything.
    Everybody,
    /// What the configuration says is not known here.
    Untold,
}

/// The lists of users and groups that administer.
const LISTS: [&str; 2] = ["permission.rbac.admin.superUsers", "permission.rbac.admin.users"];

/// Looks the user and their groups up. Entity references are compared in lower case, and `default` is the namespace that is meant
/// without one.
pub(super) fn administrator(config: &Node, user: &str, groups: &[String]) -> Administrator {
    match config.get("permission.enabled") {
        None if config.lacks("permission.enabled") => return Administrator::Everybody,
        Some(node) if node.boolean() == Some(false) => return Administrator::Everybody,
        Some(node) if node.boolean() == Some(true) => {}
        _ => return Administrator::Untold,
    }
    let entries: Vec<&Node> = LISTS.iter().filter_map(|list| config.get(list)).flat_map(Node::items).collect();
    let names: Vec<Option<&str>> = entries.iter().map(|entry| entry.get("name").and_then(Node::text)).collect();
    let of_theirs =
        |name: &&str| [user].into_iter().chain(groups.iter().map(String::as_str)).any(|own| same(own, name));
    match names.iter().flatten().find(|name| of_theirs(name)) {
        Some(name) => Administrator::Yes((*name).to_owned()),
        None if names.contains(&None) || LISTS.iter().any(|list| !config.is_seen(list)) => Administrator::Untold,
        None => Administrator::No,
    }
}

fn same(one: &str, other: &str) -> bool {
    let full = |reference: &str| {
        let lower = reference.to_lowercase();
        match lower.split_once(':') {
            Some((kind, name)) if !name.contains('/') => format!("{kind}:default/{name}"),
            _ => lower,
        }
    };
    full(one) == full(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearse::tests::config;

    fn of(text: &str) -> Administrator {
        administrator(&config(text), "user:default/ada", &["group:default/platform".to_owned()])
    }

    #[test]
    fn a_person_administers_by_name_or_by_a_group() {
        let with = |name: &str| {
            format!("permission: {{ enabled: true, rbac: {{ admin: {{ users: [{{ name: '{name}' }}] }} }} }}")
        };
        for name in ["user:default/ada", "User:default/Ada", "user:ada", "group:default/platform"] {
            assert_eq!(of(&with(name)), Administrator::Yes(name.to_owned()));
        }
        assert_eq!(of(&with("group:default/admins")), Administrator::No);
        assert_eq!(of(&with("${ADMINS}")), Administrator::Untold);
    }

    #[test]
    fn without_permissions_everybody_is_one() {
        assert_eq!(of("permission: { enabled: false }"), Administrator::Everybody);
        assert_eq!(of("app: {}"), Administrator::Everybody);
        assert_eq!(of("permission: { enabled: '${ON}' }"), Administrator::Untold);
    }
}
