//! A secret goes only to a server that somebody agreed to. What was said is remembered for the folder; what is only proposed is put
//! before a person, and where nobody is there the run ends, naming all of it at once.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::Result;

use super::settle::Settled;
use super::{Edges, ask};
use crate::agreed::Server;
use crate::agreed::question::question;
use crate::answers::Reply;
use crate::credential::Answers;
use crate::plan::{Need, Part, Plan, show};
use crate::proof::Proof;

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// Everything is agreed to.
    Given,
    /// The person said no.
    Declined,
    /// The person wants what was asked before again.
    Back,
}

impl Consent {
    /// What it means for the provider's settings.
    pub(super) fn settled(self) -> Settled {
        match self {
            Self::Given => Settled::Done,
            Self::Declined => Settled::Declined,
            Self::Back => Settled::Back,
        }
    }
}

/// A server that a provider's secrets would be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    title: String,
    provider: String,
    server: Server,
    /// What names it.
    by: String,
    /// The flags that would say it.
    ways: Vec<String>,
}

/// Servers are not agreed to, and nobody is there to be asked.
#[derive(Clone, Debug)]
pub struct NotAgreed(Vec<Place>);

/// Sees to it that the servers of these parts are agreed to.
///
/// # Errors
/// [`NotAgreed`], when nobody is there to be asked.
pub(super) fn about(plan: &Plan, parts: &[Part], edges: &mut Edges<'_>, answers: &Answers) -> Result<Consent> {
    let mut places = Vec::new();
    for part in parts {
        let needs = plan.needs.iter().filter(|need| plan.part(need).contract.name == part.contract.name);
        places.extend(places_of(plan, needs, edges, answers)?);
    }
    agree(places, edges)
}

/// Sees to it that the other servers are agreed to that a server names for a part of itself.
///
/// # Errors
/// [`NotAgreed`], when nobody is there to be asked.
pub(super) fn elsewhere(part: &Part, proof: &Proof, edges: &mut Edges<'_>) -> Result<Consent> {
    let place = |(what, url): &(String, url::Url)| {
        let server = Server::of(url)?;
        let ways = vec![trust(&server)];
        let by = format!("the server itself, for {what}");
        Some(Place { title: part.provider.title.clone(), provider: part.provider.provider.clone(), server, by, ways })
    };
    agree(proof.elsewhere.iter().filter_map(place).collect(), edges)
}

/// A person wrote the address of a part here and now: that is said, not proposed.
pub(super) fn typed(plan: &Plan, part: &Part, edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    let address = plan.address(part, answers)?;
    for url in [&address.url, &address.api_url] {
        edges.agreement.typed(&part.provider.provider, url);
    }
    Ok(())
}

/// Says which servers are about to be asked, and who named them. A provider's own go without saying.
pub(super) fn tell(plan: &Plan, needs: &[&Need], edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    for place in places_of(plan, needs.iter().copied(), edges, answers)? {
        if !edges.agreement.agreed.is_own(&place.provider, &place.server) && plan.choices.stand_ins.is_empty() {
            edges.report.detail("host", &format!("{} · {} · named by {}", place.server, place.title, place.by));
        }
    }
    Ok(())
}

/// Asks about each server that is not agreed to.
fn agree(places: Vec<Place>, edges: &mut Edges<'_>) -> Result<Consent> {
    let mut open = Vec::new();
    for place in places {
        if edges.agreement.agreed.allows(&place.provider, &place.server) {
            remember(&place, edges);
            continue;
        }
        match ask(edges, &question(&place.title, &place.server, &place.by), None)? {
            Reply::Answer(answer) if answer.expose() == "yes" => {
                edges.agreement.agreed.agree(&place.provider, place.server.clone());
                if let Some(why) = remember(&place, edges) {
                    edges.report.problem(&format!("{why:#}"), Some("you will be asked again next time"));
                }
            }
            Reply::Back => return Ok(Consent::Back),
            Reply::Answer(_) => {
                edges.report.line(&format!("nothing was sent to {}, and nothing was written", place.server));
                return Ok(Consent::Declined);
            }
            Reply::None => open.push(place),
        }
    }
    if open.is_empty() { Ok(Consent::Given) } else { Err(NotAgreed(open).into()) }
}

/// Remembers what holds anyway without a word when that fails: whoever said it will say it again.
fn remember(place: &Place, edges: &mut Edges<'_>) -> Option<anyhow::Error> {
    let agreement = &mut *edges.agreement;
    if agreement.agreed.is_own(&place.provider, &place.server) {
        return None;
    }
    agreement.memory.remember(&place.provider, &place.server).err()
}

/// The servers of some credentials, each once.
fn places_of<'n>(
    plan: &Plan,
    needs: impl Iterator<Item = &'n Need>,
    edges: &Edges<'_>,
    answers: &Answers,
) -> Result<Vec<Place>> {
    let (mut places, mut seen) = (Vec::new(), BTreeSet::new());
    for need in needs {
        let part = plan.part(need);
        let provider = &part.provider.provider;
        let wanted = plan.wanted(need, answers)?;
        for server in wanted.servers() {
            if !seen.insert((provider.clone(), server.clone())) {
                continue;
            }
            let by = edges.agreement.namer(provider, &server).unwrap_or("what is known of it").to_owned();
            let said = (Server::of(&wanted.url).as_ref() == Some(&server))
                .then(|| format!("--url {provider}={}", show(&wanted.url)));
            let ways = said.into_iter().chain([trust(&server)]).collect();
            places.push(Place { title: part.provider.title.clone(), provider: provider.clone(), server, by, ways });
        }
    }
    Ok(places)
}

fn trust(server: &Server) -> String {
    format!("--trust-host {server}")
}

impl fmt::Display for NotAgreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "nobody agreed to 1 host that secrets would be sent to\n")?,
            count => writeln!(f, "nobody agreed to {count} hosts that secrets would be sent to\n")?,
        }
        let width = self.0.iter().map(|place| place.server.to_string().len()).max().unwrap_or_default();
        for place in &self.0 {
            writeln!(f, "  {:width$}  {} · named by {}", place.server.to_string(), place.title, place.by)?;
            writeln!(f, "  {:width$}  {}", "", place.ways.join(", or "))?;
        }
        write!(
            f,
            "\n  = no secret was sent there and nothing was written; where a file is right as a whole, name it: --answers FILE; \
             a person is asked at a terminal, unless --no-input or CI is set"
        )
    }
}

impl std::error::Error for NotAgreed {}
