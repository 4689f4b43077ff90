//! What is asked on the way to a directory: a bind, and searches. Every step has the time limit that requests have elsewhere, and a
//! referral to another server is counted, never followed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::{LdapError, LdapResult, ResultEntry, Scope, SearchOptions};

use super::about::{About, PASSWORD_POLICY};
use super::codes::{self, Refused, When};
use super::dial::{Opened, dial};
use super::entry::Entry;
use super::filter::Filter;
use super::guard::{Guard, Stop};
use super::setup::Setup;
use crate::credential::Secret;
use crate::proof::{Aspect, Extent, Limit, Step};
use crate::providers::http::{Http, Reading};

/// How many entries one page of a long list holds.
const PAGE: i32 = 500;
/// How many references to other servers are passed over besides the entries that were asked for.
const MOST_REFERENCES: usize = 1_000;
/// What is said where the time limit was reached.
const LATE: &str = "no answer came in time";

/// What came of going to the directory.
pub(super) struct Connection {
    ldap: ldap3::Ldap,
    guard: Guard,
    limit: Duration,
    /// Who signed the server's certificate, where there was one.
    pub(super) signer: Option<String>,
    /// What the directory tells of itself.
    pub(super) about: About,
    /// Whether whoever signed in has to change the password before anything else, as the directory says.
    pub(super) must_change: bool,
    account: String,
}

/// A list that may be long.
pub(super) struct List<'a> {
    /// Below which entry.
    pub(super) base: &'a str,
    /// Which entries.
    pub(super) filter: &'a Filter,
    /// What of them.
    pub(super) attributes: &'a [&'a str],
    /// Whether it is asked for page by page.
    pub(super) paged: bool,
    /// How many entries are wanted at most.
    pub(super) most: usize,
}

/// Why an answer is none.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The directory answered with a code of its own.
    Code(Box<Refused>),
    /// The connection broke, or no answer came in time.
    Broken(&'static str),
}

/// What the library says of a filter before it asks anything.
const UNREADABLE: &str = "the filter does not parse";

impl Refusal {
    /// Says it, with what to do next.
    pub(super) fn step(&self, name: Aspect<'_>) -> Step {
        match self {
            Self::Code(refused) => refused.step(name),
            Self::Broken(why) if *why == UNREADABLE => Step::unknown(name, *why),
            Self::Broken(why) => Step::no_answer(name, *why),
        }
    }
}

impl Connection {
    /// Goes to the directory and reads what it tells of itself; nothing secret is sent.
    ///
    /// # Errors
    /// The step that failed.
    pub(super) async fn open(http: &Http, setup: &Setup) -> Result<Self, Step> {
        let mut connection = Self::dial(http, setup).await?;
        match connection.learn().await {
            Ok(()) => Ok(connection),
            // Some hang up on whoever asks anything before saying who they are.
            Err(Refusal::Broken(why)) if why == Stop::Closed.words() => Self::dial(http, setup).await,
            Err(refusal) => Err(refusal.step("server".into())),
        }
    }

    async fn dial(http: &Http, setup: &Setup) -> Result<Self, Step> {
        let Opened { ldap, guard, signer } = dial(http, setup).await?;
        let (about, account, limit) = (About::default(), String::new(), http.time_limit());
        Ok(Self { ldap, guard, limit, signer, about, account, must_change: false })
    }

    /// Reads the root. Some directories show it to nobody who has not signed in.
    async fn learn(&mut self) -> Result<(), Refusal> {
        match self.base("", &About::asked()).await {
            Ok(root) => self.about = root.as_ref().map(About::of).unwrap_or_default(),
            Err(Refusal::Code(_)) => {}
            Err(broken) => return Err(broken),
        }
        Ok(())
    }

    /// The directory's own answer, with what is known of both sides.
    fn code(&self, result: LdapResult, when: When) -> Refusal {
        let (dialect, account, must_change) = (self.about.dialect, self.account.clone(), self.must_change);
        Refusal::Code(Box::new(Refused { result, when, dialect, account, must_change }))
    }

    /// Puts what the library says into our words.
    fn refused(&self, error: LdapError) -> Refusal {
        match error {
            LdapError::LdapResult { result } => self.code(result, When::Search),
            LdapError::Timeout { .. } => Refusal::Broken(LATE),
            LdapError::FilterParsing => Refusal::Broken(UNREADABLE),
            _ => Refusal::Broken(self.guard.why()),
        }
    }

    /// Says who is asking. The password must not be empty: a directory takes that for nobody, and lets nobody in. Where the directory
    /// knows how to say why it refuses one, it is asked to.
    pub(super) async fn bind(&mut self, name: &str, password: &Secret) -> Result<(), Refusal> {
        self.ldap.with_timeout(self.limit);
        if self.about.says_why {
            self.ldap.with_controls(RawControl { ctype: PASSWORD_POLICY.to_owned(), crit: false, val: None });
        }
        let result = self.ldap.simple_bind(name, password.expose()).await.map_err(|error| self.refused(error))?;
        let policy = codes::policy(&result.ctrls);
        self.account = name.to_owned();
        if result.rc != 0 {
            return Err(self.code(result, When::Bind(policy)));
        }
        self.must_change = policy == Some(codes::Policy::MustChange);
        if !self.about.is_known {
            // Without it less can be said of a refusal; a connection that broke tells so itself.
            _ = self.learn().await;
        }
        Ok(())
    }

