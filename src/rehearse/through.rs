//! The way through the provider: the person is sent there with what the portal asks for, and what comes back is taken to a profile.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;

use anyhow::{Result, anyhow};
use serde_json::{Map, Value};
use url::{Host, Url};

use super::ask::{Ask, Drawn, ask};
use super::claims::{self, Expected};
use super::person::Raw;
use super::run::{Edges, Scene};
use super::way::{self, Way};
use super::{exchange, refusal};
use crate::answers::{Reply, pasted};
use crate::browser::{Came, Round, Waiting};
use crate::config::Node;
use crate::contract::entrance::Entrance;
use crate::contract::sign_in::sign_in;
use crate::credential::Secret;
use crate::loopback;
use crate::proof::Step;
use crate::providers::http::{Http, date, is_loopback};
use crate::providers::oidc;
use crate::secrecy;

/// Nobody can be sent to the provider from here, as nothing would come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWayBack {
    /// The port that people are sent back to is another program's.
    Taken(String),
    /// The system does not give this user the port that people are sent back to.
    NotGiven(u16),
    /// It is not given for another reason, which is named.
    Refused(u16, String),
    /// The browser ends at this host, which is not this machine, and nobody is here to paste the address.
    NobodyPastes(String),
}

impl fmt::Display for NoWayBack {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(authority) => write!(
                to,
                "another program listens at {authority}, where people are sent back to; if that is the portal, stop it for a moment, or \
                 paste the address with `--no-browser`"
            ),
            Self::NotGiven(port) => {
                write!(to, "port {port} is not given to this user; paste the address with `--no-browser`")
            }
            Self::Refused(port, why) => {
                write!(to, "nobody can listen at port {port}: {why}; paste the address with `--no-browser`")
            }
            Self::NobodyPastes(host) => write!(
                to,
                "the browser ends at {host}, which is not this machine, and nobody is here to paste the address; run it at a terminal, \
                 or name somebody with `--as NAME`"
            ),
        }
    }
}

impl std::error::Error for NoWayBack {}

impl NoWayBack {
    /// Why nobody can listen where people are sent back to.
    fn by(error: &anyhow::Error, back: &Url) -> Self {
        let port = port(back);
        match error.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(io::ErrorKind::AddrInUse) => Self::Taken(back.authority().to_owned()),
            Some(io::ErrorKind::PermissionDenied) => Self::NotGiven(port),
            _ => Self::Refused(port, error.root_cause().to_string()),
        }
    }
}

fn port(back: &Url) -> u16 {
    back.port_or_known_default().unwrap_or_default()
}

/// Tells whether an address is answered by the listener of this program, which speaks plain HTTP at 127.0.0.1.
fn is_here(back: &Url) -> bool {
    let name = match back.host() {
        Some(Host::Domain(name)) => is_loopback(name),
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        _ => false,
    };
    back.scheme() == "http" && name
}

impl Scene<'_, '_> {
    /// What stops the portal before anybody is sent to the provider.
    pub(super) fn does_not_start(&self) -> Option<Step> {
        let facts = sign_in().provider(&self.door.provider)?;
        let block = format!("auth.providers.{}.{}", self.door.provider, self.door.environment);
        for (field, meant) in &facts.refused {
            if self.door.block.get(field).is_some() {
                let says = format!("the portal does not start: `{field}` is not taken any more");
                return Some(Step::invalid("block", says).hint(format!("call `{block}.{field}` `{meant}`")));
            }
        }
        if facts.session && self.subject.config.lacks("auth.session.secret") {
            let says =
                "the portal stops at the first step: `auth.session.secret` is not set, and this provider needs it";
            return Some(
                Step::invalid("session", says).hint("set `auth.session.secret` to a variable with a long random value"),
            );
        }
        None
    }

    pub(super) async fn way(&self, entrance: &Entrance, edges: &mut Edges<'_>) -> Result<Way, Step> {
        if !entrance.openid {
            return way::fixed(self.door, entrance);
        }
        let metadata = self.door.block.get("metadataUrl").and_then(Node::text).unwrap_or_default();
        edges.report.busy("asking the server where people sign in");
        let described = oidc::describe(edges.http, metadata).await;
        edges.report.idle();
        way::described(self.door, described?)
    }

    /// Sends the person to the provider, and takes what comes back to the profile.
    pub(super) async fn by_browser(
        &self,
        (entrance, way): (&Entrance, &Way),
        edges: &mut Edges<'_>,
        steps: &mut Vec<Step>,
    ) -> Result<Option<Raw>> {
        let origin = self.subject.config.get("app.baseUrl").and_then(Node::text).and_then(|text| Url::parse(text).ok());
        let origin = origin.or_else(|| self.door.callback.clone());
        let origin = origin.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
        let ask = ask(self.door, entrance, way, &origin, &Drawn::new()?);
        let Some(back) = Url::parse(&ask.redirect).ok().filter(|url| url.has_host()) else {
            let says = "where people are sent back to cannot be told: the configuration has no `backend.baseUrl`";
            steps.push(Step::unknown("callback", says).hint("give the file that says it, or set `callbackUrl`"));
            return Ok(None);
        };
        match self.sent(&ask, back, edges)? {
            Some(Came::Code(code)) => {
                secrecy::learn(&code);
                edges.report.busy("fetching who that is");
                let read = self.exchanged((entrance, way), &ask, &code, edges.http, steps).await;
                edges.report.idle();
                Ok(read.map_err(|step| steps.push(step)).ok())
            }
            Some(Came::Error(error, _)) => {
                steps.push(refusal::sent_back(&error, self.door, &ask));
                Ok(None)
            }
            None => {
                steps.push(refusal::nothing_came(self.options.patience, self.door, &ask));
                Ok(None)
            }
        }
    }

