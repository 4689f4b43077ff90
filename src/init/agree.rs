//! A secret goes only to a server that somebody agreed to. What was said is remembered for the folder; what is only proposed is put
//! before a person, and where nobody is there the run ends, naming all of it at once.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::Result;

use super::settle::Settled;
use super::{Edges, ask};
use crate::agreed::question::{question, weaker_question};
use crate::agreed::{Server, Weaker};
use crate::answers::{Question, Reply};
use crate::credential::{Answers, Variable};
use crate::plan::{KEPT_BY, Need, Part, Plan, show};
use crate::proof::Proof;
use crate::providers::Wanted;
use crate::typed::word;

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
    /// What the connection would lack; nothing when it is the server that is to be agreed to.
    weaker: Option<Weaker>,
    /// What names it, or asks for the weaker connection.
    by: String,
    /// The flags that would say it.
    ways: Vec<String>,
}

/// Servers, or weaker connections to them, are not agreed to, and nobody is there to be asked.
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
        Some(Place {
            title: part.provider.title.clone(),
            provider: part.provider.provider.clone(),
            server,
            weaker: None,
            by,
            ways,
        })
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

/// A person chose here and now how the connection of a part is kept.
pub(super) fn typed_kept(part: &Part, edges: &mut Edges<'_>) {
    edges.agreement.typed_kept(&part.provider.provider);
}

/// Says which servers are about to be asked, and who named them. A provider's own go without saying.
pub(super) fn tell(plan: &Plan, needs: &[&Need], edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    for place in places_of(plan, needs.iter().copied(), edges, answers)? {
        if !edges.agreement.agreed.is_own(&place.provider, &place.server) && plan.choices.stand_ins.is_empty() {
            edges.report.detail("host", &place.to_string());
        }
    }
    Ok(())
}

/// Remembers what holds about everything that was written, so that a check of it asks nobody once more what was said here. Where
/// something was proven, that was done before.
pub(super) fn keep(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) -> Result<()> {
    for place in places_of(plan, plan.needs.iter(), edges, answers)? {
        if place.is_agreed(edges) {
            remember(&place, edges);
        }
    }
    Ok(())
}

/// Asks about everything that is not agreed to.
fn agree(places: Vec<Place>, edges: &mut Edges<'_>) -> Result<Consent> {
    let mut open = Vec::new();
    for place in places {
        if place.is_agreed(edges) {
            remember(&place, edges);
            continue;
        }
        match ask(edges, &place.question(), None)? {
            Reply::Answer(answer) if answer.expose() == "yes" => {
                place.agree(edges);
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
    match place.weaker {
        None => agreement.memory.remember(&place.provider, &place.server),
        Some(weaker) => agreement.memory.remember_weaker(&place.provider, &place.server, weaker),
    }
    .err()
}

impl Place {
    fn is_agreed(&self, edges: &Edges<'_>) -> bool {
        let agreement = &edges.agreement;
        let said = || agreement.kept_by.get(&self.provider).is_some_and(|word| word.said);
        match self.weaker {
            None => agreement.agreed.allows(&self.provider, &self.server),
            Some(_) if said() => {
                self.agree(edges);
                true
            }
            Some(weaker) => agreement.agreed.allows_weaker(&self.provider, &self.server, weaker),
        }
    }

    fn agree(&self, edges: &Edges<'_>) {
        let agreed = &edges.agreement.agreed;
        match self.weaker {
            None => agreed.agree(&self.provider, self.server.clone()),
            Some(weaker) => agreed.agree_weaker(&self.provider, self.server.clone(), weaker),
        }
    }

    fn question(&self) -> Question {
        match self.weaker {
            None => question(&self.title, &self.server, &self.by),
            Some(weaker) => weaker_question(&self.title, &self.server, weaker, &self.by),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, server, by, .. } = self;
        match self.weaker {
            None => write!(f, "{server} · {title} · named by {by}"),
            Some(weaker) => write!(f, "{server} · {title} · {weaker}, by {by}"),
        }
    }
}

/// The servers of some credentials and what the connections to them lack, each once.
fn places_of<'n>(
    plan: &Plan,
    needs: impl Iterator<Item = &'n Need>,
    edges: &Edges<'_>,
    answers: &Answers,
) -> Result<Vec<Place>> {
    let (mut places, mut seen, mut seen_weaker) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
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
                .then(|| format!("--url {}", word(&format!("{provider}={}", show(&wanted.url)))));
            let ways = said.into_iter().chain([trust(&server)]).collect();
            let title = part.provider.title.clone();
            places.push(Place { title, provider: provider.clone(), server, weaker: None, by, ways });
        }
        places.extend(weaker_of(part, &wanted, edges).filter(|place| seen_weaker.insert(place.server.clone())));
    }
    Ok(places)
}

/// What the connection to a part's server would lack.
fn weaker_of(part: &Part, wanted: &Wanted, edges: &Edges<'_>) -> Option<Place> {
    let (weaker, server) = (wanted.weaker()?, Server::of(&wanted.url)?);
    let provider = part.provider.provider.clone();
    let by = edges.agreement.kept_by.get(&provider).map_or("what is known of it", |word| &word.by).to_owned();
    let set = |variable: &Variable| {
        let set = format!("{}={}", variable.as_str(), wanted.setting(KEPT_BY)?);
        Some(format!("--set {}", word(&set)))
    };
    let ways = part.contract.settings.get(KEPT_BY).and_then(set).into_iter().collect();
    Some(Place { title: part.provider.title.clone(), provider, server, weaker: Some(weaker), by, ways })
}

fn trust(server: &Server) -> String {
    format!("--trust-host {}", word(&server.to_string()))
}

impl fmt::Display for NotAgreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weaker = self.0.iter().filter(|place| place.weaker.is_some()).count();
        let counted = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {one}s")),
        };
        let lacking = [counted(self.0.len() - weaker, "host"), counted(weaker, "weaker connection")];
        let lacking: Vec<_> = lacking.into_iter().flatten().collect();
        writeln!(f, "nobody agreed to {} that secrets would be sent to\n", lacking.join(" and "))?;
        for place in &self.0 {
            writeln!(f, "  {place}\n    {}", place.ways.join(", or "))?;
        }
        write!(
            f,
            "\n  = no secret was sent there and nothing was written; where a file is right as a whole, name it: --answers FILE; \
             a person is asked at a terminal, unless --no-input or CI is set"
        )
    }
}

impl std::error::Error for NotAgreed {}
