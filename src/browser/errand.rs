//! One errand of a person at a provider, as the loopback server sees it: who may ask for what, and what comes back.
//! No clock, no socket: a request goes in, an answer comes out, and the outcome is told once.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;

use anyhow::{Context, Result, anyhow};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use url::Url;

use super::code::{Came, came_in, is_ours, with_state};
use super::{Form, page};
use crate::loopback::{Caller, Peer};
use crate::providers::REDIRECT;

/// Everything about one errand that is fixed before it starts.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// What a `Host` header must say.
    pub(super) authority: String,
    /// The page's path: nobody else on this machine can guess it.
    path: String,
    /// The path that the provider sends people back to.
    back: String,
    /// Says that an answer belongs to this errand.
    pub(super) state: String,
    /// What the page is.
    page: Page,
    nonce: String,
    policy: String,
}

/// What is given away at the page's address, once.
#[derive(Clone, Debug)]
enum Page {
    /// A form that posts itself.
    Form(String),
    /// The way on.
    Away(String),
}

impl Errand {
    /// Prepares an errand that only leads away, and back to a path of the server at `authority`. The address holds the state.
    pub(super) fn away(away: &Url, state: &str, back: &str, authority: String) -> Result<Self> {
        let (path, nonce) = (format!("/{}", random(8)?), random(16)?);
        let policy = policy(away, &nonce);
        let (page, back, state) = (Page::Away(away.to_string()), back.to_owned(), state.to_owned());
        Ok(Self { authority, path, back, state, page, nonce, policy })
    }

    /// Prepares an errand for a server at `authority`, with its own random path and state.
    pub(super) fn new(form: &Form, authority: String) -> Result<Self> {
        let (path, state, nonce) = (format!("/{}", random(8)?), random(16)?, random(16)?);
        let action = with_state(&form.action, &state);
        let redirect = format!("http://{authority}{path}/done");
        let fields: BTreeMap<_, _> =
            form.fields.iter().map(|(name, value)| (name.clone(), value.replace(REDIRECT, &redirect))).collect();
        let html = page::on_the_way(&action, &fields, &nonce);
        let policy = policy(&action, &nonce);
        let back = format!("{path}/done");
        Ok(Self { authority, path, back, state, page: Page::Form(html), nonce, policy })
    }

    /// The page as it is left for a browser on another machine; nothing, where it is only a way on.
    pub(super) fn html(&self) -> Option<&str> {
        match &self.page {
            Page::Form(html) => Some(html),
            Page::Away(_) => None,
        }
    }

    /// The address of the page.
    pub(super) fn page(&self) -> Result<Url> {
        Url::parse(&format!("http://{}{}", self.authority, self.path)).context("could not name the loopback address")
    }

    /// Answers requests until the provider's redirect has come, and tells its outcome; after that everything is gone. The page is given
    /// away once: whoever has it has the `state`, and with that could end the errand with a code of their own.
    pub(super) fn handler(self, tell: Sender<Result<Came>>) -> impl FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> {
        let (mut tell, mut given) = (Some(tell), false);
        move |request| {
            let place = match self.place(&request) {
                Ok(place) => place,
                Err(status) => return self.say(status, "Nothing here", "This address serves one page to one browser."),
            };
            if tell.is_none() {
                return self.say(StatusCode::GONE, "Already done", "This was used once. Go back to the terminal.");
            }
            match place {
                Place::Page if given => self.say(
                    StatusCode::GONE,
                    "Shown already",
                    "This page is shown once, and it was. Go on in the tab that has it. If there is none, press ctrl-c in \
                     the terminal and run the command again.",
                ),
                Place::Page => {
                    given = true;
                    self.give()
                }
                // Any page can send a browser here; what does not know the state ends nothing.
                Place::Done if !is_ours(request.uri().query().unwrap_or_default(), &self.state) => self.say(
                    StatusCode::BAD_REQUEST,
                    "Not this one",
                    "The state in this address is not the one that was sent: it belongs to another run. Go on in the \
                     newest tab.",
                ),
                Place::Done => match tell.take() {
                    Some(tell) => self.done(request.uri().query().unwrap_or_default(), &tell),
                    None => self.say(StatusCode::GONE, "Already done", "Go back to the terminal."),
                },
            }
        }
    }

