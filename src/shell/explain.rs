//! `devportal-auth explain`: a rule's page, or those that know an error's words.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::cli::Explain;
use super::end::CannotBegin;
use crate::lint::{self, Rule};
use crate::near::nearest;

/// Prints a page, or a list of them.
pub(super) fn explain(flags: &Explain) -> Result<ExitCode> {
    let Some(topic) = &flags.topic else { return super::print(&list(lint::rules())) };
    if let Some(rule) = lint::rule(topic) {
        return super::print(&page(rule));
    }
    let told: Vec<_> = lint::rules().filter(|rule| knows(rule, topic)).collect();
    match told.as_slice() {
        [] => nobody(topic).context(CannotBegin),
        [rule] => super::print(&page(rule)),
        several => super::print(&list(several.iter().copied())),
    }
}

fn page(rule: &Rule) -> String {
    format!("{}\n`{}` · {} · confidence {}\n", rule.page.trim_end(), rule.id, rule.severity.id(), rule.confidence.id())
}

fn list<'r>(rules: impl Iterator<Item = &'r Rule>) -> String {
    rules.map(|rule| format!("{:<28}  {:<8} {}\n", rule.id, rule.severity.id(), rule.summary)).collect()
}

/// Tells whether a page's title or symptoms speak of these words, in the order in which they are given, case apart.
fn knows(rule: &Rule, words: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let title = rule.page.lines().next().unwrap_or_default();
    let symptoms = rule.page.split("\n## ").find(|part| part.starts_with("Symptoms")).unwrap_or_default();
    plain(title).contains(&plain(words)) || plain(symptoms).contains(&plain(words))
}

fn nobody(topic: &str) -> Result<ExitCode> {
    let meant = nearest(topic, lint::rules().map(|rule| rule.id));
    let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    bail!("nothing is known of `{topic}`{meant} All rules: `devportal-auth explain`")
}
