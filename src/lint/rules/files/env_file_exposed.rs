//! `env-file-exposed`: a file of variables can be read by others, or git has it or would take it.

use crate::config::Place;
use crate::credential::Secret;
use crate::dotenv::{self, Entry};
use crate::git::Told;
use crate::lint::{Confidence, Finding, Kept, Rule, Severity, Subject};
use crate::secrecy::{is_example, is_secret_variable, stands_in, token_of};
use crate::typed::Typed;

pub(in super::super) const RULE: Rule = Rule {
    id: "env-file-exposed",
    summary: "a file of variables can be read by others or is kept by git",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/env-file-exposed.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let files = subject.around.env_files.iter().filter_map(|number| Some((*number, subject.sources.get(*number)?)));
    let secret = files.filter(|(_, file)| !is_example(&file.name) && !is_form(&file.text));
    secret
        .flat_map(|(number, file)| {
            let kept = subject.around.kept.get(&file.name);
            let found = match kept {
                Some(kept) if file.text.trim().is_empty() => was_exposed(rule, &file.name, "which is empty now", kept),
                Some(kept) if is_without_secrets(&file.text) => {
                    was_exposed(rule, &file.name, "in which no secret is filled in now", kept)
                }
                Some(kept) => exposed(rule, &file.name, kept),
                None => Vec::new(),
            };
            found.into_iter().map(move |finding| finding.stands(Place::top(number)))
        })
        .collect()
}

/// Tells whether a file only names variables that everybody sets for himself.
fn is_form(text: &str) -> bool {
    let Ok(entries) = dotenv::entries(text) else { return false };
    let to_come = |entry: &Entry| {
        let value = entry.value.as_ref().map(Secret::expose);
        value.is_some_and(|value| value.is_empty() || stands_in(&entry.name, value))
    };
    !entries.is_empty() && entries.iter().all(to_come)
}

/// Tells whether the names of secrets in a file wait for a value, and what is set is a word or a switch.
fn is_without_secrets(text: &str) -> bool {
    let Ok(entries) = dotenv::entries(text) else { return false };
    let harmless = |entry: &Entry| match entry.value.as_ref().map(Secret::expose) {
        None => false,
        Some(value) if value.is_empty() || stands_in(&entry.name, value) => true,
        Some(value) => !is_secret_variable(&entry.name) && is_setting(value),
    };
    entries.iter().any(|entry| is_secret_variable(&entry.name)) && entries.iter().all(harmless)
}

/// Tells whether a value is one of few that a program understands: no secret is that short and plain.
fn is_setting(value: &str) -> bool {
    let parts: Vec<_> = value.split(['-', '_', '.', ':', '/', '=', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let plain = |part: &&str| {
        part.len() <= LONGEST_WORD
            && (part.bytes().all(|c| c.is_ascii_alphabetic())
                || part.len() <= 5 && part.bytes().all(|c| c.is_ascii_digit()))
    };
    parts.iter().all(plain) && token_of(value).is_none()
}

/// No word of a setting is longer.
const LONGEST_WORD: usize = 14;

/// A file in which no secret stands: git may have what stood in it.
fn was_exposed(rule: &Rule, name: &str, now: &str, kept: &Kept) -> Vec<Finding> {
    let tracked = matches!(kept.tracked, Told::Yes);
    let finding = || {
        rule.nowhere()
            .severity(Severity::Note)
            .says(format!("git has `{name}`, {now}, with whatever stood in it before"))
            .hint(format!(
                "look with `{}`; then `{}`, and {}",
                Typed::of(&["git", "log", "-p", "--"]).files([name]),
                Typed::of(&["git", "rm", "--cached"]).files([name]),
                kept.add_to_ignored(name)
            ))
    };
    tracked.then(finding).into_iter().collect()
}

fn exposed(rule: &Rule, name: &str, kept: &Kept) -> Vec<Finding> {
    let mut found = Vec::new();
    match (&kept.tracked, &kept.ignored) {
        (Told::Yes, _) => found.push(
            rule.nowhere().says(format!("git has `{name}`, with every secret that ever stood in it")).hint(format!(
                "`{}`, {}, and replace the secrets at their providers",
                Typed::of(&["git", "rm", "--cached"]).files([name]),
                kept.add_to_ignored(name)
            )),
        ),
        (Told::No, Told::No) => found.push(
            rule.nowhere()
                .severity(Severity::Warning)
                .says(format!("git does not ignore `{name}`, so that the next `git add` takes it"))
                .hint(kept.add_to_ignored(name)),
        ),
        _ => {}
    }
    if let Some(why) = kept.untold() {
        found.push(
            rule.nowhere()
                .severity(Severity::Note)
                .says(format!("whether git has `{name}`, or would take it, could not be determined: {why}"))
                .hint(format!(
                    "look with `{}` and `{}`; both should be sure",
                    Typed::of(&["git", "ls-files"]).files([name]),
                    Typed::of(&["git", "check-ignore"]).files([name])
                )),
        );
    }
    if kept.others_read() {
        found.push(
            rule.nowhere()
                .severity(Severity::Warning)
                .says(format!("others on this machine may read `{name}`"))
                .hint(format!("`{}`", Typed::of(&["chmod", "600"]).files([name]))),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_a_file_that_sets_nothing_yet() {
        assert!(is_form("TOKEN=\nOTHER=\n") && is_form("GITHUB_TOKEN=changeme\n"));
        assert!(!is_form("TOKEN=\nOTHER=1\n") && !is_form("") && !is_form("A=b\n"));
    }

    #[test]
    fn a_switch_beside_secrets_that_are_to_come_is_none() {
        assert!(is_without_secrets(
            "API_TOKEN=\nNODE_ENV=development\nNODE_OPTIONS=--no-node-snapshot\nTZ=utc\nPORT=7007\n"
        ));
        assert!(!is_without_secrets("NODE_ENV=development\n") && !is_without_secrets("API_TOKEN=hunter2\nTZ=utc\n"));
        assert!(!is_without_secrets("API_TOKEN=\nOTHER=q8Zr4tW1yX7vB2nM\n"));
    }

    #[test]
    fn each_way_to_be_exposed_is_told_once() {
        let safe = Kept { mode: Some(0o100_600), tracked: Told::No, ignored: Told::Yes, from_root: None };
        let said =
            |kept: &Kept| exposed(&RULE, ".env", kept).iter().map(|finding| finding.severity).collect::<Vec<_>>();
        assert!(said(&safe).is_empty() && said(&Kept::default()).is_empty());
        assert_eq!(said(&Kept { tracked: Told::Yes, ..safe.clone() }), [Severity::Error]);
        let empty = was_exposed(
            &RULE,
            ".env",
            "which is empty now",
            &Kept { tracked: Told::Yes, mode: Some(0o100_644), ..safe.clone() },
        );
        assert_eq!(empty.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Note]);
        assert!(was_exposed(&RULE, ".env", "which is empty now", &safe).is_empty());
        let open = Kept { ignored: Told::No, mode: Some(0o100_644), ..safe.clone() };
        assert_eq!(said(&open), [Severity::Warning; 2]);
        assert_eq!(said(&Kept { tracked: Told::Yes, ignored: Told::Yes, ..Kept::default() }), [Severity::Error]);
        let untold = Told::Untold("git took too long".into());
        assert_eq!(said(&Kept { tracked: untold.clone(), ..safe.clone() }), [Severity::Note]);
        assert_eq!(said(&Kept { ignored: untold, ..safe }), [Severity::Note]);
    }
}
