//! Where a run reaches providers that are not at their usual address.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow};

use super::cli::Init;
use crate::answers::file::AnswersFile;
use crate::contract;
use crate::plan::{Endpoints, parse_place, show};

/// By flags, else by the first file that says so.
///
/// # Errors
/// When an address is none, or an API's address has no host's beside it.
pub(super) fn of(flags: &Init, files: &[&AnswersFile]) -> Result<BTreeMap<String, Endpoints>> {
    let mut said: Vec<(String, String, Option<String>)> = Vec::new();
    for (provider, url) in &flags.url {
        let api = flags.api_url.iter().find(|(other, _)| other == provider).map(|(_, api)| api.clone());
        said.push((provider.clone(), url.clone(), api));
    }
    if let Some((lost, _)) = flags.api_url.iter().find(|(name, _)| !flags.url.iter().any(|(other, _)| other == name)) {
        return Err(anyhow!("`--api-url {lost}=…` needs `--url {lost}=…` beside it"));
    }
    for (provider, place) in files.iter().flat_map(|file| &file.providers) {
        let Some(url) = &place.url else { continue };
        if !said.iter().any(|(known, ..)| known == provider) {
            said.push((provider.clone(), url.to_string(), place.api_url.as_ref().map(ToString::to_string)));
        }
    }
    said.into_iter()
        .map(|(provider, url, api)| Ok((provider.clone(), endpoints(&provider, &url, api.as_deref())?)))
        .collect()
}

fn endpoints(provider: &str, url: &str, api: Option<&str>) -> Result<Endpoints> {
    let spec = contract::provider(provider)?;
    let url = parse_place(url, &spec.schemes).with_context(|| format!("the address of {provider}"))?;
    let usual = spec.api_of(show(&url));
    let api_url = parse_place(api.unwrap_or(&usual), &spec.schemes);
    let api_url = api_url.with_context(|| format!("the address of {provider}'s API"))?;
    Ok(Endpoints { url, api_url })
}
