//! Where a secret may stand in a configuration: what templates/ knows, and the list in `positions.yaml`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

/// A key that holds a secret, by its route, and what stands around the secret there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) route: Vec<String>,
    pub(crate) around: String,
}

impl Position {
    /// Whether the key alone says that everything there is a secret; in an address, only a part is.
    pub(crate) fn is_secret_by_key(&self) -> bool {
        !self.is_address() && self.route[0] != "addresses"
    }

    /// What stands at the key when this is the secret.
    pub(crate) fn with(&self, secret: &str) -> String {
        self.around.replace(SLOT, &self.inside(secret))
    }

    /// The secret as it has to be written there.
    pub(crate) fn inside(&self, secret: &str) -> String {
        match () {
            () if self.is_address() => secret.bytes().map(in_address).collect(),
            () if self.around.contains("\\\"") => secret.replace('"', "\\\\\\\""),
            () if self.around.contains("</") => secret.replace('&', "&amp;").replace('<', "&lt;"),
            () if self.around.contains('"') => secret.replace('"', "\\\""),
            () => secret.to_owned(),
        }
    }

    /// Whether the secret is a part of an address, where some signs cannot stand as they are.
    pub(crate) fn is_address(&self) -> bool {
        ["://", "%3A%2F%2F"].iter().any(|scheme| self.around.contains(scheme))
    }
}

/// What stands for the secret in the text around it.
pub(crate) const SLOT: &str = "<canary>";

fn in_address(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")
}

fn yaml(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(templates().join(folder)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    paths
}

/// The variables that hold secrets: those of the profiles are marked, those of the presets say it by their names.
pub(crate) fn variables() -> Vec<String> {
    let mut names = BTreeSet::new();
    for contract in files("v1").iter().map(|path| yaml(path)) {
        for (name, spec) in contract.get("variables").and_then(Value::as_mapping).into_iter().flatten() {
            if spec.get("secret").and_then(Value::as_bool) == Some(true) {
                names.extend([name, &spec["base64"]].into_iter().filter_map(Value::as_str).map(str::to_owned));
            }
        }
    }
    for (_, preset) in yaml(&templates().join("v2/presets.yaml")).as_mapping().unwrap() {
        let all = preset.get("variables").and_then(Value::as_mapping).into_iter().flatten();
        names.extend(all.filter_map(|(name, _)| name.as_str()).filter(|name| sounds_secret(name)).map(str::to_owned));
    }
    // The same under the names that people give them besides.
    for row in yaml(&templates().join("backstage/variables.yaml"))["same"].as_sequence().unwrap() {
        let others = row["also"].as_sequence().into_iter().flatten().chain([&row["profile"], &row["preset"]]);
        names.extend(others.filter_map(Value::as_str).filter(|name| sounds_secret(name)).map(str::to_owned));
    }
    names.into_iter().collect()
}

fn sounds_secret(name: &str) -> bool {
    ["SECRET", "TOKEN", "PASSWORD", "PAT", "PRIVATE_KEY", "BASE64"].iter().any(|ending| name.ends_with(ending))
}

/// Every place, each once.
pub(crate) fn positions() -> Vec<Position> {
    let variables = variables();
    let mut all = BTreeSet::new();
    for contract in files("v1").iter().map(|path| yaml(path)) {
        for piece in contract.get("fragment").and_then(Value::as_sequence).into_iter().flatten() {
            let text = piece["yaml"].as_str().unwrap_or_default();
            if let Ok(fragment) = serde_yaml::from_str(text) {
                referred(&fragment, &variables, &mut Vec::new(), &mut all);
            }
        }
    }
    for layer in files("v1/layers").iter().chain(&files("v2/layers")) {
        referred(&yaml(layer), &variables, &mut Vec::new(), &mut all);
    }
    let keys = yaml(&templates().join("backstage/keys.yaml"));
    known(&keys["keys"], &mut Vec::new(), &mut all);
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/canary/positions.yaml");
    all.extend(yaml(&listed).as_sequence().unwrap().iter().map(|line| listed_position(line.as_str().unwrap())));
    all.into_iter().collect()
}

fn listed_position(line: &str) -> Position {
    let (route, around) = line.split_once(" = ").unwrap_or((line, SLOT));
    assert!(around.contains(SLOT), "{line}");
    Position { route: route.split('.').map(str::to_owned).collect(), around: around.to_owned() }
}

/// Collects the keys that refer to a secret's variable.
fn referred(node: &Value, variables: &[String], route: &mut Vec<String>, all: &mut BTreeSet<Position>) {
    match node {
        Value::Mapping(map) => {
            for (key, value) in map {
                route.push(key.as_str().unwrap_or_default().to_owned());
                referred(value, variables, route, all);
                route.pop();
            }
        }
        Value::Sequence(items) => {
            route.push("-".to_owned());
            items.iter().for_each(|item| referred(item, variables, route, all));
            route.pop();
        }
        Value::String(text) => {
            let reference = variables.iter().map(|name| format!("${{{name}}}")).find(|wanted| text.contains(wanted));
            if let Some(reference) = reference {
                all.insert(Position { route: route.clone(), around: text.replace(&reference, SLOT) });
            }
        }
        _ => {}
    }
}

/// Collects the keys of the known ones whose names say that they hold a secret.
fn known(node: &Value, route: &mut Vec<String>, all: &mut BTreeSet<Position>) {
    let Value::Mapping(map) = node else { return };
    for (key, value) in map {
        let key = key.as_str().unwrap_or_default();
        if key == "=" {
            continue;
        }
        route.push(if key == "*" { "production".to_owned() } else { key.to_owned() });
        let words = ["secret", "token", "password", "privatekey", "signingkey"];
        let name = key.to_ascii_lowercase();
        let says_so = words.iter().any(|word| name.ends_with(word));
        if says_so && value.as_str().is_some_and(|form| form == "text" || form == "any") {
            all.insert(Position { route: route.clone(), around: SLOT.to_owned() });
        }
        known(value, route, all);
        route.pop();
    }
}
