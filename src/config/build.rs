//! YAML text to a tree with places. Bounded in size, depth and aliases, whatever the text is.

mod brackets;
mod escapes;
mod events;
mod meant;
mod tabs;

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;
use saphyr_parser::Event;

use self::events::BOM;
pub(super) use self::events::events;
use self::tabs::{first_tab, tab_that_indents};
use super::fault::{Fault, FaultKind};
use super::node::{Node, Value};
use super::place::Place;
use super::scalar;
use crate::bounds::{Bounds, Excess, LARGEST};

/// Reads a text. An empty one is an empty map.
pub(super) fn build(text: &str, source: usize) -> Result<Node, Fault> {
    let top = Place::top(source);
    if text.len() > LARGEST {
        return Err(beyond(Excess::Bytes, top));
    }
    let built = as_backstage(text, |text| Builder { source, ..Builder::default() }.read(text));
    let plain = text.strip_prefix(BOM).unwrap_or(text);
    let root = built.map_err(|fault| first_tab(plain, source, &fault).unwrap_or(fault))?.pop();
    if let Some(fault) = tab_that_indents(plain, source) {
        return Err(fault);
    }
    let Some(root) = root else { return Ok(Node::empty(top)) };
    match root.value {
        Value::Map(_) => Ok(root),
        Value::Null => Ok(Node { value: Value::Map(IndexMap::new()), ..root }),
        _ => Err(Fault::new(FaultKind::RootNotMap, root.place, format!("the file holds a {}, not keys", root.kind()))),
    }
}

/// Reads a text as Backstage's reader takes it, wherever its lists are closed.
pub(super) fn as_backstage<T>(text: &str, read: impl Fn(&str) -> Result<T, Fault>) -> Result<T, Fault> {
    read(text).or_else(|fault| brackets::again(text, fault, read))
}

/// Reads every document of a text that may hold several.
pub(super) fn documents(text: &str, source: usize) -> Result<Vec<Node>, Fault> {
    if text.len() > LARGEST {
        return Err(Fault::new(FaultKind::TooLarge, Place::top(source), "the text is too large"));
    }
    let read = |text: &str, escapes| Builder { source, several: true, escapes, ..Builder::default() }.read(text);
    read(text, Escapes::OfYaml).or_else(|fault| escapes::again(text, fault, |text| read(text, Escapes::OfGo)))
}

/// Reads the documents before the one that cannot be read.
pub(super) fn documents_before(text: &str, source: usize) -> Vec<Node> {
    let mut roots = Vec::new();
    let mut builder = Builder { source, several: true, ..Builder::default() };
    // What is wrong with the rest is known to whoever asks.
    _ = builder.events(text, &mut roots);
    roots
}

/// Reads every document as Helm reads values: of a key that stands twice in a map the last one counts. Gives what counts for nothing, too.
pub(super) fn documents_of_helm(text: &str, source: usize) -> Result<(Vec<Node>, Vec<Fault>), Fault> {
    if text.len() > LARGEST {
        return Err(Fault::new(FaultKind::TooLarge, Place::top(source), "the text is too large"));
    }
    let read = |text: &str, escapes| {
        let repeats = Repeats::LastCounts;
        let mut builder = Builder { source, several: true, repeats, escapes, ..Builder::default() };
        let mut roots = Vec::new();
        builder.events(text, &mut roots)?;
        Ok((roots, builder.repeated))
    };
    read(text, Escapes::OfYaml).or_else(|fault| escapes::again(text, fault, |text| read(text, Escapes::OfGo)))
}

/// Reads what can be read of a text that Backstage would not read, and says behind which line nothing was understood. For what must not be
/// shown: nothing else may be made of it.
pub(super) fn partly(text: &str, source: usize) -> (Vec<Node>, Option<u32>) {
    if text.len() > LARGEST {
        return (Vec::new(), Some(0));
    }
    let mut builder = Builder { source, several: true, repeats: Repeats::AllStay, ..Builder::default() };
    let mut roots = Vec::new();
    let Err(fault) = builder.events(text, &mut roots) else { return (roots, None) };
    let (several, repeats, escapes) = (true, Repeats::AllStay, Escapes::OfGo);
    let as_go = |text: &str| Builder { source, several, repeats, escapes, ..Builder::default() }.read(text);
    match escapes::again(text, fault, as_go) {
        Ok(roots) => (roots, None),
        Err(fault) => {
            roots.extend(builder.rest());
            (roots, Some(fault.place.start.line))
        }
    }
}

/// A list or map that is not finished.
enum Open {
    List(Vec<Node>),
    Map(IndexMap<String, Node>, Option<(String, Place)>),
}

struct Frame {
    open: Open,
    place: Place,
    anchor: usize,
}

/// What becomes of a key that stands twice in one map.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Repeats {
    /// The text is refused, as Backstage's reader does.
    #[default]
    Refused,
    /// The last one counts.
    LastCounts,
    /// Each is kept, by a name of its own.
    AllStay,
}

/// Whose escapes stand in double quotes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Escapes {
    /// Those of YAML alone.
    #[default]
    OfYaml,
    /// A quote is one, too, and its backslash is marked.
    OfGo,
}

#[derive(Default)]
struct Builder {
    source: usize,
    several: bool,
    repeats: Repeats,
    escapes: Escapes,
    /// The keys that stand in a map a second time, where the last one counts.
    repeated: Vec<Fault>,
    frames: Vec<Frame>,
    /// Values with a name.
    anchors: HashMap<usize, Node>,
    bounds: Bounds,
}