    fn sent(&self, ask: &Ask, back: Url, edges: &mut Edges<'_>) -> Result<Option<Came>> {
        let here = is_here(&back);
        let pastes = !here || !edges.browser.enabled;
        if pastes && !edges.answers.can_answer_again() {
            return Err(anyhow!(NoWayBack::NobodyPastes(back.host_str().unwrap_or_default().to_owned())));
        }
        edges.report.detail("callback", &ask.redirect);
        edges.report.detail("scopes", &ask.scopes);
        if !here {
            let host = back.host_str().unwrap_or_default();
            edges.report.line(&format!(
                "{host} is not answered from here: the browser ends on an address with nothing of ours behind it, which is pasted below"
            ));
        }
        // Who pastes the address needs nobody to listen there.
        let refused = here.then(|| loopback::bind_at(port(&back)).err()).flatten();
        if let Some(error) = refused.as_ref().filter(|_| edges.browser.enabled) {
            return Err(anyhow!(NoWayBack::by(error, &back)));
        }
        let question = match back.host_str().filter(|_| !here) {
            Some(host) => pasted::question_elsewhere(host),
            None => pasted::question(),
        };
        let back = (here && refused.is_none()).then_some(back);
        let round = Round { away: ask.address.clone(), state: ask.state.clone(), back };
        let (report, answers) = (&mut *edges.report, &mut *edges.answers);
        let came = edges.browser.round(&round, &mut |waiting, over| {
            let mut refused = None;
            match waiting {
                Waiting::Opened { page, started: true, .. } => {
                    report.line(&format!("opening {page}"));
                    if !pastes {
                        return Ok(None);
                    }
                }
                Waiting::Opened { page, .. } => {
                    report.line("open this address, whole:");
                    // It is copied, so that no line of it may be broken.
                    report.diff(page.as_str());
                }
                Waiting::Refused(why) => refused = Some(why.as_str()),
                Waiting::Left(_) if !here => {}
                Waiting::Left(left) => {
                    report.waits_for_browser(*left);
                    return Ok(None);
                }
            }
            match answers.answer_unless(over, &question, refused)? {
                Reply::Answer(pasted) if !pasted.is_empty() => Ok(Some(pasted)),
                _ => Ok(None),
            }
        });
        edges.report.idle();
        came
    }

    async fn exchanged(
        &self,
        (entrance, way): (&Entrance, &Way),
        ask: &Ask,
        code: &Secret,
        http: &Http,
        steps: &mut Vec<Step>,
    ) -> Result<Raw, Step> {
        let (tokens, clock) = exchange::tokens(http, (self.door, way), ask, code).await?;
        steps.extend(clock);
        steps.push(Step::valid("client", "the code was exchanged"));
        let client = self.door.credential.fields.text("client-id").unwrap_or_default();
        let claims = match &way.openid {
            Some(openid) => {
                let (nonce, now) = (ask.nonce.as_deref(), date::now());
                let expected = Expected { openid, client, nonce, now, ahead: tokens.ahead };
                Some(claims::judged(tokens.id.as_ref(), &expected)?)
            }
            None => tokens.id.as_ref().and_then(claims::claims),
        };
        let profile = match entrance.graph && !claims::is_for_graph(&tokens.access) {
            true => Value::Object(Map::new()),
            false => exchange::person(http, way, &tokens.access).await?,
        };
        if let (true, Some(claims)) = (entrance.openid, &claims)
            && profile.get("sub") != claims.get("sub")
        {
            let says = "the userinfo is of somebody else than the id token: their `sub` differ";
            return Err(
                Step::invalid("profile", says).hint("the provider's two endpoints disagree; tell whoever runs it")
            );
        }
        Ok(Raw::Profile(profile, claims))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_at_127_0_0_1_and_its_names_is_answered_from_here() {
        let here = |text: &str| is_here(&Url::parse(text).unwrap());
        assert!(here("http://localhost:7007/x") && here("http://127.0.0.1/x") && here("http://portal.localhost:1/x"));
        for elsewhere in
            ["https://localhost:7007/x", "http://[::1]:7007/x", "http://127.0.0.2/x", "http://portal.acme.dev/x"]
        {
            assert!(!here(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn only_a_port_that_is_in_use_is_another_programs() {
        let back = Url::parse("http://localhost/api/auth/github/handler/frame").unwrap();
        let says = |kind: io::ErrorKind| {
            let error = anyhow::Error::from(io::Error::from(kind)).context("could not listen on 127.0.0.1");
            NoWayBack::by(&error, &back).to_string()
        };
        assert!(says(io::ErrorKind::AddrInUse).starts_with("another program listens at localhost"));
        let not_given = says(io::ErrorKind::PermissionDenied);
        assert_eq!(not_given, "port 80 is not given to this user; paste the address with `--no-browser`");
        let other = says(io::ErrorKind::AddrNotAvailable);
        assert!(other.starts_with("nobody can listen at port 80: ") && !other.contains("another program"), "{other}");
    }
}
