//! Takes a credential's parts out of the configuration, and remembers what is lacking. What is lacking is never sent.

use url::Url;

use super::address;
use crate::config::{Lookup, Node, Place, Text, Value};
use crate::credential::{Fields, Secret};
use crate::lint::Subject;
use crate::proof::Step;

/// The step that says which part is lacking.
const PARTS: &str = "parts";
/// How the value of a variable is given.
const GIVE: &str = "give it with `--env-file FILE`, or with `--process-env` when it is set here";

/// Takes the parts of one credential.
pub(super) struct Reading<'s> {
    subject: &'s Subject<'s>,
    /// What was found.
    pub(super) fields: Fields,
    /// The addresses that were read, and where each comes from.
    pub(super) named: Vec<(Url, Place)>,
    /// Where it stands how the connection is kept from others' eyes.
    pub(super) kept_by: Option<Place>,
    lacks: Vec<Step>,
}

impl<'s> Reading<'s> {
    /// Begins with nothing.
    pub(super) fn new(subject: &'s Subject<'s>) -> Self {
        Self { subject, fields: Fields::default(), named: Vec::new(), kept_by: None, lacks: Vec::new() }
    }

    /// Takes a part that must be there.
    pub(super) fn field(&mut self, field: &str, block: &Node, key: &str) {
        let entry = block.entry(key);
        match entry.and_then(|node| node.scalar()).filter(|text| !text.trim().is_empty()) {
            Some(text) => self.fields.set(field, Secret::new(text)),
            None => {
                let why = self.lacking(key, entry);
                self.lacks.push(why);
            }
        }
    }

    /// Takes the part that stands in a text (`Token token=<token>`).
    pub(super) fn behind(&mut self, template: &str, block: &Node, key: &str) {
        let (before, rest) = template.split_once('<').unwrap_or((template, ""));
        let (field, after) = rest.split_once('>').unwrap_or((rest, ""));
        self.field(field, block, key);
        let whole = self.fields.text(field).map(str::to_owned);
        let part = whole.as_deref().and_then(|text| text.trim().strip_prefix(before)?.strip_suffix(after));
        match (part, whole.is_some()) {
            (Some(part), _) => self.fields.set(field, Secret::new(part)),
            (None, true) => {
                self.lacks.push(Step::unknown(PARTS, format!("`{key}` does not have the form `{template}`")))
            }
            (None, false) => {}
        }
    }

    /// Reads a setting that may be left out; one that nobody can tell is lacking.
    pub(super) fn setting(&mut self, block: &Node, key: &str) -> Option<String> {
        let node = block.get(key)?;
        if node.is_hole() {
            let why = self.lacking(key, Some(node));
            self.lacks.push(why);
        }
        node.scalar().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Where something is must not be guessed: what an unset variable took away is lacking, whatever is usual in its place.
    fn place(&mut self, block: &Node, key: &str) -> Option<String> {
        let entry = block.entry(key)?;
        if let Value::Gone(_) = entry.value {
            let why = self.lacking(key, Some(entry));
            self.lacks.push(why);
        }
        self.setting(block, key)
    }

    /// Reads whether the server's certificate is verified: it is, unless the configuration says so in a way that counts.
    pub(super) fn verified(&mut self, block: &Node, key: &str, off: impl Fn(&Node) -> bool) -> bool {
        let Some(node) = block.get(key).filter(|node| off(node)) else { return true };
        self.kept_by = Some(self.subject.origin(node));
        false
    }

    /// Reads an address that may be left out.
    pub(super) fn address(&mut self, block: &Node, key: &str) -> Option<Url> {
        let text = self.place(block, key)?;
        let url = address::read(&text);
        if url.is_none() {
            self.lacks.push(Step::unknown("address", format!("`{key}` is no address")));
        }
        self.note(block, key, url.as_ref());
        url
    }

    /// Reads a bare host.
    pub(super) fn host(&mut self, block: &Node, key: &str) -> Option<Url> {
        let text = self.place(block, key)?;
        let url = address::of_host(&text);
        if url.is_none() {
            self.lacks.push(Step::unknown("address", format!("`{key}` is no host; it is written without `https://`")));
        }
        self.note(block, key, url.as_ref());
        url
    }

    /// Remembers where an address comes from.
    fn note(&mut self, block: &Node, key: &str, url: Option<&Url>) {
        let place = block.entry(key).map(|node| self.subject.origin(node));
        self.named.extend(url.cloned().zip(place));
    }

    /// Says something else that keeps it from being tried.
    pub(super) fn hold_back(&mut self, why: Option<Step>) {
        self.lacks.extend(why);
    }

    /// Whether anything is lacking so far.
    pub(super) fn is_whole(&self) -> bool {
        self.lacks.is_empty()
    }

    /// What was found, and the first thing that is lacking.
    pub(super) fn done(self) -> (Fields, Option<Step>) {
        (self.fields, self.lacks.into_iter().next())
    }

    fn lacking(&self, key: &str, entry: Option<&Node>) -> Step {
        match entry.map(|node| &node.value) {
            Some(Value::Gone(names)) => {
                Step::unknown(PARTS, format!("{} is not set, so there is no `{key}`", named(names))).hint(GIVE)
            }
            Some(Value::Text(text)) if text.known().is_none() => self.untold(key, text),
            Some(Value::Text(text)) if text.is_reference() => {
                Step::unknown(PARTS, format!("{} is empty, so there is no `{key}`", named(&text.variables())))
                    .hint(GIVE)
            }
            Some(Value::Text(_)) => Step::unknown(PARTS, format!("`{key}` is empty")),
            Some(Value::Map(_) | Value::List(_)) => Step::unknown(PARTS, format!("`{key}` is no text")),
            _ => Step::unknown(PARTS, format!("there is no `{key}`")),
        }
    }

    fn untold(&self, key: &str, text: &Text) -> Step {
        let variables = text.variables();
        let untold = |name: &&&str| matches!(self.subject.variables.lookup(name), Lookup::Untold);
        let untold: Vec<&str> = variables.iter().filter(untold).copied().collect();
        let kept = untold.iter().find_map(|name| self.subject.variables.given(name)).map(|given| given.from.as_str());
        match kept {
            Some(from) => {
                Step::unknown(PARTS, format!("{} is in {from}, which cannot be read from here", named(&untold)))
                    .hint(GIVE)
            }
            None if untold.is_empty() => Step::unknown(PARTS, format!("the value of `{key}` cannot be read from here")),
            None => Step::unknown(PARTS, format!("{} is not known here", named(&untold))).hint(GIVE),
        }
    }
}

fn named(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(" and ")
}
