//! One conversation with the sandbox's directory: bind, search, page by page, good-bye. Source of the forms: RFC 4511, RFC
//! 2696.

use super::PASSWORD;
use super::ber::{self, element, integer};
use super::entries::{Entry, Kind};
use super::filter;

/// The control of long lists that are read page by page.
const PAGES: &str = "1.2.840.113556.1.4.319";

/// The control by which a directory says what is wrong with a password (draft-behera-ldap-password-policy).
const POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// What a directory holds, and what it refuses.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Which directory is played.
    pub kind: Kind,
    /// What it holds.
    pub entries: Vec<Entry>,
    /// The code and text that every bind is refused with.
    pub refuse_bind: Option<(u32, String)>,
    /// The code and text that every search is refused with, but that of what it tells of itself.
    pub refuse_search: Option<(u32, String)>,
    /// What it tells of itself besides.
    pub about: Vec<(&'static str, &'static str)>,
    /// The attribute by which its entries carry their own name.
    pub own_name: Option<&'static str>,
    /// The most entries that it gives at once.
    pub size_limit: Option<usize>,
    /// Whether that is also the most that it gives page by page.
    pub limit_stays: bool,
    /// Whether it shows nobody anything, and says no word about it.
    pub hides: bool,
    /// The code that every search is refused with of accounts that are let in to change their password, and for nothing else.
    pub must_change: Option<u32>,
    /// What it says of the password that it refuses, by the number of the password policy's error.
    pub says_why: Option<u8>,
    /// References to other servers that it adds to what it finds.
    pub referrals: Vec<String>,
}

impl Rules {
    /// The sandbox's people and groups, and no refusals.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            entries: kind.entries(),
            refuse_bind: None,
            refuse_search: None,
            about: Vec::new(),
            own_name: Some(kind.own_name()),
            size_limit: None,
            limit_stays: false,
            hides: false,
            must_change: None,
            says_why: None,
            referrals: Vec::new(),
        }
    }
}

/// A client's conversation.
pub(super) struct Conversation<'r> {
    rules: &'r Rules,
    known: bool,
}

/// A search as it was asked.
struct Search<'a> {
    base: String,
    scope: u32,
    limit: usize,
    filter: ber::Element<'a>,
    attributes: Vec<String>,
}

impl<'r> Conversation<'r> {
    pub(super) fn new(rules: &'r Rules) -> Self {
        Self { rules, known: false }
    }

    /// Answers one request; nothing after a good-bye.
    ///
    /// # Errors
    /// What was asked, when it is not known here.
    pub(super) fn answer(&mut self, request: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let strange = || "a message that is none".to_owned();
        let (_, message) = ber::next(&mut &*request).ok_or_else(strange)?;
        let parts = ber::all(message);
        let [(_, id), (operation, body), ref controls @ ..] = parts[..] else { return Err(strange()) };
        let id = ber::number(id);
        match operation {
            0x60 => Ok(Some(self.bind(id, body).ok_or_else(strange)?)),
            0x63 => Ok(Some(self.search(id, body, controls).ok_or("a search that is not known here")?)),
            0x42 => Ok(None),
            // StartTLS and everything else beyond the core is politely refused.
            0x77 => Ok(Some(message_of(id, &result(0x78, 2, "", "not supported"), &[]))),
            other => Err(format!("operation {other:#x}")),
        }
    }

    fn bind(&mut self, id: u32, body: &[u8]) -> Option<Vec<u8>> {
        let [_, (_, name), (0x80, password)] = ber::all(body)[..] else { return None };
        let (name, password) = (ber::text(name), ber::text(password));
        let known = self.rules.entries.iter().any(|entry| entry.dn.eq_ignore_ascii_case(&name));
        let (code, text) = match &self.rules.refuse_bind {
            Some((code, text)) => (*code, text.clone()),
            None if password.is_empty() => (53, "unauthenticated bind disallowed".to_owned()),
            None if known && password == PASSWORD => (0, String::new()),
            None => (49, self.wrong()),
        };
        self.known = code == 0;
        let error = match code {
            0 => self.rules.must_change.map(|_| 2),
            _ => self.rules.says_why,
        };
        let control = error.map(policy_control).unwrap_or_default();
        Some(message_of(id, &result(0x61, code, "", &text), &control))
    }

    fn wrong(&self) -> String {
        match self.rules.kind {
            Kind::OpenLdap => String::new(),
            Kind::ActiveDirectory => {
                "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563".to_owned()
            }
        }
    }

