//! Configurations that hold secrets at many places at once, each with a canary of its own.

use crate::canary::{Canary, Form};
use crate::position::Position;
use crate::program::Sheet;
use crate::writing::Way;

/// A secret at its key.
pub(crate) struct Leaf<'a> {
    pub(crate) key: &'a str,
    /// What stands there, with the canary in it.
    pub(crate) value: String,
    pub(crate) position: &'a Position,
    pub(crate) canary: &'a Canary,
    pub(crate) number: usize,
}

/// What belongs to a configuration besides the place where the secret stands.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) above: String,
    pub(crate) below: String,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) beside: Vec<(String, String)>,
}

/// How the maps that hold secrets are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maps {
    /// A line for each key.
    Block,
    /// All on one line, beside mistakes.
    Flow,
    /// A line for each key, and the key once more.
    Doubled,
}

impl Leaf<'_> {
    /// A text around the canary, in the place of the secret.
    pub(crate) fn with(&self, before: &str, after: &str) -> String {
        let text = self.position.with(&self.canary.text);
        let inside = self.position.inside(&self.canary.text);
        text.replacen(&inside, &format!("{before}{inside}{after}"), 1)
    }

    /// The canary without anything around it, where it is a secret by its key.
    pub(crate) fn alone(&self) -> Option<&str> {
        self.position.is_secret_by_key().then_some(self.canary.text.as_str())
    }
}

enum Node {
    Map(Vec<(String, Node)>),
    List(Box<Node>),
    Leaf(usize),
}

/// Parts the places into configurations in which none is in another's way.
pub(crate) fn groups(positions: &[Position]) -> Vec<Vec<Position>> {
    let mut groups: Vec<(Node, Vec<Position>)> = Vec::new();
    for position in positions {
        let root = |group: &[Position]| group[0].route[0] == position.route[0];
        let mut fitting = groups.iter_mut().filter(|(_, group)| root(group));
        if fitting.any(|(node, group)| put(node, &position.route, 0).then(|| group.push(position.clone())).is_some()) {
            continue;
        }
        let mut node = Node::Map(Vec::new());
        put(&mut node, &position.route, 0);
        groups.push((node, vec![position.clone()]));
    }
    let mut parted: Vec<Vec<Position>> = Vec::new();
    for (_, group) in groups {
        // Small ones go together, unless one would be twice in a file.
        let free = |other: &Vec<Position>| {
            other.len() + group.len() < 16 && other.iter().all(|one| one.route[0] != group[0].route[0])
        };
        match parted.iter_mut().find(|other| free(other)) {
            Some(other) => other.extend(group),
            None => parted.push(group),
        }
    }
    parted
}

/// Takes a route in, if there is room for it.
fn put(node: &mut Node, route: &[String], number: usize) -> bool {
    let Some((key, rest)) = route.split_first() else { return false };
    match node {
        Node::Leaf(_) => false,
        Node::List(inner) => key == "-" && put(inner, rest, number),
        Node::Map(entries) if key != "-" => {
            if let Some((_, below)) = entries.iter_mut().find(|(known, _)| known == key) {
                return put(below, rest, number);
            }
            let mut below = match rest.first() {
                None => Node::Leaf(number),
                Some(next) if next == "-" => Node::List(Box::new(Node::Map(Vec::new()))),
                Some(_) => Node::Map(Vec::new()),
            };
            let fits = rest.is_empty() || put(&mut below, rest, number);
            if fits {
                entries.push((key.clone(), below));
            }
            fits
        }
        Node::Map(_) => false,
    }
}

struct Writer<'a> {
    positions: &'a [Position],
    canaries: Vec<Canary>,
    way: &'a Way,
    maps: Maps,
    page: Page,
    written: Vec<usize>,
}

/// Writes a configuration with a new canary at each place that can be written so, and tells the sheet which they are. The number
/// decides which place gets a canary of which form.
pub(crate) fn plant(
    sheet: &mut Sheet,
    positions: &[Position],
    way: &Way,
    maps: Maps,
    (number, by): (usize, &str),
) -> (String, Page) {
    let mut root = Node::Map(Vec::new());
    for (number, position) in positions.iter().enumerate() {
        put(&mut root, &position.route, number);
    }
    let form = |at: usize| Form::ALL[(at + number) % Form::ALL.len()];
    let canaries = (0..positions.len()).map(|at| Canary::new(form(at))).collect();
    let mut writer = Writer { positions, canaries, way, maps, page: Page::default(), written: Vec::new() };
    let lines = writer.lines(&root);
    for at in writer.written {
        sheet.hides(&positions[at].route.join("."), by, &writer.canaries[at]);
    }
    let page = writer.page;
    (format!("{}{}\n{}", page.above, lines.join("\n"), page.below), page)
}

impl Writer<'_> {
    fn lines(&mut self, node: &Node) -> Vec<String> {
        match node {
            Node::Leaf(_) => Vec::new(),
            Node::List(inner) => {
                let mut lines = self.lines(inner);
                for (at, line) in lines.iter_mut().enumerate() {
                    *line = format!("{}{line}", if at == 0 { "- " } else { "  " });
                }
                lines
            }
            Node::Map(entries) => entries.iter().flat_map(|(key, below)| self.entry(key, below)).collect(),
        }
    }

    fn entry(&mut self, key: &str, below: &Node) -> Vec<String> {
        match below {
            Node::Leaf(number) => self.leaf(key, *number),
            Node::Map(entries) if self.maps == Maps::Flow && entries.iter().all(|(_, node)| is_leaf(node)) => {
                let inside: Vec<_> = entries.iter().map(|(key, node)| self.entry(key, node)).collect();
                if inside.iter().any(|lines| lines.len() > 1 || lines[0].contains(" #")) {
                    return below_key(key, inside.concat());
                }
                let (inside, number) = (inside.concat(), self.written.last().copied().unwrap_or_default());
                vec![format!("{key}: {{ clientId: \"${{UNSET_ID_{number}}}\", {}, Clientid: 1 }}", inside.join(", "))]
            }
            other => below_key(key, self.lines(other)),
        }
    }

    fn leaf(&mut self, key: &str, number: usize) -> Vec<String> {
        let canary = &self.canaries[number];
        let position = &self.positions[number];
        let leaf = Leaf { key, value: position.with(&canary.text), position, canary, number };
        let Some(mut lines) = (self.way.write)(&leaf, &mut self.page) else { return vec![format!("{key}: x")] };
        self.written.push(number);
        if self.maps == Maps::Doubled {
            lines.push(format!("{key}: ${{UNSET_TOO_{number}}}"));
        }
        lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect()
    }
}

fn below_key(key: &str, inside: Vec<String>) -> Vec<String> {
    let inside = inside.into_iter().map(|line| if line.is_empty() { line } else { format!("  {line}") });
    std::iter::once(format!("{key}:")).chain(inside).collect()
}

fn is_leaf(node: &Node) -> bool {
    matches!(node, Node::Leaf(_))
}
