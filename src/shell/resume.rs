//! `--resume`: taking an interrupted run up as it was begun.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::cli::{Global, Init};
use super::hosts;
use super::played;
use crate::answers::secret_from::{Place, SecretSpec};
use crate::contract::preset;
use crate::journal::Journal;
use crate::secrets::StoreName;
use crate::typed::Typed;

/// What the journal calls the flags that say where a run works. No question has these names.
const SANDBOX: &str = "sandbox";
const URL: &str = "url.";
const API_URL: &str = "api-url.";
const PRESETS: &str = "presets";

/// The folder of an interrupted run for which nobody named one: this folder, as runs have it, or one of the sandbox's own, which that run said
/// when it ended. Whoever asks for the sandbox means no other run.
///
/// # Errors
/// When several could be meant; names the command for each.
pub(super) fn folder(of_sandbox: bool) -> Result<PathBuf> {
    let here = PathBuf::from(".");
    match Journal::look(&here)? {
        Some(journal) if !of_sandbox || journal.choices().contains_key(SANDBOX) => return Ok(here),
        _ => {}
    }
    match played::interrupted().as_slice() {
        [] => Ok(here),
        [only] => Ok(only.clone()),
        several => {
            let ways: String = several
                .iter()
                .map(|out| format!("\n  = `{}`", Typed::ours("init").flag("--resume", true).out(out)))
                .collect();
            bail!("{} runs of the sandbox were interrupted; say which one shall go on{ways}", several.len())
        }
    }
}

/// Opens the journal of an interrupted run, which a dry run only looks at.
///
/// # Errors
/// When there is none, it was put apart because its folder did not take it, or the flags want it to go on elsewhere than it was begun.
pub(super) fn take_up(out: &Path, flags: &Init) -> Result<Journal> {
    if let Some(apart) = hosts::refuge(out).and_then(|refuge| Journal::rescued(out, &refuge)) {
        let place = Journal::imagine(out, StoreName::Dotenv).file();
        bail!("the newest journal of the interrupted run is {}; move it to {} first", apart.display(), place.display());
    }
    let found = if flags.dry_run { Journal::look(out)? } else { Journal::resume(out)? };
    let journal = found.with_context(|| {
        format!(
            "there is no interrupted run in {}; start one without `--resume`, or say with `--out` where it is",
            out.display()
        )
    })?;
    if let Some(other) = flags.store.filter(|store| *store != journal.store()) {
        bail!("the interrupted run keeps its secrets in the store `{}`; leave `--store {other}` out", journal.store());
    }
    if flags.sandbox && !journal.choices().contains_key(SANDBOX) {
        bail!("the interrupted run was not of the sandbox, and what it made is real; leave `--sandbox` out");
    }
    Ok(journal)
}

/// What is remembered of where a run works, so that nobody resumes one of the sandbox at the real provider.
pub(super) fn remembered(flags: &Init) -> BTreeMap<String, String> {
    let mut choices = BTreeMap::new();
    if flags.sandbox {
        choices.insert(SANDBOX.to_owned(), "yes".to_owned());
    }
    if !flags.presets.is_empty() {
        choices.insert(PRESETS.to_owned(), flags.presets.join(","));
    }
    for (kind, pairs) in [(URL, &flags.url), (API_URL, &flags.api_url)] {
        choices.extend(pairs.iter().map(|(provider, address)| (format!("{kind}{provider}"), address.clone())));
    }
    choices
}

/// The flags of a run that is taken up: it works where it worked, unless the flags say otherwise.
pub(super) fn recall(flags: &Init, journal: &Journal) -> Init {
    let choices = journal.choices();
    let mut flags = flags.clone();
    flags.sandbox |= choices.contains_key(SANDBOX);
    if flags.presets.is_empty() {
        flags.presets =
            choices.get(PRESETS).into_iter().flat_map(|said| preset::names(said)).map(str::to_owned).collect();
    }
    // A host that a flag names takes nothing over from another one, the address of its API least of all.
    let named: Vec<String> = flags.url.iter().chain(&flags.api_url).map(|(provider, _)| provider.clone()).collect();
    for (kind, pairs) in [(URL, &mut flags.url), (API_URL, &mut flags.api_url)] {
        for (key, address) in choices {
            let Some(provider) = key.strip_prefix(kind) else { continue };
            if !named.iter().any(|named| named == provider) {
                pairs.push((provider.to_owned(), address.clone()));
            }
        }
    }
    flags
}

/// The command that goes on with an interrupted run: in its folder, and with what its journal does not hold. A command that was asked for
/// a secret is not repeated, as it may hold one.
pub(super) fn command(out: &Path, flags: &Init, global: &Global) -> Typed {
    let told = |spec: &&String| {
        let from = spec.parse().map(|spec: SecretSpec| spec.from);
        matches!(from, Ok(Place::Environment(_) | Place::File(_) | Place::Store))
    };
    let hosts = flags.trust_host.iter().map(ToString::to_string);
    Typed::ours("init")
        .flag("--resume", true)
        .out(out)
        .with("--answers", &flags.answers)
        .with("--secret-from", flags.secret_from.iter().filter(told))
        .with("--trust-host", hosts)
        .with("--ca-cert", &global.ca_cert)
        .flag("--offline", flags.offline)
        .flag("--no-browser", flags.no_browser)
        .flag("--no-input", global.no_input)
        .flag("--yes", flags.yes)
}
