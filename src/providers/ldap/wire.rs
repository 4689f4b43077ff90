//! The way to a directory: a connection, TLS where it is wanted, a bind, and searches. Every step has the time limit that
//! requests have elsewhere, and a referral to another server is counted, never followed.

use std::time::Duration;

use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::{LdapConnAsync, LdapConnSettings, LdapError, LdapResult, ResultEntry, Scope, SearchOptions, StdStream};

use super::codes;
use super::entry::Entry;
use super::names::Filter;
use super::setup::{Setup, Tls};
use crate::credential::Secret;
use crate::proof::Step;
use crate::providers::http::{Http, Judging, Unreachable};

/// How many entries one page of a long list holds.
const PAGE: i32 = 500;

/// What came of going to the directory.
pub(super) struct Connection {
    ldap: ldap3::Ldap,
    limit: Duration,
    /// Who signed the server's certificate, where there was one.
    pub(super) signer: Option<String>,
}

/// Why an answer is none.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The directory answered with a code of its own.
    Code(Box<LdapResult>),
    /// The connection broke, or no answer came in time.
    Broken(&'static str),
}

impl Refusal {
    /// Says it, with what to do next.
    pub(super) fn step(&self, name: &str) -> Step {
        match self {
            Self::Code(result) => codes::step(name, result),
            Self::Broken(why) => Step::unknown(name, *why),
        }
    }
}

impl From<LdapError> for Refusal {
    fn from(error: LdapError) -> Self {
        match error {
            LdapError::LdapResult { result } => Self::Code(Box::new(result)),
            LdapError::Timeout { .. } => Self::Broken("no answer came in time"),
            LdapError::FilterParsing => Self::Broken("the filter does not parse"),
            _ => Self::Broken("the connection was closed"),
        }
    }
}

impl Connection {
    /// Goes to the directory; nothing secret is sent.
    ///
    /// # Errors
    /// The step that failed.
    pub(super) async fn open(http: &Http, setup: &Setup) -> Result<Self, Step> {
        let unreachable = |error: Unreachable| error.step("server");
        let stream = http.dial(&setup.host, setup.port).await.map_err(unreachable)?;
        let stream = stream.into_std().map_err(|_| broken())?;
        let judging = if setup.judged { Judging::Strict } else { Judging::Off };
        let handshake = http.handshake(&setup.host, judging);
        let settings = LdapConnSettings::new()
            .set_conn_timeout(http.time_limit())
            .set_config(handshake.config.clone())
            .set_starttls(setup.tls == Tls::Start)
            .set_no_tls_verify(!setup.judged)
            .set_std_stream(StdStream::Tcp(stream));
        let (connection, ldap) = match LdapConnAsync::with_settings(settings, &setup.url).await {
            Ok(pair) => pair,
            Err(LdapError::LdapResult { result }) => return Err(codes::no_starttls(&result)),
            Err(LdapError::Timeout { .. }) => return Err(Step::unknown("TLS", "the handshake did not end in time")),
            Err(LdapError::Io { source }) => return Err(as_unknown(handshake.refusal(&source))),
            Err(_) => return Err(broken()),
        };
        tokio::spawn(connection.drive());
        let signer = (setup.tls != Tls::None).then(|| handshake.signer());
        Ok(Self { ldap, limit: http.time_limit(), signer })
    }

    /// Says who is asking. The password must not be empty: a directory takes that for nobody, and lets nobody in.
    pub(super) async fn bind(&mut self, name: &str, password: &Secret) -> Result<(), Refusal> {
        self.ldap.with_timeout(self.limit);
        self.ldap.simple_bind(name, password.expose()).await?.success()?;
        Ok(())
    }

    /// Reads one entry; nothing when it is not there.
    pub(super) async fn base(&mut self, dn: &str, attributes: &[&str]) -> Result<Option<Entry>, Refusal> {
        self.ldap.with_timeout(self.limit);
        let found = self.ldap.search(dn, Scope::Base, "(objectClass=*)", attributes).await?;
        let (entries, _) = found.success()?;
        Ok(entries.into_iter().find_map(Entry::read))
    }

