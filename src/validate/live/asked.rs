//! Which servers the credentials would be sent to, and which of them nobody agreed to. What is not agreed to is not sent. Pure.

use std::collections::BTreeSet;

use super::Credential;
use crate::agreed::{Agreed, Server};
use crate::config::{Place, Sources};
use crate::proof::Step;
use crate::providers::Wanted;

/// A server that nobody agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The provider whose secrets would be sent there.
    pub provider: &'static str,
    /// The server.
    pub server: Server,
    /// Where the configuration names it (`app-config.yaml:4`).
    pub by: String,
}

/// The servers that nobody agreed to, each once for a provider.
pub fn open(credentials: &[Credential], agreed: &Agreed, sources: &Sources) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    for credential in credentials.iter().filter(|credential| credential.is_tried()) {
        for server in refused(credential, agreed) {
            if !open.iter().any(|known| known.provider == credential.provider && known.server == server) {
                let by = shown(credential.namer(&server), sources);
                open.push(Open { provider: credential.provider, server, by });
            }
        }
    }
    open
}

/// Holds back every credential that would be sent to a server that nobody agreed to.
pub fn hold_back(credentials: &mut [Credential], agreed: &Agreed, sources: &Sources) {
    for credential in credentials.iter_mut().filter(|credential| credential.is_tried()) {
        let Some(server) = refused(credential, agreed).into_iter().next() else {
            // An issuer that may be a realm of Keycloak is one server, whoever asks it.
            if let Some((provider, wanted)) = &credential.rather {
                wanted.servers().into_iter().for_each(|server| agreed.agree(provider, server));
            }
            continue;
        };
        let by = shown(credential.namer(&server), sources);
        let says = format!("nobody agreed to `{server}`, which {by} names; nothing was sent there");
        credential.held_back = Some(Step::unknown("host", says).hint(agreed.way(&server)));
    }
}

fn refused(credential: &Credential, agreed: &Agreed) -> BTreeSet<Server> {
    let rather = credential.rather.iter().map(|(_, wanted)| wanted);
    let servers = credential.wanted.iter().chain(rather).flat_map(Wanted::servers);
    servers.filter(|server| !agreed.allows(credential.provider, server)).collect()
}

impl Credential {
    /// Where a server is named; where the credential stands, when its name follows from something else.
    fn namer(&self, server: &Server) -> Option<Place> {
        let named = self.named.iter().find(|(url, _)| Server::of(url).as_ref() == Some(server));
        let first = || self.named.first();
        named.or_else(first).map(|(_, place)| *place).or_else(|| self.places.first().map(|stands| stands.place))
    }
}

fn shown(place: Option<Place>, sources: &Sources) -> String {
    place.map_or_else(String::new, |place| format!("{}:{}", sources.name(place.source), place.start.line))
}
