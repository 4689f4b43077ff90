//! Proves a client without a person: id and secret at the token endpoint, then the way people sign in.

use anyhow::Result;

use super::address::Address;
use super::code_flow::Flow;
use super::discovery::{self, Metadata};
use super::endpoints::Endpoints;
use super::metadata::Method;
use super::token_answer::{CLIENT, TokenAnswer, judge};
use crate::credential::Fields;
use crate::proof::{Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;
use crate::providers::oauth::clock;
use crate::providers::oauth::wire;

/// The field that names the client.
const CLIENT_ID: &str = "client-id";
/// The field that holds the client's secret.
const CLIENT_SECRET: &str = "client-secret";
/// The fact that holds how the portal must be told to show the secret.
const METHOD: &str = "token-endpoint-auth-method";
/// A code that nobody was given.
const NO_CODE: &str = "no-such-code";
/// A secret that no client has.
const NO_SECRET: &str = "not-the-secret-of-any-client";

/// A client as its parts name it, and where it is asked about.
struct Client<'a> {
    http: &'a Http,
    wanted: &'a Wanted,
    endpoints: Endpoints,
    id: &'a str,
    secret: &'a str,
}

/// What the token endpoint said, and that a clock is wrong.
struct Said {
    answer: TokenAnswer,
    clock: Option<Step>,
}

/// Proves id and secret, redirect URI and code flow.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    match proven(http, wanted, fields).await {
        Ok(proof) => proof,
        Err(step) => Proof::of(step),
    }
}

async fn proven(http: &Http, wanted: &Wanted, fields: &Fields) -> Result<Proof, Step> {
    let part = |field: &str| {
        fields.text(field).ok_or_else(|| Step::invalid(CLIENT, format!("there is no `{field}` to prove")))
    };
    let (id, secret) = (part(CLIENT_ID)?, part(CLIENT_SECRET)?);
    let address = Address::of(wanted)?;
    let metadata = discovery::read(http, &address).await?;
    let issuer = Proof::of(metadata.issuer(&address));
    if issuer.refused() {
        return Ok(issuer);
    }
    let client = Client { http, wanted, endpoints: metadata.endpoints()?, id, secret };
    let mut proof = client.secret(&metadata).await;
    if let (false, Some(callback)) = (proof.refused(), &wanted.callback) {
        let flow = Flow::new(http, &client.endpoints.authorization, id, callback, wanted, metadata.pkce());
        proof.steps.extend(flow.prove().await);
    }
    Ok(proof)
}

impl Client<'_> {
    /// Tries the ways to show the secret, the portal's own first. A client may be registered for one of them only.
    async fn secret(&self, metadata: &Metadata) -> Proof {
        let methods = metadata.methods();
        let Some(first) = methods.first() else { return Proof::of(metadata.client_authentication()) };
        let mut proof = self.shown(*first).await;
        if let (Some(second), true) = (methods.get(1), proof.refused()) {
            let other = self.shown(*second).await;
            if !other.refused() {
                proof = other;
                proof.push(in_the_form(self.id));
                proof.settings.insert(METHOD.to_owned(), second.id().to_owned());
            }
        } else if *first == Method::Post {
            proof.settings.insert(METHOD.to_owned(), first.id().to_owned());
        }
        proof
    }

    /// Asks with the secret, and with a wrong one where that says more.
    async fn shown(&self, method: Method) -> Proof {
        let said = match self.ask(method, self.secret).await {
            Ok(said) => said,
            Err(error) => return Proof::of(self.endpoints.no_token(CLIENT, &error)),
        };
        let wrong = match said.answer.needs_comparison() {
            true => self.ask(method, NO_SECRET).await.ok(),
            false => None,
        };
        let mut proof = Proof::of(said.answer.step(self.id, wrong.as_ref().map(|said| &said.answer)));
        proof.steps.extend(said.clock);
        proof
    }

    async fn ask(&self, method: Method, secret: &str) -> Result<Said> {
        let callback = self.wanted.callback.as_ref().unwrap_or(&self.wanted.portal);
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", NO_CODE), ("redirect_uri", callback.as_str())];
        let token = &self.endpoints.token;
        let answer = match method {
            Method::Basic => wire::post_form_as(self.http, token, (self.id, secret), &form).await?,
            Method::Post => {
                form.extend([("client_id", self.id), ("client_secret", secret)]);
                wire::post_form(self.http, token, &form).await?
            }
        };
        Ok(Said { clock: clock::wrong(&answer), answer: judge(&answer) })
    }
}

fn in_the_form(id: &str) -> Step {
    let post = Method::Post.id();
    Step::attention(
        "client authentication",
        format!("`{id}` shows its secret by `{post}`, which is not the portal's way"),
    )
    .hint(format!("set `tokenEndpointAuthMethod: {post}` under `auth.providers.oidc`"))
}
