//! Requests as a row has them: an address with its settings in place, and the credential in the headers that take it, or what is signed
//! with it.

use std::cell::{Cell, RefCell};

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::answer::Answer;
use crate::contract::system::{self, Ask, System, SystemCredential};
use crate::credential::{Fields, Secret};
use crate::providers::Wanted;
use crate::providers::http::{Http, Unreachable, below, date, is_loopback, request};
use crate::secrecy;
use crate::signing::{self, Header, Moment};

/// What stays as it is in a part of an address. A setting with a slash in it (a group's path) is several parts.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
/// What stays as it is in a form.
const FIELD: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A secret that nothing has.
const NO_SECRET: &str = "not-the-secret-of-any-client";
/// The word for where people come back to.
const CALLBACK: &str = "callback";

/// What the requests of one proof have in common.
pub(super) struct Call<'c> {
    pub(super) system: &'static System,
    pub(super) http: &'c Http,
    pub(super) wanted: &'c Wanted,
    pub(super) spec: &'static SystemCredential,
    /// The credential's parts, and what earlier answers gave.
    parts: RefCell<Fields>,
}

/// Why a request came to nothing.
pub(super) enum Failure {
    /// No answer came.
    Unreachable(Unreachable),
    /// The credential fits into no request.
    Unfit,
    /// A setting is no part of a host's name.
    NoHost,
}

/// Whether a request carries the credential.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Credential,
    Nobody,
}

impl<'c> Call<'c> {
    pub(super) fn new(
        system: &'static System,
        http: &'c Http,
        wanted: &'c Wanted,
        (spec, fields): (&'static SystemCredential, &Fields),
    ) -> Self {
        Self { system, http, wanted, spec, parts: RefCell::new(fields.clone()) }
    }

    /// The same with other secrets, of whom nobody knows.
    pub(super) fn as_stranger(&self) -> Self {
        let parts = RefCell::new(self.parts.borrow().clone());
        let is_secret = |variable| self.system.variables.get(variable).is_some_and(|spec| spec.secret);
        for (field, _) in self.spec.fields.iter().filter(|(_, variable)| is_secret(*variable)) {
            parts.borrow_mut().set(field, Secret::new(NO_SECRET));
        }
        Self { system: self.system, http: self.http, wanted: self.wanted, spec: self.spec, parts }
    }

    /// Takes out the parts that stand in another one; gives those that are parts of their own, too. Fails with what it should have been.
    pub(super) fn unpack(&self) -> Result<Fields, &'static str> {
        let Some(packed) = &self.spec.packed else { return Ok(Fields::default()) };
        let text = self.text(&packed.part).unwrap_or_default();
        let (mut parts, mut repaired) = (self.parts.borrow_mut(), Fields::default());
        for (part, value) in packed.unpacked(&text) {
            if packed.secret.iter().any(|secret| secret == part) {
                secrecy::learn(&value);
            }
            if self.spec.fields.contains_key(part) {
                repaired.set(part, value.clone());
            }
            parts.set(part, value);
        }
        let whole = packed.needs.iter().all(|part| parts.text(part).is_some());
        if whole { Ok(repaired) } else { Err(&packed.is) }
    }

    /// Tells whether everything is there that a request cannot be made without.
    pub(super) fn can_ask(&self, ask: &Ask) -> bool {
        let sent = ask.sends(self.spec).texts().flat_map(system::words);
        ask.needed().chain(sent).all(|word| self.text(word).is_some())
    }

    /// Keeps what an answer gave for the requests behind it.
    pub(super) fn keep(&self, ask: &Ask, answer: &Answer) {
        for (word, pointer) in &ask.keeps {
            if let Some(text) = answer.text(pointer) {
                let secret = Secret::new(text);
                secrecy::learn(&secret);
                self.parts.borrow_mut().set(word, secret);
            }
        }
    }

    /// Sends a request. A redirect is an answer: pages for people begin with one.
    pub(super) async fn send(&self, ask: &Ask, by: By) -> Result<Answer, Failure> {
        let request = self.request(ask, by)?;
        self.http.send_without_redirects(request).await.map(Answer::from).map_err(Failure::Unreachable)
    }

