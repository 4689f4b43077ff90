//! Whether a user administers the portal, by the configuration. Pure.

use crate::answers::file::Target;
use crate::config::Node;
use crate::lint::Subject;

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

/// The users and groups that administer.
const USERS: &str = "permission.rbac.admin.users";
/// Those that may do everything. Of the RBAC plugin's releases 6.1.0 does not heed a group here, and 8.1.3 does.
const SUPER_USERS: &str = "permission.rbac.admin.superUsers";

/// Where it is written who administers.
pub(super) struct Administration<'c> {
    config: &'c Node,
    /// Whether it is known that anybody reads the lists.
    is_read: bool,
}

impl<'c> Administration<'c> {
    /// The image reads the lists; Backstage itself does not, only a plugin that its code adds.
    pub(super) fn of(subject: &Subject<'c>) -> Self {
        let is_read = subject.portal.target != Target::Backstage || subject.code().adds_administrators();
        Self { config: subject.config, is_read }
    }

    /// Looks the user and their groups up. Entity references are compared in lower case, and `default` is the namespace that is meant
    /// without one.
    pub(super) fn of_user(&self, user: &str, groups: &[String]) -> Administrator {
        match self.config.get("permission.enabled") {
            None if self.config.lacks("permission.enabled") => return Administrator::Everybody,
            Some(node) if node.boolean() == Some(false) => return Administrator::Everybody,
            Some(node) if node.boolean() == Some(true) && self.is_read => {}
            _ => return Administrator::Untold,
        }
        let by_user = |name: &&str| same(user, name);
        let by_group = |name: &&str| groups.iter().any(|group| same(group, name));
        let (users, super_users) = (self.names(USERS), self.names(SUPER_USERS));
        let named = users.iter().flatten().find(|name| by_user(name) || by_group(name));
        match named.or_else(|| super_users.iter().flatten().find(|name| by_user(name))) {
            Some(name) => Administrator::Yes((*name).to_owned()),
            None if super_users.iter().flatten().any(by_group) => Administrator::Untold,
            None if [&users, &super_users].iter().any(|list| list.contains(&None)) => Administrator::Untold,
            None if [USERS, SUPER_USERS].iter().any(|list| !self.config.is_seen(list)) => Administrator::Untold,
            None => Administrator::No,
        }
    }

    /// The names of a list, as far as they are known here.
    fn names(&self, list: &str) -> Vec<Option<&'c str>> {
        let entries = self.config.get(list).into_iter().flat_map(Node::items);
        entries.map(|entry| entry.get("name").and_then(Node::text)).collect()
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

    const ADA: &str = "user:default/ada";

    fn asked(text: &str, is_read: bool) -> Administrator {
        let config = config(text);
        Administration { config: &config, is_read }.of_user(ADA, &["group:default/platform".to_owned()])
    }

    fn of(text: &str) -> Administrator {
        asked(text, true)
    }

    fn with(list: &str, name: &str) -> String {
        format!("permission: {{ enabled: true, rbac: {{ admin: {{ {list}: [{{ name: '{name}' }}] }} }} }}")
    }

    #[test]
    fn a_person_administers_by_name_or_by_a_group() {
        for name in ["user:default/ada", "User:default/Ada", "user:ada", "group:default/platform"] {
            assert_eq!(of(&with("users", name)), Administrator::Yes(name.to_owned()));
        }
        assert_eq!(of(&with("users", "group:default/admins")), Administrator::No);
        assert_eq!(of(&with("users", "${ADMINS}")), Administrator::Untold);
    }

    #[test]
    fn without_permissions_everybody_is_one() {
        assert_eq!(of("permission: { enabled: false }"), Administrator::Everybody);
        assert_eq!(of("app: {}"), Administrator::Everybody);
        assert_eq!(of("permission: { enabled: '${ON}' }"), Administrator::Untold);
    }

    #[test]
    fn a_group_that_only_super_users_name_is_not_told_as_releases_differ() {
        let group = "group:default/platform";
        assert_eq!(of(&with("superUsers", ADA)), Administrator::Yes(ADA.to_owned()));
        assert_eq!(of(&with("superUsers", group)), Administrator::Untold);
        let both =
            with("superUsers", group).replace("admin: { ", &format!("admin: {{ users: [{{ name: '{group}' }}], "));
        assert_eq!(of(&both), Administrator::Yes(group.to_owned()));
        assert_eq!(of(&with("superUsers", "group:default/admins")), Administrator::No);
    }

    #[test]
    fn where_nobody_is_known_to_read_the_lists_nobody_is_told_to_administer_by_them() {
        for name in [ADA, "group:default/admins"] {
            assert_eq!(asked(&with("users", name), false), Administrator::Untold);
        }
        assert_eq!(asked("permission: { enabled: false }", false), Administrator::Everybody);
    }
}
