//! Which scopes a token has, against those that are needed. Source: GitLab docs, user/profile/personal_access_tokens.

use std::collections::{BTreeMap, BTreeSet};

use super::TOKEN;
use crate::proof::{Aspect, Step};

/// Compares scopes, missing ones and those in excess.
pub(super) fn compare(wanted: &BTreeMap<String, BTreeSet<String>>, held: &[String]) -> Step {
    const NAME: Aspect<'static> = Aspect::new("scopes", &[TOKEN]);
    let missing: Vec<_> = wanted.iter().filter(|(scope, _)| !covered(scope, held)).collect();
    if !missing.is_empty() {
        let lacks: Vec<_> =
            missing.iter().map(|(scope, features)| format!("`{scope}` for {}", listed(features))).collect();
        return Step::insufficient(NAME, format!("the token lacks {}", lacks.join(", ")))
            .hint("scopes cannot be added to a token; make a new one");
    }
    let excess: Vec<_> = held.iter().filter(|scope| !useful(scope, wanted)).map(|scope| format!("`{scope}`")).collect();
    let all: Vec<_> = held.iter().map(|scope| format!("`{scope}`")).collect();
    if excess.is_empty() {
        return Step::valid(NAME, all.join(", "));
    }
    Step::attention(NAME, format!("{}; more than is needed: {}", all.join(", "), excess.join(", ")))
        .hint("whoever gets the token gets it all; a new one with less does as well")
}

/// A scope is there by its own name or by a wider one.
fn covered(scope: &str, held: &[String]) -> bool {
    let wider: &[&str] = match scope {
        "read_api" | "read_repository" | "write_repository" => &["api"],
        "read_user" => &["api", "read_api"],
        _ => &[],
    };
    held.iter().any(|has| has == scope || wider.contains(&has.as_str()))
}

/// A scope that is held is useful when it is wanted, or when something wanted is covered by nothing else.
fn useful(scope: &String, wanted: &BTreeMap<String, BTreeSet<String>>) -> bool {
    wanted.keys().any(|needed| needed == scope || (scope == "api" && needed == "api"))
        || (scope == "read_user" && wanted.contains_key("read_api"))
}

fn listed(features: &BTreeSet<String>) -> String {
    features.iter().map(String::as_str).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn wanted(scopes: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        scopes.iter().map(|scope| ((*scope).to_owned(), BTreeSet::from(["org-data".to_owned()]))).collect()
    }

    fn held(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|&scope| scope.to_owned()).collect()
    }

    #[test]
    fn a_wider_scope_covers_a_narrower_one_and_is_more_than_is_needed() {
        assert_eq!(compare(&wanted(&["read_api"]), &held(&["read_api"])).verdict, Verdict::Valid);
        let api = compare(&wanted(&["read_api"]), &held(&["api"]));
        assert!(api.attention && api.says.ends_with("more than is needed: `api`"), "{api:?}");
        assert!(!compare(&wanted(&["read_api", "api"]), &held(&["api"])).attention);
    }

    #[test]
    fn a_missing_scope_is_named_with_what_needs_it() {
        let step = compare(&wanted(&["read_api"]), &held(&["read_user", "read_repository"]));
        assert_eq!(
            (step.verdict, step.says.as_str()),
            (Verdict::Insufficient, "the token lacks `read_api` for org-data")
        );
    }
}
