//! Which keys and values of a tree are secrets, by where they stand. One walk tells it, for what is learnt and for what is shown.

use super::build::partly;
use super::carrier::is_app_config;
use super::node::{Node, Text, Value};
use super::place::Place;
use crate::secrecy::{
    Known, Nature, is_key_of_certificate, is_name, is_open_header, is_secret_variable, is_word, sounds_secret, veiled,
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

/// Walks through a tree and tells of each key and value how far it is a secret.
pub(super) fn walk<'n>(root: &'n Node, see: &mut impl FnMut(Seen<'n>, Nature)) {
    below(root, "", Below::Anything, see);
}

fn below<'n>(node: &'n Node, name: &str, place: Below, see: &mut impl FnMut(Seen<'n>, Nature)) {
    match &node.value {
        Value::List(items) => {
            // `[--token, …]`: what follows a flag is its value.
            let mut flag = false;
            for item in items {
                below(item, "", if flag { Below::Secret } else { place }, see);
                let said = item.as_text().map_or("", Text::written);
                flag = said.starts_with('-') && !said.contains(['=', ' ']) && sounds_secret(said);
            }
        }
        Value::Map(entries) => {
            let is_secret_object = text(node, "kind") == Some("Secret");
            let names_secret = text(node, "name").is_some_and(|name| sounds_secret(name) || name.ends_with("_KEY"));
            for (key, child) in entries {
                let of_key =
                    if place == Below::Secret && !key.starts_with('$') { Nature::Secret } else { Nature::Open };
                see(Seen::Key(key, child.head()), of_key);
                if matches!(key.as_str(), "$env" | "$file" | "$include") {
                    let nature = if place == Below::Anything { Nature::Open } else { Nature::Name };
                    scalars(child, nature, see);
                    continue;
                }
                let inner = match key.as_str() {
                    "data" if is_secret_object => Below::Values(Holder::Data),
                    "stringData" if is_secret_object => Below::Values(Holder::StringData),
                    "value" if names_secret => Below::Secret,
                    "key" if is_of_tls(name) => Below::Secret,
                    _ if is_of_tls(name) && is_key_of_certificate(key) && !child.is_map() => Below::Secret,
                    "headers" if place == Below::Anything => Below::Values(Holder::Headers),
                    _ => inherited(place, key, child),
                };
                below(child, key, inner, see);
            }
        }
        _ => see(Seen::Scalar(node), if place == Below::Anything { Nature::Open } else { Nature::Secret }),
    }
}

/// Where a certificate and its private key stand.
fn is_of_tls(holder: &str) -> bool {
    ["ssl", "tls", "https", "certificate"].iter().any(|name| holder.eq_ignore_ascii_case(name))
}

fn inherited(place: Below, key: &str, child: &Node) -> Below {
    let is_plain = !child.is_map() && !child.is_list();
    match place {
        Below::Secret => Below::Secret,
        Below::Values(Holder::Headers) if is_open_header(key) => Below::Anything,
        // A whole file of configuration is looked at by itself.
        Below::Values(Holder::StringData) if is_app_config(key) => Below::Anything,
        Below::Values(_) => Below::Secret,
        // A list of them holds credentials by their parts; alone it is the whole, as of a service account.
        Below::Anything if key.eq_ignore_ascii_case("credentials") && !child.is_list() => Below::Secret,
        // `cookie: { secure: true }` says how a cookie is sent.
        Below::Anything if sounds_secret(key) && (is_plain || !key.eq_ignore_ascii_case("cookie")) => Below::Secret,
        Below::Anything => Below::Anything,
    }
}

fn scalars<'n>(node: &'n Node, nature: Nature, see: &mut impl FnMut(Seen<'n>, Nature)) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| scalars(item, nature, see)),
        Value::Map(entries) => entries.values().for_each(|child| scalars(child, nature, see)),
        _ => see(Seen::Scalar(node), nature),
    }
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.walk([key]).and_then(Node::as_text).map(Text::written)
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
    if is_secret_variable(name) || sounds_secret(name) || name.to_ascii_uppercase().ends_with("_KEY") {
        known.learn(value);
    } else {
        learn(value, Nature::Open, known);
    }
}

fn learn(text: &str, nature: Nature, known: &mut Known) {
    veiled(text, nature).into_iter().for_each(|stretch| known.learn(&text[stretch]));
}