    fn search(&self, id: u32, body: &[u8], controls: &[ber::Element<'_>]) -> Option<Vec<u8>> {
        let search = Search::read(body)?;
        if search.base.is_empty() && search.scope == 0 {
            let mut about = self.rules.kind.about();
            let more = self.rules.about.iter();
            about.attributes.extend(more.map(|(name, value)| ((*name).to_owned(), vec![value.as_bytes().to_vec()])));
            return Some([found(id, &about, &search, None), done(id, 0, "", &[])].concat());
        }
        if let Some(code) = self.rules.must_change {
            return Some(done(id, code, "", &[]));
        }
        if let Some((code, text)) = &self.rules.refuse_search {
            return Some(message_of(id, &result(0x65, *code, "", text), &[]));
        }
        if !self.known {
            return Some(message_of(id, &result(0x65, 1, "", "000004DC: bind first"), &[]));
        }
        if self.rules.hides {
            return Some(done(id, 0, "", &[]));
        }
        if !self.rules.entries.iter().any(|entry| same(&entry.dn, &search.base)) {
            return Some(done(id, 32, &self.matched(&search.base), &[]));
        }
        let mut entries = Vec::new();
        for entry in self.rules.entries.iter().filter(|entry| search.reaches(&entry.dn)) {
            if filter::matches(entry, search.filter)? {
                entries.push(entry);
            }
        }
        Some(self.deliver(id, &search, &entries, page(controls)))
    }

    /// Writes what was found, as far as limits and pages go.
    fn deliver(&self, id: u32, search: &Search<'_>, entries: &[&Entry], page: Option<(usize, usize)>) -> Vec<u8> {
        let own = self.rules.size_limit.unwrap_or(usize::MAX);
        let asked = if search.limit == 0 { usize::MAX } else { search.limit };
        let (from, most) = match page {
            Some((from, size)) if self.rules.limit_stays => {
                (from.min(entries.len()), size.min(own.saturating_sub(from)))
            }
            Some((from, size)) => (from.min(entries.len()), size),
            None => (0, own.min(asked)),
        };
        let until = from.saturating_add(most).min(entries.len());
        let mut answer: Vec<u8> =
            entries[from..until].iter().flat_map(|entry| found(id, entry, search, self.rules.own_name)).collect();
        for referral in &self.rules.referrals {
            answer.extend(message_of(id, &element(0x73, &element(0x04, referral.as_bytes())), &[]));
        }
        let cut = until < entries.len() && (page.is_none() || self.rules.limit_stays && until >= own);
        let cookie = if until < entries.len() && !cut { until.to_string() } else { String::new() };
        let control = page.map(|_| page_control(&cookie)).unwrap_or_default();
        answer.extend(done(id, if cut { 4 } else { 0 }, "", &control));
        answer
    }

    /// The longest end of a name that is there.
    fn matched(&self, dn: &str) -> String {
        let mut rest = dn;
        while let Some((_, parent)) = rest.split_once(',') {
            if self.rules.entries.iter().any(|entry| same(&entry.dn, parent)) {
                return parent.to_owned();
            }
            rest = parent;
        }
        String::new()
    }
}

impl<'a> Search<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let [(_, base), (_, scope), _, (_, limit), _, _, filter, (_, attributes)] = ber::all(body)[..] else {
            return None;
        };
        let attributes = ber::all(attributes).into_iter().map(|(_, name)| ber::text(name)).collect();
        let limit = usize::try_from(ber::number(limit)).ok()?;
        Some(Self { base: ber::text(base), scope: ber::number(scope), limit, filter, attributes })
    }

    fn reaches(&self, dn: &str) -> bool {
        let below = dn.len() > self.base.len() && ends_below(dn, &self.base);
        match self.scope {
            0 => same(dn, &self.base),
            1 => below && dn.split_once(',').is_some_and(|(_, parent)| same(parent, &self.base)),
            _ => below || same(dn, &self.base),
        }
    }

    fn wants(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|wanted| wanted == "*" || wanted.eq_ignore_ascii_case(attribute))
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn ends_below(dn: &str, base: &str) -> bool {
    dn.to_lowercase().ends_with(&format!(",{}", base.to_lowercase()))
}

/// Where the asked page begins, and how many entries it has.
fn page(controls: &[ber::Element<'_>]) -> Option<(usize, usize)> {
    let (_, list) = controls.first()?;
    let control = ber::all(list).into_iter().map(|(_, control)| ber::all(control));
    let control = control.into_iter().find(|parts| parts.first().is_some_and(|(_, oid)| ber::text(oid) == PAGES))?;
    let (_, value) = control.last()?;
    let (_, sequence) = ber::next(&mut &**value)?;
    let [(_, size), (_, cookie)] = ber::all(sequence)[..] else { return None };
    Some((ber::text(cookie).parse().unwrap_or(0), usize::try_from(ber::number(size)).ok()?))
}

fn page_control(cookie: &str) -> Vec<u8> {
    let value = element(0x30, &[integer(0x02, 0), element(0x04, cookie.as_bytes())].concat());
    element(0x30, &[element(0x04, PAGES.as_bytes()), element(0x04, &value)].concat())
}

fn policy_control(error: u8) -> Vec<u8> {
    let value = element(0x30, &element(0x81, &[error]));
    element(0x30, &[element(0x04, POLICY.as_bytes()), element(0x04, &value)].concat())
}

fn found(id: u32, entry: &Entry, search: &Search<'_>, own_name: Option<&str>) -> Vec<u8> {
    let attribute = |(name, values): &(String, Vec<Vec<u8>>)| {
        let values: Vec<u8> = values.iter().flat_map(|value| element(0x04, value)).collect();
        element(0x30, &[element(0x04, name.as_bytes()), element(0x31, &values)].concat())
    };
    let wanted = entry.attributes.iter().filter(|(name, _)| search.wants(name));
    let own = own_name.filter(|name| search.wants(name) || search.wants("+"));
    let own = own.map(|name| (name.to_owned(), vec![entry.dn.clone().into_bytes()]));
    let attributes: Vec<u8> = wanted.chain(own.as_ref()).flat_map(attribute).collect();
    let body = [element(0x04, entry.dn.as_bytes()), element(0x30, &attributes)].concat();
    message_of(id, &element(0x64, &body), &[])
}

fn done(id: u32, code: u32, matched: &str, control: &[u8]) -> Vec<u8> {
    message_of(id, &result(0x65, code, matched, ""), control)
}

fn result(tag: u8, code: u32, matched: &str, text: &str) -> Vec<u8> {
    let parts = [integer(0x0a, code), element(0x04, matched.as_bytes()), element(0x04, text.as_bytes())];
    element(tag, &parts.concat())
}

fn message_of(id: u32, operation: &[u8], control: &[u8]) -> Vec<u8> {
    let controls = if control.is_empty() { Vec::new() } else { element(0xa0, control) };
    element(0x30, &[integer(0x02, id), operation.to_vec(), controls].concat())
}
