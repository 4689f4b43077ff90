//! Which keys and values of a tree are secrets, by where they stand. One walk tells it, for what is learnt and for what is shown.

mod signs;

use indexmap::IndexMap;

use self::signs::{
    ends_in, is_file, is_known_to_all, is_lost, is_of_service, is_of_tls, is_one_of, is_pair, is_swapped_with,
    is_volume, kind, leads_on, names_secret, once,
};
use super::build::partly;
use super::carrier::is_app_config;
use super::marks::learn_marks;
use super::node::{Node, Value};
use super::place::Place;
use super::text::Text;
use crate::secrecy::{
    Known, Nature, is_before_secret, is_key_of_certificate, is_made_by_chance, is_name, is_open_header, is_pair_of,
    is_secret_variable, is_swapped, is_word, sounds_secret, veiled,
};

/// What the walk comes by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'n> {
    /// A key, and where it stands.
    Key(&'n str, Place),
    /// A value that is no map and no list.
    Scalar(&'n Node),
}

/// What a place makes of what stands below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Nothing special.
    Anything,
    /// One of several secrets, told by its parts: what it holds is one, and where it comes from is none.
    Parts,
    /// Secrets or their names, each by itself or told by its parts.
    Several,
    /// A secret, keys and all.
    Secret,
    /// Secrets by names that may be seen: headers of a proxy, data of a Secret.
    Values(Holder),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Headers,
    /// Of a Secret: in base64 or as it is.
    Data,
    StringData,
}

/// Where the walk stands.
#[derive(Clone, Copy)]
struct Around<'n> {
    /// The key that leads there.
    key: &'n str,
    /// What kind of object it is a part of.
    kind: &'n str,
    place: Below,
    /// The last keys of the way there, those of lists left out.
    way: [&'n str; WAY],
}

/// No block of secrets is known by more keys.
const WAY: usize = 4;

impl<'n> Around<'n> {
    fn on_the_way_to(&self, key: &'n str) -> [&'n str; WAY] {
        let [_, one, two, three] = self.way;
        [one, two, three, key]
    }
}

/// The services of a compose file, which name their secrets and hold none.
const SERVICES: &str = "services";
/// Keys that say what the value beside them is called.
const NAMING: [&str; 5] = ["name", "key", "variable", "env", "id"];
/// Keys of a value that another key names.
const NAMED: [&str; 4] = ["value", "val", "content", "default"];

/// Walks through a tree and tells of each key and value how far it is a secret. A text that is nothing but a value may be one that was
/// kept in a file of its own.
pub(super) fn walk<'n>(root: &'n Node, see: &mut impl FnMut(Seen<'n>, Nature)) {
    let place = if matches!(root.value, Value::Text(_)) { Below::Secret } else { Below::Anything };
    below(root, Around { key: "", kind: "", place, way: [""; WAY] }, see);
}

fn below<'n>(node: &'n Node, around: Around<'n>, see: &mut impl FnMut(Seen<'n>, Nature)) {
    match &node.value {
        Value::List(items) => in_list(items, around, see),
        Value::Map(entries) => in_map(entries, around, see),
        _ => see(Seen::Scalar(node), nature(node, &around)),
    }
}

fn in_list<'n>(items: &'n [Node], around: Around<'n>, see: &mut impl FnMut(Seen<'n>, Nature)) {
    // `[--token, …]`: what follows a flag is its value.
    let words: Vec<&str> = items.iter().map(|item| item.as_text().map_or("", Text::written)).collect();
    let mut flag = "";
    for (item, said) in items.iter().zip(&words) {
        let place = match around.place {
            _ if is_before_secret(flag, &words) || is_pair_of(flag, said) => Below::Secret,
            Below::Several if item.is_map() => Below::Parts,
            place => place,
        };
        below(item, Around { key: "", place, ..around }, see);
        flag = said;
    }
}

fn in_map<'n>(entries: &'n IndexMap<String, Node>, around: Around<'n>, see: &mut impl FnMut(Seen<'n>, Nature)) {
    let kind = kind(entries).unwrap_or(around.kind.strip_suffix("List").unwrap_or(around.kind));
    let is_compose = around.key.is_empty() && entries.contains_key(SERVICES);
    let map = Map { entries, around, kind, is_compose };
    for (key, child) in entries.iter().map(|(key, child)| (once(key), child)) {
        see(Seen::Key(key, child.head()), map.nature_of_key(key, child));
        if matches!(key, "$env" | "$file" | "$include") {
            let open = matches!(around.place, Below::Anything | Below::Parts);
            scalars(child, if open { Nature::Open } else { Nature::Name }, see);
            continue;
        }
        let kind = if is_compose && key == SERVICES { SERVICES } else { kind };
        below(child, Around { key, kind, place: map.place_of(key, child), way: around.on_the_way_to(key) }, see);
    }
}

/// A value that is no map and no list.
fn nature(node: &Node, around: &Around<'_>) -> Nature {
    match around.place {
        Below::Anything if is_lost(node, &around.way) => Nature::Secret,
        Below::Anything | Below::Parts => Nature::Open,
        Below::Several if matches!(node.value, Value::Text(_)) => Nature::Name,
        _ => Nature::Secret,
    }
}

/// A map that the walk comes through.
struct Map<'n> {
    entries: &'n IndexMap<String, Node>,
    around: Around<'n>,
    /// What kind of object it is, or is a part of.
    kind: &'n str,
    /// Whether it is a whole compose file.
    is_compose: bool,
}

