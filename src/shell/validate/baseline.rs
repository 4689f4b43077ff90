//! Findings that were there when an old repository began to be looked at.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::super::end::NotKept;
use super::judged::Judged;
use crate::credential::Secret;
use crate::intake::{self, Kind};
use crate::lint::{Finding, Suppressed};

const VERSION: u32 = 1;

/// The file. It holds no text of any configuration, only what findings are known by: their places, and where they point at a secret that
/// nobody could guess, a digest of it, so that another one in its place is not taken for it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baseline {
    version: u32,
    /// What the digests are made with, new for each baseline: those of two cannot be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    findings: Vec<Known>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    rule: String,
    fingerprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl Baseline {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = intake::text(path, Kind::BASELINE).map_err(|unread| {
            anyhow!("the baseline {} {unread}; make one with `--write-baseline {0}`", path.display())
        })?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// A parser's own words may quote the content, so only the place and the kind of mistake are told.
    fn parse(text: &Secret) -> Result<Self> {
        let baseline: Self = serde_json::from_str(text.expose()).map_err(|error| {
            let kind = if error.is_data() { "another file's content" } else { "no JSON" };
            anyhow!("it is no baseline: {kind} at line {}, column {}", error.line(), error.column())
        })?;
        ensure!(baseline.version == VERSION, "it is a baseline of version {}", baseline.version);
        Ok(baseline)
    }

    /// Writes what is found now, and says what is known from now on. Silenced findings are left out, and files that could not be read: nobody
    /// knows what is wrong with them. Nothing but an earlier baseline is replaced.
    pub(super) fn write(path: &Path, judged: &Judged) -> Result<String> {
        let Judged { findings, fingerprints, pointed_at, .. } = judged;
        let salt = salt()?;
        let counted = findings
            .iter()
            .zip(fingerprints.iter().zip(pointed_at))
            .filter(|(finding, _)| finding.counts() || finding.suppressed == Some(Suppressed::Baseline))
            .filter(|(finding, _)| !finding.is_of_unread_file());
        let known = counted.map(|(finding, (fingerprint, secret))| Known {
            rule: finding.rule.to_owned(),
            fingerprint: fingerprint.clone(),
            secret: secret.as_ref().and_then(|secret| digest(&salt, secret)),
        });
        let findings: Vec<_> = known.collect();
        let salt = findings.iter().any(|known| known.secret.is_some()).then_some(salt);
        let baseline = Self { version: VERSION, salt, findings };
        let text = serde_json::to_string_pretty(&baseline)? + "\n";
        crate::write::single(path, &text, |there| Self::parse(there).map(drop)).context(NotKept)?;
        let s = if baseline.findings.len() == 1 { "" } else { "s" };
        let (known, path) = (baseline.findings.len(), path.display());
        Ok(format!("{path} holds {known} finding{s}; `--baseline` with this file does not count them"))
    }

    /// Silences what is known. A secret that nobody could guess is known by itself, and not by its place.
    pub(super) fn suppress(&self, findings: &mut [Finding], fingerprints: &[String], pointed_at: &[Option<Secret>]) {
        let known: BTreeSet<_> =
            self.findings.iter().map(|known| (known.fingerprint.as_str(), known.secret.clone())).collect();
        let salt = self.salt.as_deref().unwrap_or_default();
        for (finding, (fingerprint, secret)) in findings.iter_mut().zip(fingerprints.iter().zip(pointed_at)) {
            let secret = secret.as_ref().map(|secret| digest(salt, secret).unwrap_or_default());
            if finding.counts() && !finding.is_of_unread_file() && known.contains(&(fingerprint.as_str(), secret)) {
                finding.suppressed = Some(Suppressed::Baseline);
            }
        }
    }
}

/// A random text for the digests of one baseline.
fn salt() -> Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| anyhow!("the system gave no random numbers: {error}"))?;
    Ok(hexadecimal(&random))
}

fn digest(salt: &str, secret: &Secret) -> Option<String> {
    let mut keyed = Hmac::<Sha256>::new_from_slice(salt.as_bytes()).ok()?;
    keyed.update(secret.expose().as_bytes());
    Some(hexadecimal(&keyed.finalize().into_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
