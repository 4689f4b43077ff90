//! Could a person sign in? Asked of the authorize endpoint as the portal does, with `prompt=none` so that nobody has to be
//! there. Servers that show a page all the same are asked a second time, with an address that nobody registered.

use anyhow::Result;
use url::Url;

use super::endpoints::Endpoints;
use super::flow_answer::{FlowAnswer, judge};
use super::server::Server;
use crate::proof::{Aspect, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::question::{Pkce, Question, near_misses};
use crate::providers::oauth::sent_back::SentBack;

const CALLBACK: Aspect<'static> = Aspect::new("callback", &[]);
const CODE_FLOW: Aspect<'static> = Aspect::new("code flow", &[]);
/// An address that nobody has registered, RFC 2606.
const NOBODYS: &str = "https://nobody.invalid/callback";

/// A client that the token endpoint does not refuse, and the question that its portal would ask.
pub(super) struct Flow<'a> {
    http: &'a Http,
    endpoint: &'a Url,
    client: &'a str,
    callback: &'a Url,
    question: Question<'a>,
    server: Server,
    pkce: Pkce,
}

impl<'a> Flow<'a> {
    /// The question that the portal's sign-in would ask.
    pub(super) fn new(
        http: &'a Http,
        endpoint: &'a Url,
        client: &'a str,
        callback: &'a Url,
        wanted: &'a Wanted,
        pkce: Pkce,
    ) -> Self {
        let question = Question::new(endpoint.clone(), client, wanted);
        Self { http, endpoint, client, callback, question, server: Server::of(endpoint), pkce }
    }

    /// Proves redirect URI and code flow.
    pub(super) async fn prove(&self) -> Vec<Step> {
        self.asked().await.unwrap_or_else(|error| vec![Endpoints::no_page(self.endpoint, CODE_FLOW, &error)])
    }

    async fn asked(&self) -> Result<Vec<Step>> {
        Ok(match self.ask(self.callback).await? {
            FlowAnswer::Back(error) => self.back(&error),
            FlowAnswer::CallbackRefused => vec![self.refused(self.registered_near().await)],
            FlowAnswer::Refused(status) => vec![match self.registered_near().await {
                near @ Some(_) => self.refused(near),
                None => self.unclear(status),
            }],
            FlowAnswer::Page(status) => self.compared(status).await?,
            FlowAnswer::Unwell(status) => vec![self.unclear(status)],
        })
    }

    async fn ask(&self, callback: &Url) -> Result<FlowAnswer> {
        Ok(judge(&self.question.ask(self.http, callback, self.pkce).await?, callback))
    }

    /// Looks whether a near miss of the redirect URI is the registered one.
    async fn registered_near(&self) -> Option<Url> {
        for near in near_misses(self.callback) {
            if let FlowAnswer::Back(_) = self.ask(&near).await.ok()? {
                return Some(near);
            }
        }
        None
    }

    /// Holds the page against the one that an unregistered address gets.
    async fn compared(&self, status: u16) -> Result<Vec<Step>> {
        let refused = |answer| matches!(answer, FlowAnswer::CallbackRefused | FlowAnswer::Refused(_));
        if !refused(self.ask(&Url::parse(NOBODYS)?).await?) {
            return Ok(vec![self.unclear(status)]);
        }
        Ok(vec![
            Step::valid(
                CALLBACK,
                format!("`{}` is taken, and an address that nobody registered is not", self.callback),
            ),
            Step::unknown(CODE_FLOW, format!("the server shows a page (status {status}) even to who wants none"))
                .hint("the first sign-in shows whether it is the right one"),
        ])
    }

    fn back(&self, error: &SentBack) -> Vec<Step> {
        let client = self.client;
        let flow = match error {
            SentBack::Ready => Step::valid(CODE_FLOW, "people can sign in"),
            SentBack::FlowOff => {
                Step::insufficient(CODE_FLOW, format!("`{client}` may not use the code flow, so nobody can sign in"))
                    .hint("allow the grant type `authorization_code` and the response type `code` in its settings")
            }
            SentBack::ScopeRefused => {
                let says = format!("`{client}` is not given one of the scopes {}", self.question.scopes());
                Step::insufficient(CODE_FLOW, says).hint("allow these scopes in its settings")
            }
            SentBack::PkceWanted => {
                let says = format!("`{client}` demands PKCE by another method than the S256 that the portal sends");
                Step::insufficient(CODE_FLOW, says).hint("let the client use S256")
            }
            SentBack::Other(code) => {
                let code = if code.is_empty() { String::new() } else { format!(": `{code}`") };
                Step::unknown(CODE_FLOW, format!("the server refused for a reason that is not in the standard{code}"))
            }
        };
        vec![Step::valid(CALLBACK, format!("`{}` is registered", self.callback)), flow]
    }

    fn refused(&self, registered: Option<Url>) -> Step {
        let says = match registered {
            Some(near) => format!("`{near}` is registered, but the portal sends `{}`", self.callback),
            None => format!("`{}` is not a redirect URI of `{}`", self.callback, self.client),
        };
        let label = self.server.redirect_label();
        Step::insufficient(CALLBACK, says).hint(format!("add `{}` under `{label}`, to the letter", self.callback))
    }

    fn unclear(&self, status: u16) -> Step {
        let label = self.server.redirect_label();
        Step::unknown(
            CALLBACK,
            format!("the server answers with status {status}, which does not tell of the redirect URI"),
        )
        .hint(format!("`{}` must stand under `{label}`, to the letter", self.callback))
    }
}