    /// Reads the first entries that a filter finds, and whether there are more.
    pub(super) async fn some(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        most: i32,
    ) -> Result<(Vec<Entry>, bool), Refusal> {
        self.ldap.with_timeout(self.limit).with_search_options(SearchOptions::new().sizelimit(most));
        let mut stream = self.ldap.streaming_search(base, scope, filter, attributes).await?;
        let mut entries = Vec::new();
        while let Some(result) = next(&mut stream, self.limit).await? {
            entries.extend(Entry::read(result));
        }
        let result = stream.finish().await;
        match result.rc {
            0 => Ok((entries, false)),
            // The limit was ours. Some servers have a smaller one of their own.
            4 => Ok((entries, true)),
            _ => Err(Refusal::Code(Box::new(result))),
        }
    }

    /// Reads everything that a filter finds, page by page, and hands each entry on; nothing is kept.
    pub(super) async fn all(
        &mut self,
        base: &str,
        filter: &Filter,
        attributes: &[&str],
        mut each: impl FnMut(Entry),
    ) -> Result<Whole, Refusal> {
        let mut cookie = Vec::new();
        loop {
            let page = PagedResults { size: PAGE, cookie };
            self.ldap.with_timeout(self.limit).with_controls(RawControl::from(page));
            let mut stream =
                self.ldap.streaming_search(base, Scope::Subtree, filter.as_str(), attributes.to_vec()).await?;
            while let Some(result) = next(&mut stream, self.limit).await? {
                Entry::read(result).into_iter().for_each(&mut each);
            }
            let result = stream.finish().await;
            match result.rc {
                0 => {}
                4 | 11 => return Ok(Whole::No),
                _ => return Err(Refusal::Code(Box::new(result))),
            }
            cookie = next_page(&result);
            if cookie.is_empty() {
                return Ok(Whole::Yes);
            }
        }
    }

    /// Looks entries up by one attribute, below a base.
    pub(super) async fn find(
        &mut self,
        base: &str,
        filter: &Filter,
        (attribute, value): (&str, &str),
        attributes: &[&str],
    ) -> Result<Vec<Entry>, Refusal> {
        Ok(self.some(base, Scope::Subtree, &filter.and(attribute, value), attributes, 3).await?.0)
    }

    /// Lists what stands directly below an entry.
    pub(super) async fn children(&mut self, dn: &str) -> Result<Vec<String>, Refusal> {
        let (entries, _) = self.some(dn, Scope::OneLevel, "(objectClass=*)", &["1.1"], 50).await?;
        Ok(entries.into_iter().map(|entry| entry.dn).collect())
    }

    /// Says good-bye.
    pub(super) async fn close(mut self) {
        _ = self.ldap.unbind().await;
    }
}

/// Whether everything was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Everything.
    Yes,
    /// The directory stopped at a limit of its own.
    No,
}

async fn next<'a, S, A>(
    stream: &mut ldap3::SearchStream<'a, S, A>,
    limit: Duration,
) -> Result<Option<ResultEntry>, Refusal>
where
    S: AsRef<str> + Send + Sync + 'a,
    A: AsRef<[S]> + Send + Sync + 'a,
{
    match tokio::time::timeout(limit, stream.next()).await {
        Ok(next) => Ok(next?),
        Err(_) => Err(Refusal::Broken("no answer came in time")),
    }
}

/// The mark of the next page, by the answer's own control (RFC 2696).
fn next_page(result: &LdapResult) -> Vec<u8> {
    let paged = result.ctrls.iter().find_map(|control| match control {
        Control(Some(ControlType::PagedResults), raw) => raw.val.as_ref().map(|_| raw.parse::<PagedResults>()),
        _ => None,
    });
    paged.map(|page| page.cookie).unwrap_or_default()
}

fn broken() -> Step {
    Step::unknown("server", "the connection was closed")
        .hint("does this port speak LDAP? 389 does, and 636 does inside TLS")
}

/// A credential that could not be tried is not refused.
fn as_unknown(step: Step) -> Step {
    Step { verdict: crate::proof::Verdict::Unknown, ..step }
}
