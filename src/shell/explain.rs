//! `devportal-auth explain`: a rule's page, or those that know an error's words.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::cli::Explain;
use super::end::CannotBegin;
use crate::lint::{self, Rule};
use crate::near::nearest;
use crate::secrecy::is_word;

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

/// The shortest clause between backticks that is an error's words by itself.
const SHORTEST: usize = 16;

/// Tells whether a page's title or symptoms speak of these words. What differs from portal to portal (names in quotes, numbers in
/// brackets) may be anything, and an error's words may stand among others.
fn knows(rule: &Rule, words: &str) -> bool {
    let words = plain(words);
    let title = rule.page.lines().next().unwrap_or_default();
    let symptoms = rule.page.split("\n## ").find(|part| part.starts_with("Symptoms")).unwrap_or_default();
    let said = symptoms.split('`').skip(1).step_by(2).flat_map(|symptom| symptom.split(", ")).map(plain);
    let mut said = said.filter(|clause| clause.len() >= SHORTEST);
    plain(title).contains(&words) || plain(symptoms).contains(&words) || said.any(|clause| words.contains(&clause))
}

/// Words without case and line ends, and without what differs from portal to portal.
fn plain(text: &str) -> String {
    let one_line = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut plain = String::new();
    let mut rest = one_line.as_str();
    while let Some(start) = rest.find(['\'', '"', '<', '[']) {
        let (before, inside) = rest.split_at(start);
        let ending = match inside.as_bytes()[0] {
            b'<' => '>',
            b'[' => ']',
            quote => char::from(quote),
        };
        plain += before;
        // An apostrophe opens nothing.
        let opens = inside.starts_with(['<', '[']) || before.is_empty() || before.ends_with([' ', '(', '`']);
        match inside[1..].find(ending).filter(|_| opens) {
            Some(length) => {
                plain.push('*');
                rest = &inside[length + 2..];
            }
            None => {
                plain.push_str(&inside[..1]);
                rest = &inside[1..];
            }
        }
    }
    plain + rest
}

fn nobody(topic: &str) -> Result<ExitCode> {
    let meant = nearest(topic, lint::rules().map(|rule| rule.id));
    let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    let named = if is_word(topic) { format!("`{topic}`") } else { "these words".to_owned() };
    bail!("nothing is known of {named}{meant} All rules: `devportal-auth explain`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errors_words_are_known_whatever_the_names_in_it() {
        assert_eq!(plain("Origin 'http://localhost:7007' isn't  allowed\n[3]"), "origin * isn't allowed *");
        let known = |words: &str| lint::rules().any(|rule| knows(rule, words));
        for words in [
            "No configuration available for the 'development' environment of this provider.",
            "Login failed; caused by Error: Sign-in resolver 'x' is not available",
            "Unable to convert config value for key 'integrations.github[0].apps[0].appId' in 'env' to a number",
        ] {
            assert!(known(words), "{words}");
        }
        assert!(!known("the moon is made of cheese"));
    }
}