    /// Who may ask for what. A foreign `Host` is another site's name that was bent to point here (DNS rebinding).
    fn place(&self, request: &Request<Vec<u8>>) -> Result<Place, StatusCode> {
        let hosts: Vec<_> = request.headers().get_all(header::HOST).iter().collect();
        let named = request.uri().authority().map(|authority| authority.as_str());
        if hosts != [self.authority.as_str()] || named.is_some_and(|named| named != self.authority) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        let place = match request.uri().path() {
            path if path == self.path => Place::Page,
            path if path == self.back => Place::Done,
            _ => return Err(StatusCode::NOT_FOUND),
        };
        if request.method() != Method::GET {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        // Whoever comes to the end knows the state, which only the page gives.
        let foreign = |caller: &Caller| matches!(place, Place::Page) && caller.peer() == Peer::Foreign;
        if !place.is_visited(request.headers()) || request.extensions().get().is_some_and(foreign) {
            return Err(StatusCode::FORBIDDEN);
        }
        if is_ahead_of_time(request.headers()) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        Ok(place)
    }

    fn give(&self) -> Response<Vec<u8>> {
        match &self.page {
            Page::Form(html) => self.answer(StatusCode::OK, html.clone()),
            Page::Away(away) => {
                let mut response =
                    self.say(StatusCode::SEE_OTHER, "On the way", "This page takes you to the provider.");
                let location = HeaderValue::from_str(away).map(|away| (header::LOCATION, away));
                response.headers_mut().extend(location);
                response
            }
        }
    }

    fn done(&self, query: &str, tell: &Sender<Result<Came>>) -> Response<Vec<u8>> {
        let outcome = came_in(query, &self.state);
        let code = outcome.as_ref().map_err(ToString::to_string);
        let code = code.and_then(|came| came.clone().code().map_err(|error| error.to_string()));
        let response = match &code {
            Ok(_) => self.say(
                StatusCode::OK,
                "Done",
                "The answer has arrived. You can close this tab; go back to the terminal.",
            ),
            Err(error) => self.say(
                StatusCode::BAD_REQUEST,
                "This did not work",
                &format!("{error}. You can close this tab; go back to the terminal."),
            ),
        };
        // Nobody listens any more when the time was over in this very moment.
        let _ = tell.send(outcome);
        response
    }

    fn say(&self, status: StatusCode, title: &str, says: &str) -> Response<Vec<u8>> {
        self.answer(status, page::closing(title, says, &self.nonce))
    }

    fn answer(&self, status: StatusCode, html: String) -> Response<Vec<u8>> {
        let mut response = Response::new(html.into_bytes());
        *response.status_mut() = status;
        *response.headers_mut() = guarded(&self.policy);
        response
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Page,
    Done,
}

impl Place {
    /// Tells whether a browser goes here as a person does: in a tab, to the page from nowhere else. A browser that says nothing of it
    /// (`Sec-Fetch-…`, which no script can set) is believed.
    fn is_visited(self, headers: &HeaderMap) -> bool {
        let says = |name: &str, one: &str| headers.get_all(name).iter().all(|value| value == one);
        let in_a_tab = says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document");
        match self {
            Self::Page => in_a_tab && says("sec-fetch-site", "none") && !headers.contains_key(header::ORIGIN),
            Self::Done => in_a_tab,
        }
    }
}

/// Tells whether a browser loads this before anybody wants to see it.
fn is_ahead_of_time(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"].iter().any(|name| headers.contains_key(*name))
}

/// What the page may do: show its own style, run its own line of script, post to the provider. `https:` stands beside
/// the provider because a provider may send the person on to a sign-in elsewhere, and browsers hold `form-action`
/// against that redirect too.
fn policy(action: &Url, nonce: &str) -> String {
    let provider = action.origin().ascii_serialization();
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action {provider} https:; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

fn guarded(policy: &str) -> HeaderMap {
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut headers: HeaderMap =
        fixed.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
}

/// Random bytes from the system, in hexadecimal.
fn random(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(|error| anyhow!("the system gave no random numbers: {error}"))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests;
