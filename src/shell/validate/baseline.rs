//! Findings that were there when an old repository began to be looked at.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use serde::{Deserialize, Serialize};

use super::super::end::NotKept;
use crate::credential::Secret;
use crate::intake::{self, Kind};
use crate::lint::{Finding, Suppressed};

const VERSION: u32 = 1;

/// The file. It holds no text of any configuration, only what findings are known by, which is made of no value of it either.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    rule: String,
    fingerprint: String,
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
    pub(super) fn write(path: &Path, findings: &[Finding], fingerprints: &[String]) -> Result<String> {
        let counted = findings
            .iter()
            .zip(fingerprints)
            .filter(|(finding, _)| finding.counts() || finding.suppressed == Some(Suppressed::Baseline))
            .filter(|(finding, _)| !finding.is_of_unread_file());
        let known = counted
            .map(|(finding, fingerprint)| Known { rule: finding.rule.to_owned(), fingerprint: fingerprint.clone() });
        let baseline = Self { version: VERSION, findings: known.collect() };
        let text = serde_json::to_string_pretty(&baseline)? + "\n";
        crate::write::single(path, &text, |there| Self::parse(there).map(drop)).context(NotKept)?;
        let s = if baseline.findings.len() == 1 { "" } else { "s" };
        let (known, path) = (baseline.findings.len(), path.display());
        Ok(format!("{path} holds {known} finding{s}, which do not count where `--baseline` names it"))
    }

    pub(super) fn suppress(&self, findings: &mut [Finding], fingerprints: &[String]) {
        let known: BTreeSet<&str> = self.findings.iter().map(|known| known.fingerprint.as_str()).collect();
        for (finding, fingerprint) in findings.iter_mut().zip(fingerprints) {
            if finding.counts() && !finding.is_of_unread_file() && known.contains(fingerprint.as_str()) {
                finding.suppressed = Some(Suppressed::Baseline);
            }
        }
    }
}
