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
    let mut told: Vec<_> = lint::rules().filter_map(|rule| Some((weight(rule, topic)?, rule))).collect();
    told.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    match told.as_slice() {
        [] => nobody(topic).context(CannotBegin),
        [(_, rule)] => super::print(&page(rule)),
        [(first, rule), (second, _), ..] if first > second => {
            let others = list(told[1..].iter().map(|(_, rule)| *rule));
            super::print(&format!("{}\nothers that speak of it:\n{others}", page(rule)))
        }
        several => super::print(&list(several.iter().map(|(_, rule)| *rule))),
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

/// The shortest code of a provider (`AADSTS50011`), which says what is wrong whatever the words around it.
const SHORTEST_CODE: usize = 9;

/// How well a page's title or symptoms speak of these words: by the longest piece of an error that stands among them, by a provider's code,
/// and by the keys that are named in them. What differs from portal to portal (names in quotes, numbers in brackets) may be anything.
fn weight(rule: &Rule, said: &str) -> Option<usize> {
    let words = plain(said);
    let title = rule.page.lines().next().unwrap_or_default();
    let symptoms = rule.page.split("\n## ").find(|part| part.starts_with("Symptoms")).unwrap_or_default();
    let symptoms = symptoms.split('`').skip(1).step_by(2).enumerate();
    let clauses =
        symptoms.clone().flat_map(|(place, symptom)| symptom.split(", ").map(move |clause| (place, plain(clause))));
    let among = clauses.filter(|(_, clause)| clause.len() >= SHORTEST && words.contains(clause.as_str()));
    // What a page names first is what it is most about.
    let code = |clause: &str| if clause.contains(' ') { 0 } else { CODE };
    let longest = among.map(|(place, clause)| clause.len() + code(&clause) + FIRST.saturating_sub(place));
    let whole = symptoms.clone().find(|(_, symptom)| plain(symptom).contains(&words)).map(|(place, _)| place);
    let whole =
        whole.or(plain(title).contains(&words).then_some(0)).map(|place| words.len() + FIRST.saturating_sub(place));
    let longest = longest.chain(whole).max();
    let codes = said.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_code(word));
    let code =
        codes.filter_map(|code| symptoms.clone().find(|(_, symptom)| symptom.contains(code)).map(|(place, _)| place));
    let code = code.map(|place| CODE + FIRST.saturating_sub(place)).max();
    let matched = longest.into_iter().chain(code).max()?;
    Some(matched + NAMED * named(said).filter(|key| speaks_of(rule, key)).count())
}

/// What it counts for that a provider's own word for it is there (`client_not_found`), in characters of a sentence.
const CODE: usize = 32;

/// What it counts for that a symptom is a page's first, in characters of its words.
const FIRST: usize = 6;

/// What a key that is named in an error counts for, in characters of its words.
const NAMED: usize = 12;

fn is_code(word: &str) -> bool {
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    word.len() >= SHORTEST_CODE && letters >= 4 && word[letters..].chars().all(|c| c.is_ascii_digit())
}

/// The parts of the keys that an error names in quotes: `'auth.providers.github.production.clientId'`.
fn named(said: &str) -> impl Iterator<Item = &str> {
    let keys = said
        .split(['\'', '"', '`'])
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains('.') && !name.contains(['/', ' ']) && !name.ends_with(".yaml"));
    keys.flat_map(|key| key.split(['.', '[', ']'])).filter(|part| part.len() > 3)
}

/// Tells whether a page is about a key: it stands in its name or in its title, or is written in its examples.
fn speaks_of(rule: &Rule, key: &str) -> bool {
    let heading = rule.page.lines().next().unwrap_or_default();
    rule.id.contains(&key.to_ascii_lowercase()) || heading.contains(key) || rule.page.contains(&format!("{key}:"))
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
        let known = |words: &str| lint::rules().any(|rule| weight(rule, words).is_some());
        for words in [
            "No configuration available for the 'development' environment of this provider.",
            "Login failed; caused by Error: Sign-in resolver 'x' is not available",
            "Unable to convert config value for key 'integrations.github[0].apps[0].appId' in 'env' to a number",
        ] {
            assert!(known(words), "{words}");
        }
        assert!(!known("the moon is made of cheese"));
    }

    #[test]
    fn no_page_knows_an_error_of_a_log_better_than_its_own() {
        for (line, page) in [
            (
                "Plugin 'auth' startup failed; caused by Error: Failed to initialize microsoft auth provider, Invalid type in config for key \
                 'auth.providers.microsoft.production.clientSecret' in 'app-config.yaml', got empty-string, wanted string",
                "sign-in-field-empty",
            ),
            ("Authentication failed, authentication requires session support", "session-secret-missing"),
            (
                "Login failed; caused by NotAllowedError: Origin 'https://portal.acme.test' is not allowed",
                "origin-refused",
            ),
            (
                "Module 'github-org-entity-provider' for plugin 'catalog' startup failed; caused by Error: Missing required config value at \
                 'catalog.providers.githubOrg.id' in 'app-config.yaml'",
                "github-org-shape",
            ),
            (
                "Error: Invalid Azure integration config for dev.azure.com: credential at position 1 is not a valid credential",
                "azure-credential-invalid",
            ),
            (
                "Failed to initialize ldap auth provider, Missing required config value at 'auth.providers.ldap.production' in 'a.yaml'",
                "ldap-environment",
            ),
            (
                "AADSTS50011: The redirect URI 'http://localhost:7007/x' specified in the request does not match",
                "callback-url",
            ),
            (
                "No schedule provided neither via code nor config for MicrosoftGraphOrgEntityProvider:default.",
                "schedule-missing",
            ),
            (
                "Invalid type in config for key 'backend.listen' in 'app-config.production.yaml', got string",
                "map-over-value",
            ),
            ("Request failed with status code 401 client_not_found", "keycloak-realm"),
        ] {
            let best = lint::rules().filter_map(|rule| weight(rule, line)).max();
            assert_eq!(lint::rule(page).and_then(|rule| weight(rule, line)), best, "{line}");
        }
    }
}
