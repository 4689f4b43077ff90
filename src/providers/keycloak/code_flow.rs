//! Could a person sign in? Asked of the authorize endpoint with `prompt=none`, so no person is needed: Keycloak looks at
//! the client, the redirect URI, the flow, the scopes and PKCE in this order, and at last says `login_required`.

use std::collections::BTreeSet;

use anyhow::Result;
use url::{Host, Url};

use super::realm::Realm;
use super::refusal::shown_code;
use super::wire::{self, Answer};
use crate::proof::Step;
use crate::providers::Wanted;
use crate::providers::http::Http;

const CALLBACK: &str = "callback";
const CODE_FLOW: &str = "code flow";

/// The challenge of RFC 7636, appendix B. No code is ever fetched with it.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Whether the question carries a PKCE challenge, as the portal's does (openid-client 5, `usePKCE`).
#[derive(Clone, Copy)]
enum Pkce {
    Without,
    S256,
}

/// What the authorize endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FlowAnswer {
    /// Only the person is missing.
    Ready,
    /// The client may not use the code flow.
    FlowOff,
    /// A scope that the portal asks for is not given to this client.
    ScopeRefused,
    /// The client wants PKCE, of the kind that was sent or another.
    PkceWanted,
    /// The redirect URI is not registered.
    CallbackRefused,
    /// There is no such client.
    NoClient,
    /// The client is switched off.
    ClientDisabled,
    /// The client only checks tokens.
    BearerOnly,
    /// A status or error code that is not in the list.
    Unclear(u16, String),
}

/// A client whose id is known at the token endpoint, and where it sends people back to.
pub(super) struct Flow<'a> {
    pub(super) realm: &'a Realm,
    pub(super) client: &'a str,
    pub(super) callback: &'a Url,
    pub(super) scopes: BTreeSet<&'a str>,
}

impl<'a> Flow<'a> {
    /// The question that the portal's sign-in would ask.
    pub(super) fn new(realm: &'a Realm, client: &'a str, callback: &'a Url, wanted: &'a Wanted) -> Self {
        let scopes = wanted.scopes.keys().map(String::as_str).chain(["openid"]).collect();
        Self { realm, client, callback, scopes }
    }

    /// Asks once, without PKCE.
    pub(super) async fn ask(&self, http: &Http) -> Result<FlowAnswer> {
        self.ask_with(http, self.callback, Pkce::Without).await
    }

    /// Proves redirect URI and code flow.
    pub(super) async fn prove(&self, http: &Http) -> Vec<Step> {
        let steps = async {
            match self.ask(http).await? {
                FlowAnswer::PkceWanted => {
                    let again = self.ask_with(http, self.callback, Pkce::S256).await?;
                    anyhow::Ok(self.pkce_steps(&again))
                }
                // A page without the words is in the realm's language; the client is known, so it is the redirect URI.
                FlowAnswer::CallbackRefused | FlowAnswer::Unclear(400, _) => {
                    Ok(vec![self.callback_refused(self.registered_near(http).await)])
                }
                answer => Ok(self.steps(&answer)),
            }
        };
        steps.await.unwrap_or_else(|error| vec![wire::no_answer(CODE_FLOW, &error)])
    }

    async fn ask_with(&self, http: &Http, callback: &Url, pkce: Pkce) -> Result<FlowAnswer> {
        Ok(judge(&wire::visit(http, &self.address(callback, pkce)).await?, callback))
    }

    /// Looks whether a near miss of the redirect URI is the registered one.
    async fn registered_near(&self, http: &Http) -> Option<Url> {
        for near in near_misses(self.callback) {
            let answer = self.ask_with(http, &near, Pkce::Without).await.ok()?;
            if matches!(answer, FlowAnswer::Ready | FlowAnswer::PkceWanted | FlowAnswer::FlowOff) {
                return Some(near);
            }
        }
        None
    }

