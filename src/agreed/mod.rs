//! Which servers a secret may be sent to: those that somebody agreed to.
//!
//! A server is *said* by whoever runs the program: by a flag, by a file that a flag names, in the process's own environment, at a
//! prompt. What only a file of the folder says (`devportal-auth.yaml`, `.env`, a configuration, a journal) is *proposed*: a pull
//! request can change it, so somebody has to agree first. A provider's own servers need no agreement. What a server's answers
//! name counts for nothing by itself. The same holds for a connection that is weaker than it could be.

mod agreement;
pub mod memory;
pub mod question;
mod said;
mod server;
mod weaker;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::agreement::{Agreement, Memory, Named, NoMemory, Word};
pub use self::said::Said;
pub use self::server::Server;
pub use self::weaker::Weaker;
use crate::typed::word;

/// The servers that may be asked. Clones are views of the same set, so that what a person agrees to in a run holds for
/// everybody who was built before.
#[derive(Clone, Debug)]
pub struct Agreed {
    servers: Arc<Mutex<Servers>>,
    flag: &'static str,
}

#[derive(Debug, Default)]
struct Servers {
    /// The providers' own, each for its own secrets: where one provider's host takes anything from anybody, another's secret is lost.
    own: BTreeSet<(String, Server)>,
    /// Those of which there is one for each region or account: one label of the host is a star (`*.blob.core.windows.net`).
    own_like: BTreeSet<(String, String)>,
    /// Said for the whole run.
    said: BTreeSet<Said>,
    /// Agreed to for one provider's secrets.
    by_provider: BTreeSet<(String, Server)>,
    /// Servers whose certificate need not be verified, said for the whole run.
    unverified: BTreeSet<Said>,
    /// Weaker connections that were agreed to for one provider's secrets.
    weaker: BTreeSet<(String, Server, Weaker)>,
    /// Servers that belong together: whoever agrees to the first agrees to the others.
    beside: BTreeMap<Server, BTreeSet<Server>>,
    /// Everything that is to be asked, where the flag that agrees to one switches off every other.
    asked: BTreeSet<Server>,
}

impl Agreed {
    /// Nobody agreed to anything yet. A refusal names the flag that agrees.
    pub fn by(flag: &'static str) -> Self {
        Self { servers: Arc::default(), flag }
    }

    /// Knows a provider's own server.
    pub fn own(&self, provider: &str, server: Server) {
        self.lock().own.insert((provider.to_owned(), server));
    }

    /// Knows a provider's own hosts at the port of `https`, of which one label is a star.
    pub fn own_like(&self, provider: &str, pattern: &str) {
        self.lock().own_like.insert((provider.to_owned(), pattern.to_owned()));
    }

    /// Knows that a server belongs to another one, whoever that is agreed to by.
    pub fn beside(&self, first: Server, other: Server) {
        self.lock().beside.entry(first).or_default().insert(other);
    }

    /// Agrees for every provider.
    pub fn say(&self, said: impl Into<Said>) {
        self.lock().said.insert(said.into());
    }

    /// Agrees for one provider's secrets.
    pub fn agree(&self, provider: &str, server: Server) {
        self.lock().by_provider.insert((provider.to_owned(), server));
    }

    /// Agrees, for every provider, to servers whose certificate is not verified.
    pub fn say_unverified(&self, said: impl Into<Said>) {
        self.lock().unverified.insert(said.into());
    }

    /// Agrees to a weaker connection for one provider's secrets.
    pub fn agree_weaker(&self, provider: &str, server: Server, weaker: Weaker) {
        self.lock().weaker.insert((provider.to_owned(), server, weaker));
    }

    /// Tells whether a provider's secrets may be sent to a server in spite of what the connection lacks.
    pub fn allows_weaker(&self, provider: &str, server: &Server, weaker: Weaker) -> bool {
        let servers = self.lock();
        let said = weaker == Weaker::Unverified && servers.unverified.iter().any(|said| said.covers(server));
        said || servers.weaker.contains(&(provider.to_owned(), server.clone(), weaker))
    }

