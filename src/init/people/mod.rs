//! Which people and groups would arrive, how a named person would sign in, and which of the groups administers the portal.

mod administrators;
mod person;
mod roll;

use anyhow::Result;

pub(super) use self::roll::count;

use self::roll::Roll;
use super::get::{Credential, Proven};
use super::{Edges, Options, Proving};
use crate::answers::file::Stage;
use crate::credential::{Answers, Purpose};
use crate::plan::Plan;

/// Previews the org data and asks who administers the portal. The answer is an entity reference, or nothing.
pub(super) async fn people(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    (answers, proven): (&Answers, &[Proven<'_>]),
) -> Result<Option<String>> {
    if !plan.signs_in() {
        edges.report.problem(nobody_signs_in(plan), None);
        return Ok(None);
    }
    if let Some(why) = portless(plan, answers)? {
        edges.report.problem(&why, Some("give it an address without a port, by a proxy before it"));
    }
    let arriving = match options.proving {
        Proving::Live => read(plan, edges, (answers, proven)).await?,
        Proving::Skipped => None,
    };
    if !plan.choices.target.is_image() && !edges.answers.knows(&administrators::named()) {
        return Ok(None);
    }
    administrators::administrators(edges, arriving.as_ref(), options.defaults.get("admin-group").map(String::as_str))
}

/// Why nobody arrives from where people are read, when its address is one that the catalog makes no names of.
fn portless(plan: &Plan, answers: &Answers) -> Result<Option<String>> {
    let Some(part) = plan.reader().map(|need| plan.part(need)) else { return Ok(None) };
    let port = plan.address(part, answers)?.url.port();
    Ok(part.provider.portless.clone().filter(|_| port.is_some()))
}

/// The first credential that serves a purpose.
fn serving<'p, 'r>(proven: &'p [Proven<'r>], purpose: Purpose) -> Option<&'p Credential<'r>> {
    proven.iter().map(|proven| &proven.credential).find(|credential| credential.need.purposes.contains(&purpose))
}

fn nobody_signs_in(plan: &Plan) -> &'static str {
    match plan.choices.stage {
        _ if !plan.choices.target.is_image() => {
            "nobody signs in, and Guest serves development alone; add a provider before others come"
        }
        Stage::Local => "nobody signs in: whoever reaches this portal is its administrator; keep it on this machine",
        Stage::Production => {
            "this profile has no sign-in, and Guest is closed for production: nobody can enter until you add one"
        }
    }
}

async fn read(
    plan: &Plan,
    edges: &mut Edges<'_>,
    (answers, proven): (&Answers, &[Proven<'_>]),
) -> Result<Option<Roll<'static>>> {
    let Some(Credential { provider, wanted, fields, .. }) = serving(proven, Purpose::OrgData) else {
        edges.report.problem("no people arrive in the catalog by themselves, and only who is there can sign in", None);
        return Ok(None);
    };
    edges.report.heading("People");
    let candidate = person::candidate(edges, proven).await?;
    edges.report.busy("reading people and groups");
    let mut said = |people: usize| edges.report.busy(&format!("reading people and groups · {people} people"));
    let mut roll = Roll::new(candidate.as_ref().map(person::Candidate::watch)).saying(&mut said);
    let read = provider.directory(wanted, fields, &mut roll).await;
    let mut roll = roll.silent();
    edges.report.idle();
    match read {
        Ok(extent) => {
            roll.end(extent);
            edges.report.proof("org data", &roll.preview());
            if let (Some(candidate), Some(watch)) = (&candidate, &roll.watch) {
                person::tell(plan, edges, (answers, proven), candidate, watch).await?;
            }
            Ok(Some(roll))
        }
        Err(error) => {
            edges.report.problem(&format!("could not read people and groups: {error:#}"), None);
            Ok(None)
        }
    }
}
