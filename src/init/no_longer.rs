//! What an earlier run decided on and this one does not: it goes out of the files, and is told by name.

use std::collections::BTreeMap;

use anyhow::Result;

use super::choose::also_key;
use super::{Edges, Options};
use crate::contract::{self, Contract};
use crate::credential::Purpose;
use crate::plan::Plan;

/// Tells it, before anything is asked of a provider.
pub(super) fn tell(plan: &Plan, options: &Options, edges: &mut Edges<'_>) -> Result<()> {
    let gone = gone(plan, &options.defaults, contract::every()?);
    let mut named: Vec<String> = gone.iter().map(|(purpose, was)| told(*purpose, was)).collect();
    named.dedup();
    if !named.is_empty() {
        let says = format!("no longer: {}", named.join(", "));
        edges.report.problem(&says, Some("an earlier run decided on it; choose it as well if it shall stay"));
    }
    for key in open_doors(plan, &gone) {
        let says = format!("what was written of it stays: people still get in by `auth.providers.{key}`");
        edges.report.problem(&says, Some("take that block out by hand, unless they shall"));
    }
    Ok(())
}

/// The keys of sign-in that no longer are anybody's, and whose blocks no file loses.
fn open_doors<'c>(plan: &Plan, gone: &[(Purpose, &'c Contract)]) -> Vec<&'c str> {
    let signed_in = gone.iter().filter(|(purpose, _)| *purpose == Purpose::Authentication);
    let keys = signed_in.filter_map(|(_, was)| was.signs_in_as.as_deref());
    keys.filter(|key| plan.main().contract.signs_in_as.as_deref() != Some(*key)).collect()
}

fn gone<'c>(
    plan: &Plan,
    earlier: &BTreeMap<String, String>,
    contracts: &'c [Contract],
) -> Vec<(Purpose, &'c Contract)> {
    let also = (0..).map(also_key).map_while(|key| earlier.get(&key));
    let said = |key: &str, purpose| earlier.get(key).map(|said| (purpose, said));
    let all = said("auth", Purpose::Authentication).into_iter().chain(said("integration", Purpose::Integration));
    let all = all.chain(also.map(|said| (Purpose::Integration, said))).chain(said("org-data", Purpose::OrgData));
    let each = all.flat_map(|(purpose, said)| said.split(',').map(move |one| (purpose, one.trim())));
    let known = each.filter_map(|(purpose, said)| Some((purpose, named(contracts, said)?)));
    known.filter(|(purpose, was)| !serves(plan, *purpose, was)).collect()
}

/// What was meant: a provider or a profile, with a form behind it (`github:access-token`), or a credential.
fn named<'c>(contracts: &'c [Contract], said: &str) -> Option<&'c Contract> {
    let name = said.split(':').next().unwrap_or(said);
    let mut all = contracts.iter();
    all.find(|contract| contract.provider == name || contract.name == name || contract.credentials.contains_key(name))
}

fn serves(plan: &Plan, purpose: Purpose, was: &Contract) -> bool {
    let serving = plan.parts.iter().filter(|part| part.purposes.contains(&purpose));
    serving.map(|part| &part.contract.provider).any(|provider| *provider == was.provider)
}

fn told(purpose: Purpose, was: &Contract) -> String {
    match purpose {
        Purpose::Authentication => format!("sign-in by {}", was.provider_title()),
        Purpose::Integration if was.stands_also() => was.title.clone(),
        Purpose::Integration => format!("integration with {}", was.provider_title()),
        Purpose::OrgData => format!("people from {}", was.provider_title()),
    }
}