    /// Tells whether a server is this provider's own.
    pub fn is_own(&self, provider: &str, server: &Server) -> bool {
        self.lock().is_own(provider, server)
    }

    /// Tells whether a provider's secrets may be sent to a server.
    pub fn allows(&self, provider: &str, server: &Server) -> bool {
        let servers = self.lock();
        let mut with = servers.beside.iter().filter(|(_, others)| others.contains(server)).map(|(first, _)| first);
        servers.allow(provider, server) || with.any(|first| servers.allow(provider, first))
    }

    /// Knows what else is to be asked: the flag that agrees to one server switches off those that it does not name.
    pub fn asks(&self, servers: impl IntoIterator<Item = Server>) {
        self.lock().asked.extend(servers);
    }

    /// How somebody agrees to a server, and to whatever else is to be asked.
    pub fn way(&self, server: &Server) -> String {
        let mut all = self.lock().asked.clone();
        all.insert(server.clone());
        let flags: Vec<_> = all.iter().map(|server| format!("{} {}", self.flag, word(&server.to_string()))).collect();
        let them = if flags.len() == 1 { "it" } else { "them" };
        format!("agree to {them}: `{}`", flags.join(" "))
    }

    /// What one provider's requests have to pass.
    pub fn gate(&self, provider: &str) -> Gate {
        Gate { agreed: self.clone(), provider: provider.to_owned() }
    }

    fn lock(&self) -> MutexGuard<'_, Servers> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Servers {
    fn is_own(&self, provider: &str, server: &Server) -> bool {
        let like = |(of, pattern): &(String, String)| of == provider && server.is_like(pattern);
        self.own.contains(&(provider.to_owned(), server.clone())) || self.own_like.iter().any(like)
    }

    fn allow(&self, provider: &str, server: &Server) -> bool {
        let by_provider = |(of, agreed): &(String, Server)| of == provider && agreed == server;
        self.is_own(provider, server)
            || self.said.iter().any(|said| said.covers(server))
            || self.by_provider.iter().any(by_provider)
    }
}

/// What every request of one provider has to pass.
#[derive(Clone, Debug)]
pub struct Gate {
    agreed: Agreed,
    provider: String,
}

impl Gate {
    /// Tells whether a request may go there.
    pub fn lets_through(&self, server: &Server) -> bool {
        self.agreed.allows(&self.provider, server)
    }

    /// Tells whether a request may go there in spite of what the connection lacks.
    pub fn lets_through_weaker(&self, server: &Server, weaker: Weaker) -> bool {
        self.agreed.allows_weaker(&self.provider, server, weaker)
    }

