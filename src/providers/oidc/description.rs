//! What of a server's description a sign-in goes by, for whoever takes a person through it.

use url::Url;

use super::address::{Address, WHERE};
use super::discovery;
use crate::proof::Step;
use crate::providers::http::Http;
use crate::providers::oauth::question::Pkce;

/// Where a sign-in leads, by the server's own word. All addresses are safe to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What the server calls itself; id tokens carry that name.
    pub issuer: String,
    /// Where people are sent.
    pub authorization: Url,
    /// Where codes become tokens.
    pub token: Url,
    /// Where the portal asks who signed in.
    pub userinfo: Url,
    /// Whether the challenge of PKCE is the verifier itself, as the server knows no better.
    pub plain_challenge: bool,
}

/// Reads the description of the server that a `metadataUrl` names.
///
/// # Errors
/// When there is none, it names an address that is not safe, or no answer came; as the step that says so.
pub async fn describe(http: &Http, metadata_url: &str) -> Result<Description, Step> {
    let address = Address::written(metadata_url).ok_or_else(|| {
        Step::invalid(WHERE, "`metadataUrl` is not an http or https address")
            .hint("write it like `https://login.acme.dev`; the server's console calls it `issuer`")
    })?;
    let metadata = discovery::read(http, &address).await?;
    let (endpoints, plain_challenge) = (metadata.endpoints()?, metadata.pkce() == Pkce::Plain);
    Ok(Description {
        issuer: metadata.issuer,
        authorization: endpoints.authorization,
        token: endpoints.token,
        userinfo: endpoints.userinfo,
        plain_challenge,
    })
}
