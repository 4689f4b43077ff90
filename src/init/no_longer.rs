//! What an earlier run decided on and this one does not: it goes out of the files, and is told by name.

use std::collections::BTreeMap;

use anyhow::Result;

use super::choose::also_key;
use super::{Edges, Options};
use crate::answers::file::NONE;
use crate::contract::{self, Contract};
use crate::credential::Purpose;
use crate::plan::Plan;
use crate::remark::Remark;

/// Tells it, before anything is asked of a provider.
pub(super) fn tell(plan: &Plan, options: &Options, edges: &mut Edges<'_>) -> Result<()> {
    let gone = gone(plan, &options.defaults, contract::every());
    let mut named: Vec<String> = gone.iter().map(|(purpose, was)| told(*purpose, was)).collect();
    named.dedup();
    if !named.is_empty() {
        let says = format!("no longer: {}", named.join(", "));
        edges.report.problem(&says, Some("an earlier run decided on it; choose it as well if it shall stay"));
    }
    Ok(())
}

/// The sign-ins that are closed in an image, which has one at a time. A plain Backstage may well have two.
pub(super) fn closed(plan: &Plan, options: &Options) -> Vec<String> {
    if !plan.choices.target.is_image() {
        return Vec::new();
    }
    let gone = gone(plan, &options.defaults, contract::every());
    open_doors(plan, &gone).into_iter().map(str::to_owned).collect()
}

/// What stays in the files of what is no longer decided on, and lets somebody in or do more: what it does, and where it is taken out.
pub(super) fn stays(plan: &Plan, options: &Options, administrators: Option<&str>) -> Vec<Remark> {
    let gone = gone(plan, &options.defaults, contract::every());
    let doors = open_doors(plan, &gone).into_iter().filter(|_| !plan.choices.target.is_image());
    let doors = doors.map(|key| {
        let says = format!("what was written of it stays: people still get in by `auth.providers.{key}`");
        Remark::new(says, "take that block out by hand, unless they shall")
    });
    let before = options.defaults.get("admin-group").filter(|before| *before != NONE && administrators.is_none());
    let group = before.map(|group| {
        let says = format!("what was written of it stays: `{group}` still administers the portal");
        Remark::new(says, "take `permission.rbac.admin` out by hand, unless they shall")
    });
    doors.chain(group).collect()
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
