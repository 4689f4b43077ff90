//! What a proof and an error say, with a guard that none of it is a secret, or a provider's own words.

use devportal_auth::credential::{Fields, Secret};
use devportal_auth::proof::{Proof, Step};

use super::asked::CANARY;

/// The steps of a proof, a line each; what is worth a look has a mark.
pub(crate) fn told(proof: &Proof) -> String {
    let line = |step: &Step| {
        let mark = if step.attention { " !" } else { "" };
        format!("{:?}{mark} {}: {} | {}", step.verdict, step.name, step.says, step.hint.as_deref().unwrap_or("-"))
    };
    let told = proof.steps.iter().map(line).collect::<Vec<_>>().join("\n");
    assert!(!told.contains(CANARY) && !format!("{proof:?}").contains(CANARY), "{told}");
    told
}

/// What an error says.
pub(crate) fn said(error: &anyhow::Error) -> String {
    let said = format!("{error:#}");
    assert!(!said.contains(CANARY) && !format!("{error:?}").contains(CANARY), "{said}");
    said
}

/// The parts of a credential.
pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(field, value)| (*field, Secret::new(*value))).collect()
}
