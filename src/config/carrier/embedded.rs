//! Configuration that is a string of another file: read as a file of its own, with its places in the file around it.

use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::build::{build, documents, documents_of_helm};
use super::super::fault::{Fault, FaultKind};
use super::super::node::{Node, Value};
use super::super::place::{Place, Spot};
use super::Embedded;
use crate::bounds::LARGEST;

/// The text of a carrier, by lines, and how much may still be read out of it.
pub(super) struct Page<'t> {
    lines: Vec<&'t str>,
    left: Cell<usize>,
}

/// How places of the text inside become places of the file around it.
enum Shift {
    /// Line by line: the first line's number, and how far each is indented.
    Lines(u32, Vec<u32>),
    /// They cannot be told apart, so one place stands for all.
    Whole(Place),
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { lines: text.lines().collect(), left: Cell::new(LARGEST) }
    }

    /// Reads a string as configuration.
    pub(super) fn embedded(&self, label: impl Into<String>, node: &Node, text: &str) -> Embedded {
        let source = node.place.source;
        let Some(left) = self.left.get().checked_sub(text.len()) else {
            let fault = Fault::new(FaultKind::TooLarge, node.head(), "too much is written in this file");
            return Embedded { label: label.into(), root: empty(node.head()), faults: vec![fault], blurred: None };
        };
        self.left.set(left);
        let shift = self.shift(node, text);
        let (root, faults) = match build(text, source) {
            Ok(root) => (moved(root, &shift), Vec::new()),
            Err(fault) => (empty(node.head()), vec![Fault { place: shift.place(fault.place), ..fault }]),
        };
        Embedded { label: label.into(), root, faults, blurred: shift.blurs() }
    }

    /// Reads a string that could not be read as configuration as Helm reads values; nothing, where Helm does not read it either. What is in
    /// it for nothing, as its key comes again, is told beside it.
    pub(super) fn values(&self, node: &Node, text: &str) -> Option<(Embedded, Vec<Fault>)> {
        let (documents, repeated) = documents_of_helm(text, node.place.source).ok()?;
        let [root] = <[Node; 1]>::try_from(documents).ok()?;
        let shift = self.shift(node, text);
        let repeated = repeated.into_iter().map(|fault| Fault { place: shift.place(fault.place), ..fault }).collect();
        let root = moved(root, &shift);
        Some((Embedded { label: "values".to_owned(), root, faults: Vec::new(), blurred: shift.blurs() }, repeated))
    }

    /// Reads a string as documents of another kind.
    pub(super) fn documents(&self, node: &Node, text: &str) -> Result<Vec<Node>, Fault> {
        let source = node.place.source;
        let left = self.left.get().checked_sub(text.len());
        let left =
            left.ok_or_else(|| Fault::new(FaultKind::TooLarge, node.head(), "too much is written in this file"))?;
        self.left.set(left);
        let shift = self.shift(node, text);
        Ok(documents(text, source)?.into_iter().map(|root| moved(root, &shift)).collect())
    }

    /// Finds the lines of a block; folded and quoted text has none of its own.
    fn shift(&self, node: &Node, text: &str) -> Shift {
        let head = node.place.start.line as usize;
        let key = node.key.map_or(head, |key| key.start.line as usize);
        // A block's text begins below the line of its `|`, wherever the parser says that the value begins.
        let starts = [key, head, head.saturating_sub(1)].into_iter();
        let mut fits = starts.filter_map(|first| self.indents(first, text).map(|indents| (first, indents)));
        match fits.next().and_then(|(first, indents)| Some((u32::try_from(first).ok()?, indents))) {
            Some((first, indents)) => Shift::Lines(first + 1, indents),
            None => Shift::Whole(node.head()),
        }
    }

    fn indents(&self, first: usize, text: &str) -> Option<Vec<u32>> {
        let around = self.lines.get(first..)?;
        let inside: Vec<_> = text.lines().collect();
        if around.len() < inside.len() || inside.is_empty() {
            return None;
        }
        let indent = |(line, around): (&&str, &&str)| match around.strip_suffix(*line) {
            Some(indent) if indent.bytes().all(|byte| byte == b' ') => u32::try_from(indent.len()).ok(),
            // An empty line, or one that only a template has.
            _ if line.trim().is_empty() && (around.trim().is_empty() || around.contains("{{")) => Some(0),
            _ => None,
        };
        inside.iter().zip(around).map(indent).collect()
    }
}

impl Shift {
    /// The place that stands for all, where they cannot be told apart.
    fn blurs(&self) -> Option<Place> {
        match self {
            Self::Whole(place) => Some(*place),
            Self::Lines(..) => None,
        }
    }

    fn place(&self, place: Place) -> Place {
        match self {
            Self::Whole(whole) => *whole,
            Self::Lines(first, indents) => {
                let spot = |spot: Spot| {
                    let line = spot.line.max(1);
                    let indent = indents.get(line as usize - 1).or(indents.last()).copied().unwrap_or(0);
                    Spot { line: first.saturating_add(line - 1), column: spot.column.saturating_add(indent) }
                };
                Place { start: spot(place.start), end: spot(place.end), ..place }
            }
        }
    }
}

fn moved(node: Node, shift: &Shift) -> Node {
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| moved(item, shift)).collect()),
        Value::Map(entries) => Value::Map(entries.into_iter().map(|(key, node)| (key, moved(node, shift))).collect()),
        other => other,
    };
    Node::new(value, shift.place(node.place), node.key.map(|key| shift.place(key)))
}

/// A map of nothing.
pub(super) fn empty(place: Place) -> Node {
    Node::new(Value::Map(indexmap::IndexMap::new()), place, None)
}

/// What base64 stands for, when it is text. Nothing is no base64 at all.
pub(super) fn unpacked(packed: &str) -> Option<Vec<u8>> {
    let tight: String = packed.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(tight).ok()
}
