//! A Dockerfile: the command of its last stage, and the files that are copied for it.

use std::collections::BTreeMap;
use std::mem;

use super::{Beside, Start, environments};
use crate::config::carrier::{configs_named, is_app_config, last};
use crate::config::is_configuring;
use crate::credential::Secret;

/// So many stages are remembered by name.
const MOST_STAGES: usize = 100;

/// Reads what a Dockerfile says; nothing when a script of its own starts the portal, or nothing does.
pub(super) fn read(text: &str) -> Option<Start> {
    Stage::last_of(text).start()
}

/// What the last stage sets some variables to, as it is written there.
pub(super) fn variables(text: &str, names: &[&str]) -> Vec<(String, String)> {
    let stage = Stage::last_of(text);
    let found = names.iter().filter_map(|name| Some(((*name).to_owned(), stage.variable(name)?.to_owned())));
    found.collect()
}

/// What an image is built with.
#[derive(Clone, Default)]
struct Stage {
    entry: Option<String>,
    command: Option<String>,
    copied: Vec<String>,
    /// Files of configuration that have another name in the image, by that.
    renamed: BTreeMap<String, String>,
    /// What stands behind each `ENV`, in order.
    set: Vec<String>,
}

impl Stage {
    /// The last stage, with what it has from the one that it is built on, where that is of this file.
    fn last_of(text: &str) -> Self {
        let mut before: BTreeMap<String, Self> = BTreeMap::new();
        let (mut name, mut stage) = (None, Self::default());
        for (word, rest) in instructions(text) {
            match word.as_str() {
                "FROM" => {
                    let done = mem::take(&mut stage);
                    before.extend(name.filter(|_| before.len() < MOST_STAGES).map(|name| (name, done)));
                    let (base, called) = from(&rest);
                    stage = before.get(&base).cloned().unwrap_or_default();
                    name = called;
                }
                "ENTRYPOINT" => (stage.entry, stage.command) = (Some(rest), None),
                "CMD" => stage.command = Some(rest),
                "COPY" | "ADD" => {
                    stage.copied.extend(configuration(&rest));
                    stage.renamed.extend(renamed(&rest));
                }
                "ENV" => stage.set.push(rest),
                _ => {}
            }
        }
        stage
    }

    /// What a variable is set to.
    fn variable(&self, name: &str) -> Option<&str> {
        self.set.iter().rev().find_map(|rest| set(rest, name))
    }

    /// Configuration in its variables.
    fn configuration(&self) -> Vec<(String, Secret)> {
        let mut found: BTreeMap<&str, &str> = BTreeMap::new();
        for rest in &self.set {
            let names = rest.split_whitespace().map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
            let known = names.filter(|name| is_configuring(name));
            found.extend(known.filter_map(|name| Some((name, set(rest, name)?))));
        }
        let seen = found.into_iter().filter(|(_, value)| !value.contains('$'));
        seen.map(|(name, value)| (name.to_owned(), Secret::new(value))).collect()
    }

    fn start(self) -> Option<Start> {
        let line = self.entry.iter().chain(&self.command).map(|line| words(line)).collect::<Vec<_>>().join(" ");
        let named = configs_named([(line.as_str(), ())].into_iter());
        let here = |name: &str| self.renamed.get(last(name)).cloned().unwrap_or_else(|| name.to_owned());
        let named: Vec<_> = named.into_iter().map(|(name, ())| here(name)).collect();
        let starts_backend = line.contains("packages/backend") && line.contains("node");
        let part = "the command".to_owned();
        let in_image = starts_backend && !line.contains("NODE_ENV=");
        let stage = self.variable("NODE_ENV").filter(|_| in_image).map(str::to_owned);
        let environments = self.variable("BACKSTAGE_ENV").map(environments).unwrap_or_default();
        let variables = self.configuration().into_iter().map(|(name, value)| (name, Some(value)));
        let beside = Beside { variables: variables.collect() };
        let own = (named.is_empty() && starts_backend).then_some(self.copied);
        let start = Start { named, own, environments, in_image, stage, part, beside, unread: Vec::new() };
        (!start.named.is_empty() || start.own.is_some()).then_some(start)
    }
}

/// The image that a stage is built on and the stage's own name, in small letters as both are compared.
fn from(rest: &str) -> (String, Option<String>) {
    let rest = rest.to_lowercase();
    let mut words = rest.split_whitespace().filter(|word| !word.starts_with("--"));
    let base = words.next().unwrap_or_default().to_owned();
    let called = words.next().filter(|word| *word == "as").and_then(|_| words.next());
    (base, called.map(str::to_owned))
}

/// The files of configuration that `COPY` or `ADD` copies, or patterns of such; flags say how it is copied, and the last word is where to.
fn configuration(rest: &str) -> Vec<String> {
    let words = words(rest);
    let mut paths: Vec<_> = words.split_whitespace().filter(|word| !word.starts_with("--")).collect();
    paths.pop();
    paths.into_iter().filter(|path| last(path).starts_with("app-config")).map(str::to_owned).collect()
}

/// The file of configuration that `COPY` or `ADD` gives another name: that name, and the file's.
fn renamed(rest: &str) -> Option<(String, String)> {
    let words = words(rest);
    // What comes out of another stage has its name from there.
    let here = !words.split_whitespace().any(|word| word.starts_with("--from"));
    let mut paths = words.split_whitespace().filter(|word| !word.starts_with("--"));
    let (file, to) = (paths.next()?, paths.next().filter(|_| here)?);
    let is_one = paths.next().is_none() && is_app_config(last(to)) && last(to) != last(file) && !file.contains('*');
    is_one.then(|| (last(to).to_owned(), file.to_owned()))
}

/// The instructions with what stands behind each, in one line and without comments.
fn instructions(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut line = String::new();
    // An unfinished last line is one all the same.
    for part in text.lines().map(str::trim).filter(|part| !part.starts_with('#')).chain([""]) {
        let unfinished = part.strip_suffix('\\');
        line.push_str(unfinished.unwrap_or(part));
        line.push(' ');
        if unfinished.is_none() {
            let (word, rest) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
            found.push((word.to_ascii_uppercase(), rest.to_owned()));
            line.clear();
        }
    }
    found
}

/// The words of a command, whether it is written as JSON or for a shell.
fn words(line: &str) -> String {
    let listed: Option<Vec<String>> = serde_json::from_str(line).ok();
    listed.map_or_else(|| line.to_owned(), |words| words.join(" "))
}

/// What an instruction sets a variable to, in either of its forms.
fn set<'r>(rest: &'r str, name: &str) -> Option<&'r str> {
    let pair = rest.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let spaced = || rest.strip_prefix(name).filter(|value| value.starts_with(char::is_whitespace));
    pair.or_else(spaced).map(|value| value.trim().trim_matches(['"', '\'']))
}
