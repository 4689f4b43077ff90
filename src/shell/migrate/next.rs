//! What goes on after a move, as commands that the program takes in the folder as it is then.

use super::look::Portal;
use crate::contract::sign_in::sign_in;
use crate::contract::{self, Contract, Stands, Target};
use crate::credential::Purpose;
use crate::here::here;
use crate::migrate::{Lacking, Migration};
use crate::typed::Typed;

/// `init` in the portal's folder. Of what the sandbox wrote, it takes nothing for real.
fn init(portal: &Portal) -> Typed {
    let folder = here(&portal.folder);
    match portal.of_sandbox {
        true => Typed::ours("init").and("--sandbox").with("--out", [folder]),
        false => Typed::ours("init").out(folder),
    }
}

/// The command that gets what is missing and proves what there is. Presets by name are all that a portal shall have, so they are said only
/// where no earlier `init` decided on anything: what that did is kept otherwise.
pub(super) fn next(migration: &Migration, portal: &Portal) -> Typed {
    let to = &migration.to;
    let from = migration.decided.from.as_ref().and_then(|from| from.profile.as_ref());
    let named = to.profile.as_ref().or(from).or(portal.found.stands_for.as_ref());
    let all = contract::on(to.target);
    let known = named.and_then(|name| all.iter().find(|contract| contract.name == *name));
    let is_decided = portal.found.declared.is_some() && known.is_some_and(Contract::stands_first);
    if to.target == Target::V2 && !to.presets.is_empty() && !is_decided {
        return init(portal).with("--presets", [to.presets.join(",")]);
    }
    let command = init(portal).with("--target", [to.target.id()]);
    match known {
        Some(known) if known.stands_first() => command.with("--profile", [&known.name]),
        Some(known) if reads_people_beside(known) => command.with("--org-data", [&known.name]),
        _ => command,
    }
}

/// Where nobody signs in by it, people can still come from it.
fn reads_people_beside(contract: &Contract) -> bool {
    contract.stands.contains(&Stands::Beside) && contract.purposes.contains_key(&Purpose::OrgData)
}

/// What that command is for.
pub(super) fn purpose(portal: &Portal) -> &'static str {
    match portal.of_sandbox {
        true => "plays it there; nothing in these files is real",
        false => "gets what is missing, and proves what there is",
    }
}

/// Why a portal does not move to an image where nobody would come in, with what to do first.
pub(super) fn refusal(lacking: &Lacking, portal: &Portal) -> String {
    let other = init(portal).with("--target", [Target::Backstage.id()]);
    let first = match lacking.is_oidc_instead {
        true => format!("if that server speaks OpenID Connect, first by that: `{}`", other.with("--profile", ["oidc"])),
        false => format!("first by what the images have, too ({}): `{other}`", offered().join(", ")),
    };
    format!(
        "{}, so nobody could sign in after this move; nothing was written\n  = have people sign in {first}, and run again; or stay on plain \
         Backstage",
        lacking.says
    )
}

/// What people sign in by both on plain Backstage and on the page of an image.
fn offered() -> Vec<&'static str> {
    let all = contract::on(Target::Backstage).iter().filter(|contract| contract.stands_first());
    let has_page =
        |contract: &&Contract| contract.signs_in_as.as_deref().and_then(|key| sign_in().page_of(key)).is_some();
    all.filter(has_page).map(|contract| contract.name.as_str()).collect()
}
