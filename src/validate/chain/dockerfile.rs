//! A Dockerfile: the command of its last stage, and the files that are copied for it.

use super::{Start, environments};
use crate::config::carrier::{configs_named, is_app_config, last};

/// Reads what a Dockerfile says; nothing when a script of its own starts the portal, or nothing does.
pub(super) fn read(text: &str) -> Option<Start> {
    let mut stage = Stage::default();
    for line in instructions(text) {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line.as_str(), ""));
        match word.to_ascii_uppercase().as_str() {
            "FROM" => stage = Stage::default(),
            "ENTRYPOINT" => (stage.entry, stage.command) = (Some(rest.to_owned()), None),
            "CMD" => stage.command = Some(rest.to_owned()),
            "COPY" | "ADD" => stage.copied.extend(copied(rest)),
            "ENV" => {
                stage.node = set(rest, "NODE_ENV").map(str::to_owned).or(stage.node);
                stage.environments = set(rest, "BACKSTAGE_ENV").map(environments).unwrap_or(stage.environments);
            }
            _ => {}
        }
    }
    stage.start()
}

#[derive(Default)]
struct Stage {
    entry: Option<String>,
    command: Option<String>,
    copied: Vec<String>,
    environments: Vec<String>,
    node: Option<String>,
}

impl Stage {
    fn start(self) -> Option<Start> {
        let Self { entry, command, copied, environments, node } = self;
        let line = entry.iter().chain(&command).map(|line| words(line)).collect::<Vec<_>>().join(" ");
        let named = configs_named([(line.as_str(), ())].into_iter());
        let named: Vec<_> = named.into_iter().map(|(name, ())| name.to_owned()).collect();
        let starts_backend = line.contains("packages/backend") && line.contains("node");
        let own = (named.is_empty() && starts_backend).then_some(copied);
        let part = "the command".to_owned();
        let in_image = starts_backend && !line.contains("NODE_ENV=");
        let stage = node.filter(|_| in_image);
        (!named.is_empty() || own.is_some()).then_some(Start { named, own, environments, in_image, stage, part })
    }
}

/// The instructions, each in one line, without comments.
fn instructions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut line = String::new();
    for part in text.lines().map(str::trim).filter(|part| !part.starts_with('#')) {
        let unfinished = part.strip_suffix('\\');
        line.push_str(unfinished.unwrap_or(part));
        line.push(' ');
        if unfinished.is_none() {
            found.push(std::mem::take(&mut line).trim().to_owned());
        }
    }
    found.push(line.trim().to_owned());
    found
}

/// The words of a command, whether it is written as JSON or for a shell.
fn words(line: &str) -> String {
    let listed: Option<Vec<String>> = serde_json::from_str(line).ok();
    listed.map_or_else(|| line.to_owned(), |words| words.join(" "))
}

/// The files of configuration among what is copied; the last word is where to.
fn copied(rest: &str) -> Vec<String> {
    let words: Vec<_> = words(rest).split_whitespace().map(str::to_owned).collect();
    let from = words.iter().take(words.len().saturating_sub(1)).filter(|word| !word.starts_with("--"));
    from.filter(|word| is_app_config(word) || last(word).starts_with("app-config")).cloned().collect()
}

/// What an instruction sets a variable to, in either of its forms.
fn set<'r>(rest: &'r str, name: &str) -> Option<&'r str> {
    let pair = rest.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let spaced = || rest.strip_prefix(name).filter(|value| value.starts_with(char::is_whitespace));
    pair.or_else(spaced).map(|value| value.trim().trim_matches(['"', '\'']))
}