impl Builder {
    fn read(mut self, text: &str) -> Result<Vec<Node>, Fault> {
        let mut roots = Vec::new();
        self.events(text, &mut roots)?;
        Ok(roots)
    }

    fn events(&mut self, text: &str, roots: &mut Vec<Node>) -> Result<(), Fault> {
        let mut documents = 0;
        for event in events(text, self.source) {
            let (event, place) = event?;
            let done = match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 && !self.several {
                        return Err(Fault::new(FaultKind::SeveralDocuments, place, "a second document begins here"));
                    }
                    None
                }
                Event::SequenceStart(anchor, _) => {
                    self.open(Open::List(Vec::new()), place, anchor)?;
                    None
                }
                Event::MappingStart(anchor, _) => {
                    self.open(Open::Map(IndexMap::new(), None), place, anchor)?;
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(place)?,
                Event::Scalar(text, style, anchor, tag) => {
                    let bytes = text.len();
                    let marked = (self.escapes == Escapes::OfGo).then(|| escapes::plain(&text, style)).flatten();
                    let text = marked.map_or(text, Cow::Owned);
                    let value = scalar::read(text, style, tag.as_deref());
                    self.bounds.scalar(anchor, bytes).map_err(|excess| beyond(excess, place))?;
                    self.finish(Node::new(value, place, None), anchor)?
                }
                Event::Alias(anchor) => self.alias(anchor, place)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => None,
            };
            roots.extend(done);
        }
        Ok(())
    }

    /// Closes what is open where reading ended.
    fn rest(&mut self) -> Option<Node> {
        while let Some(frame) = self.frames.last() {
            let place = Place { end: frame.place.start, ..frame.place };
            // A key without its value is one still.
            if let Some(Frame { open: Open::Map(_, Some((_, at))), .. }) = self.frames.last() {
                let nothing = Node::new(Value::Null, Place { start: at.end, end: at.end, ..*at }, None);
                if self.finish(nothing, 0).is_err() {
                    return None;
                }
            }
            if let Some(root) = self.close(place).ok()? {
                return Some(root);
            }
        }
        None
    }

    fn open(&mut self, open: Open, place: Place, anchor: usize) -> Result<(), Fault> {
        self.bounds.open(anchor).map_err(|excess| beyond(excess, place))?;
        self.frames.push(Frame { open, place, anchor });
        Ok(())
    }

    fn close(&mut self, end: Place) -> Result<Option<Node>, Fault> {
        let Some(frame) = self.frames.pop() else { return Ok(None) };
        let last = match &frame.open {
            Open::List(items) => items.last(),
            Open::Map(entries, _) => entries.last().map(|(_, node)| node),
        };
        // A block has no end of its own, so the last value inside says where it was.
        let own = end.start != end.end;
        let end = if own { end.end } else { last.map_or(frame.place.start, |node| node.place.end) };
        let place = Place { end: end.max(frame.place.start), ..frame.place };
        let value = match frame.open {
            Open::List(items) => Value::List(items),
            Open::Map(entries, _) => Value::Map(entries),
        };
        self.bounds.close().map_err(|excess| beyond(excess, place))?;
        self.finish(Node::new(value, place, None), frame.anchor)
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<Option<Node>, Fault> {
        self.bounds.alias(anchor).map_err(|excess| beyond(excess, place))?;
        let Some(known) = self.anchors.get(&anchor) else { return Err(beyond(Excess::Circle, place)) };
        let node = Node { key: None, ..known.clone() };
        self.finish(node, 0)
    }

    /// Puts a finished value where it belongs; gives the root back.
    fn finish(&mut self, mut node: Node, anchor: usize) -> Result<Option<Node>, Fault> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(Some(node)) };
        match &mut frame.open {
            Open::List(items) => items.push(node),
            Open::Map(entries, key) => match key.take() {
                None => *key = Some((key_text(&node)?, node.place)),
                Some((mut name, at)) => {
                    if entries.contains_key(&name) {
                        let says = format!("`{name}` stands in this map a second time");
                        let fault = Fault::new(FaultKind::DuplicateKey, at, says);
                        match self.repeats {
                            Repeats::Refused => return Err(fault),
                            Repeats::LastCounts => self.repeated.push(fault),
                            Repeats::AllStay => {
                                name.push('\0');
                                name += &entries.len().to_string();
                            }
                        }
                    }
                    // A value of nothing has no place of its own.
                    if matches!(node.value, Value::Null) && node.place.start == node.place.end {
                        node.place = Place { start: at.end, end: at.end, ..at };
                    }
                    node.key = Some(at);
                    entries.insert(name, node);
                }
            },
        }
        Ok(None)
    }
}

fn key_text(node: &Node) -> Result<String, Fault> {
    match &node.value {
        Value::Text(text) => Ok(text.written().to_owned()),
        Value::Number(number) => Ok(number.clone()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(Fault::new(
            FaultKind::Syntax,
            node.place,
            format!("this key is a {}; a `${{…}}` here needs quotes", node.kind()),
        )),
    }
}

fn beyond(excess: Excess, place: Place) -> Fault {
    let kind = match excess {
        Excess::Aliases => FaultKind::TooManyAliases,
        Excess::Circle => FaultKind::Syntax,
        Excess::Bytes | Excess::Levels | Excess::Entries | Excess::Directives => FaultKind::TooLarge,
    };
    Fault::new(kind, place, excess.to_string())
}

#[cfg(test)]
mod tests;