    fn address(&self, callback: &Url, pkce: Pkce) -> Url {
        let mut url = self.realm.authorize();
        let scopes: Vec<_> = self.scopes.iter().copied().collect();
        url.query_pairs_mut()
            .append_pair("client_id", self.client)
            .append_pair("redirect_uri", callback.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", &scopes.join(" "))
            .append_pair("prompt", "none");
        if let Pkce::S256 = pkce {
            url.query_pairs_mut().append_pair("code_challenge", CHALLENGE).append_pair("code_challenge_method", "S256");
        }
        url
    }

    fn steps(&self, answer: &FlowAnswer) -> Vec<Step> {
        let client = self.client;
        let registered = Step::valid(CALLBACK, format!("`{}` is registered", self.callback));
        let page = self.realm.clients_page();
        match answer {
            FlowAnswer::Ready => vec![registered, Step::valid(CODE_FLOW, "people can sign in")],
            FlowAnswer::FlowOff => vec![
                registered,
                Step::insufficient(CODE_FLOW, format!("`{client}` may not use the code flow, so nobody can sign in"))
                    .hint(format!("turn `Standard flow` on in its settings: {page}")),
            ],
            FlowAnswer::ScopeRefused => {
                let scopes: Vec<_> = self.scopes.iter().map(|scope| format!("`{scope}`")).collect();
                let says = format!("`{client}` is not given one of the scopes {}", scopes.join(", "));
                vec![
                    registered,
                    Step::insufficient(CODE_FLOW, says).hint(format!("add it under its `Client scopes`: {page}")),
                ]
            }
            FlowAnswer::PkceWanted => self.pkce_steps(answer),
            FlowAnswer::CallbackRefused => vec![self.callback_refused(None)],
            FlowAnswer::NoClient | FlowAnswer::ClientDisabled | FlowAnswer::BearerOnly => {
                vec![Step::invalid(CODE_FLOW, format!("Keycloak lets nobody sign in with `{client}`"))]
            }
            FlowAnswer::Unclear(status, code) => {
                let code = if code.is_empty() { String::new() } else { format!(" and `{code}`") };
                vec![Step::unknown(CODE_FLOW, format!("the sign-in page answered with status {status}{code}"))]
            }
        }
    }

    fn pkce_steps(&self, with_s256: &FlowAnswer) -> Vec<Step> {
        match with_s256 {
            FlowAnswer::Ready => vec![
                Step::valid(CALLBACK, format!("`{}` is registered", self.callback)),
                Step::valid(CODE_FLOW, "people can sign in; the client demands PKCE (S256), which the portal sends"),
            ],
            FlowAnswer::PkceWanted => vec![
                Step::insufficient(
                    CODE_FLOW,
                    format!("`{}` demands PKCE by another method than the S256 that the portal sends", self.client),
                )
                .hint(format!("set its `PKCE method` to `S256`: {}", self.realm.clients_page())),
            ],
            other => self.steps(other),
        }
    }

    fn callback_refused(&self, registered: Option<Url>) -> Step {
        let says = match registered {
            Some(near) => format!("`{near}` is registered, but the portal sends `{}`", self.callback),
            None => format!("`{}` is not a redirect URI of `{}`", self.callback, self.client),
        };
        Step::insufficient(CALLBACK, says).hint(format!(
            "add `{}` under `Valid redirect URIs`, to the letter: {}",
            self.callback,
            self.realm.clients_page()
        ))
    }
}

/// Sorts an answer of the authorize endpoint. An error that comes back to the callback means the callback is registered.
fn judge(answer: &Answer, callback: &Url) -> FlowAnswer {
    match answer.status {
        302 | 303 => sent_back(answer, callback).map_or_else(
            || FlowAnswer::Unclear(answer.status, String::new()),
            |(error, description)| sort_error(answer.status, &error, &description),
        ),
        403 => FlowAnswer::BearerOnly,
        400 => sort_page(&String::from_utf8_lossy(&answer.body)),
        status => FlowAnswer::Unclear(status, String::new()),
    }
}

/// Reads `error` and its description, if the browser was sent back to the callback.
fn sent_back(answer: &Answer, callback: &Url) -> Option<(String, String)> {
    let target = Url::parse(answer.location.as_deref()?).ok()?;
    if target.origin() != callback.origin() || target.path() != callback.path() {
        return None;
    }
    let value = |key: &str| target.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    Some((value("error")?, value("error_description").unwrap_or_default()))
}

fn sort_error(status: u16, error: &str, description: &str) -> FlowAnswer {
    match error {
        "login_required" | "interaction_required" | "consent_required" => FlowAnswer::Ready,
        "unauthorized_client" => FlowAnswer::FlowOff,
        "invalid_scope" => FlowAnswer::ScopeRefused,
        "invalid_request" if description.contains("code_challenge") || description.contains("code challenge") => {
            FlowAnswer::PkceWanted
        }
        _ => FlowAnswer::Unclear(status, shown_code(error)),
    }
}

/// The pages for a person differ only in their words.
fn sort_page(page: &str) -> FlowAnswer {
    if page.contains("Client not found") {
        FlowAnswer::NoClient
    } else if page.contains("Client disabled") {
        FlowAnswer::ClientDisabled
    } else if page.contains("Invalid parameter: redirect_uri") {
        FlowAnswer::CallbackRefused
    } else {
        FlowAnswer::Unclear(400, String::new())
    }
}

/// The usual near misses of a redirect URI, which Keycloak compares to the letter.
fn near_misses(callback: &Url) -> Vec<Url> {
    let mut scheme = callback.clone();
    let _ = scheme.set_scheme(if callback.scheme() == "https" { "http" } else { "https" });
    let mut slash = callback.clone();
    slash.set_path(&format!("{}/", callback.path()));
    let mut host = callback.clone();
    let other = match callback.host() {
        Some(Host::Domain("localhost")) => Some("127.0.0.1"),
        Some(Host::Ipv4(address)) if address.is_loopback() => Some("localhost"),
        _ => None,
    };
    let moved = other.is_some_and(|other| host.set_host(Some(other)).is_ok());
    [Some(scheme), Some(slash), moved.then_some(host)].into_iter().flatten().filter(|near| near != callback).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "http://localhost:7007/api/auth/oidc/handler/frame";

    fn callback() -> Url {
        Url::parse(CALLBACK).unwrap()
    }

    fn answer(status: u16, location: Option<String>, body: &str) -> FlowAnswer {
        judge(&Answer { status, location, body: body.as_bytes().to_vec() }, &callback())
    }

    fn back(query: &str) -> FlowAnswer {
        answer(302, Some(format!("{CALLBACK}?{query}&iss=http%3A%2F%2Fsso")), "")
    }

    #[test]
    fn every_measured_answer_is_told_apart() {
        assert_eq!(back("error=login_required"), FlowAnswer::Ready);
        assert_eq!(back("error=unauthorized_client&error_description=Standard+flow"), FlowAnswer::FlowOff);
        assert_eq!(back("error=invalid_scope&error_description=Invalid+scopes"), FlowAnswer::ScopeRefused);
        for words in ["Missing+parameter%3A+code_challenge_method", "Invalid+parameter:+code+challenge+method"] {
            assert_eq!(back(&format!("error=invalid_request&error_description={words}")), FlowAnswer::PkceWanted);
        }
        assert_eq!(back("error=server_error"), FlowAnswer::Unclear(302, "server_error".into()));
        let page = |words: &str| format!("<p class=\"instruction\">{words}</p>");
        assert_eq!(answer(400, None, &page("Client not found.")), FlowAnswer::NoClient);
        assert_eq!(answer(400, None, &page("Client disabled.")), FlowAnswer::ClientDisabled);
        assert_eq!(answer(400, None, &page("Invalid parameter: redirect_uri")), FlowAnswer::CallbackRefused);
        assert_eq!(answer(400, None, &page("Ungültiger Parameter")), FlowAnswer::Unclear(400, String::new()));
        assert_eq!(answer(403, None, ""), FlowAnswer::BearerOnly);
    }

    #[test]
    fn a_redirect_to_another_place_says_nothing_about_the_callback() {
        let elsewhere = Some("https://login.acme.dev/?error=login_required".to_owned());
        assert_eq!(answer(302, elsewhere, ""), FlowAnswer::Unclear(302, String::new()));
    }

    #[test]
    fn near_misses_are_scheme_slash_and_loopback_name() {
        let near: Vec<_> = near_misses(&callback()).iter().map(Url::to_string).collect();
        assert_eq!(
            near,
            [
                "https://localhost:7007/api/auth/oidc/handler/frame",
                "http://localhost:7007/api/auth/oidc/handler/frame/",
                "http://127.0.0.1:7007/api/auth/oidc/handler/frame",
            ]
        );
        assert_eq!(near_misses(&Url::parse("https://portal.acme.dev/x").unwrap()).len(), 2);
    }
}
