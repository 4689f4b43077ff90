//! Features: what the portal does, what that needs of each provider, and what people see without.

use super::Facts;
use super::credentials::sentence;
use super::table::{listed, permission, table};
use crate::contract::concepts;
use crate::explain::page::{Kind, Page};

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    let page = |(name, says): (&String, &concepts::FeatureFacts)| {
        let mut rows = Vec::new();
        let mut chosen = false;
        let mut purpose = "";
        for provider in facts.providers {
            let Some(feature) = provider.features.get(name) else { continue };
            chosen |= feature.optional;
            purpose = feature.purpose.title();
            let permissions = feature.permissions.iter().map(permission);
            rows.push(vec![
                provider.title.clone(),
                feature.about.clone(),
                listed(&feature.scopes),
                listed(permissions),
            ]);
        }
        let when = if chosen {
            format!("Chosen with `devportal-auth init --feature {name}`.")
        } else {
            "Always there.".to_owned()
        };
        let text = format!(
            "# Feature `{name}`\n\n{}.\n\n{}\n- Purpose: {purpose}\n- Without it: {}\n- {when}\n",
            sentence(&says.means),
            table(&["provider", "what it does there", "scopes", "permissions or roles"], &rows),
            says.without
        );
        Page::of(Kind::Feature, name, &says.means, &text)
    };
    concepts::features().iter().map(page).collect()
}
