//! The blocks of a configuration of which something is demanded, with those demands that are made of each.

use crate::config::Node;
use crate::contract::demands::{Block, Demand, demands};
use crate::lint::rules::image::known::filled;
use crate::lint::{Finding, Severity, Subject, machine};
use crate::secrecy::is_open_header;

/// A demand that is made of a block.
pub(super) struct Asked<'s> {
    /// Where the block stands.
    pub(super) route: String,
    /// The block.
    pub(super) node: &'s Node,
    /// What is demanded.
    pub(super) demand: &'static Demand,
    block: &'static Block,
    subject: &'s Subject<'s>,
}

impl Asked<'_> {
    /// Where a key of the block stands.
    pub(super) fn at(&self, key: &str) -> String {
        if key.is_empty() { self.route.clone() } else { format!("{}.{key}", self.route) }
    }

    /// What comes of it.
    pub(super) fn then(&self) -> &str {
        if self.demand.then.is_empty() { &self.block.then } else { &self.demand.then }
    }

    /// Adds the next step, how bad it is, and the releases that it is true of; nothing, where the portal's is none of them.
    pub(super) fn told(&self, finding: Finding, hint: impl FnOnce() -> String) -> Option<Finding> {
        let hint = if self.demand.hint.is_empty() { hint() } else { self.demand.hint.clone() };
        let finding = finding.hint(hint);
        let finding = match (self.demand.warns, self.demand.notes) {
            (true, _) => finding.severity(Severity::Warning),
            (_, true) => finding.severity(Severity::Note),
            _ => finding,
        };
        // What holds of older releases, too, is no less true of them.
        if self.demand.since.is_some_and(|since| self.subject.portal.release().is_from(since)) && self.always() {
            return Some(Finding { since: self.demand.since, ..finding });
        }
        let finding = self.subject.as_of(&self.block.releases, finding)?;
        Some(if self.demand.once { self.subject.unless_once_right(finding) } else { finding })
    }

    fn always(&self) -> bool {
        self.block.releases.is_always()
    }

    /// Tells whether a key is written and left empty where whoever deploys it fills it in.
    pub(super) fn is_left_empty(&self, key: &str) -> bool {
        self.subject.left_empty(self.node, key)
    }

    /// The deepest block on the way to a key that is there, to point at.
    pub(super) fn nearest(&self, key: &str) -> &Node {
        let above = key.rsplit_once('.').and_then(|(above, _)| self.node.get(above));
        above.unwrap_or(self.node)
    }
}

/// Every demand that is made of something in the configuration and that `concerns` a rule.
pub(super) fn asked<'s>(subject: &'s Subject<'s>, concerns: impl Fn(&Demand) -> bool) -> Vec<Asked<'s>> {
    let mut found = Vec::new();
    let stands = |block: &&Block| {
        let is_read = block.plugin().is_none_or(|plugin| subject.code().adds(plugin) != Some(false));
        let beside = block.beside.is_empty() || subject.config.get(&block.beside).is_some();
        let alone = block.unless_there.iter().all(|key| subject.config.lacks(key));
        block.demands.iter().any(&concerns)
            && is_read
            && beside
            && alone
            && !subject.code().mentions(&block.unless_code)
    };
    for block in demands().iter().filter(stands) {
        for (route, node) in places(block, subject.config) {
            let made = block.demands.iter().filter(|demand| concerns(demand) && is_made(demand, node));
            found.extend(made.map(|demand| Asked { route: route.clone(), node, demand, block, subject }));
        }
    }
    found
}

/// Where a block is read, with what stands there.
fn places<'s>(block: &Block, config: &'s Node) -> Vec<(String, &'s Node)> {
    let older = block.older.as_ref().filter(|older| config.get(&older.unless).is_none());
    let before = older.into_iter().flat_map(|older| {
        let found = config.reach(&older.at).into_iter();
        let found = found.filter(|(stars, _)| stars.first().is_some_and(|star| star.starts_with(&older.begins)));
        found.map(|(stars, node)| (filled(&older.at, &stars), node))
    });
    let now = config.reach(&block.at).into_iter().map(|(stars, node)| (filled(&block.at, &stars), node));
    now.chain(before).collect()
}

/// Tells whether something in headers may let its holder in; `Accept` and its like do not.
pub(in crate::lint::rules) fn may_be_credentials(headers: &Node) -> bool {
    !headers.is_map() || headers.entries().any(|(name, value)| !is_open_header(name) && value.text() != Some(""))
}

/// Tells whether a demand is surely made: what it depends on is known.
fn is_made(demand: &Demand, node: &Node) -> bool {
    let written = |key: &String| node.get(key).is_some();
    let is = |(key, values): (&String, &Vec<String>)| {
        node.get(key).and_then(Node::scalar).is_some_and(|said| values.iter().any(|value| value == said))
    };
    let differs = |(key, values): (&String, &Vec<String>)| {
        node.get(key).and_then(Node::scalar).is_some_and(|said| values.iter().all(|value| value != said))
    };
    let lacks = |key: &String| match demand.begun.as_str() {
        "" => node.lacks(key),
        begun => node.lacks_once_begun(begun, key),
    };
    let home = || node.get(&demand.away).and_then(Node::text).is_some_and(|said| machine::is_own(&machine::host(said)));
    let outside = || {
        let address = node.get(&demand.outside).and_then(Node::text);
        address.is_some_and(|said| machine::is_public(&machine::host(said)))
    };
    let bears = || node.get(&demand.bears).is_some_and(may_be_credentials);
    let sealed = || !node.get(&demand.sealed).and_then(Node::text).is_some_and(|said| said.starts_with("http://"));
    demand.when.iter().all(is)
        && (demand.bears.is_empty() || bears())
        && (demand.sealed.is_empty() || sealed())
        && (demand.away.is_empty() || !home())
        && (demand.outside.is_empty() || outside())
        && demand.unless.iter().all(differs)
        && demand.there.iter().all(written)
        && demand.without.iter().all(lacks)
}
