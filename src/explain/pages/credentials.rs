//! Credentials: what each is made of, what it serves, and what it costs.

use std::collections::BTreeMap;

use super::Facts;
use super::table::{form, listed, table};
use crate::contract::{Contract, CredentialSpec, Make, concepts};
use crate::credential::Purpose;
use crate::explain::page::{Kind, Page};
use crate::plan::able;

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    let mut of: BTreeMap<&str, Vec<(&Contract, &CredentialSpec)>> = BTreeMap::new();
    for contract in facts.contracts {
        for (id, spec) in &contract.credentials {
            of.entry(id).or_default().push((contract, spec));
        }
    }
    of.into_iter().filter_map(|(id, uses)| page(facts, id, &uses)).collect()
}

/// Tells whether a credential of a contract can serve a purpose.
pub(super) fn serves(contract: &Contract, id: &str, purpose: Purpose) -> bool {
    able(contract, purpose).iter().any(|able| able == id)
}

fn page(facts: &Facts, id: &str, uses: &[(&Contract, &CredentialSpec)]) -> Option<Page> {
    let (contract, spec) = *uses.first()?;
    let provider = facts.title(&contract.provider);
    let name = named(&spec.title, provider);
    let purposes =
        Purpose::ALL.into_iter().filter(|purpose| uses.iter().any(|(contract, _)| serves(contract, id, *purpose)));
    let purposes: Vec<_> = purposes.map(Purpose::title).collect();
    let made = match spec.make {
        Make::Browser => "in the browser, with one confirmation",
        Make::Api => "by the provider's API",
        Make::ByHand => "by hand",
    };
    let variables = spec.fields.values().map(|variable| variable.as_str());
    let mut rows = vec![
        vec!["form".into(), form(spec.kind).into()],
        vec!["serves".into(), purposes.join(", ")],
        vec!["stands in".into(), listed(uses.iter().map(|(contract, _)| &contract.name))],
        vec!["made".into(), format!("{made}: {}", spec.making)],
        vec!["kept in".into(), listed(variables)],
    ];
    rows.extend(spec.callback.as_ref().map(|path| vec!["callback".into(), format!("`<portal-url>{path}`")]));
    rows.extend(spec.not_beside.as_ref().map(|why| vec!["not beside another sign-in".into(), why.clone()]));
    if let Some(cost) = concepts::costs().get(id) {
        let cost =
            [("may ask", &cost.rate), ("who acts", &cost.acts), ("when it leaks", &cost.leaks), ("ends", &cost.ends)];
        rows.extend(cost.map(|(name, says)| vec![name.into(), says.clone()]));
    }
    let text = format!(
        "# {name}\n\n{}.\n\n{}{}\n{}",
        sentence(&spec.cost),
        table(&["", ""], &rows),
        super::providers::steps(&contract.provider, id),
        chosen(facts, id, contract, &purposes)
    );
    let mut page = Page::of(Kind::Credential, id, &spec.cost, &text);
    page.also = vec![name.replace(" of ", " "), format!("{provider} {}", spec.title)];
    Some(page)
}

/// The command that chooses it.
fn chosen(facts: &Facts, id: &str, contract: &Contract, purposes: &[&str]) -> String {
    let purpose = if purposes.contains(&Purpose::Integration.title()) { "integration" } else { "auth" };
    // A system stands beside any sign-in; which one it is, the wizard asks.
    if !contract.stands_first() && purpose == "integration" {
        return format!("Choose it with:\n\n    devportal-auth init --integration {id}\n\n");
    }
    let takes = |profile: &&Contract| {
        profile.stands_first() && (profile.name == contract.name || profile.integrates.as_ref() == Some(&contract.name))
    };
    let profile = facts.contracts.iter().find(takes).map_or(contract.name.as_str(), |profile| profile.name.as_str());
    // What stands in no portal of the v1 image is for plain Backstage.
    let target = if contract.stands.is_empty() { "--target backstage " } else { "" };
    let shared = if purposes.len() > 2 { "What it does to share one: `one-client`." } else { "" };
    format!("Choose it with:\n\n    devportal-auth init {target}--profile {profile} --{purpose} {id}\n\n{shared}\n")
}

/// What people call a credential, with its provider.
pub(in crate::explain) fn named(title: &str, provider: &str) -> String {
    let says = title.split(' ').any(|word| provider.split(' ').any(|part| part.eq_ignore_ascii_case(word)));
    if says { title.to_owned() } else { format!("{title} of {provider}") }
}

/// A text with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
