//! What a portal asks the sign-in provider for when a person presses the button: the address with everything in it. Pure, but for the
//! random numbers that a caller draws.

use anyhow::{Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::Serializer;

use super::way::Way;
use crate::config::{Node, Value};
use crate::contract::entrance::Entrance;
use crate::credential::Secret;
use crate::validate::live::Door;

/// What OpenID Connect's provider sends when its `prompt` is left out: nobody who has no session yet is let in.
const NO_PROMPT: &str = "none";
/// The prompt with which none is sent.
const ANY_PROMPT: &str = "auto";

/// Random numbers of one sign-in. They are as good as secrets while it lasts; what is made of them stands in the address that a
/// person without a browser here opens elsewhere, and nowhere else.
pub(super) struct Drawn {
    /// For the state, which the portal keeps in a cookie as well.
    pub(super) state: [u8; 16],
    /// For the nonce of OpenID Connect.
    pub(super) nonce: [u8; 16],
    /// For the verifier of PKCE.
    pub(super) verifier: [u8; 32],
}

impl Drawn {
    /// Draws them from the system.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn new() -> Result<Self> {
        let mut drawn = Self { state: [0; 16], nonce: [0; 16], verifier: [0; 32] };
        for bytes in [&mut drawn.state[..], &mut drawn.nonce, &mut drawn.verifier] {
            getrandom::fill(bytes).map_err(|error| anyhow!("the system gave no random numbers: {error}"))?;
        }
        Ok(drawn)
    }
}

/// What is asked for. Of it, the address alone is shown, to who opens it elsewhere.
pub(super) struct Ask {
    /// Where the person is sent, with everything in it.
    pub(super) address: Url,
    /// What has to come back with the code.
    pub(super) state: String,
    /// What has to stand in the id token.
    pub(super) nonce: Option<String>,
    /// What is shown with the code.
    pub(super) verifier: Option<Secret>,
    /// Where the person is sent back to, as it is sent.
    pub(super) redirect: String,
    /// The scopes, as they are sent.
    pub(super) scopes: String,
}

/// Puts the address together, as the page and the backend do. `origin` is the page's own (`https://portal.acme.dev`).
pub(super) fn ask(door: &Door<'_>, entrance: &Entrance, way: &Way, origin: &str, drawn: &Drawn) -> Ask {
    let scopes = scopes(entrance, door.block).join(" ");
    let state = state(&STANDARD.encode(drawn.state), door, origin, entrance.remembers.then_some(scopes.as_str()));
    let redirect = redirect(door);
    let client = door.credential.fields.text("client-id").unwrap_or_default();
    let (mut nonce, mut verifier) = (None, None);
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut pair = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    if let Some(openid) = &way.openid {
        let search = door.block.get("startUrlSearchParams");
        search
            .into_iter()
            .flat_map(Node::entries)
            .for_each(|(name, node)| pair(name, node.scalar().unwrap_or_default()));
        let drawn_nonce = STANDARD.encode(drawn.nonce);
        pair("nonce", &drawn_nonce);
        nonce = Some(drawn_nonce);
        match prompt(door.block) {
            ANY_PROMPT => {}
            prompt => pair("prompt", prompt),
        }
        let secret = URL_SAFE_NO_PAD.encode(drawn.verifier);
        if openid.plain_challenge {
            pair("code_challenge", &secret);
        } else {
            pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&secret)));
            pair("code_challenge_method", "S256");
        }
        verifier = Some(Secret::new(secret));
    }
    for (field, parameter) in &entrance.passes {
        if let Some(value) = door.block.get(field).and_then(Node::scalar) {
            pair(parameter, value);
        }
    }
    for (name, value) in [
        ("response_type", "code"),
        ("redirect_uri", &redirect),
        ("scope", &scopes),
        ("state", &state),
        ("client_id", client),
    ] {
        pair(name, value);
    }
    let mut address = way.authorize.clone();
    address.query_pairs_mut().extend_pairs(pairs);
    Ask { address, state, nonce, verifier, redirect, scopes }
}

/// The prompt that an OpenID Connect provider is sent.
pub(super) fn prompt(block: &Node) -> &str {
    block.get("prompt").and_then(Node::text).filter(|prompt| !prompt.is_empty()).unwrap_or(NO_PROMPT)
}

/// The scopes in the order in which they are sent, each once (`CookieScopeManager`).
fn scopes(entrance: &Entrance, block: &Node) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in entrance.page.iter().chain(&entrance.required).cloned().chain(additional(block)) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

/// `additionalScopes`, a list or a text.
fn additional(block: &Node) -> Vec<String> {
    let Some(node) = block.get("additionalScopes") else { return Vec::new() };
    match &node.value {
        Value::List(_) => node.items().filter_map(Node::text).map(str::to_owned).collect(),
        _ => {
            let text = node.text().unwrap_or_default();
            let parts = text.split(|letter: char| letter.is_whitespace() || matches!(letter, '|' | ','));
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
    }
}

/// The state, as `encodeOAuthState` writes it: a query in hexadecimal.
fn state(nonce: &str, door: &Door<'_>, origin: &str, scopes: Option<&str>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in [("nonce", nonce), ("env", &door.environment), ("origin", origin), ("flow", "popup")] {
        query.append_pair(name, value);
    }
    scopes.into_iter().for_each(|scopes| _ = query.append_pair("scope", scopes));
    query.finish().bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Where people are sent back to, to the letter.
fn redirect(door: &Door<'_>) -> String {
    let written = door.block.get("callbackUrl").and_then(Node::text).map(str::to_owned);
    written.or_else(|| door.callback.as_ref().map(Url::to_string)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::marker::PhantomData;

    use super::*;

    struct Of<T>(PhantomData<T>);

    impl<T: Debug> Of<T> {
        fn is_shown(&self) -> bool {
            true
        }
    }

    trait Otherwise {
        fn is_shown(&self) -> bool {
            false
        }
    }

    impl<T> Otherwise for Of<T> {}

    #[test]
    fn what_one_sign_in_is_secured_by_cannot_be_written_into_a_log() {
        assert!(Of::<Url>(PhantomData).is_shown());
        assert!(!Of::<Drawn>(PhantomData).is_shown() && !Of::<Ask>(PhantomData).is_shown());
    }
}
