//! What was given and cannot be: names that nobody knows, each with the one that is near, and choices that exclude each other.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::{is_also, made, optional_features, profile_of};
use crate::contract::{Contract, meant};
use crate::credential::Purpose;
use crate::near::{did_you_mean, nearest};
use crate::secrecy::{is_name, is_word};
use crate::shell::cli::Init;

/// Refuses what flags choose and nobody knows, or what does not go together.
///
/// # Errors
/// When there is any, in words that repeat no secret.
pub(super) fn choices(flags: &Init, contracts: &[Contract]) -> Result<()> {
    unknown_choices(flags, contracts)?;
    unknown_integration(flags, contracts)?;
    unknown_sign_in(flags, contracts)?;
    contradictions(flags, contracts)
}

/// The flag that an answer came by: what stands first follows from presets, or from what people sign in by.
pub(in crate::shell) fn option(flags: &Init, key: &str) -> Option<String> {
    let name = match key {
        "profile" if flags.profile.is_some() => "profile",
        "profile" if !flags.presets.is_empty() => "presets",
        "profile" if flags.auth.is_some() => "auth",
        "org-data" if flags.org_data.is_some() => key,
        "auth" if flags.auth.is_some() => key,
        "target" if flags.target.is_some() => key,
        "deploy" if flags.deploy.is_some() => key,
        "rhdh" if flags.rhdh.is_some() => key,
        "portal-url" if flags.portal_url.is_some() => key,
        _ => return None,
    };
    Some(format!("--{name}"))
}

/// Features and credentials are no questions of their own, so nothing would ever miss a misspelt one.
fn unknown_choices(flags: &Init, contracts: &[Contract]) -> Result<()> {
    let (features, credentials) = (optional_features(contracts)?, made(contracts));
    for (flag, given, known) in [("feature", &flags.feature, features), ("create", &flags.create, credentials)] {
        let Some(name) = given.iter().find(|name| !known.contains(*name)) else { continue };
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        let meant = did_you_mean(name, known.iter().copied());
        let named = if is_word(name) { format!("`--{flag} {name}`") } else { format!("what `--{flag}` names") };
        bail!("{named} is not known, there are {}{meant}", known.join(", "));
    }
    Ok(())
}

/// A profile that asks about no integration would never miss a misspelt one, either.
fn unknown_integration(flags: &Init, contracts: &[Contract]) -> Result<()> {
    // By what only signs people in nothing is ever read, and a name like it means another one.
    let reads = contracts.iter().filter(|contract| contract.purposes.keys().any(|at| *at != Purpose::Authentication));
    let names = reads.clone().flat_map(|contract| [contract.name.as_str(), contract.provider.as_str()]);
    let credentials = contracts.iter().flat_map(|contract| &contract.credentials);
    let forms = credentials.flat_map(|(id, spec)| [id.as_str(), spec.kind.id()]);
    let known: BTreeSet<&str> = names.chain(forms).chain(["none"]).collect();
    let said = flags.integration.iter().flat_map(|said| said.split(','));
    let names = said.map(|said| said.split(':').next().unwrap_or(said).trim());
    let Some(strange) = names.into_iter().find(|name| !known.contains(name)) else { return Ok(()) };
    let named =
        if is_word(strange) { format!("`--integration {strange}`") } else { "what `--integration` names".into() };
    let begins = || reads.map(|contract| contract.name.as_str()).find(|name| name.starts_with(strange));
    match nearest(strange, known.iter().copied()).or_else(begins) {
        Some(near) => bail!("{named} is not known; did you mean `{near}`?"),
        None => bail!("{named} is not known; see which there are: `devportal-auth explain systems`"),
    }
}

/// Where no profile is named, what signs people in names what stands first.
fn unknown_sign_in(flags: &Init, contracts: &[Contract]) -> Result<()> {
    let Some(said) = flags.auth.as_deref().filter(|said| profile_of(said).is_none()) else { return Ok(()) };
    if flags.profile.is_some() || !flags.presets.is_empty() {
        return Ok(());
    }
    let signs_in =
        |contract: &&Contract| contract.stands_first() && contract.purposes.contains_key(&Purpose::Authentication);
    let known: BTreeSet<_> = contracts.iter().filter(signs_in).map(|contract| contract.name.as_str()).collect();
    let other = meant(said).filter(|other| known.contains(other)).map(|other| format!("; did you mean `{other}`?"));
    let meant = other.unwrap_or_else(|| did_you_mean(said, known.iter().copied()));
    let named = if is_word(said) { format!("by `{said}`") } else { "by what `--auth` names".into() };
    let known = known.into_iter().collect::<Vec<_>>().join(", ");
    bail!("nobody signs in {named}; `--auth` takes {known}, or one of their credentials{meant}")
}

/// What a profile does not ask about cannot be chosen besides it, and would be passed over in silence.
fn contradictions(flags: &Init, contracts: &[Contract]) -> Result<()> {
    let main = flags.profile.as_ref().and_then(|name| contracts.iter().find(|contract| contract.name == *name));
    let Some(main) = main else { return Ok(()) };
    let named = |said: &str| said.split(':').next().unwrap_or(said).to_owned();
    let own = |name: &str| name == main.name || name == main.provider;
    let provider =
        |name: &String| contracts.iter().any(|contract| contract.name == *name || contract.provider == *name);
    if let Some(other) = flags.auth.as_deref().map(named).filter(|name| provider(name) && !own(name)) {
        bail!(
            "profile `{}` takes sign-in from {}, not from `{other}`; leave one of the two out",
            main.name,
            main.provider
        );
    }
    let alone = !main.purposes.contains_key(&Purpose::Authentication);
    let code = flags.integration.iter().filter(|said| !is_also(contracts, said)).map(|said| named(said));
    let others = code.into_iter().find(|name| provider(name) && !own(name));
    match others.filter(|_| alone) {
        Some(other) => {
            bail!("profile `{}` is {} alone and takes nothing from `{other}`", main.name, main.provider_title())
        }
        None => Ok(()),
    }
}

/// Refuses a name that no portal reads.
///
/// # Errors
/// When it is none of those that are known, with the one that is near.
pub(super) fn unknown(name: &str, known: &BTreeSet<String>) -> Result<()> {
    if known.contains(name) {
        return Ok(());
    }
    // A value in the place of a name is not repeated.
    let said = if is_name(name) { format!("`{name}`") } else { "what stands before `=`".to_owned() };
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => bail!("no portal reads {said}; did you mean `{near}`?"),
        None => bail!("no portal reads {said}; run without it to see which answers are needed"),
    }
}
