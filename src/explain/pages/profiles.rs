//! Profiles of the v1 image.

use super::Facts;
use super::credentials::sentence;
use super::table::{listed, table};
use crate::answers::file::Stage;
use crate::contract::{Contract, Serves, image};
use crate::credential::Purpose;
use crate::explain::page::{Kind, Page};
use crate::plan::{able, recommended};

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    facts.contracts.iter().filter(|contract| contract.is_profile()).map(page).collect()
}

fn page(contract: &Contract) -> Page {
    let name = &contract.name;
    let file = image::layers_of_profile(Some(name))
        .into_iter()
        .map(|(file, _)| file)
        .find(|file| file.contains(&format!(".{name}.")));
    let mut text = format!("# Profile `{name}`: {}\n\n{}.\n\n", contract.title, sentence(&contract.about));
    text += &table(&["purpose", "for production", "on your machine", "possible"], &purposes(contract));
    if let Some(other) = &contract.integrates {
        text += &format!("\nIts code comes from `{other}`.\n");
    }
    text += &format!("\n## Variables\n\n{}", table(&["variable", "", "what it is"], &variables(contract)));
    let mends = mends(contract);
    if !mends.is_empty() {
        text += "\n## What `init` fixes, where it applies\n\n";
        text.extend(mends.iter().map(|reason| format!("- {reason}\n")));
    }
    text += &format!(
        "\nChosen by `VEECODE_PROFILE={name}`; the image loads `{}` for it. Set it up with `devportal-auth init --profile {name}`.\n",
        file.unwrap_or("app-config.yaml")
    );
    if contract.signs_in_as.is_some() {
        text += &format!("\n## How people sign in\n\n<sequence {}>\n", contract.provider);
    }
    Page::of(Kind::Profile, name, &contract.about, &text)
}

fn purposes(contract: &Contract) -> Vec<Vec<String>> {
    let row = |purpose: Purpose| {
        let all = able(contract, purpose);
        let serves = match contract.purposes.get(&purpose) {
            Some(Serves::Follows { follows }) => contract.purposes.get(follows),
            serves => serves,
        };
        let best = |stage| serves.map(|serves| recommended(serves, stage)).unwrap_or_default();
        let named = |id: String| if id.is_empty() { "none".to_owned() } else { format!("`{id}`") };
        vec![purpose.title().to_owned(), named(best(Stage::Production)), named(best(Stage::Local)), listed(all)]
    };
    Purpose::ALL.map(row).to_vec()
}

fn variables(contract: &Contract) -> Vec<Vec<String>> {
    let row = |(name, spec): (&crate::credential::Variable, &crate::contract::VariableSpec)| {
        let is = match (spec.secret, spec.unused) {
            (_, true) => "unused",
            (true, _) => "secret",
            _ => "",
        };
        vec![format!("`{name}`"), is.to_owned(), spec.about.clone()]
    };
    contract.variables.iter().map(row).collect()
}

/// Each trap that the fragment mends has a comment with its reason.
fn mends(contract: &Contract) -> Vec<String> {
    let comments =
        contract.fragment.iter().flat_map(|piece| piece.yaml.lines()).filter_map(|line| line.trim().strip_prefix("# "));
    let mut seen = Vec::new();
    for comment in comments.map(str::to_owned) {
        if !seen.contains(&comment) {
            seen.push(comment);
        }
    }
    seen
}
