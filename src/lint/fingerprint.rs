//! What a finding is known by, whatever line it moves to: for baselines and for services that follow findings over time.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::finding::Finding;
use crate::config::Sources;

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
