//! What a finding is known by, whatever line it moves to: for baselines and for services that follow findings over time.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::finding::Finding;
use crate::config::Sources;
use crate::credential::Secret;
use crate::secrecy::{token_of, words};

/// One fingerprint for each finding, in the same order. Findings that are alike are counted through.
pub fn fingerprints(findings: &[Finding], sources: &Sources) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let told = findings.iter().map(|finding| {
        let file = finding.place.map_or("", |place| sources.name(place.source));
        let about = if finding.route.is_empty() { &finding.message } else { &finding.route };
        let base = format!("{}\0{}\0{about}", finding.rule, file.trim_start_matches("./"));
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{base}\0{count}"));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    });
    told.collect()
}

/// The secrets that findings point at, in the same order: those whose makers give them a form, which nobody could guess. In one place today's is
/// another one than yesterday's.
pub fn pointed_at(findings: &[Finding], sources: &Sources) -> Vec<Option<Secret>> {
    let secret = |finding: &Finding| {
        let place = finding.place?;
        let source = sources.get(place.source)?;
        let stretch = source.bytes(place);
        let (text, from) = (source.text.get(stretch.clone())?, source.text.get(stretch.start..)?);
        if let Some(key) = text.starts_with(KEY_BEGINS).then(|| key(from)).flatten() {
            return Some(Secret::new(key));
        }
        let tokens: Vec<_> = words(text).map(|(_, word)| word).filter(|word| token_of(word).is_some()).collect();
        (!tokens.is_empty()).then(|| Secret::new(tokens.join(" ")))
    };
    findings.iter().map(secret).collect()
}

const KEY_BEGINS: &str = "-----BEGIN ";
const KEY_ENDS: &str = "-----END ";

/// A private key from its heading on, however far it is indented.
fn key(from: &str) -> Option<String> {
    let (key, _) = from.split_once(KEY_ENDS)?;
    Some(key.split_whitespace().collect::<Vec<_>>().join(" "))
}
