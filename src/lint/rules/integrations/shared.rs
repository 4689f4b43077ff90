//! What several rules of this theme say or ask in the same way.

use crate::config::{Node, Text};
use crate::lint::integration::{Host, all_are_seen, entries, is_valid_host};
use crate::lint::{Finding, Rule, Subject};
use crate::secrecy::is_placeholder;

/// What is wrong with a value is told where it is set: by the line of its one variable, or with those of several.
pub(super) fn wrong_in(finding: Finding, subject: &Subject<'_>, node: &Node) -> Finding {
    match node.as_text().and_then(Text::sole_variable) {
        Some(_) => subject.where_set(finding, node),
        None => set_in(finding, subject, node),
    }
}

/// Points at the line of a file of variables that a value comes from.
pub(super) fn set_in(mut finding: Finding, subject: &Subject<'_>, node: &Node) -> Finding {
    let names = node.as_text().map(|text| text.variables()).unwrap_or_default();
    for name in names {
        if let Some(place) = subject.variables.given(name).and_then(|given| given.place) {
            finding.because.push((place, format!("`{name}` is set here")));
        }
    }
    finding
}

/// What to add to a hint about an entry that only the image has.
pub(super) fn again(subject: &Subject<'_>, entry: &Node) -> &'static str {
    if subject.is_images(entry.place) { ", in a copy of the entry in a file of your own, as lists replace" } else { "" }
}

/// Names keys: "`a`, `b` and `c`".
pub(super) fn listed(names: &[&String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        _ => quoted.concat(),
    }
}

/// Tells whether two values are surely the same: known and equal, or the same reference.
pub(super) fn same_secret(one: &Node, other: &Node) -> bool {
    let (Some(one), Some(other)) = (one.as_text(), other.as_text()) else { return false };
    match (one.known(), other.known()) {
        // Two that are both still to be filled in are alike by that alone.
        (Some(one), Some(other)) => one.trim() == other.trim() && !is_placeholder(one),
        (None, None) => one.sole_variable().is_some() && one.sole_variable() == other.sole_variable(),
        _ => false,
    }
}

/// A sign-in provider that goes to a public host unless it is told another address.
pub(super) struct Sign {
    pub(super) provider: &'static str,
    pub(super) address: &'static str,
    pub(super) public: &'static str,
}

/// Finds where people sign in at another host than any that the integrations are for.
pub(super) fn elsewhere(rule: &Rule, subject: &Subject<'_>, sign: &Sign) -> Vec<Finding> {
    let entries = entries(subject, sign.provider);
    let hosts: Vec<_> = entries.iter().filter_map(|entry| entry.host.and_then(Host::known)).collect();
    // What is no host is another finding.
    if hosts.iter().any(|host| Host::Known(host).name().is_none() && host.contains(['/', '@', ':'])) {
        return Vec::new();
    }
    if !all_are_seen(subject, sign.provider) || hosts.is_empty() || hosts.len() != entries.len() {
        return Vec::new();
    }
    let asked = subject.environment();
    let blocks = subject.sign_in_blocks().filter(|(provider, stage, _)| *provider == sign.provider && *stage == asked);
    let judge = |(provider, stage, block): (&str, &str, &Node)| {
        let address = block.get(sign.address);
        let there = match address {
            Some(node) => Host::of_url(node)?.known().filter(|host| is_valid_host(&host.to_ascii_lowercase()))?,
            None if block.lacks(sign.address) => sign.public,
            None => return None,
        };
        if hosts.iter().any(|host| host.eq_ignore_ascii_case(there)) {
            return None;
        }
        let own = hosts.first()?;
        let finding = rule
            .at(address.unwrap_or(block))
            .about(format!("auth.providers.{provider}.{stage}.{}", sign.address))
            .says(format!("people sign in at `{there}`, and the integration is for `{own}`"))
            .hint(format!("set `auth.providers.{provider}.{stage}.{}: https://{own}`", sign.address));
        Some(finding.because(entries.first()?.node, "the integration"))
    };
    blocks.filter_map(judge).collect()
}