impl Map<'_> {
    /// What a key is itself. What sounds like a secret's name is one, and no secret.
    fn nature_of_key(&self, key: &str, child: &Node) -> Nature {
        let is_name = || key.starts_with('$') || (is_word(key) && sounds_secret(key)) || leads_on(key, child);
        match self.around.place {
            Below::Secret if !is_name() => Nature::Secret,
            Below::Parts if is_made_by_chance(key) => Nature::Secret,
            _ => Nature::Open,
        }
    }

    /// What the place of a value makes of it.
    fn place_of(&self, key: &str, child: &Node) -> Below {
        match self.place_by_key(key, child) {
            Below::Anything if is_swapped_with(key, child) => Below::Secret,
            place => place,
        }
    }

    fn place_by_key(&self, key: &str, child: &Node) -> Below {
        let Self { entries, around, kind, is_compose } = self;
        let is_secret_object = || *kind == "Secret" || kind.ends_with("Secret") && child.is_map();
        let is_named_secret = || entries.iter().any(|(name, said)| names_secret(name, said, child));
        match key {
            "data" if is_secret_object() => Below::Values(Holder::Data),
            "stringData" if is_secret_object() => Below::Values(Holder::StringData),
            "key" if is_of_tls(around.key) && !is_file(child) || is_of_service(entries, child) => Below::Secret,
            _ if is_of_tls(around.key) && is_key_of_certificate(key) && !child.is_map() && !is_file(child) => {
                Below::Secret
            }
            _ if around.place == Below::Anything && child.is_map() && ends_in(key, "headers") => {
                Below::Values(Holder::Headers)
            }
            _ if around.place == Below::Parts && is_one_of(key, &NAMED) => Below::Secret,
            "configs" if *is_compose => Below::Several,
            "secrets" if *kind == SERVICES => Below::Anything,
            _ if is_one_of(key, &NAMED) && is_named_secret() => Below::Secret,
            _ => inherited(around.place, key, child),
        }
    }
}

fn inherited(place: Below, key: &str, child: &Node) -> Below {
    match place {
        Below::Secret => Below::Secret,
        Below::Values(Holder::Headers) if is_open_header(key) => Below::Anything,
        // A whole file of configuration is looked at by itself.
        Below::Values(Holder::StringData) if is_app_config(key) => Below::Anything,
        Below::Values(_) => Below::Secret,
        Below::Several if child.is_map() => Below::Parts,
        Below::Several => Below::Several,
        // A list of them holds credentials by their parts; alone it is the whole, as of a service account, but for a word that everybody
        // knows, as of the proxy's mode.
        _ if key.eq_ignore_ascii_case("credentials") && is_known_to_all(child) => Below::Anything,
        _ if key.eq_ignore_ascii_case("credentials") && !child.is_list() => Below::Secret,
        _ if is_one_of(key, &["credentials", "secrets"]) => Below::Several,
        _ if is_pair(key, child) => Below::Secret,
        // `cookie: { secure: true }` says how a cookie is sent.
        _ if is_one_of(key, &["secret"]) && is_volume(child) => Below::Anything,
        _ if sounds_secret(key) && !(child.is_map() && is_one_of(key, &["cookie", "cookies"])) => Below::Secret,
        _ => Below::Anything,
    }
}

fn scalars<'n>(node: &'n Node, nature: Nature, see: &mut impl FnMut(Seen<'n>, Nature)) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| scalars(item, nature, see)),
        Value::Map(entries) => entries.values().for_each(|child| scalars(child, nature, see)),
        _ => see(Seen::Scalar(node), nature),
    }
}

/// Learns the secrets that are written in a tree.
pub(super) fn learn_written(root: &Node, known: &mut Known) {
    walk(root, &mut |seen, nature| match seen {
        Seen::Key(key, _) => learn(key, nature, known),
        Seen::Scalar(Node { value: Value::Text(text), .. }) => learn(text.written(), nature, known),
        Seen::Scalar(Node { value: Value::Number(number), .. }) if nature == Nature::Secret => known.learn(number),
        Seen::Scalar(_) => {}
    });
}

/// Learns what secrets come to when variables and files fill them in.
pub(super) fn learn_filled(root: &Node, known: &mut Known) {
    walk(root, &mut |seen, nature| {
        let Seen::Scalar(node) = seen else { return };
        match &node.value {
            Value::Gone(names) if nature != Nature::Open => {
                names.iter().filter(|name| !is_name(name)).for_each(|name| learn(name, Nature::Secret, known));
            }
            Value::Text(text) if text.is_reference() => {
                let Some(value) = text.assumed() else { return };
                if nature == Nature::Secret {
                    known.learn(value);
                }
                learn(value, nature, known);
            }
            _ => {}
        }
    });
}

/// Learns the secrets of a text of YAML, as far as it can be read.
pub fn learn_text(text: &str, known: &mut Known) {
    learn_marks(text, known);
    let (roots, until) = partly(text, 0);
    roots.iter().for_each(|root| learn_written(root, known));
    if until.is_some() {
        learn_lines(text, known);
    }
}

/// Learns the secrets of a text that is no tree, or of the part of one that could not be read.
pub(super) fn learn_lines(text: &str, known: &mut Known) {
    text.lines().for_each(|line| learn(line, Nature::Open, known));
}

/// Learns what is in no file: a variable's value, when its name says that it is a secret.
pub(super) fn learn_variable(name: &str, value: &str, known: &mut Known) {
    // A line that is nothing but a secret makes it the name of a variable.
    if !is_name(name) && !is_word(name) {
        known.learn(name);
    }
    if is_secret_variable(name)
        || sounds_secret(name)
        || name.to_ascii_uppercase().ends_with("_KEY")
        || is_swapped(name, value)
    {
        learn(value, Nature::Secret, known);
    } else {
        learn(value, Nature::Open, known);
    }
}

fn learn(text: &str, nature: Nature, known: &mut Known) {
    veiled(text, nature).into_iter().for_each(|stretch| known.learn(&text[stretch]));
}
