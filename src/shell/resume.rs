//! `--resume`: taking an interrupted run up as it was begun.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::cli::Init;
use crate::journal::Journal;

/// What the journal calls the flags that say where a run works. No question has these names.
const SANDBOX: &str = "sandbox";
const URL: &str = "url.";
const API_URL: &str = "api-url.";

/// Opens the journal of an interrupted run, which a dry run only looks at.
///
/// # Errors
/// When there is none, or the flags want it to go on elsewhere than it was begun.
pub(super) fn take_up(out: &Path, flags: &Init) -> Result<Journal> {
    let found = if flags.dry_run { Journal::look(out)? } else { Journal::resume(out)? };
    let journal = found
        .with_context(|| format!("there is no interrupted run in {}; start one without `--resume`", out.display()))?;
    if let Some(other) = flags.store.filter(|store| *store != journal.store()) {
        bail!("the interrupted run keeps its secrets in the store `{}`; leave `--store {other}` out", journal.store());
    }
    if flags.sandbox && !journal.choices().contains_key(SANDBOX) {
        bail!("the interrupted run is no rehearsal, and what it made is real; leave `--sandbox` out");
    }
    Ok(journal)
}

/// What is remembered of where a run works, so that nobody resumes a rehearsal at the real provider.
pub(super) fn remembered(flags: &Init) -> BTreeMap<String, String> {
    let mut choices = BTreeMap::new();
    if flags.sandbox {
        choices.insert(SANDBOX.to_owned(), "yes".to_owned());
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

/// The command that goes on with an interrupted run.
pub(super) fn command(out: &Path) -> String {
    let folder = if out == Path::new(".") { String::new() } else { format!(" --out {}", word(&out.to_string_lossy())) };
    format!("devportal-auth init --resume{folder}")
}

/// A text as one word for a shell, so that the command works when it is pasted.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | ':' | '@' | '%' | '=');
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_that_goes_on_works_when_it_is_pasted() {
        for (out, said) in [
            (".", "devportal-auth init --resume"),
            ("/srv/portal", "devportal-auth init --resume --out /srv/portal"),
            ("my portal", "devportal-auth init --resume --out 'my portal'"),
            ("ada's", "devportal-auth init --resume --out 'ada'\\''s'"),
        ] {
            assert_eq!(command(Path::new(out)), said);
        }
    }
}
