//! Where a run reaches providers that are not at their usual address, and who says so.

use std::path::Path;

use anyhow::{Context, Result, anyhow};

use super::cli::Init;
use crate::answers::file::{self, AnswersFile};
use crate::contract;
use crate::plan::{Endpoints, parse_place, show};

/// A provider that is not at its usual address.
pub(super) struct Placed {
    /// The provider.
    pub(super) provider: String,
    /// Where it is.
    pub(super) at: Endpoints,
    /// Whether that was taken out of an address with more than belongs to it.
    pub(super) taken_out: bool,
    /// What names it.
    pub(super) by: String,
    /// Whether it was said by whoever runs the program, and not only proposed by something in the folder.
    pub(super) said: bool,
}

/// By flags, by the interrupted run that is taken up, else by the first file that says so. `flags` are those of this run,
/// `recalled` the same with what the interrupted one remembers.
///
/// # Errors
/// When an address is none, or an API's address has no host's beside it.
pub(super) fn of(
    flags: &Init,
    recalled: &Init,
    answers: Option<&AnswersFile>,
    declared: Option<&AnswersFile>,
) -> Result<Vec<Placed>> {
    let mut placed: Vec<Placed> = Vec::new();
    let named = |name: &str| flags.url.iter().any(|(provider, _)| provider == name);
    if let Some((lost, _)) =
        recalled.api_url.iter().find(|(name, _)| !recalled.url.iter().any(|(other, _)| other == name))
    {
        return Err(anyhow!("`--api-url {lost}=…` needs `--url {lost}=…` beside it"));
    }
    for (provider, url) in &recalled.url {
        let api = recalled.api_url.iter().find(|(other, _)| other == provider).map(|(_, api)| api.as_str());
        let said = named(provider);
        let by = if said { format!("`--url {provider}`") } else { "the interrupted run".to_owned() };
        let (at, taken_out) = endpoints(provider, url, api)?;
        placed.push(Placed { at, taken_out, provider: provider.clone(), by, said });
    }
    let path = flags.answers.as_deref().unwrap_or(Path::new(file::NAME)).display().to_string();
    let files = [(answers, path, true), (declared, file::NAME.to_owned(), false)];
    for (file, name, said) in &files {
        for (provider, place) in file.iter().flat_map(|file| &file.providers) {
            let Some(url) = &place.url else { continue };
            if placed.iter().any(|known| known.provider == *provider) {
                continue;
            }
            let (at, taken_out) = endpoints(provider, url.as_str(), place.api_url.as_ref().map(|api| api.as_str()))?;
            let by = format!("`providers.{provider}` in {name}");
            placed.push(Placed { provider: provider.clone(), at, taken_out, by, said: *said });
        }
    }
    Ok(placed)
}

/// Where a provider is, and whether its address was taken out of a longer one.
fn endpoints(provider: &str, url: &str, api: Option<&str>) -> Result<(Endpoints, bool)> {
    let spec = contract::provider(provider)?;
    let taken_out = spec.out_of_copied(url);
    let url = parse_place(taken_out.as_deref().unwrap_or(url), &spec.schemes);
    let url = url.with_context(|| format!("the address of {provider}"))?;
    let usual = spec.usual_api_of(show(&url));
    let api_url = parse_place(api.unwrap_or(&usual), &spec.schemes);
    let api_url = api_url.with_context(|| format!("the address of {provider}'s API"))?;
    if let Some(why) = spec.odd_api(show(&url), show(&api_url)) {
        return Err(anyhow!("{why}").context(format!("the address of {provider}'s API")));
    }
    Ok((Endpoints { url, api_url }, taken_out.is_some()))
}
