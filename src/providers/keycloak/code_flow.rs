//! Could a person sign in? Asked of the authorize endpoint with `prompt=none`, so no person is needed: Keycloak looks at
//! the client, the redirect URI, the flow, the scopes and PKCE in this order, and at last says `login_required`.

use anyhow::Result;
use url::Url;

use super::flow_answer::{FlowAnswer, judge};
use super::realm::Realm;
use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::question::{Pkce, Question, near_misses};
use crate::providers::oauth::wire;

const CALLBACK: Aspect<'static> = Aspect::new("callback", &[]);
const CODE_FLOW: Aspect<'static> = Aspect::new("code flow", &[]);

/// A client whose id is known at the token endpoint, and the question that its portal would ask.
pub(super) struct Flow<'a> {
    realm: &'a Realm,
    client: &'a str,
    callback: &'a Url,
    question: Question<'a>,
}

impl<'a> Flow<'a> {
    /// The question that the portal's sign-in would ask.
    pub(super) fn new(realm: &'a Realm, client: &'a str, callback: &'a Url, wanted: &'a Wanted) -> Self {
        Self { realm, client, callback, question: Question::new(realm.authorize(), client, wanted) }
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
        Ok(judge(&self.question.ask(http, callback, pkce).await?, callback))
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
                let says = format!("`{client}` is not given one of the scopes {}", self.question.scopes());
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
