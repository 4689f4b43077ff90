//! Where a sign-in leads: the provider's addresses, from what is known of it, from the configuration, and from what an OpenID Connect
//! server says of itself.

use url::Url;

use crate::config::Node;
use crate::contract::entrance::{Entrance, entrances};
use crate::proof::Step;
use crate::providers::http::is_loopback;
use crate::providers::oidc::Description;
use crate::validate::live::Door;

/// How a client shows its secret to the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// In a header.
    InHeader,
    /// In the form.
    InForm,
}

/// What is checked where the server speaks OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenId {
    /// What the server calls itself.
    pub(super) issuer: String,
    /// Whether it stands for every tenant, so that `{tenantid}` in its name is the one of the person.
    pub(super) any_tenant: bool,
    /// Whether the challenge of PKCE is the verifier itself.
    pub(super) plain_challenge: bool,
    /// The algorithm that its id tokens have to be signed with.
    pub(super) algorithm: String,
}

/// The addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Where people are sent.
    pub(super) authorize: Url,
    /// Where the code is exchanged.
    pub(super) token: Url,
    /// Where the person is read.
    pub(super) profile: Url,
    /// How the secret is shown.
    pub(super) shows: Shows,
    /// Nothing, where it is OAuth alone.
    pub(super) openid: Option<OpenId>,
}

/// The way through a provider whose addresses are fixed.
///
/// # Errors
/// When the configuration does not say where the provider is; as the step that says so.
pub(super) fn fixed(door: &Door<'_>, entrance: &Entrance) -> Result<Way, Step> {
    let said = entrance.server.field.as_deref().and_then(|field| text(door, field));
    let stand_in = door.credential.wanted.first().filter(|wanted| wanted.url.host_str().is_some_and(is_loopback));
    let mut server = said.clone().unwrap_or_else(|| entrance.server.usual.clone());
    if entrance.server.cut {
        server = server.strip_suffix('/').map(str::to_owned).unwrap_or(server);
    }
    let usual = entrance.usual_profile.as_deref().filter(|_| said.is_none());
    let mut profile = usual.unwrap_or(&entrance.profile).to_owned();
    // A provider that no field moves is only elsewhere where its people are read from this machine, too.
    if let Some(wanted) = stand_in.filter(|_| entrance.server.field.is_none()) {
        server = wanted.url.as_str().trim_end_matches('/').to_owned();
        let path = Url::parse(&profile).map(|url| url.path().to_owned()).unwrap_or_default();
        profile = format!("{}{path}", wanted.api_url.as_str().trim_end_matches('/'));
    }
    let address = |template: &str| {
        let tenant = text(door, "tenantId").unwrap_or_default();
        let written = template.replace("{server}", &server).replace("{tenantId}", &tenant);
        Url::parse(&written).map_err(|_| Step::invalid("address", format!("`{server}` is no address of a provider")))
    };
    Ok(Way {
        authorize: address(&entrance.authorize)?,
        token: address(&entrance.token)?,
        profile: address(&profile)?,
        shows: Shows::InForm,
        openid: None,
    })
}

/// The way through an OpenID Connect server, by its own word.
///
/// # Errors
/// When the client shows its secret in a way that is not tried from here; as the step that says so.
pub(super) fn described(door: &Door<'_>, described: Description) -> Result<Way, Step> {
    let shows = match text(door, "tokenEndpointAuthMethod").as_deref() {
        None | Some("client_secret_basic") => Shows::InHeader,
        Some("client_secret_post") => Shows::InForm,
        Some(other) => {
            let says = format!("`tokenEndpointAuthMethod: {other}` cannot be tried from here");
            return Err(Step::unknown("client", says));
        }
    };
    let algorithm = text(door, "tokenSignedResponseAlg").unwrap_or_else(|| "RS256".to_owned());
    let Description { issuer, authorization, token, userinfo, plain_challenge } = described;
    let openid = Some(OpenId { issuer, any_tenant: is_for_any_tenant(door), plain_challenge, algorithm });
    Ok(Way { authorize: authorization, token, profile: userinfo, shows, openid })
}

fn is_for_any_tenant(door: &Door<'_>) -> bool {
    let metadata = text(door, "metadataUrl").unwrap_or_default();
    let server = metadata.split_once("/.well-known/").map_or(metadata.as_str(), |(server, _)| server);
    let server = server.strip_suffix('/').unwrap_or(server);
    entrances().any_tenant.iter().any(|known| known == server)
}

fn text(door: &Door<'_>, field: &str) -> Option<String> {
    door.block.get(field).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
