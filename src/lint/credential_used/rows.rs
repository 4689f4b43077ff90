//! Source hosts that are rows of `templates/systems`: the first entry for the host, and what it holds.

use super::super::Subject;
use super::super::integration::Host;
use super::{Explanation, Uses};
use crate::config::Node;
use crate::contract::system::{Found, Group, InBlock, System, systems};

impl Explanation {
    /// Explains a host of one of them; false, when it is none of theirs.
    pub(super) fn by_row(&mut self, subject: &Subject<'_>, host: &str) -> bool {
        let hosts = systems().iter().filter(|system| system.group == Group::Code);
        hosts.into_iter().any(|system| self.of(subject, system, host))
    }

    fn of(&mut self, subject: &Subject<'_>, system: &System, host: &str) -> bool {
        let blocks: Vec<_> = system.found.iter().filter_map(in_block).collect();
        let Some(list) = blocks.first().and_then(|block| block.at.strip_suffix(".*")) else { return false };
        let usual = system.url.as_deref().and_then(|url| url.split_once("://")).map(|(_, host)| host);
        let items: Vec<_> = subject.config.get(list).into_iter().flat_map(Node::items_or_self).collect();
        let own = |node: &&Node| match node.get("host") {
            Some(named) => Host::of(named).and_then(|named| named.is(Host::Known(host))),
            None => Some(usual == Some(host)),
        };
        let Some((at, entry)) = items.iter().copied().enumerate().find(|(_, node)| own(node) == Some(true)) else {
            if usual == Some(host) {
                self.says(format!("no entry is for `{host}`, and Backstage's own has no credential"), None);
                self.choose(Uses::Nothing, None, None);
            }
            return usual == Some(host);
        };
        let route = format!("{list}.{at}");
        self.says(format!("`{route}` is for `{host}`"), Some(entry));
        match blocks.iter().find(|block| holds(block, entry)) {
            Some(block) => {
                let uses = if block.fields.len() > 1 { Uses::Account } else { Uses::Token };
                self.says(format!("it holds {}", uses.title()), Some(entry));
                self.choose(uses, None, Some((route, entry)));
            }
            None => {
                self.says("it holds no credential; what is left is an anonymous call, which sees what is public", None);
                self.choose(Uses::Nothing, None, None);
            }
        }
        true
    }
}

fn in_block(found: &Found) -> Option<&InBlock> {
    match found {
        Found::Block(block) => Some(block),
        Found::Proxy { .. } => None,
    }
}

fn holds(block: &InBlock, entry: &Node) -> bool {
    let is = |key: &String| entry.get(key).is_some();
    block.fields.values().all(is) && block.needs.iter().all(is) && !block.without.iter().any(is)
}
