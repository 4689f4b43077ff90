//! One file as a layer: its tree, with includes followed and variables filled in.

use indexmap::IndexMap;

use super::build::build;
use super::fault::{Fault, FaultKind};
use super::hidden::{learn_filled, learn_text, learn_written};
use super::marks::learn_marks;
use super::node::{Means, Node, Text, Value};
use super::place::{Place, Source, Sources};
use super::reference::{Part, fill, parts};
use super::sight::Unseen;
use super::stand_in::left_open;
use super::variables::{Lookup, Variables};
use crate::credential::Secret;
use crate::secrecy::Known;

/// How deep includes may lead.
const DEEPEST: usize = 8;
/// How many files one may include, those of its includes counted; a file that includes itself twice would multiply.
const MOST: usize = 200;
/// How many bytes they may have together.
const LARGEST: usize = 16 << 20;

/// What stands where something could not be read.
const UNREAD: Value = Value::Unseen(Unseen::File);

/// Whose a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The image's own; an operator cannot change it, only write over it.
    Image,
    /// The operator's.
    Yours,
    /// Variables named `APP_CONFIG_…`, which outrank every file.
    Environment,
}

/// What one file brings.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The file, by its number.
    pub source: usize,
    /// Whose it is.
    pub role: Role,
    /// What it says; empty where it could not be read.
    pub root: Node,
    /// What is wrong with the text itself.
    pub faults: Vec<Fault>,
    /// The secrets in it, and those that variables and other files brought into it.
    pub secrets: Known,
}

/// A file that another one names.
pub struct Attached {
    /// Its name, as a person would write it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Where includes are read from.
pub trait Files {
    /// Reads a file that `from` names; the path is relative to the folder of `from`.
    ///
    /// # Errors
    /// Why it cannot be read, in a few words.
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String>;

    /// Tells whether a file that is not here is expected to come where the portal runs, or when somebody has made it: nothing is wrong
    /// with the path then.
    fn comes_later(&self, _from: &str, path: &str) -> bool {
        path.starts_with('/')
    }
}

/// Reads a text as a layer.
pub fn read(source: usize, role: Role, sources: &mut Sources, variables: &Variables, files: &dyn Files) -> Layer {
    let text = sources.get(source).map(|source| source.text.clone()).unwrap_or_default();
    match build(&text, source) {
        Ok(root) => {
            let mut layer = Layer::of(root, source, role, sources, variables, files);
            learn_marks(&text, &mut layer.secrets);
            layer
        }
        Err(fault) => Layer { secrets: unread(&text), ..Layer::unread(source, role, fault) },
    }
}

/// The secrets of a text that Backstage would not read.
fn unread(text: &str) -> Known {
    let mut secrets = Known::default();
    learn_text(text, &mut secrets);
    secrets
}

impl Layer {
    /// A layer of a tree that was found inside another file.
    pub fn of(
        root: Node,
        source: usize,
        role: Role,
        sources: &mut Sources,
        variables: &Variables,
        files: &dyn Files,
    ) -> Self {
        let mut secrets = Known::default();
        if role != Role::Image {
            learn_written(&root, &mut secrets);
        }
        let mut reader = Reader { sources, variables, files, faults: Vec::new(), secrets, included: 0, bytes: 0 };
        let root = reader.filled(root, 0);
        let Reader { faults, mut secrets, .. } = reader;
        learn_filled(&root, &mut secrets);
        Self { source, role, root, faults, secrets }
    }

    /// A layer that could not be read at all.
    pub fn unread(source: usize, role: Role, fault: Fault) -> Self {
        let root = Node { beyond: Some(Unseen::File), ..Node::empty(Place::top(source)) };
        Self { source, role, root, faults: vec![fault], secrets: Known::default() }
    }

    /// Tells whether nothing of it could be read.
    pub fn is_unread(&self) -> bool {
        !self.faults.is_empty() && self.root.all_entries().next().is_none()
    }
}

struct Reader<'r> {
    sources: &'r mut Sources,
    variables: &'r Variables,
    files: &'r dyn Files,
    faults: Vec<Fault>,
    secrets: Known,
    included: usize,
    bytes: usize,
}

