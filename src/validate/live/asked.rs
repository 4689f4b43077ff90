//! Which servers the credentials would be sent to and over what connection, and what of it nobody agreed to. What is not agreed to
//! is not sent. Pure.

use std::collections::BTreeSet;

use super::Credential;
use crate::agreed::{Agreed, Server, Weaker};
use crate::config::{Place, Sources};
use crate::proof::Step;
use crate::providers::Wanted;
use crate::typed::word;

/// The step about a server that nobody agreed to.
const HOST: &str = "host";

/// A server, or a weaker connection to it, that nobody agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The provider whose secrets would be sent there.
    pub provider: &'static str,
    /// The server.
    pub server: Server,
    /// What the connection would lack; nothing when it is the server that nobody agreed to.
    pub weaker: Option<Weaker>,
    /// Where the configuration names it (`app-config.yaml:4`).
    pub by: String,
}

/// What nobody agreed to, each once for a provider.
pub fn open(credentials: &[Credential], agreed: &Agreed, sources: &Sources) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    for credential in credentials.iter().filter(|credential| credential.is_tried()) {
        for (server, weaker) in refused(credential, agreed) {
            let by = shown(credential.namer(&server, weaker), sources);
            let new = Open { provider: credential.provider, server, weaker, by };
            let is =
                |known: &Open| (known.provider, &known.server, known.weaker) == (new.provider, &new.server, weaker);
            if !open.iter().any(is) {
                open.push(new);
            }
        }
    }
    open
}

/// Holds back every credential that would be sent to a server, or over a weaker connection, that nobody agreed to. The advice names the
/// servers of all of them: pasted, it takes nothing away from another credential.
pub fn hold_back(credentials: &mut [Credential], agreed: &Agreed, sources: &Sources) {
    agreed.asks(credentials.iter().filter(|credential| credential.is_tried()).flat_map(servers));
    for credential in credentials.iter_mut().filter(|credential| credential.is_tried()) {
        let refused = refused(credential, agreed);
        let Some((server, weaker)) = refused.iter().next().map(|(server, weaker)| (server, *weaker)) else {
            // An issuer that may be a realm of Keycloak is one server, whoever asks it.
            if let Some((provider, wanted)) = &credential.rather {
                wanted.servers().into_iter().for_each(|server| agreed.agree(provider, server));
            }
            continue;
        };
        let by = shown(credential.namer(server, weaker), sources);
        credential.held_back = Some(match weaker {
            None => {
                let says = format!("nobody agreed to `{server}`, which {by} names; nothing was sent there");
                Step::unknown(HOST, says).hint(agreed.way(server))
            }
            Some(weaker) => {
                let says = format!("nobody agreed to ask `{server}` {weaker}, as {by} has it; nothing was sent there");
                Step::unknown("TLS", says)
                    .hint(format!("agree to it: `--unverified-host {}`", word(&server.to_string())))
            }
        });
    }
}

/// The servers that a credential would be sent to.
fn servers(credential: &Credential) -> Vec<Server> {
    wanted(credential).flat_map(Wanted::servers).collect()
}

fn wanted(credential: &Credential) -> impl Iterator<Item = &Wanted> {
    credential.wanted.iter().chain(credential.rather.iter().map(|(_, wanted)| wanted))
}

/// What nobody agreed to: servers, and what the connections to them lack.
fn refused(credential: &Credential, agreed: &Agreed) -> BTreeSet<(Server, Option<Weaker>)> {
    let servers = servers(credential).into_iter().map(|server| (server, None));
    let weaker = wanted(credential).filter_map(|wanted| Some((Server::of(&wanted.url)?, Some(wanted.weaker()?))));
    let is_agreed = |(server, weaker): &(Server, Option<Weaker>)| match weaker {
        None => agreed.allows(credential.provider, server),
        Some(weaker) => agreed.allows_weaker(credential.provider, server, *weaker),
    };
    servers.chain(weaker).filter(|asked| !is_agreed(asked)).collect()
}

impl Credential {
    /// Where a server is named, or the weaker connection to it asked for; where the credential stands, when that follows from
    /// something else.
    fn namer(&self, server: &Server, weaker: Option<Weaker>) -> Option<Place> {
        if let Some(place) = self.kept_by.filter(|_| weaker.is_some()) {
            return Some(place);
        }
        let named = self.named.iter().find(|(url, _)| Server::of(url).as_ref() == Some(server));
        let first = || self.named.first();
        named.or_else(first).map(|(_, place)| *place).or_else(|| self.places.first().map(|stands| stands.place))
    }
}

fn shown(place: Option<Place>, sources: &Sources) -> String {
    place.map_or_else(String::new, |place| format!("{}:{}", sources.name(place.source), place.start.line))
}