    /// Reads one entry; nothing when it is not there.
    pub(super) async fn base(&mut self, dn: &str, attributes: &[&str]) -> Result<Option<Entry>, Refusal> {
        let (entries, _) = self.some(dn, Scope::Base, "(objectClass=*)", attributes, 1).await?;
        Ok(entries.into_iter().next())
    }

    /// Reads the first entries that a filter finds, and whether there are more. The time limit is that of all of them together, or a
    /// directory could go on with one at a time.
    pub(super) async fn some(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        most: i32,
    ) -> Result<(Vec<Entry>, bool), Refusal> {
        let limit = self.limit;
        let search = self.search(base, scope, filter, attributes, most);
        tokio::time::timeout(limit, search).await.unwrap_or(Err(Refusal::Broken(LATE)))
    }

    async fn search(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        most: i32,
    ) -> Result<(Vec<Entry>, bool), Refusal> {
        self.ldap.with_timeout(self.limit).with_search_options(SearchOptions::new().sizelimit(most));
        let mut stream = match self.ldap.streaming_search(base, scope, filter, attributes).await {
            Ok(stream) => stream,
            Err(error) => return Err(self.refused(error)),
        };
        let asked = usize::try_from(most).unwrap_or(0);
        let (mut entries, mut came) = (Vec::new(), 0);
        while let Some(result) = next(&mut stream, self.limit).await.map_err(|error| self.refused(error))? {
            came += 1;
            entries.extend(Entry::read(result));
            // A directory that goes on in spite of the limit is not listened to.
            if entries.len() > asked || came > asked + MOST_REFERENCES {
                entries.truncate(asked);
                return Ok((entries, true));
            }
        }
        let result = stream.finish().await;
        match result.rc {
            0 => Ok((entries, false)),
            // The limit was ours. Some servers have a smaller one of their own.
            4 => Ok((entries, true)),
            _ => Err(self.code(result, When::Search)),
        }
    }

    /// Reads a list to its end, or as far as it is wanted, and hands each entry on; nothing is kept.
    pub(super) async fn all(
        &mut self,
        asked: &List<'_>,
        (reading, mut each): (&Reading, impl FnMut(Entry)),
    ) -> Result<Extent, Refusal> {
        let (mut cookie, mut list, mut came) = (Vec::new(), reading.list(), 0);
        let when = if asked.paged { When::Pages } else { When::Search };
        loop {
            if let Some(limit) = list.over() {
                return Ok(Extent::Part(limit));
            }
            self.ldap.with_timeout(self.limit);
            if asked.paged {
                self.ldap.with_controls(RawControl::from(PagedResults { size: PAGE, cookie }));
            }
            let (filter, attributes) = (asked.filter.as_str(), asked.attributes.to_vec());
            let search = self.ldap.streaming_search(asked.base, Scope::Subtree, filter, attributes).await;
            let mut stream = match search {
                Ok(stream) => stream,
                Err(error) => return Err(self.refused(error)),
            };
            list.page();
            let (mut count, mut names) = (0, DefaultHasher::new());
            while let Some(result) = next(&mut stream, self.limit).await.map_err(|error| self.refused(error))? {
                list.entries(1);
                came += 1;
                let over = list.over().or((came > asked.most).then_some(Limit::Number));
                if let Some(limit) = over {
                    return Ok(Extent::Part(limit));
                }
                if let Some(entry) = Entry::read(result) {
                    count += 1;
                    entry.dn.hash(&mut names);
                    each(entry);
                }
            }
            let result = stream.finish().await;
            match result.rc {
                0 => {}
                4 | 11 => return Ok(Extent::Part(Limit::Server)),
                _ => return Err(self.code(result, when)),
            }
            cookie = next_page(&result);
            if cookie.is_empty() {
                return Ok(Extent::Whole);
            }
            if let Some(limit) = list.held(count, &names.finish()) {
                return Ok(Extent::Part(limit));
            }
        }
    }

    /// How the account that asks gets the right to read.
    pub(super) fn rights(&self) -> String {
        let usual = || "may this account read it? a directory also hides what it protects".to_owned();
        self.about.dialect.map_or_else(usual, |known| known.rights(&self.account))
    }

    /// How the directory's limit is raised for the account that asks.
    pub(super) fn raise(&self) -> String {
        let usual = || "have the limit raised for this account, or narrow the base or the filter".to_owned();
        self.about.dialect.map_or_else(usual, |known| known.raise(&self.account))
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

async fn next<'a, S, A>(
    stream: &mut ldap3::SearchStream<'a, S, A>,
    limit: Duration,
) -> Result<Option<ResultEntry>, LdapError>
where
    S: AsRef<str> + Send + Sync + 'a,
    A: AsRef<[S]> + Send + Sync + 'a,
{
    tokio::time::timeout(limit, stream.next()).await?
}

/// The mark of the next page, by the answer's own control (RFC 2696).
fn next_page(result: &LdapResult) -> Vec<u8> {
    let paged = result.ctrls.iter().find_map(|control| match control {
        Control(Some(ControlType::PagedResults), raw) => raw.val.as_ref().map(|_| raw.parse::<PagedResults>()),
        _ => None,
    });
    paged.map(|page| page.cookie).unwrap_or_default()
}
