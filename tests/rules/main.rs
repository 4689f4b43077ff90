//! Every rule against its corpus: configurations that fire it, with every other finding that is true of them, and configurations that
//! almost do. And every rule has a page whose `Before` fires it and whose `After` does not.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

mod corpus;
mod upstream;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use corpus::{Case, Corpus, found};
use devportal_auth::contract::release::releases;
use devportal_auth::lint;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn corpus(rule: &str) -> Option<Corpus> {
    let text = fs::read_to_string(folder().join(format!("{rule}.yaml"))).ok()?;
    Some(serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("tests/rules/{rule}.yaml: {error}")))
}

/// Rules that are held by a test of their own, since a folder of texts cannot show them.
const ELSEWHERE: &[&str] = &[
    // beside the rules: they take a disk, or git
    "not-utf8",
    "file-unreadable",
    "env-file-exposed",
    "key-file-exposed",
    "secret-in-history",
    // tests/validate/live: they take a provider
    "credential-invalid",
    "credential-insufficient",
    "credential-unknown",
    "credential-expiring",
];

#[test]
fn every_rule_finds_what_its_corpus_says_and_nothing_else_is_found() {
    let mut wrong = Vec::new();
    for rule in lint::rules().filter(|rule| !ELSEWHERE.contains(&rule.id)) {
        let Some(corpus) = corpus(rule.id) else {
            wrong.push(format!("{}: there is no tests/rules/{}.yaml", rule.id, rule.id));
            continue;
        };
        if corpus.fires.is_empty() || corpus.almost.is_empty() {
            wrong.push(format!("{}: the corpus wants a case that fires and one that almost does", rule.id));
        }
        for case in corpus.fires.iter().chain(&corpus.almost) {
            wrong.extend(case.judge(rule.id).map(|why| format!("{} · {}: {why}", rule.id, case.because)));
        }
        for case in corpus.fires.iter().filter(|case| case.finds.is_empty()) {
            wrong.push(format!("{} · {}: `finds` is empty", rule.id, case.because));
        }
        for case in corpus.almost.iter().filter(|case| !case.finds.is_empty()) {
            wrong.push(format!("{} · {}: this should not fire", rule.id, case.because));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_corpus_belongs_to_a_rule() {
    let ids: BTreeSet<_> = lint::rules().map(|rule| rule.id.to_owned()).collect();
    for entry in fs::read_dir(folder()).expect("the corpus is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(path.extension().is_none_or(|ending| ending != "yaml") || ids.contains(&name), "no rule is `{name}`");
    }
}

#[test]
fn every_page_says_what_why_before_and_after_and_its_examples_are_true() {
    let mut wrong = Vec::new();
    for rule in lint::rules() {
        for part in ["# ", "## Why it matters", "## Symptoms", "## Before", "## After"] {
            if !rule.page.lines().any(|line| line.starts_with(part)) {
                wrong.push(format!("{}: its page has no `{part}`", rule.id));
            }
        }
        if rule.page.lines().any(|line| line.chars().count() > 140) {
            wrong.push(format!("{}: its page has a long line", rule.id));
        }
        for (part, fires) in [("## Before", true), ("## After", false)] {
            for case in Case::of_page(rule.page, part) {
                let there = found(&case).iter().any(|finding| finding.rule == rule.id);
                if there != fires {
                    wrong.push(format!("{}: `{part}` {}", rule.id, if there { "fires" } else { "does not fire" }));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_are_named_once_and_speak_as_messages_do() {
    let mut seen = BTreeSet::new();
    for rule in lint::rules() {
        assert!(seen.insert(rule.id), "`{}` is there twice", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "`{}`", rule.id);
        assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "`{}`", rule.id);
    }
}

#[test]
fn rules_that_go_by_releases_are_rules() {
    let unknown: Vec<_> = releases().readings.iter().flatten().filter(|id| lint::rule(id).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// What stands for secrets in the corpus.
const SECRETS: &[&str] =
    &["hunter2", "Eesh7ahroh9Io3ae", "4711081500", "pa$word", "a1B2a1B2", "MIIEpAIBAAKCAQEA", "a-token", "a-secret"];

#[test]
fn no_finding_shows_a_secret_of_the_corpus() {
    for rule in lint::rules().filter_map(|rule| corpus(rule.id)) {
        for finding in rule.fires.iter().chain(&rule.almost).flat_map(found) {
            let labels = finding.because.iter().map(|(_, label)| label);
            let said: Vec<_> = labels.chain([&finding.message, &finding.route]).chain(&finding.hint).collect();
            let shown = SECRETS.iter().find(|secret| said.iter().any(|said| said.contains(**secret)));
            assert_eq!(shown, None, "{}: {}", finding.rule, finding.message);
        }
    }
}

#[test]
fn what_is_found_does_not_depend_on_the_name_of_the_lowest_file() {
    // Which file comes first is that rule's whole question.
    for rule in lint::rules().filter(|rule| rule.id != "layer-order") {
        let cases = corpus(rule.id).map(|corpus| corpus.fires.into_iter().chain(corpus.almost));
        for case in cases.into_iter().flatten() {
            let named = corpus::places(&case);
            if let Some(other) = case.with_another_name() {
                let named: Vec<_> =
                    named.iter().map(|place| place.replace("app-config.yaml:", "lowest.yml:")).collect();
                assert_eq!(corpus::places(&other), named, "{} · {}", rule.id, other.because);
            }
        }
    }
}
