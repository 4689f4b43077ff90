//! A `package.json`: the script that starts the portal, with the variables that it sets for its command.

use super::{Beside, Start, counts};
use crate::config::carrier::{configs_named, is_app_config};
use crate::contract::carriers::carriers;
use crate::credential::Secret;

/// Reads what the scripts say of the start.
pub(super) fn read(text: &str) -> Option<Start> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    let scripts = package.get("scripts")?;
    carriers().scripts.iter().find_map(|name| {
        let command = scripts.get(name)?.as_str()?;
        let named = configs_named([(command, ())].into_iter()).into_iter().map(|(name, ())| name.to_owned());
        let named: Vec<_> = named.collect();
        let configures = named.iter().any(|name| is_app_config(name));
        let beside = Beside { variables: variables(command) };
        configures.then(|| Start { named, part: format!("`{name}`"), beside, ..Start::default() })
    })
}

/// What a command line sets before the command that names configuration (`A=b node …`, `cross-env A=b node …`, `export A=b && node …`).
fn variables(line: &str) -> Vec<(String, Option<Secret>)> {
    let before = line.split("--config").next().unwrap_or_default();
    let mut set = Vec::new();
    let mut commands = before.split("&&").flat_map(|part| part.split(';')).peekable();
    while let Some(command) = commands.next() {
        let mut words = command.split_whitespace().peekable();
        let lasts = words.next_if_eq(&"export").is_some();
        let is_setter = |word: &&str| carriers().setters.iter().any(|setter| setter == word);
        let mut pairs = Vec::new();
        while words.next_if(is_setter).is_some() {}
        while let Some(pair) = words.next_if(|word| is_pair(word)) {
            pairs.extend(pair.split_once('='));
        }
        // What stands before another command is gone with that one.
        if lasts || commands.peek().is_none() {
            set.extend(pairs);
        }
    }
    let value = |value: &str| {
        let plain = value.trim_matches(['"', '\'']);
        (!plain.contains('$')).then(|| Secret::new(plain))
    };
    set.into_iter().filter(|(name, _)| counts(name)).map(|(name, said)| (name.to_owned(), value(said))).collect()
}

/// Tells whether a word sets a variable.
fn is_pair(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
            && !name.starts_with('-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(line: &str) -> Vec<String> {
        let shown = |value: Option<Secret>| value.map_or("?".to_owned(), |value| value.expose().to_owned());
        variables(line).into_iter().map(|(name, value)| format!("{name}={}", shown(value))).collect()
    }

    #[test]
    fn what_stands_before_the_command_is_set_for_it() {
        for line in [
            "APP_CONFIG_a=true node packages/backend --config app-config.yaml",
            "cross-env A=b APP_CONFIG_a=true node packages/backend --config app-config.yaml",
            "npx cross-env-shell APP_CONFIG_a='true' \"node packages/backend --config app-config.yaml\"",
            "env APP_CONFIG_a=\"true\" node packages/backend --config app-config.yaml --x APP_CONFIG_b=c",
            "export APP_CONFIG_a=true && yarn build && node packages/backend --config app-config.yaml",
        ] {
            assert_eq!(set(line), ["APP_CONFIG_a=true"], "{line}");
        }
        assert_eq!(set("NODE_ENV=$STAGE yarn start --config app-config.yaml"), ["NODE_ENV=?"]);
    }

    #[test]
    fn what_is_set_for_another_command_is_none_of_it() {
        for line in [
            "APP_CONFIG_a=true yarn build && node packages/backend --config app-config.yaml",
            "node packages/backend --config app-config.yaml; APP_CONFIG_a=true yarn test",
            "node packages/backend --app APP_CONFIG_a=true --config app-config.yaml",
        ] {
            assert!(set(line).is_empty(), "{line}");
        }
    }
}