impl Reader<'_> {
    fn filled(&mut self, node: Node, depth: usize) -> Node {
        let (place, key) = (node.place, node.key);
        let value = match node.value {
            Value::Text(text) => self.text(text),
            Value::List(items) => Value::List(items.into_iter().map(|item| self.filled(item, depth)).collect()),
            Value::Map(entries) => return self.map(entries, place, key, depth),
            other => other,
        };
        Node::new(value, place, key)
    }

    fn text(&self, text: Text) -> Value {
        // What a chart still has to render is unknown, whatever the variables are.
        if matches!(text.means, Means::Open(_)) {
            return Value::Text(text);
        }
        match fill(text.written(), self.variables) {
            Ok(means) => Value::Text(Text { means, ..text }),
            Err(unset) => Value::Gone(unset),
        }
    }

    fn map(&mut self, entries: IndexMap<String, Node>, place: Place, key: Option<Place>, depth: usize) -> Node {
        let include = entries.keys().find(|name| matches!(name.as_str(), "$file" | "$env" | "$include")).cloned();
        let Some(kind) = include else {
            let entries = entries.into_iter().map(|(name, node)| {
                let node = left_open(&name, self.filled(node, depth));
                (name, node)
            });
            let entries = entries.collect();
            return Node::new(Value::Map(entries), place, key);
        };
        if entries.len() > 1 {
            let at = entries.get(&kind).map_or(place, Node::head);
            self.fault(FaultKind::IncludeNotAlone, at, format!("`{kind}` has other keys beside it"));
            return Node::new(UNREAD, place, key);
        }
        let Some((_, given)) = entries.into_iter().next() else { return Node::new(UNREAD, place, key) };
        let at = given.place;
        // The name or path may hold references itself; what they come to is nobody's name.
        let written = given.as_text().map(|text| text.written().to_owned());
        let given = self.filled(given, depth);
        if let Some(said) = given.as_text().filter(|text| text.is_reference()).and_then(Text::known) {
            self.secrets.learn(said);
        }
        let value = match (&given.value, given.text()) {
            (_, Some(said)) => self.included(&kind, said, written.as_deref().unwrap_or(said), at, depth),
            (Value::Text(_), None) if kind == "$include" => UNREAD,
            (Value::Text(_), None) => {
                Value::Text(Text { means: Means::Open(None), ..Text::new(format!("${{{kind}}}")) })
            }
            (Value::Gone(_), _) => {
                self.fault(
                    FaultKind::Include,
                    at,
                    format!("the value of `{kind}` is undefined, as a variable in it is not set"),
                );
                UNREAD
            }
            _ => {
                self.fault(FaultKind::Include, at, format!("the value of `{kind}` is no string"));
                UNREAD
            }
        };
        Node::new(value, place, key)
    }

    fn included(&mut self, kind: &str, said: &str, written: &str, at: Place, depth: usize) -> Value {
        match kind {
            "$env" => self.environment(said, written),
            "$file" => match self.attached(said, at, depth) {
                // The name is kept in place of a reference, so that the value counts as one from outside.
                Some((_, text)) => Value::Text(Text {
                    means: Means::Filled(Secret::new(text.trim_end())),
                    ..Text::new(format!("$file {written}"))
                }),
                None => UNREAD,
            },
            _ => self.part_of_file(said, at, depth),
        }
    }

    fn environment(&self, name: &str, said: &str) -> Value {
        // A name that a variable made is the variable's value, so the variable is named.
        let shown = parts(said).into_iter().find_map(|part| match part {
            Part::Reference { name, .. } => Some(name),
            Part::Literal(_) => None,
        });
        let shown = shown.unwrap_or(name);
        let written = Text::new(format!("${{{shown}}}"));
        match self.variables.lookup(name) {
            Lookup::Is(value) => Value::Text(Text { means: Means::Filled(value.clone()), ..written }),
            // Of a name that is none, nobody can say that it is not set.
            Lookup::Unset if shown != name => Value::Gone(Vec::new()),
            Lookup::Unset => Value::Gone(vec![name.to_owned()]),
            Lookup::Untold => Value::Text(Text { means: Means::Open(None), ..written }),
        }
    }

    fn part_of_file(&mut self, said: &str, at: Place, depth: usize) -> Value {
        let (path, route) = said.split_once('#').unwrap_or((said, ""));
        let readable = [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending));
        if !readable {
            self.fault(FaultKind::Include, at, format!("`{}` is neither .yaml nor .json", self.shown(path, at)));
            return UNREAD;
        }
        let Some((source, text)) = self.attached(path, at, depth) else { return UNREAD };
        let root = match build(&text, source) {
            Ok(root) => {
                learn_written(&root, &mut self.secrets);
                learn_marks(&text, &mut self.secrets);
                self.filled(root, depth + 1)
            }
            Err(fault) => {
                self.secrets.absorb(unread(&text));
                self.faults.push(fault);
                return UNREAD;
            }
        };
        let mut found = Some(&root);
        for key in route.split('.').filter(|_| !route.is_empty()) {
            // Only the last part of the way may lead nowhere.
            let Some(Value::Map(entries)) = found.map(|node| &node.value) else {
                self.fault(FaultKind::Include, at, format!("`{path}` holds no keys where `{key}` is asked for"));
                return UNREAD;
            };
            found = entries.get(key);
        }
        if found.is_none() {
            self.fault(FaultKind::Include, at, format!("`{}` has nothing at `{route}`", self.shown(path, at)));
        }
        found.map_or(Value::Null, |node| node.value.clone())
    }

    /// Reads a file beside the one that names it.
    fn attached(&mut self, path: &str, at: Place, depth: usize) -> Option<(usize, String)> {
        if depth >= DEEPEST {
            self.fault(FaultKind::Include, at, "files include each other more than eight times".to_owned());
            return None;
        }
        if self.included == MOST || self.bytes > LARGEST {
            self.fault(
                FaultKind::Include,
                at,
                format!("more than {MOST} files, or {} MiB, are included", LARGEST >> 20),
            );
            return None;
        }
        self.included += 1;
        match self.files.attached(self.sources.name(at.source), path) {
            Ok(file) => {
                self.bytes += file.text.len();
                Some((self.sources.add(Source::attached(file.name, file.text.as_str())), file.text))
            }
            Err(why) => {
                let later = self.files.comes_later(self.sources.name(at.source), path);
                let kind = if later { FaultKind::IncludeElsewhere } else { FaultKind::Include };
                self.fault(kind, at, format!("`{}` {why}", self.shown(path, at)));
                None
            }
        }
    }

    /// A path as a person may see it: what a variable brought stays the variable.
    fn shown(&self, path: &str, at: Place) -> String {
        let written = self.sources.get(at.source).and_then(|source| source.text.get(source.bytes(at)));
        let named = written.filter(|written| written.contains("${"));
        named.unwrap_or(path).trim().trim_matches(['"', '\'']).to_owned()
    }

    fn fault(&mut self, kind: FaultKind, place: Place, says: String) {
        self.faults.push(Fault::new(kind, place, says));
    }
}

#[cfg(test)]
mod tests;