    /// How somebody agrees to a server, and to whatever else is to be asked.
    pub fn way(&self, server: &Server) -> String {
        self.agreed.way(server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreeing_holds_for_one_provider_and_saying_for_all() {
        let agreed = Agreed::by("--trust-host");
        let (asked, said) = (Server::at("gitlab.acme.dev", 443), Server::at("sso.acme.dev", 443));
        agreed.agree("gitlab", asked.clone());
        agreed.say(Said::parse("sso.acme.dev").unwrap());
        assert!(agreed.allows("gitlab", &asked) && !agreed.allows("keycloak", &asked));
        assert!(agreed.allows("gitlab", &said) && agreed.allows("keycloak", &said));
        assert!(!agreed.allows("gitlab", &Server::at("gitlab.acme.dev", 8443)));
    }

    #[test]
    fn a_providers_own_server_is_open_to_its_own_secrets_alone() {
        let agreed = Agreed::by("--trust-host");
        let gitlab = Server::at("gitlab.com", 443);
        agreed.own("gitlab", gitlab.clone());
        assert!(
            agreed.allows("gitlab", &gitlab) && !agreed.allows("oidc", &gitlab) && !agreed.allows("github", &gitlab)
        );
    }

    #[test]
    fn a_star_stands_for_one_label_of_a_providers_own_host_and_for_no_more() {
        let agreed = Agreed::by("--trust-host");
        agreed.own_like("azure-blob", "*.blob.core.windows.net");
        agreed.own_like("aws", "sts.*.amazonaws.com");
        let open = |provider: &str, host: &str| agreed.allows(provider, &Server::at(host, 443));
        assert!(open("azure-blob", "acme.blob.core.windows.net") && open("aws", "sts.eu-west-1.amazonaws.com"));
        for host in ["blob.core.windows.net", ".blob.core.windows.net", "a.b.blob.core.windows.net"] {
            assert!(!open("azure-blob", host), "{host}");
        }
        for host in
            ["sts.amazonaws.com", "x.sts.eu.amazonaws.com", "sts.eu.amazonaws.com.evil.dev", "sts.a.b.amazonaws.com"]
        {
            assert!(!open("aws", host), "{host}");
        }
        assert!(!open("gitlab", "acme.blob.core.windows.net"));
        assert!(!agreed.allows("azure-blob", &Server::at("acme.blob.core.windows.net", 8443)));
    }

    #[test]
    fn a_gate_sees_what_is_agreed_to_after_it_was_built() {
        let agreed = Agreed::by("--trust-host");
        let (gate, there) = (agreed.gate("gitlab"), Server::at("gitlab.acme.dev", 443));
        assert!(!gate.lets_through(&there));
        agreed.agree("gitlab", there.clone());
        assert!(gate.lets_through(&there));
        assert_eq!(gate.way(&there), "agree to it: `--trust-host gitlab.acme.dev`");
        let odd = Server::at("a;b", 443);
        assert_eq!(gate.way(&odd), "agree to it: `--trust-host 'a;b'`");
    }

    #[test]
    fn whoever_agrees_by_naming_is_told_everything_that_is_to_be_asked() {
        let agreed = Agreed::by("--only-host");
        let [github, jenkins] = ["github.com", "jenkins.acme.dev"].map(|host| Server::at(host, 443));
        agreed.own("github", github.clone());
        agreed.asks([github, jenkins]);
        let way = agreed.gate("oidc").way(&Server::at("sso.acme.dev", 443));
        assert_eq!(
            way,
            "agree to them: `--only-host github.com --only-host jenkins.acme.dev --only-host sso.acme.dev`"
        );
    }

    #[test]
    fn a_server_that_is_agreed_to_is_not_asked_over_a_weaker_connection_by_that() {
        let agreed = Agreed::by("--trust-host");
        let directory = Server::at("ldap.acme.dev", 636);
        agreed.agree("ldap", directory.clone());
        agreed.say(directory.clone());
        let gate = agreed.gate("ldap");
        assert!(!gate.lets_through_weaker(&directory, Weaker::Unverified));
        agreed.agree_weaker("ldap", directory.clone(), Weaker::Unverified);
        assert!(gate.lets_through_weaker(&directory, Weaker::Unverified));
        assert!(!gate.lets_through_weaker(&directory, Weaker::InTheClear));
        assert!(!agreed.allows_weaker("oidc", &directory, Weaker::Unverified));
        let other = Server::at("ldap.acme.dev", 3636);
        assert!(!gate.lets_through_weaker(&other, Weaker::Unverified));
        agreed.say_unverified(Said::parse("ldap.acme.dev:3636").unwrap());
        assert!(gate.lets_through_weaker(&other, Weaker::Unverified));
        assert!(!gate.lets_through_weaker(&other, Weaker::InTheClear));
    }

    #[test]
    fn what_belongs_to_a_server_is_agreed_to_with_it_and_never_without() {
        let agreed = Agreed::by("--trust-host");
        let [google, tokens] = ["accounts.google.com", "oauth2.googleapis.com"].map(|host| Server::at(host, 443));
        agreed.beside(google.clone(), tokens.clone());
        assert!(!agreed.allows("oidc", &tokens));
        agreed.agree("oidc", google);
        assert!(agreed.allows("oidc", &tokens) && !agreed.allows("gitlab", &tokens));
    }
}
