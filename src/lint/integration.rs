//! Integrations and what reads through them. Backstage brings the two together by host alone.

mod form;
mod reader;

use std::collections::{BTreeMap, HashMap};

pub(super) use self::form::{HostForm, is_valid_host};
pub(super) use self::reader::{Reader, readers, unread};
use super::Subject;
use crate::config::{Node, Value};
use crate::contract::integration::{IntegrationSpec, facts};

/// A host, or what is written for one that nobody knows yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host<'a> {
    /// Its name.
    Known(&'a str),
    /// The reference that it comes from.
    Open(&'a str),
}

impl<'a> Host<'a> {
    /// The host that a value names.
    pub(super) fn of(node: &'a Node) -> Option<Self> {
        let text = node.as_text()?;
        Some(text.known().map_or(Self::Open(text.written()), Self::Known))
    }

    /// The host of an address, with its port.
    pub(super) fn of_url(node: &'a Node) -> Option<Self> {
        let text = node.as_text()?;
        let url = text.known().unwrap_or(text.written());
        let Some((_, rest)) = url.split_once("://").filter(|(scheme, _)| !scheme.contains("${")) else {
            return text.known().is_none().then_some(Self::Open(url));
        };
        let host = rest.split(['/', '?', '#']).next().and_then(|host| host.rsplit('@').next())?;
        Some(if text.known().is_none() && host.contains("${") { Self::Open(host) } else { Self::Known(host) })
    }

    /// The name, when it is known.
    pub(super) fn known(self) -> Option<&'a str> {
        match self {
            Self::Known(name) => Some(name),
            Self::Open(_) => None,
        }
    }

    /// The name as it may be said: known, and nothing but a host. What stands around one may be a password.
    pub(super) fn name(self) -> Option<&'a str> {
        self.known().filter(|name| is_valid_host(name))
    }

    /// What it is known by; two hosts that are surely the same have the same.
    pub(super) fn key(self) -> (bool, String) {
        match self {
            Self::Known(name) => (true, name.to_ascii_lowercase()),
            Self::Open(written) => (false, written.to_owned()),
        }
    }

    /// Tells whether two hosts are the same, when that can be told.
    pub(super) fn is(self, other: Host<'_>) -> Option<bool> {
        match (self, other) {
            (Self::Known(one), Host::Known(other)) => Some(one.eq_ignore_ascii_case(other)),
            (Self::Open(one), Host::Open(other)) if one == other => Some(true),
            _ => None,
        }
    }
}

/// Tells whether a value was taken away by an unset variable, which is a finding by itself.
pub(super) fn is_gone(node: &Node, key: &str) -> bool {
    node.entry(key).is_some_and(|value| matches!(value.value, Value::Gone(_)))
}

/// One entry below `integrations`.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    /// The kind of integration.
    pub(super) kind: &'static str,
    /// What is known about the kind.
    pub(super) spec: &'static IntegrationSpec,
    /// Where it is (`integrations.github.0`).
    pub(super) route: String,
    /// The block.
    pub(super) node: &'a Node,
    /// Its host; nothing where the entry has to name one and does not.
    pub(super) host: Option<Host<'a>>,
}

impl<'a> Entry<'a> {
    /// The first of its credentials, as far as anything was written for one.
    pub(super) fn credential(&self) -> Option<&'a Node> {
        let first = |key: &str| self.node.get(key).and_then(|list| list.items().next());
        match self.kind {
            "azure" => first("credentials"),
            "github" => first("apps").or_else(|| self.node.get("token")),
            _ => self.node.get("token"),
        }
    }

    /// Its GitHub Apps, with their routes.
    pub(super) fn apps(&self) -> Vec<(String, &'a Node)> {
        self.list("apps")
    }

    /// Its credentials for Azure DevOps, with their routes.
    pub(super) fn credentials(&self) -> Vec<(String, &'a Node)> {
        self.list("credentials")
    }

    fn list(&self, key: &str) -> Vec<(String, &'a Node)> {
        let items = self.node.get(key).into_iter().flat_map(Node::items).filter(|item| item.is_map());
        items.enumerate().map(|(index, item)| (format!("{}.{key}.{index}", self.route), item)).collect()
    }

    /// The host that is meant, where it is written in a wrong form.
    pub(super) fn meant(&self) -> Option<String> {
        HostForm::of(self.host?.known()?).meant()
    }

    /// Tells whether it serves a host, when that can be told.
    pub(super) fn serves(&self, host: Host<'_>) -> Option<bool> {
        self.host.map_or(Some(false), |own| own.is(host))
    }
}

/// Entries by the host that they serve, so that not all are walked for each host that is looked for.
pub(super) struct ByHost<'e, 'a> {
    entries: &'e [Entry<'a>],
    known: HashMap<String, Vec<usize>>,
    open: Vec<usize>,
}

