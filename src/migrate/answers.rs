//! What the next `init` starts from, after the portal has moved.

use std::collections::BTreeMap;

use super::decide::Decided;
use super::image::{not_for, parts};
use super::{Found, Image};
use crate::answers::file::{AnswersFile, Means};
use crate::contract::{Contract, Target};
use crate::credential::{CredentialKind, Purpose, Variable};

/// The same decisions for another generation: names of variables, and no purpose and no credential that is not served there.
pub(super) fn moved(declared: &AnswersFile, found: &Found, to: &Image, decided: &Decided) -> AnswersFile {
    let profile = [&found.image.profile, &found.stands_for, &to.profile].into_iter().find_map(Option::as_deref);
    let parts = profile.map(parts).unwrap_or_default();
    let unserved = kinds_without(&parts, to.target);
    let nobody_signs_in = not_for(&parts, to.target).iter().any(|(purpose, _)| *purpose == Purpose::Authentication);
    let kept =
        |means: &Means| Means { credential: means.credential.filter(|kind| !unserved.contains(kind)), ..means.clone() };
    let mut moved = declared.clone();
    moved.target = Some(to.target);
    moved.profile = to.profile.clone();
    // Those that questions are about follow from the purposes.
    moved.presets = Vec::new();
    moved.purposes.integration = declared.purposes.integration.iter().map(kept).collect();
    moved.purposes.authentication = declared.purposes.authentication.as_ref().filter(|_| !nobody_signs_in).map(kept);
    moved.values = renamed(&declared.values, decided);
    moved.secrets = renamed(&declared.secrets, decided);
    moved
}

fn renamed<T: Clone>(all: &BTreeMap<Variable, T>, decided: &Decided) -> BTreeMap<Variable, T> {
    all.iter().map(|(name, value)| (Variable::new(decided.name(name.as_str())), value.clone())).collect()
}

/// The forms of credentials that do not serve in a portal of a target, and that no other credential has there.
fn kinds_without(parts: &[&Contract], target: Target) -> Vec<CredentialKind> {
    let without = parts.iter().flat_map(|part| {
        let gone = &part.otherwise(target).without;
        part.credentials.iter().filter(|(id, _)| gone.contains_key(*id)).map(|(_, spec)| spec.kind)
    });
    without.collect()
}
