//! What is known of a place in the configuration: a value, surely nothing, or that it cannot be told from here.

use super::node::{Node, Value};

/// Why something cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// Another layer may bring it, and not all of them were given.
    Layer,
    /// What deploys the portal lays more over all that was given.
    Over,
    /// It stands in a file that is not here, or could not be read.
    File,
}

/// What is known of a place.
#[derive(Clone, Copy, Debug)]
pub enum Sight<'n> {
    /// Somebody wrote it. It may still be a hole, or be taken away by a variable that is not set.
    Written(&'n Node),
    /// Everything that could bring it was read, and does not; or `null` stands there.
    Absent,
    /// What could bring it was not read.
    Unseen(Unseen),
}

impl Node {
    /// What is known of the place that a route of keys leads to (`auth.providers.github`).
    pub fn sight(&self, route: &str) -> Sight<'_> {
        let mut node = self;
        for key in route.split('.') {
            match (node.child(key), &node.value) {
                (Some(child), _) => node = child,
                (None, Value::Unseen(why)) => return Sight::Unseen(*why),
                (None, _) => return node.beyond.map_or(Sight::Absent, Sight::Unseen),
            }
        }
        match node.value {
            Value::Null => node.beyond.map_or(Sight::Absent, Sight::Unseen),
            Value::Unseen(why) => Sight::Unseen(why),
            _ => Sight::Written(node),
        }
    }

    /// Tells whether surely nobody wrote anything at a route.
    pub fn lacks(&self, route: &str) -> bool {
        matches!(self.sight(route), Sight::Absent)
    }

    /// Like [`lacks`](Self::lacks). A block that has the key it begins with is taken to be written in one place, whichever layers
    /// are not here.
    pub fn lacks_once_begun(&self, first: &str, key: &str) -> bool {
        match self.sight(key) {
            Sight::Absent => true,
            Sight::Unseen(Unseen::Layer | Unseen::Over) => self.entry(first).is_some(),
            _ => false,
        }
    }

    /// Tells whether a route, with everything below it, was read as a whole: there is no more of it than is here.
    pub fn is_seen(&self, route: &str) -> bool {
        match self.sight(route) {
            Sight::Absent => true,
            Sight::Unseen(_) => false,
            Sight::Written(node) => node.is_all(),
        }
    }

    /// Tells whether everything below was read.
    pub fn is_all(&self) -> bool {
        match &self.value {
            Value::Unseen(_) => false,
            Value::Map(entries) => self.beyond.is_none() && entries.values().all(Self::is_all),
            Value::List(items) => items.iter().all(Self::is_all),
            Value::Null => self.beyond.is_none(),
            _ => true,
        }
    }

    /// Leaves open what else stands in a block, with everything below it: it has a part of itself in a file that is not here.
    pub(super) fn leave_open(&mut self, route: &str) {
        let mut node = self;
        for key in route.split('.') {
            let Value::Map(entries) = &mut node.value else { return };
            let Some(child) = entries.get_mut(key) else { return };
            node = child;
        }
        node.spread(Some(Unseen::File));
    }

    /// Tells every map below what it has from those above: where more may stand, more may stand deeper as well. Lists are not merged, so
    /// what stands in one is all of it; `null` hides what lies below it, and nothing that lies over it.
    pub(super) fn spread(&mut self, above: Option<Unseen>) {
        match &mut self.value {
            Value::Map(entries) => {
                self.beyond = self.beyond.or(above);
                entries.values_mut().for_each(|node| node.spread(self.beyond));
            }
            Value::List(items) => items.iter_mut().for_each(|node| node.spread(None)),
            Value::Null if above == Some(Unseen::Over) => self.beyond = above,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::build;
    use super::*;

    fn tree(text: &str, above: Option<Unseen>) -> Node {
        let mut node = build(text, 0).expect("reads");
        node.spread(above);
        node
    }

    #[test]
    fn of_a_whole_what_is_not_there_is_absent() {
        let node = tree("a: {b: 1, n: null}\nl: [{c: 1}]", None);
        assert!(matches!(node.sight("a.b"), Sight::Written(_)));
        assert!(node.lacks("a.c") && node.lacks("x.y") && node.lacks("a.n") && node.lacks("a.b.c"));
        assert!(node.is_seen("a") && node.is_seen("x"));
    }

    #[test]
    fn of_a_part_only_lists_and_nulls_are_all_there_is() {
        let node = tree("a: {b: 1, n: null}\nl: [{c: 1}]", Some(Unseen::Layer));
        assert!(!node.lacks("a.c") && !node.lacks("x"));
        assert!(node.lacks("a.n"), "`null` was written");
        assert!(node.lacks("l.0.d"), "no other file adds to an entry of a list");
        assert!(node.lacks_once_begun("a.b", "a.c") && !node.lacks_once_begun("a.x", "a.c"));
        assert!(!node.is_seen("a") && node.is_seen("l"));
    }

    #[test]
    fn what_lies_over_all_may_bring_what_null_took_away() {
        let node = tree("a: {b: 1, n: null}\nl: [{c: 1}]", Some(Unseen::Over));
        assert!(!node.lacks("a.n") && !node.lacks("a.n.x") && !node.lacks("a.c") && !node.is_seen("a.n"));
        assert!(node.lacks("l.0.d") && node.lacks_once_begun("a.b", "a.c"));
    }

    #[test]
    fn what_stands_in_a_file_that_is_not_here_is_unseen_and_only_that() {
        let mut node = tree("a: {b: 1}\nc: 1", None);
        let Value::Map(entries) = &mut node.value else { panic!("a map") };
        entries["a"].value = Value::Unseen(Unseen::File);
        assert!(matches!(node.sight("a.b"), Sight::Unseen(Unseen::File)));
        assert!(node.lacks("d") && !node.lacks("a") && !node.lacks_once_begun("c", "a.x"));
        assert!(!node.is_seen("a") && node.is_seen("c"));
    }
}
