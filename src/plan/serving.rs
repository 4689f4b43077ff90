//! Which credential serves which purpose, and what the features that hang on it need of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::{Choices, Need};
use crate::answers::file::Stage;
use crate::contract::{Contract, ProviderSpec, Serves};
use crate::credential::{CredentialKind, Purpose};

/// Decides for every purpose; those that follow another come last.
pub(super) fn serving(contract: &Contract, choices: &Choices) -> Result<Vec<(Purpose, String)>> {
    let mut serving: BTreeMap<Purpose, String> = BTreeMap::new();
    for (purpose, serves) in &contract.purposes {
        let Serves::OneOf { or, .. } = serves else { continue };
        let id = choices.credentials.get(purpose).cloned().unwrap_or_else(|| recommended(serves, choices.stage));
        if !or.contains(&id) {
            let profile = &contract.profile;
            bail!("profile `{profile}` cannot use `{id}` for {}; it can use {}", purpose.title(), or.join(" or "));
        }
        serving.insert(*purpose, id);
    }
    for (purpose, serves) in &contract.purposes {
        let Serves::Follows { follows } = serves else { continue };
        let id = serving.get(follows).with_context(|| format!("{} follows nothing", purpose.title()))?;
        serving.insert(*purpose, id.clone());
    }
    Ok(serving.into_iter().collect())
}

/// The credential that is recommended for a stage.
pub fn recommended(serves: &Serves, stage: Stage) -> String {
    match (serves, stage) {
        (Serves::OneOf { production, .. }, Stage::Production) => production.clone(),
        (Serves::OneOf { local, .. }, Stage::Local) => local.clone(),
        (Serves::Follows { .. }, _) => String::new(),
    }
}

/// Adds what the chosen features need.
pub(super) fn add_features(need: &mut Need, provider: &ProviderSpec, chosen: &BTreeSet<String>) {
    for (name, feature) in &provider.features {
        let wanted = need.purposes.contains(&feature.purpose) && (!feature.optional || chosen.contains(name));
        if !wanted {
            continue;
        }
        need.does.push(feature.about.clone());
        for scope in &feature.scopes {
            need.scopes.entry(scope.clone()).or_default().insert(name.clone());
        }
        for (permission, level) in &feature.permissions {
            let held = need.permissions.entry(permission.clone()).or_insert_with(|| level.clone());
            if level == "write" {
                held.clone_from(level);
            }
        }
    }
    if need.spec.kind == CredentialKind::GithubApp {
        need.scopes.clear();
    }
}
