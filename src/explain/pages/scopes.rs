//! Scopes, permissions and roles: who needs them, and what else they reach.

use std::collections::BTreeMap;

use super::Facts;
use super::credentials::sentence;
use super::table::table;
use crate::explain::page::{Kind, Page};

/// What one name is to the providers that have it.
#[derive(Default)]
struct Scope {
    rows: Vec<Vec<String>>,
    reaches: Vec<(String, String)>,
}

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    let mut scopes: BTreeMap<&str, Scope> = BTreeMap::new();
    for provider in facts.providers {
        for (name, feature) in &provider.features {
            let row =
                |what: &str| vec![provider.title.clone(), what.to_owned(), format!("`{name}`"), feature.about.clone()];
            for scope in &feature.scopes {
                scopes.entry(scope).or_default().rows.push(row("scope"));
            }
            for (permission, level) in &feature.permissions {
                let what = if level == "role" { "role".to_owned() } else { format!("permission, `{level}`") };
                scopes.entry(permission).or_default().rows.push(row(&what));
            }
        }
        for (name, reaches) in &provider.reaches {
            scopes.entry(name).or_default().reaches.push((provider.title.clone(), reaches.clone()));
        }
    }
    scopes.into_iter().map(|(name, scope)| page(name, &scope)).collect()
}

fn page(name: &str, scope: &Scope) -> Page {
    let rows = table(&["provider", "as", "feature", "which"], &scope.rows);
    let reaches = match scope.reaches.as_slice() {
        [] => String::new(),
        [(_, only)] => format!("{}.\n", sentence(only)),
        several => several.iter().map(|(provider, says)| format!("- {provider}: {says}\n")).collect(),
    };
    let form = scope.rows.first().and_then(|row| row[1].split(',').next()).unwrap_or("scope");
    let form = sentence(form);
    let text = format!(
        "# {form} `{name}`\n\n## What it reaches\n\n{reaches}\n## Who needs it\n\n{rows}\nWhose scopes are meant: `scopes`.\n"
    );
    let summary = scope.reaches.first().map(|(_, says)| says.as_str()).unwrap_or_default();
    Page::of(Kind::Scope, name, summary, &text)
}
