//! Keys of a configuration whose form and place are known.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::release::Span;

const KEYS: &str = embedded!("backstage/keys");

/// What is known about keys.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The form of each key, from the top.
    pub keys: Shape,
    /// What is read as one value; `*` is any key.
    pub whole: Vec<String>,
    /// What only changes how a portal looks, with all below it.
    pub looks: Vec<String>,
    /// What its reader has a value of its own for, with all below it.
    pub defaulted: Vec<String>,
    /// What stands where nobody reads it.
    pub misplaced: Vec<Misplaced>,
    /// What has no effect.
    pub idle: Vec<Idle>,
}

/// The form of a value.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Shape {
    /// Nothing below it is known.
    Is(Kind),
    /// What is below it, by key.
    Holds(IndexMap<String, Shape>),
}

impl Default for Shape {
    fn default() -> Self {
        Self::Is(Kind::Any)
    }
}

/// What stands at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A map.
    Map,
    /// A list.
    List,
    /// A string.
    Text,
    /// A string or a list of strings.
    TextOrList,
    /// A yes or no.
    Boolean,
    /// A number.
    Number,
    /// Something that is not told here.
    Any,
}

impl Kind {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Map => "a map",
            Self::List => "a list",
            Self::Text => "text",
            Self::TextOrList => "text or a list",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Any => "anything",
        }
    }
}

impl Keys {
    /// Tells whether a key below `integrations` is one that Backstage reads. Others put blocks of their own there.
    pub fn is_integration(&self, kind: &str) -> bool {
        self.keys.child("integrations").and_then(|all| all.child(kind)).is_some()
    }

    /// Tells whether a key only changes how a portal looks, which it also does without it.
    pub fn is_for_looks(&self, route: &str) -> bool {
        is_in(&self.looks, route)
    }

    /// Tells whether the reader of a key has a value of its own for it.
    pub fn is_defaulted(&self, route: &str) -> bool {
        is_in(&self.defaulted, route)
    }

    /// Everything in it that does not hold for every release.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.idle.iter().map(|idle| &idle.when)
    }
}

impl Shape {
    /// What the whole has to be.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Is(kind) => *kind,
            Self::Holds(below) => match below.get("=") {
                Some(Self::Is(kind)) => *kind,
                _ => Kind::Any,
            },
        }
    }

    /// The form of what is below a key.
    pub fn child(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Holds(below) => below.get(key).or_else(|| below.get("*")),
            Self::Is(_) => None,
        }
    }

    /// The form of a list's items.
    pub fn item(&self) -> Option<&Self> {
        match self {
            Self::Holds(below) => below.get("-"),
            Self::Is(_) => None,
        }
    }

    /// The names of the keys below it; none where any key is possible.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Holds(below) if !below.contains_key("*") => {
                below.keys().map(String::as_str).filter(|key| !matches!(*key, "=" | "-")).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A key where nobody reads it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misplaced {
    /// Where it stands; `*` is any key.
    pub at: String,
    /// Where it belongs, with the same `*`.
    pub belongs: String,
    /// It is this only when one of these is in it.
    #[serde(default)]
    pub holds: Vec<String>,
    /// What decides it in a portal whose own code reads it at neither place.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// A key without effect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idle {
    /// Where it stands.
    pub at: String,
    /// Why it has none.
    pub why: String,
    /// When; always, when nothing is said.
    #[serde(default)]
    pub when: Span,
    /// Whether an image or dynamic plugins may read it: it is only known of pages whose code was seen.
    #[serde(default)]
    pub by_pages: bool,
}

/// What is known about keys.
pub fn keys() -> &'static Keys {
    static READ: OnceLock<Keys> = OnceLock::new();
    READ.get_or_init(|| facts!(KEYS))
}

fn is_in(blocks: &[String], route: &str) -> bool {
    let holds = |block: &String| {
        route.strip_prefix(block.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    blocks.iter().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_keys_is_read() {
        let known: Keys = serde_json::from_str(KEYS).unwrap();
        let at = |route: &str| route.split('.').try_fold(&known.keys, |shape, key| shape.child(key)).map(Shape::kind);
        assert_eq!(at("auth.providers.github.production.clientId"), Some(Kind::Text));
        assert_eq!(at("auth.providers"), Some(Kind::Map));
        assert_eq!(at("backend.csp.script-src"), None);
        assert!(known.keys.child("auth").unwrap().names().contains(&"environment"));
        assert!(known.keys.child("auth").unwrap().child("providers").unwrap().names().is_empty());
    }

    #[test]
    fn where_something_belongs_is_a_key_that_is_known() {
        let known = keys();
        for misplaced in &known.misplaced {
            let mut shape = &known.keys;
            // What a person has to choose is no key.
            let known_part = misplaced.belongs.split(".<").next().unwrap_or_default();
            for key in known_part.split('.') {
                let below = if key == "*" && shape.item().is_some() { shape.item() } else { shape.child(key) };
                shape = below.unwrap_or_else(|| panic!("`{}` is not known", misplaced.belongs));
            }
            let (from, to) = (misplaced.at.matches('*').count(), misplaced.belongs.matches('*').count());
            assert!(to <= from, "{}", misplaced.at);
        }
    }
}
