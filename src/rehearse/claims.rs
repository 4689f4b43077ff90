//! The id token of an OpenID Connect server, as `openid-client` 5.7.1 judges it (`validateIdToken`), but for its signature: it comes
//! from the server itself, over the connection that the secret was sent by. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::way::OpenId;
use crate::contract::entrance::entrances;
use crate::credential::Secret;
use crate::proof::Step;
use crate::providers::http::date;

const ID_TOKEN: &str = "id token";

/// The claims of a token, nothing checked.
pub(super) fn claims(token: &Secret) -> Option<Value> {
    part(token.expose(), 1)
}

/// Tells whether the portal reads the profile at Microsoft Graph with a token. One that cannot be read is tried.
pub(super) fn is_for_graph(access: &Secret) -> bool {
    let Some(claims) = claims(access) else { return true };
    let graph = &entrances().graph;
    let scopes = claims.get("scp").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    claims.get("aud").and_then(Value::as_str) == Some(graph.audience.as_str())
        && scopes.split(' ').any(|scope| graph.scopes.iter().any(|known| known == scope))
}

fn part(token: &str, place: usize) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(place)?.trim_end_matches('=')).ok()?;
    serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
}

/// Whom a token has to be for.
pub(super) struct Expected<'a> {
    /// What the server calls itself, and how it has to sign.
    pub(super) openid: &'a OpenId,
    /// The client.
    pub(super) client: &'a str,
    /// The nonce that was sent.
    pub(super) nonce: Option<&'a str>,
    /// Seconds since 1970.
    pub(super) now: i64,
}

/// Judges the token, and gives its claims.
///
/// # Errors
/// When the portal would not take it; as the step that says so.
pub(super) fn judged(token: Option<&Secret>, expected: &Expected<'_>) -> Result<Value, Step> {
    let Some(token) = token else {
        let says = "the server gave no id token, without which the portal takes nobody";
        return Err(Step::invalid(ID_TOKEN, says).hint("is the scope `openid` allowed for this client?"));
    };
    let (Some(header), Some(claims)) = (part(token.expose(), 0), claims(token)) else {
        return Err(Step::invalid(ID_TOKEN, "what the server gave as an id token is none"));
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let wanted = &expected.openid.algorithm;
    if algorithm != wanted {
        let named = if is_word(algorithm) { algorithm } else { "something else" };
        let says = format!("the server signs id tokens with `{named}`, the portal expects `{wanted}`");
        return Err(Step::invalid(ID_TOKEN, says).hint(format!("set `tokenSignedResponseAlg: {named}` in the block")));
    }
    if text("iss") != expected.openid.issuer {
        let says = format!("the id token is by another server than `{}`", expected.openid.issuer);
        return Err(Step::invalid(ID_TOKEN, says).hint("set `metadataUrl` to the issuer that the tokens name"));
    }
    if !is_for(claims.get("aud"), expected.client) {
        return Err(Step::invalid(ID_TOKEN, format!("the id token is not for the client `{}`", expected.client)));
    }
    if claims.get("nonce").and_then(Value::as_str) != expected.nonce {
        return Err(Step::invalid(
            ID_TOKEN,
            "the id token belongs to another sign-in: its `nonce` is not the one sent",
        ));
    }
    match (seconds("exp"), seconds("nbf")) {
        (None, _) => Err(Step::invalid(ID_TOKEN, "the id token does not say when it ends")),
        (Some(ends), _) if ends <= expected.now => Err(clock(expected.now - ends, "has ended")),
        (_, Some(begins)) if begins > expected.now => Err(clock(begins - expected.now, "has not begun")),
        _ => Ok(claims),
    }
}

/// A fresh token that is over, or not yet valid, is a wrong clock; the portal allows for no second.
fn clock(by: i64, what: &str) -> Step {
    let by = if by < 60 { format!("{by} s") } else { date::minutes(by) };
    Step::invalid("clock", format!("the id token, just made, {what}: the clocks are apart by {by} at least"))
        .hint("set this machine's clock and the server's by the network; where the portal runs, it is the same")
}

fn is_for(audience: Option<&Value>, client: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(several)) => several.iter().any(|one| one == client),
        _ => false,
    }
}

fn is_word(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(header: &Value, claims: &Value) -> Secret {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        Secret::new(format!("{}.{}.CANARY", part(header), part(claims)))
    }

    fn refused(change: impl FnOnce(&mut Value, &mut Value)) -> Option<String> {
        let openid = OpenId { issuer: "https://id.acme.dev".into(), plain_challenge: false, algorithm: "RS256".into() };
        let expected = Expected { openid: &openid, client: "portal", nonce: Some("n"), now: 1_000 };
        let mut header = json!({ "alg": "RS256" });
        let mut claims =
            json!({ "iss": "https://id.acme.dev", "aud": "portal", "nonce": "n", "exp": 1_300, "sub": "7" });
        change(&mut header, &mut claims);
        judged(Some(&token(&header, &claims)), &expected).err().map(|step| step.says)
    }

    #[test]
    fn a_token_that_the_portal_takes_is_taken() {
        assert_eq!(refused(|_, _| {}), None);
        assert_eq!(refused(|_, claims| claims["aud"] = json!(["other", "portal"])), None);
    }

    #[test]
    fn what_the_portal_would_not_take_is_told_by_its_reason() {
        let says = |change: fn(&mut Value, &mut Value)| refused(change).unwrap();
        assert!(says(|header, _| header["alg"] = json!("ES256")).contains("`ES256`"));
        assert!(!says(|header, _| header["alg"] = json!("CANARY CANARY")).contains("CANARY"));
        assert!(says(|_, claims| claims["iss"] = json!("https://other.dev")).contains("another server"));
        assert!(says(|_, claims| claims["aud"] = json!("other")).contains("not for the client"));
        assert!(says(|_, claims| claims["nonce"] = json!("other")).contains("another sign-in"));
        assert!(says(|_, claims| claims["exp"] = json!(400)).contains("apart by 10 minutes"));
        assert!(says(|_, claims| claims["nbf"] = json!(1_030)).contains("apart by 30 s"));
        assert!(says(|_, claims| claims["exp"] = Value::Null).contains("does not say when"));
    }

    #[test]
    fn no_token_and_one_that_is_none_are_refused_without_being_shown() {
        let openid = OpenId { issuer: String::new(), plain_challenge: false, algorithm: "RS256".into() };
        let expected = Expected { openid: &openid, client: "portal", nonce: None, now: 0 };
        assert!(judged(None, &expected).unwrap_err().says.contains("no id token"));
        let step = judged(Some(&Secret::new("CANARY")), &expected).unwrap_err();
        assert!(!format!("{step:?}").contains("CANARY"));
    }
}
