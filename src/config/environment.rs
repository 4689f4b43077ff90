//! Variables named `APP_CONFIG_…` as the last layer: each `_` is a step of the path, and the value is JSON where it can be read as such.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::fault::{Fault, FaultKind};
use super::hidden::learn_filled;
use super::layer::{Layer, Role};
use super::node::{Node, Value};
use super::place::{Place, Source, Sources};
use super::text::{Means, Text};
use super::variables::{Given, Variables};
use crate::credential::Secret;
use crate::secrecy::Known;

const PREFIX: &str = "APP_CONFIG_";

/// Tells whether a variable is configuration by itself.
pub fn is_configuring(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Reads such variables, when there are any. Those that stand in no file get a text to stand in, of their names as keys, which are shown.
pub fn environment(sources: &mut Sources, variables: &Variables) -> Option<Layer> {
    let named: Vec<_> = variables
        .iter()
        .filter_map(|(name, given)| Some((name, name.strip_prefix(PREFIX)?, given)))
        .filter(|(_, _, given)| given.value.as_ref().is_none_or(|value| !value.is_empty()))
        .collect();
    if named.is_empty() {
        return None;
    }
    let homeless: Vec<_> = named.iter().filter(|(_, _, given)| given.place.is_none()).map(|(name, ..)| *name).collect();
    let names: Vec<_> = homeless.iter().map(|name| format!("{name}:")).collect();
    let source = sources.add(Source::new("environment", names.join("\n")));
    let mut lines = homeless.iter().zip(1_u32..).map(|(name, line)| Place::line(source, line, name));
    let mut reader = Reader { root: empty(source), faults: Vec::new() };
    for (name, steps, given) in named {
        let place = given.place.or_else(|| lines.next()).unwrap_or(Place::top(source));
        reader.variable(name, steps, given, place);
    }
    let mut secrets = Known::default();
    learn_filled(&reader.root, &mut secrets);
    Some(Layer { source, role: Role::Environment, root: reader.root, faults: reader.faults, secrets })
}

fn empty(source: usize) -> Node {
    Node::empty(Place::top(source))
}

struct Reader {
    root: Node,
    faults: Vec<Fault>,
}

impl Reader {
    fn variable(&mut self, name: &str, steps: &str, given: &Given, place: Place) {
        let value = match steps.split('_').find(|step| !is_step(step)) {
            Some(step) => Err(format!("`{step}` in `{name}` is no key")),
            None => node(name, given, place),
        };
        let steps: Vec<_> = steps.split('_').collect();
        let set = value.and_then(|value| insert(&mut self.root, &steps, value, place, name));
        if let Err(says) = set {
            self.faults.push(Fault::new(FaultKind::AppConfigVariable, place, says));
        }
    }
}

/// What may be a key: a letter, then letters and digits, with single hyphens between.
fn is_step(step: &str) -> bool {
    step.split('-').all(|word| {
        word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn insert(under: &mut Node, steps: &[&str], value: Node, place: Place, name: &str) -> Result<(), String> {
    let Value::Map(entries) = &mut under.value else {
        return Err(format!("`{name}` leads into a value that another variable sets"));
    };
    match steps {
        [] => Ok(()),
        [last] if entries.contains_key(*last) => {
            Err(format!("`{name}` sets a value that another variable has set a part of"))
        }
        [last] => {
            entries.insert((*last).to_owned(), value);
            Ok(())
        }
        [first, rest @ ..] => {
            let below = || Node::new(Value::Map(IndexMap::new()), place, Some(place));
            insert(entries.entry((*first).to_owned()).or_insert_with(below), rest, value, place, name)
        }
    }
}

fn node(name: &str, given: &Given, place: Place) -> Result<Node, String> {
    // The variable's name is kept in place of a reference, so that the value counts as one from outside.
    let written = Text::new(format!("${{{name}}}"));
    // What another tool fills in is unknown; what stands around it may be the JSON of a whole block.
    let known = given.value.is_some();
    let text = given.value.as_ref().or(given.written.as_ref());
    let value = match text.map(|text| (text, serde_json::from_str(text.expose()))) {
        Some((_, Ok(Json::Null))) => return Err(format!("`{name}` is `null`, which is no value")),
        Some((_, Ok(json))) => return Ok(of_json(json, &written, place, known)),
        Some((value, Err(_))) if known => Value::Text(Text { means: Means::Filled(value.clone()), ..written }),
        _ => Value::Text(Text { means: Means::Open(None), ..written }),
    };
    Ok(Node::new(value, place, Some(place)))
}

/// What JSON comes to. When another tool still fills it in, a string with a `$` is unknown.
fn of_json(json: Json, written: &Text, place: Place, known: bool) -> Node {
    let text = |text: String| {
        let means = if known || !text.contains('$') { Means::Filled(Secret::new(text)) } else { Means::Open(None) };
        Text { means, ..written.clone() }
    };
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(said) => Value::Text(text(said)),
        Json::Array(items) => Value::List(items.into_iter().map(|item| of_json(item, written, place, known)).collect()),
        Json::Object(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key, of_json(value, written, place, known))).collect())
        }
    };
    Node::new(value, place, Some(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(pairs: &[(&str, &str)]) -> Layer {
        let mut sources = Sources::default();
        environment(&mut sources, &Variables::closed(pairs.iter().copied())).unwrap()
    }

    /// As Backstage's `EnvConfigSource` reads them.
    #[test]
    fn values_are_json_where_they_can_be_and_text_otherwise() {
        let layer = layer(&[
            ("APP_CONFIG_app_title", "Acme"),
            ("APP_CONFIG_app_baseUrl", "\"https://acme.dev\""),
            ("APP_CONFIG_backend_listen_port", "7007"),
            ("APP_CONFIG_permission_enabled", "true"),
            ("APP_CONFIG_integrations_github", "[{\"host\": \"github.com\"}]"),
            ("APP_CONFIG_techdocs", ""),
            ("APP_CONFIG_scm-auth_on", "x"),
        ]);
        assert!(layer.faults.is_empty(), "{:?}", layer.faults);
        let text = |route: &str| layer.root.get(route).and_then(Node::text);
        assert_eq!(text("app.title"), Some("Acme"));
        assert_eq!(text("app.baseUrl"), Some("https://acme.dev"));
        assert_eq!(text("integrations.github.0.host"), Some("github.com"));
        assert_eq!(text("scm-auth.on"), Some("x"));
        assert!(matches!(layer.root.get("backend.listen.port").unwrap().value, Value::Number(_)));
        assert!(matches!(layer.root.get("permission.enabled").unwrap().value, Value::Bool(true)));
        assert!(layer.root.get("techdocs").is_none());
        assert!(layer.root.get("app.title").unwrap().as_text().unwrap().is_reference());
    }

    #[test]
    fn what_backstage_refuses_is_a_fault() {
        for pairs in [
            &[("APP_CONFIG_integrations_github_0_host", "x")][..],
            &[("APP_CONFIG_", "x")],
            &[("APP_CONFIG_app__title", "x")],
            &[("APP_CONFIG_app_title", "null")],
            &[("APP_CONFIG_app", "x"), ("APP_CONFIG_app_title", "x")],
            &[("APP_CONFIG_app", "{\"title\": 1}"), ("APP_CONFIG_app_title", "x")],
        ] {
            assert_eq!(layer(pairs).faults.len(), 1, "{pairs:?}");
        }
    }

    #[test]
    fn variables_of_the_process_stand_in_a_text_of_their_names() {
        let mut sources = Sources::default();
        let variables = Variables::closed([("APP_CONFIG_a", "CANARY"), ("APP_CONFIG_b", "CANARY")]);
        let layer = environment(&mut sources, &variables).unwrap();
        assert_eq!(layer.root.get("b").unwrap().place.start.line, 2);
        assert!(!sources.get(layer.source).unwrap().text.contains("CANARY"));
        assert!(environment(&mut sources, &Variables::closed([("A", "x")])).is_none());
    }
}
