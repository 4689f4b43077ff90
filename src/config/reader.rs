//! What one file names: includes are followed and variables filled in, within bounds.

use indexmap::IndexMap;

use super::build::{build, documents};
use super::fault::{Fault, FaultKind};
use super::hidden::{learn_text, learn_written};
use super::layer::Files;
use super::marks::learn_marks;
use super::node::{Node, Value};
use super::place::{Place, Source, Sources};
use super::reference::{Part, fill, parts};
use super::sight::Unseen;
use super::stand_in::left_open;
use super::text::{Means, Text};
use super::unfilled::is_meant_to_be_filled;
use super::variables::{Lookup, Variables};
use crate::credential::Secret;
use crate::secrecy::{Known, is_stand_in_file};

/// How deep includes may lead.
const DEEPEST: usize = 8;
/// How many files one may include, those of its includes counted; a file that includes itself twice would multiply.
const MOST: usize = 200;
/// How many bytes they may have together.
const LARGEST: usize = 16 << 20;

/// What stands where something could not be read.
const UNREAD: Value = Value::Unseen(Unseen::File);

/// The secrets of a text that Backstage would not read.
pub(super) fn unread(text: &str) -> Known {
    let mut secrets = Known::default();
    learn_text(text, &mut secrets);
    secrets
}

/// Reads a file that another one includes: it may hold a list or a plain value as well as keys.
fn anything(text: &str, source: usize) -> Result<Node, Fault> {
    match build(text, source) {
        Err(fault) if fault.kind == FaultKind::RootNotMap => documents(text, source)?.pop().ok_or(fault),
        read => read,
    }
}

/// Reads one file with all that it names.
pub(super) struct Reader<'r> {
    sources: &'r mut Sources,
    variables: &'r Variables,
    files: &'r dyn Files,
    faults: Vec<Fault>,
    secrets: Known,
    included: usize,
    bytes: usize,
}

impl<'r> Reader<'r> {
    /// Begins with what is known to be a secret by now.
    pub(super) fn new(
        sources: &'r mut Sources,
        variables: &'r Variables,
        files: &'r dyn Files,
        secrets: Known,
    ) -> Self {
        Self { sources, variables, files, faults: Vec::new(), secrets, included: 0, bytes: 0 }
    }

    /// What was wrong, and what turned out to be a secret.
    pub(super) fn end(self) -> (Vec<Fault>, Known) {
        (self.faults, self.secrets)
    }

    /// Follows the includes of a tree and fills its variables in.
    pub(super) fn filled(&mut self, node: Node, depth: usize) -> Node {
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
            Ok(Means::Itself) if is_meant_to_be_filled(text.written()) => {
                Value::Text(Text { means: Means::Open(None), ..text })
            }
            Ok(means) => Value::Text(Text { means, ..text }),
            Err(unset) => Value::Gone(unset),
        }
    }

    fn map(&mut self, entries: IndexMap<String, Node>, place: Place, key: Option<Place>, depth: usize) -> Node {
        let include = entries.keys().find(|name| is_include(name)).cloned();
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
                Some((_, text)) => {
                    // Another file is put over one that only stands in, where the portal runs.
                    let stands_in = is_stand_in_file(&text);
                    // Whoever changes the configuration chooses the file, and one line is all that is in one that holds a password.
                    if !stands_in {
                        self.secrets.learn(text.trim_end());
                    }
                    let means = if stands_in { Means::StandIn } else { Means::Filled(Secret::new(text.trim_end())) };
                    // The name is kept in place of a reference, so that the value counts as one from outside.
                    Value::Text(Text { means, ..Text::new(format!("$file {written}")) })
                }
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
        let root = match anything(&text, source) {
            Ok(root) => {
                learn_written(&root, &mut self.secrets);
                learn_marks(&text, &mut self.secrets);
                if self.files.is_outside(self.sources.name(at.source), self.sources.name(source)) {
                    root.learn_texts(&mut self.secrets);
                }
                root
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
        found.cloned().map_or(Value::Null, |node| self.brought(node, depth + 1).value)
    }

    /// What an include brought. Below it includes are followed; one that it is itself stays a map with a key of that name
    /// (config-loader 1.10.10 and 1.11.5, `applyConfigTransforms`).
    fn brought(&mut self, node: Node, depth: usize) -> Node {
        match node.value {
            Value::Map(entries) if entries.keys().any(|name| is_include(name)) => {
                let entries = entries.into_iter().map(|(name, node)| (name, self.filled(node, depth))).collect();
                Node::new(Value::Map(entries), node.place, node.key)
            }
            value => self.filled(Node { value, ..node }, depth),
        }
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

/// Tells whether a key takes a value from elsewhere.
fn is_include(key: &str) -> bool {
    matches!(key, "$file" | "$env" | "$include")
}
