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
use crate::contract::sign_in::{GoesBy, sign_in};
use crate::credential::{Answers, Purpose};
use crate::plan::Plan;
use crate::proof::{Step, Verdict};
use crate::secrets::StoreName;
use crate::sign_in::Resolver;

/// What is known when people were looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Who administers the portal, as an entity reference.
    pub(super) administrators: Option<String>,
    /// Whoever's sign-in was tried and would not be let in.
    pub(super) turned_away: Option<String>,
    /// Whoever's sign-in was to be tried, which could not be.
    pub(super) untold: Option<String>,
}

/// Previews the org data, tries somebody's sign-in and asks who administers the portal.
pub(super) async fn people(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    (answers, proven): (&Answers, &[Proven<'_>]),
) -> Result<Known> {
    if !plan.signs_in() {
        edges.report.problem(nobody_signs_in(plan), None);
        let untold = person::untold(edges, "nobody signs in to this portal")?;
        return Ok(Known { untold, ..Known::default() });
    }
    if let Some(why) = portless(plan, answers)? {
        edges.report.problem(&why, Some("give it an address without a port, by a proxy before it"));
    }
    let Arriving { roll, mut known } = match options.proving {
        Proving::Live => read(plan, edges, (answers, proven)).await?,
        Proving::Skipped => Arriving::default().without_trying(edges, "nothing is asked of any provider")?,
    };
    if !plan.choices.target.is_image() && !edges.answers.knows(&administrators::named()) {
        return Ok(known);
    }
    let before = options.defaults.get("admin-group").map(String::as_str);
    known.administrators = administrators::administrators(edges, roll.as_ref(), before)?;
    Ok(known)
}

/// Why nobody arrives from where people are read, when its address is one that the catalog makes no names of.
fn portless(plan: &Plan, answers: &Answers) -> Result<Option<String>> {
    let Some(part) = plan.reader().map(|need| plan.part(need)) else { return Ok(None) };
    let port = plan.address(part, answers)?.url.port();
    Ok(part.provider.portless.clone().filter(|_| port.is_some()))
}

/// Why few of the people who arrive can sign in, where they do by nothing but a mail address, which few of them have.
pub(super) fn few_mails(plan: &Plan, answers: &Answers, store: StoreName) -> Result<Option<String>> {
    let Some(why) = plan.reader().and_then(|need| plan.part(need).provider.few_mails.as_ref()) else { return Ok(None) };
    let Some(key) = plan.main().contract.signs_in_as.as_deref() else { return Ok(None) };
    let chain = person::chain(plan, answers, (key, store))?;
    let by_mail = |resolver: &Resolver| sign_in().goes_by(key, &resolver.name) == Some(&GoesBy::Mail);
    Ok((!chain.is_empty() && chain.iter().all(by_mail)).then(|| why.clone()))
}

/// What helps where few people have a mail address.
pub(super) const OTHER_MAILS: &str =
    "read people from a directory that tells it (`--org-data`), or bring them as catalog files";

/// What is so where nothing brings people.
pub(super) const NOBODY_ARRIVES: &str =
    "no people arrive in the catalog by themselves, and only who is there can sign in";

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

/// Who arrives, as far as it could be read, and what is known of whoever was tried.
#[derive(Default)]
struct Arriving {
    roll: Option<Roll<'static>>,
    known: Known,
}

impl Arriving {
    /// Says that nobody's sign-in can be tried, where somebody's was to be.
    fn without_trying(mut self, edges: &mut Edges<'_>, why: &str) -> Result<Self> {
        self.known.untold = person::untold(edges, why)?;
        Ok(self)
    }
}

async fn read(plan: &Plan, edges: &mut Edges<'_>, (answers, proven): (&Answers, &[Proven<'_>])) -> Result<Arriving> {
    let Some(Credential { provider, wanted, fields, .. }) = serving(proven, Purpose::OrgData) else {
        edges.report.problem(NOBODY_ARRIVES, None);
        return Arriving::default().without_trying(edges, "no people and groups are read");
    };
    edges.report.heading("People");
    let tried = person::candidate(edges, proven).await?;
    let candidate = tried.candidate();
    edges.report.busy("reading people and groups");
    let mut said = |people: usize| edges.report.busy(&format!("reading people and groups · {people} people"));
    let mut roll = Roll::new(candidate.map(person::Candidate::watch)).saying(&mut said);
    let read = provider.directory(wanted, fields, &mut roll).await;
    let mut roll = roll.silent();
    edges.report.idle();
    match read {
        Ok(extent) => {
            roll.end(extent);
            let mut preview = roll.preview();
            let few = few_mails(plan, answers, edges.store.name())?;
            preview.steps.extend(few.map(|why| {
                let sign_in = &plan.main().provider.title;
                let says = format!("{sign_in} signs in by mail address, and {why}: whoever has none is not let in");
                Step::attention("mail", says).hint(OTHER_MAILS)
            }));
            edges.report.proof("org data", &preview);
            let mut known = tried.known();
            if let (Some(candidate), Some(watch)) = (tried.candidate(), &roll.watch) {
                let verdict = person::tell(plan, edges, (answers, proven), candidate, watch).await?;
                let said = |is_so: bool| is_so.then(|| candidate.said().to_owned());
                known.untold = said(verdict == Verdict::Unknown);
                known.turned_away = said(verdict >= Verdict::Insufficient);
            }
            Ok(Arriving { roll: Some(roll), known })
        }
        Err(error) => {
            edges.report.problem(&format!("{error:#}"), None);
            Ok(Arriving { roll: None, known: tried.known() })
        }
    }
}
