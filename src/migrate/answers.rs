//! What the next `init` starts from, after the portal has moved.

use std::collections::BTreeMap;

use super::Image;
use super::decide::Decided;
use super::image::parts;
use crate::answers::file::{AnswersFile, Means};
use crate::contract::Target;
use crate::credential::{CredentialKind, Variable};

/// The same decisions for another generation: names of variables, and no credential that does not serve there.
pub(super) fn moved(declared: &AnswersFile, to: &Image, decided: &Decided) -> AnswersFile {
    let from = decided.from.as_ref();
    let profile = from.and_then(|from| from.profile.as_deref()).or(to.profile.as_deref());
    let unserved: Vec<CredentialKind> = profile.map(|profile| kinds_without(profile, to.target)).unwrap_or_default();
    let kept =
        |means: &Means| Means { credential: means.credential.filter(|kind| !unserved.contains(kind)), ..means.clone() };
    let mut moved = declared.clone();
    moved.target = Some(to.target);
    moved.profile = to.profile.clone();
    // Those that questions are about follow from the purposes.
    moved.presets = Vec::new();
    moved.purposes.integration = declared.purposes.integration.iter().map(kept).collect();
    moved.purposes.authentication = declared.purposes.authentication.as_ref().map(kept);
    moved.values = renamed(&declared.values, decided);
    moved.secrets = renamed(&declared.secrets, decided);
    moved
}

fn renamed<T: Clone>(all: &BTreeMap<Variable, T>, decided: &Decided) -> BTreeMap<Variable, T> {
    all.iter().map(|(name, value)| (Variable::new(decided.name(name.as_str())), value.clone())).collect()
}

/// The forms of credentials that do not serve in a portal of a target, and that no other credential has there.
fn kinds_without(profile: &str, target: Target) -> Vec<CredentialKind> {
    let parts = parts(profile).unwrap_or_default();
    let without = parts.iter().flat_map(|part| {
        let gone = &part.otherwise(target).without;
        part.credentials.iter().filter(|(id, _)| gone.contains_key(*id)).map(|(_, spec)| spec.kind)
    });
    without.collect()
}