impl<'e, 'a> ByHost<'e, 'a> {
    /// Sorts entries.
    pub(super) fn of(entries: &'e [Entry<'a>]) -> Self {
        let (mut known, mut open): (HashMap<_, Vec<_>>, _) = (HashMap::new(), Vec::new());
        for (index, entry) in entries.iter().enumerate() {
            match entry.host {
                Some(Host::Known(name)) => known.entry(name.to_ascii_lowercase()).or_default().push(index),
                Some(Host::Open(_)) => open.push(index),
                None => {}
            }
        }
        Self { entries, known, open }
    }

    /// The entries that serve a host, or may, in their order.
    pub(super) fn perhaps(&self, host: Host<'_>) -> Vec<&'e Entry<'a>> {
        let Host::Known(name) = host else {
            return self.entries.iter().filter(|entry| entry.host.is_some()).collect();
        };
        let known = self.known.get(&name.to_ascii_lowercase()).into_iter().flatten();
        let mut found: Vec<_> = known.chain(&self.open).copied().collect();
        found.sort_unstable();
        found.into_iter().map(|index| &self.entries[index]).collect()
    }

    /// The last entry that surely serves a host.
    pub(super) fn last(&self, host: Host<'_>) -> Option<&'e Entry<'a>> {
        let surely = |entry: &&Entry<'a>| entry.serves(host) == Some(true);
        self.perhaps(host).into_iter().rev().find(|entry| surely(entry))
    }
}

/// The entries of a kind in a tree, in order.
pub(super) fn entries_in<'a>(root: &'a Node, kind: &str) -> Vec<Entry<'a>> {
    let Some((kind, spec)) = facts().integrations.get_key_value(kind) else { return Vec::new() };
    let list = root.get("integrations").and_then(|all| all.walk([kind.as_str()]));
    let blocks = list.into_iter().flat_map(Node::items).filter(|item| item.is_map());
    let entry = |(index, node): (usize, &'a Node)| {
        let left_out = (!spec.host_required).then_some(Host::Known(spec.host.as_str()));
        let host = if node.get("host").is_some() { node.get("host").and_then(Host::of) } else { left_out };
        Entry { kind, spec, route: format!("integrations.{kind}.{index}"), node, host }
    };
    blocks.enumerate().map(entry).collect()
}

/// The entries of a kind, in order.
pub(super) fn entries<'a>(subject: &Subject<'a>, kind: &str) -> Vec<Entry<'a>> {
    entries_in(subject.config, kind)
}

/// The entries of every kind that is known here.
pub(super) fn all_entries<'a>(subject: &Subject<'a>) -> Vec<Entry<'a>> {
    facts().integrations.keys().flat_map(|kind| entries(subject, kind)).collect()
}

/// The entries of every kind that is known here, by kind.
pub(super) fn entries_by_kind<'a>(subject: &Subject<'a>) -> BTreeMap<&'static str, Vec<Entry<'a>>> {
    facts().integrations.keys().map(|kind| (kind.as_str(), entries(subject, kind))).collect()
}

/// Every GitHub App, with its route.
pub(super) fn apps<'a>(subject: &Subject<'a>) -> Vec<(String, &'a Node)> {
    entries(subject, "github").iter().flat_map(Entry::apps).collect()
}

/// Every token of an integration, as kind, route and value.
pub(super) fn tokens<'a>(subject: &Subject<'a>) -> Vec<(&'static str, String, &'a Node)> {
    let of = |entry: &Entry<'a>| match entry.kind {
        "azure" => {
            let tokens = entry.credentials().into_iter();
            let token = |(route, item): (String, &'a Node)| {
                item.get("personalAccessToken").map(|node| ("azure", format!("{route}.personalAccessToken"), node))
            };
            tokens.filter_map(token).collect::<Vec<_>>()
        }
        kind => {
            entry.node.get("token").map(|node| (kind, format!("{}.token", entry.route), node)).into_iter().collect()
        }
    };
    all_entries(subject).iter().flat_map(of).collect()
}

/// Tells whether everything of a kind of integration was read, and nothing can add to it.
pub(super) fn all_are_seen(subject: &Subject<'_>, kind: &str) -> bool {
    subject.config.beyond.is_none() && subject.config.is_seen(&format!("integrations.{kind}"))
}

/// Tells whether the entries of a kind are all that there will be: an entry that is missing is missing.
pub(super) fn is_settled(subject: &Subject<'_>, kind: &str) -> bool {
    subject.config.is_seen(&format!("integrations.{kind}"))
        || subject.config.get("integrations").and_then(|all| all.walk([kind])).is_some_and(Node::is_list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Place;

    #[test]
    fn entries_are_found_by_host_as_one_by_one() {
        let node = Node::new(Value::Null, Place::default(), None);
        let hosts = [Some(Host::Known("A.test")), None, Some(Host::Open("${H}")), Some(Host::Known("b.test"))];
        let (kind, spec) = facts().integrations.get_key_value("github").unwrap();
        let entry = |host| Entry { kind, spec, route: String::new(), node: &node, host };
        let entries: Vec<_> = hosts.into_iter().map(entry).collect();
        let by_host = ByHost::of(&entries);
        for host in [Host::Known("a.test"), Host::Known("c.test"), Host::Open("${H}"), Host::Open("${I}")] {
            let one_by_one: Vec<_> = entries.iter().filter(|entry| entry.serves(host) != Some(false)).collect();
            let found = by_host.perhaps(host);
            assert!(found.len() == one_by_one.len(), "{host:?}");
            assert!(found.iter().zip(&one_by_one).all(|(one, other)| std::ptr::eq(*one, *other)), "{host:?}");
        }
        // A host that is known is not looked for among those of other names.
        assert_eq!(by_host.perhaps(Host::Known("b.test")).len(), 2);
    }
}
