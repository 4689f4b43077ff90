//! Mends that are left out although they could be made: of all that would be, those after which more people come in, or that bring a new error.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Chosen;
use super::judged::{Judged, judge};
use super::links;
use crate::credential::Secret;
use crate::lint::{Finding, Severity};
use crate::portal_files::files::Disk;
use crate::shell::openings::{newly_decided, newly_granted, newly_open};
use crate::validate::{Assembled, FileText, Input, Mended, assemble, is_mended, mend};

/// How often mends are tried in one round: each time, all files are judged anew.
const MOST_TRIALS: usize = 64;

/// What no mend may bring, held against what there was before all of them.
pub(super) struct Limits<'c> {
    chosen: &'c Chosen,
    closed: Assembled,
    known: BTreeSet<String>,
}

/// What one round of mends comes to.
pub(super) struct Round {
    pub(super) input: Input,
    pub(super) judged: Judged,
    pub(super) mended: Mended,
}

/// A mend that is left out, and what is said of it.
pub(super) struct Held {
    fingerprint: String,
    pub(super) says: String,
}

impl<'c> Limits<'c> {
    /// Takes what there is before anything is mended.
    pub(super) fn of(input: &Input, before: &Judged, chosen: &'c Chosen) -> Self {
        Self { chosen, closed: who_comes_in(input), known: before.fingerprints.iter().cloned().collect() }
    }

    /// Makes all mends that may be made but those that are held; nothing when there are none. Where all of them together bring what must not
    /// be, they are halved until it is known which do, and those are held; those that could not be tried as well.
    pub(super) fn round(&self, input: &Input, now: &Judged, held: &mut Vec<Held>) -> Result<Option<Round>> {
        let findings = now.findings.iter().zip(&now.fingerprints);
        let is_held = |fingerprint: &String| held.iter().any(|held| held.fingerprint == *fingerprint);
        let all: Vec<_> = findings
            .filter(|(finding, fingerprint)| is_mended(&now.assembled, finding) && !is_held(fingerprint))
            .collect();
        let mut taken: Vec<&Finding> = Vec::new();
        let mut left = vec![all.as_slice()];
        let mut trials = 0;
        while let Some(some) = left.pop() {
            if trials == MOST_TRIALS {
                held.extend(some.iter().map(|(finding, fingerprint)| untried(now, finding, fingerprint)));
                continue;
            }
            trials += 1;
            let together = taken.iter().copied().chain(some.iter().map(|(finding, _)| *finding));
            match (self.tried(input, now, together)?, some) {
                (Ok(round), _) if left.is_empty() => return Ok(Some(round)),
                (Ok(_), _) => taken.extend(some.iter().map(|(finding, _)| *finding)),
                (Err(why), [(finding, fingerprint)]) => {
                    held.push(Held { fingerprint: (*fingerprint).clone(), says: said(now, finding, &why) });
                }
                (Err(_), []) => return Ok(None),
                (Err(_), several) => {
                    let (first, second) = several.split_at(several.len() / 2);
                    left.extend([second, first]);
                }
            }
        }
        self.made(input, now, taken.into_iter())
    }

    fn made<'f>(
        &self,
        input: &Input,
        now: &Judged,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Result<Option<Round>> {
        Ok(self.tried(input, now, findings)?.ok())
    }

    /// What mends come to, or what they would bring ("it would …").
    fn tried<'f>(
        &self,
        input: &Input,
        now: &Judged,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Result<Result<Round, String>> {
        let mended = mend(&now.assembled, findings);
        let mut input = input.clone();
        for (source, text) in &mended.texts {
            let name = now.assembled.sources.name(*source);
            let given = input.files.iter_mut().chain(&mut input.env_files).find(|file| file.name == name);
            given.into_iter().for_each(|file| file.text = Ok(Secret::new(text.as_str())));
        }
        if mended.texts.is_empty() {
            let judged = judge(input.clone(), self.chosen, None)?;
            return Ok(Ok(Round { input, judged, mended }));
        }
        if let Some(would) = self.would_open(&input) {
            return Ok(Err(would));
        }
        let judged = judge(input.clone(), self.chosen, None)?;
        Ok(match self.new_error(now, &judged) {
            Some(error) => Err(error),
            None => Ok(Round { input, judged, mended }),
        })
    }

    /// More people come in afterwards, whichever rules are chosen or ignored.
    fn would_open(&self, after: &Input) -> Option<String> {
        let after = who_comes_in(after);
        let would = newly_open(&self.closed, &after).map(|opening| opening.would);
        let would = would.or_else(|| newly_granted(&self.closed, &after));
        would.or_else(|| newly_decided(&self.closed, &after)).map(|would| self.closed.known.conceal(&would))
    }

    fn new_error(&self, now: &Judged, then: &Judged) -> Option<String> {
        let is_new =
            |fingerprint: &String| !self.known.contains(fingerprint) && !now.fingerprints.contains(fingerprint);
        let mut new = then.findings.iter().zip(&then.fingerprints).filter(|(_, fingerprint)| is_new(fingerprint));
        let (new, _) = new.find(|(finding, _)| finding.severity == Severity::Error && finding.counts())?;
        Some(format!("bring an error (`{}`: {})", new.rule, new.message))
    }
}

/// A portal as it is looked at for who comes in. What no file sets is set nowhere: it must not keep anything closed that opens then.
fn who_comes_in(input: &Input) -> Assembled {
    let mut input = Input { found: false, ..input.clone() };
    if input.env_files.is_empty() {
        input.env_files.push(FileText { name: String::new(), text: Ok(Secret::new("")) });
    }
    let mut assembled = assemble(input, &Disk);
    links::hide(&mut assembled);
    assembled
}

fn untried(judged: &Judged, finding: &Finding, fingerprint: &str) -> Held {
    let place = placed(judged, finding);
    let says = format!(
        "{place} was not fixed: too many other fixes failed before it; fix those by hand, then run `--fix` again"
    );
    Held { fingerprint: fingerprint.to_owned(), says }
}

/// Where a mend would be made, and by which rule.
fn placed(judged: &Judged, finding: &Finding) -> String {
    let place = finding.place.map(|place| {
        let name = judged.assembled.sources.name(place.source);
        format!("`{name}`, line {} (`{}`)", place.start.line, finding.rule)
    });
    place.unwrap_or_else(|| format!("`{}`", finding.rule))
}

fn said(judged: &Judged, finding: &Finding, would: &str) -> String {
    let place = placed(judged, finding);
    format!(
        "{place} was not fixed: that would {would}; where it is meant, change it by hand (`devportal-auth explain {rule}`), else leave it out: \
         `--ignore {rule}`",
        rule = finding.rule
    )
}
