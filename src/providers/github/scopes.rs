//! Scopes of classic tokens and OAuth Apps: which hold which, and what a token has too little and too much.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps>

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::pages;
use super::token::TOKEN;
use crate::proof::{Aspect, Step};

/// The name of the step.
const SCOPES: Aspect<'static> = Aspect::new("scopes", &[TOKEN]);

/// Scopes with those that they hold, all the way down.
const HOLDS: &[(&str, &[&str])] = &[
    ("repo", &["repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"]),
    ("admin:repo_hook", &["write:repo_hook", "read:repo_hook"]),
    ("write:repo_hook", &["read:repo_hook"]),
    ("admin:org", &["write:org", "read:org", "manage_runners:org"]),
    ("write:org", &["read:org"]),
    ("admin:public_key", &["write:public_key", "read:public_key"]),
    ("write:public_key", &["read:public_key"]),
    ("admin:gpg_key", &["write:gpg_key", "read:gpg_key"]),
    ("write:gpg_key", &["read:gpg_key"]),
    ("admin:enterprise", &["manage_runners:enterprise", "manage_billing:enterprise", "read:enterprise"]),
    ("user", &["read:user", "user:email", "user:follow"]),
    ("write:discussion", &["read:discussion"]),
    ("write:packages", &["read:packages"]),
    ("project", &["read:project"]),
];

/// Tells whether one scope gives another, itself included.
fn gives(granted: &str, wanted: &str) -> bool {
    let holds = HOLDS.iter().find(|(scope, _)| *scope == granted).is_some_and(|(_, held)| held.contains(&wanted));
    granted == wanted || holds
}

/// Reads a list as GitHub writes it in `X-OAuth-Scopes`.
pub(super) fn read(header: &str) -> BTreeSet<String> {
    header.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

/// The scopes to ask for: those wanted, without those that another of them gives.
pub(super) fn least<'a>(wanted: impl Iterator<Item = &'a String> + Clone) -> Vec<&'a str> {
    let given = |scope: &&String| wanted.clone().any(|other| other != *scope && gives(other, scope));
    wanted.clone().filter(|scope| !given(scope)).map(String::as_str).collect()
}

/// Compares what a token may do with what is wanted, each scope with the features that need it.
pub(super) fn judge(wanted: &BTreeMap<String, BTreeSet<String>>, granted: &BTreeSet<String>, page: &Url) -> Step {
    let has = |scope: &str| granted.iter().any(|granted| gives(granted, scope));
    let missing: Vec<_> = wanted.iter().filter(|(scope, _)| !has(scope)).map(with_features).collect();
    if !missing.is_empty() {
        return Step::insufficient(SCOPES, format!("lacks {}", missing.join(", ")))
            .hint(format!("add what is missing on the token's page: {page}"));
    }
    let excess: Vec<_> = granted
        .iter()
        .filter(|granted| !wanted.keys().any(|wanted| gives(wanted, granted)))
        .map(|granted| too_much(&pages::shown(granted), wanted))
        .collect();
    let shown = shown(granted);
    if excess.is_empty() {
        return Step::valid(SCOPES, shown);
    }
    Step::attention(SCOPES, format!("{shown}: more than is needed, {}", excess.join(", ")))
        .hint("take away what is not needed on the token's page; whoever gets the token gets it all")
}

fn with_features((scope, features): (&String, &BTreeSet<String>)) -> String {
    match features.iter().map(String::as_str).collect::<Vec<_>>() {
        features if features.is_empty() => format!("`{scope}`"),
        features => format!("`{scope}` for {}", features.join(" and ")),
    }
}

/// Names a scope that is not needed, and what would be enough in its place.
fn too_much(granted: &str, wanted: &BTreeMap<String, BTreeSet<String>>) -> String {
    let enough: Vec<_> =
        wanted.keys().filter(|wanted| gives(granted, wanted)).map(|wanted| format!("`{wanted}`")).collect();
    match enough.is_empty() {
        true => format!("`{granted}`"),
        false => format!("`{granted}` where {} would do", enough.join(" and ")),
    }
}

fn shown(granted: &BTreeSet<String>) -> String {
    match granted.is_empty() {
        true => "no scopes, and none are needed".to_owned(),
        false => granted.iter().map(|scope| format!("`{}`", pages::shown(scope))).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn judged(wanted: &[(&str, &[&str])], granted: &str) -> Step {
        let features = |features: &[&str]| features.iter().map(ToString::to_string).collect();
        let wanted = wanted.iter().map(|(scope, needs)| (scope.to_string(), features(needs))).collect();
        judge(&wanted, &read(granted), &Url::parse("https://github.com/settings/tokens").unwrap())
    }

    #[test]
    fn a_missing_scope_is_named_with_the_features_that_need_it() {
        let step = judged(&[("repo", &["discovery", "scaffolder"]), ("read:org", &["org-data"])], "read:org");
        assert_eq!(
            (step.verdict, step.says.as_str()),
            (Verdict::Insufficient, "lacks `repo` for discovery and scaffolder")
        );
        assert!(step.hint.unwrap().contains("/settings/tokens"));
    }

    #[test]
    fn a_scope_that_holds_another_gives_it() {
        for (wanted, granted) in
            [("read:org", "admin:org"), ("public_repo", "repo"), ("read:user", "user"), ("user:email", "user")]
        {
            let step = judged(&[(wanted, &[])], granted);
            assert_eq!((step.verdict, step.attention), (Verdict::Valid, true), "{granted}");
            assert!(step.says.contains(&format!("`{granted}` where `{wanted}` would do")), "{}", step.says);
            assert_eq!(judged(&[(granted, &[])], wanted).verdict, Verdict::Insufficient);
        }
    }

    #[test]
    fn what_is_exactly_enough_needs_no_attention_and_what_a_wanted_scope_holds_is_not_too_much() {
        let step = judged(&[("repo", &[]), ("read:org", &[])], "read:org, repo, repo:status");
        assert_eq!((step.verdict, step.attention), (Verdict::Valid, false), "{}", step.says);
        let step = judged(&[("repo", &[])], "repo, delete_repo, admin:enterprise");
        assert!(step.attention && step.says.contains("`delete_repo`"), "{}", step.says);
        assert_eq!(judged(&[], "").says, "no scopes, and none are needed");
    }

    #[test]
    fn only_the_least_scopes_are_asked_for() {
        let wanted: Vec<_> = ["read:user", "repo", "repo:status", "user", "user:email"].map(String::from).into();
        assert_eq!(least(wanted.iter()), ["repo", "user"]);
    }
}