    fn request(&self, ask: &Ask, by: By) -> Result<Request<Vec<u8>>, Failure> {
        let (method, path) = ask.order();
        let sends = ask.sends(self.spec);
        let put = |word: &str| self.text(word);
        let mut url = self.address(ask, path)?;
        if let Some(query) = sends.query.as_ref().filter(|_| by == By::Credential) {
            let more = Secret::new(system::filled(query, put));
            let whole = [url.query().unwrap_or_default(), more.expose().trim_start_matches('?')].join("&");
            url.set_query(Some(whole.trim_start_matches('&')));
        }
        let method = if method == "POST" { Method::POST } else { Method::GET };
        let body = self.body(ask).ok_or(Failure::Unfit)?;
        let mut request = request(method, &url, body).map_err(Failure::Unreachable)?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if !ask.form.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        } else if ask.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let plain = ask.headers.iter().map(|(name, value)| (name.to_lowercase(), Secret::new(value.as_str())));
        put_in(&mut request, plain.collect()).ok_or(Failure::Unfit)?;
        if by == By::Credential {
            put_in(&mut request, sends.headers(put)).ok_or(Failure::Unfit)?;
            if let Some(signed) = &sends.signed {
                let signature = signing::signature(signed, &request, put, &now()).ok_or(Failure::Unfit)?;
                put_in(&mut request, signature).ok_or(Failure::Unfit)?;
            }
        }
        Ok(request)
    }

    /// The address of a path and query with the settings in their places. A setting with a slash in it (a group's path) is several parts.
    fn address(&self, ask: &Ask, template: &str) -> Result<Url, Failure> {
        let (path, query) = template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
        let path = system::filled(path, |word| self.text(word));
        // Without a path the address itself is asked.
        let parts: Vec<&str> = path.strip_prefix('/').map(|path| path.split('/').collect()).unwrap_or_default();
        let mut url = below(&self.base(ask)?, &parts);
        let escaped = |value: String| utf8_percent_encode(&value, PART).to_string();
        let query = query.map(|query| system::filled(query, |word| self.text(word).map(escaped)));
        url.set_query(query.as_deref());
        Ok(url)
    }

    /// The address that a request stands below.
    fn base(&self, ask: &Ask) -> Result<Url, Failure> {
        let elsewhere = ask.elsewhere.as_deref().map(|template| system::filled(template, |word| self.text(word)));
        if let Some(named) = elsewhere.filter(|named| !named.is_empty()) {
            let url = Url::parse(&named).map_err(|_| Failure::NoHost)?;
            // in the clear only this machine is asked
            let is_kept = url.scheme() == "https" || is_loopback(url.host_str().unwrap_or_default());
            return if is_kept { Ok(url) } else { Err(Failure::NoHost) };
        }
        let own = self.system.url.as_deref().and_then(|url| Url::parse(url).ok());
        let Some(at) = ask.at.as_deref().filter(|_| own.as_ref() == Some(&self.wanted.url)) else {
            return Ok(self.wanted.api_url.clone());
        };
        let is_label = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let all_labels = Cell::new(true);
        let filled = system::filled(at, |word| {
            let text = self.text(word)?;
            all_labels.set(all_labels.get() && is_label(&text));
            Some(text)
        });
        Url::parse(&filled).ok().filter(|_| all_labels.get()).ok_or(Failure::NoHost)
    }

    fn body(&self, ask: &Ask) -> Option<Vec<u8>> {
        if ask.form.is_empty() {
            return Some(ask.body.clone().unwrap_or_default().into_bytes());
        }
        let stated = match &ask.sends(self.spec).asserts {
            Some(asserts) => Some(signing::assertion(asserts, |word| self.text(word), &now())?),
            None => None,
        };
        let put = |word: &str| match (word, &stated) {
            ("assertion", Some(stated)) => Some(stated.expose().to_owned()),
            _ => self.text(word),
        };
        let field = |(name, value): (&str, Secret)| format!("{name}={}", utf8_percent_encode(value.expose(), FIELD));
        Some(ask.posted(put).into_iter().map(field).collect::<Vec<_>>().join("&").into_bytes())
    }

    /// The value of a word: a part of the credential, a setting, or where people come back to.
    fn text(&self, word: &str) -> Option<String> {
        let part = self.parts.borrow().text(word).map(|text| text.trim().to_owned());
        let callback = || Some(self.wanted.callback.as_ref().unwrap_or(&self.wanted.portal).to_string());
        let setting = || self.wanted.setting(word).map(str::to_owned);
        part.or_else(setting).or_else(|| callback().filter(|_| word == CALLBACK))
    }
}

/// The moment that is signed, by this machine's clock.
fn now() -> Moment {
    Moment::of(date::now().unsigned_abs())
}

/// Adds headers; nothing, when one of them holds characters that none may have.
fn put_in(request: &mut Request<Vec<u8>>, headers: Vec<Header>) -> Option<()> {
    for (name, text) in headers {
        let mut value = HeaderValue::from_str(text.expose()).ok()?;
        value.set_sensitive(true);
        request.headers_mut().insert(HeaderName::try_from(name).ok()?, value);
    }
    Some(())
}

/// A text of a row with the address and the settings in their places.
pub(super) fn filled(template: &str, wanted: &Wanted) -> String {
    system::filled(template, |word| match word {
        "url" => Some(wanted.url.as_str().trim_end_matches('/').to_owned()),
        _ => wanted.setting(word).map(|value| utf8_percent_encode(value, PART).to_string()),
    })
}
