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
/// What every id token has to say.
const REQUIRED: [&str; 5] = ["iss", "sub", "aud", "exp", "iat"];

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
    /// How many seconds this machine's clock is ahead of the server's, by the server's own word.
    pub(super) ahead: Option<i64>,
}

/// Judges the token, and gives its claims.
///
/// # Errors
/// When the portal would not take it; as the step that says so.
pub(super) fn judged(token: Option<&Secret>, expected: &Expected<'_>) -> Result<Value, Step> {
    let Some(token) = token else {
        let says = "the server returned no ID token, so the portal would refuse the sign-in";
        return Err(Step::invalid(ID_TOKEN, says).hint("is the scope `openid` allowed for this client?"));
    };
    let (Some(header), Some(claims)) = (part(token.expose(), 0), claims(token)) else {
        return Err(Step::invalid(ID_TOKEN, "what the server gave as an id token is none"));
    };
    signed(&header, &expected.openid.algorithm)?;
    if let Some(missing) = REQUIRED.into_iter().find(|name| claims.get(*name).is_none()) {
        return Err(Step::invalid(
            ID_TOKEN,
            format!("the ID token has no `{missing}`, so the portal would refuse the sign-in"),
        ));
    }
    by_the_server(&claims, expected.openid)?;
    in_time(&claims, expected)?;
    for_the_client(&claims, expected.client)?;
    if claims.get("nonce").and_then(Value::as_str) != expected.nonce {
        let says = "the id token belongs to another sign-in: its `nonce` is not the one sent";
        return Err(Step::invalid(ID_TOKEN, says));
    }
    Ok(claims)
}

fn signed(header: &Value, wanted: &str) -> Result<(), Step> {
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    if algorithm == wanted {
        return Ok(());
    }
    let named = if is_word(algorithm) { algorithm } else { "something else" };
    let says = format!("the server signs id tokens with `{named}`, the portal expects `{wanted}`");
    Err(Step::invalid(ID_TOKEN, says).hint(format!("set `tokenSignedResponseAlg: {named}` in the block")))
}

/// Where a server stands for every tenant, its tokens are by the one that the person is of.
fn by_the_server(claims: &Value, openid: &OpenId) -> Result<(), Step> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let issuer = match openid.any_tenant {
        true => openid.issuer.replacen("{tenantid}", text("tid"), 1),
        false => openid.issuer.clone(),
    };
    if text("iss") == issuer {
        return Ok(());
    }
    let says = format!("the id token is by another server than `{}`", openid.issuer);
    Err(Step::invalid(ID_TOKEN, says).hint("set `metadataUrl` to the issuer that the tokens name"))
}

fn in_time(claims: &Value, expected: &Expected<'_>) -> Result<(), Step> {
    let now = expected.now;
    let clock = |by, what| clock((by, what), expected.ahead);
    seconds(claims, "iat")?;
    if let Some(by) = seconds(claims, "nbf")?.map(|begins| begins.saturating_sub(now)).filter(|by| *by > 0) {
        return Err(clock(by, "has not begun"));
    }
    match seconds(claims, "exp")?.map(|ends| now.saturating_sub(ends)).filter(|by| *by >= 0) {
        Some(by) => Err(clock(by, "has ended")),
        None => Ok(()),
    }
}

/// A time in whole seconds, a begun one as its end; nothing, when it is not said.
fn seconds(claims: &Value, name: &str) -> Result<Option<i64>, Step> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let number = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.ceil() as i64));
    let says =
        || Step::invalid(ID_TOKEN, format!("the id token's `{name}` is no number, so the portal does not take it"));
    number.map(Some).ok_or_else(says)
}

fn for_the_client(claims: &Value, client: &str) -> Result<(), Step> {
    let says = match (claims.get("aud"), claims.get("azp")) {
        (Some(Value::Array(several)), party) if several.len() > 1 && party.is_none_or(|party| party == "") => {
            "the id token is for several clients, and has no `azp` that says which of them asked".to_owned()
        }
        (audience, _) if !is_for(audience, client) => format!("the id token is not for the client `{client}`"),
        (_, Some(party)) if party != client => {
            format!("the id token was asked for by another client than `{client}`: its `azp` is not this one")
        }
        _ => return Ok(()),
    };
    Err(Step::invalid(ID_TOKEN, says))
}

/// More seconds than this between two clocks are told; less is the time that an answer takes.
const APART: i64 = 60;

/// A fresh token that is over, or not yet valid, is a wrong clock; the portal allows for no second. Whose it is, the server's own word tells.
fn clock((by, what): (i64, &str), ahead: Option<i64>) -> Step {
    let by = if by < 60 { format!("{by} s") } else { date::minutes(by) };
    let whose = match ahead {
        Some(ahead) if ahead.abs() > APART => {
            let how = if ahead > 0 { "ahead of" } else { "behind" };
            format!("; this machine's clock is {} {how} the server's", date::minutes(ahead.abs()))
        }
        Some(_) => "; the server's own date agrees with this machine's clock, so whatever makes its tokens has another"
            .to_owned(),
        None => String::new(),
    };
    let says = format!("the id token, just made, {what}: the clocks are apart by {by} at least{whose}");
    Step::invalid("clock", says)
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

    fn openid() -> OpenId {
        OpenId {
            issuer: "https://id.acme.dev".into(),
            any_tenant: false,
            plain_challenge: false,
            algorithm: "RS256".into(),
        }
    }

    fn refused(change: impl FnOnce(&mut Value, &mut Value)) -> Option<String> {
        refused_by(&openid(), change)
    }

    fn refused_by(openid: &OpenId, change: impl FnOnce(&mut Value, &mut Value)) -> Option<String> {
        let expected = Expected { openid, client: "portal", nonce: Some("n"), now: 1_000, ahead: None };
        let mut header = json!({ "alg": "RS256" });
        let mut claims = json!({
            "iss": "https://id.acme.dev", "aud": "portal", "nonce": "n", "iat": 1_000, "exp": 1_300, "sub": "7"
        });
        change(&mut header, &mut claims);
        judged(Some(&token(&header, &claims)), &expected).err().map(|step| step.says)
    }

    #[test]
    fn a_token_that_the_portal_takes_is_taken() {
        assert_eq!(refused(|_, _| {}), None);
        assert_eq!(refused(|_, claims| claims["aud"] = json!(["portal"])), None);
        assert_eq!(refused(|_, claims| claims["azp"] = json!("portal")), None);
        assert_eq!(refused(|_, claims| claims["exp"] = json!(1_000.5)), None);
        assert_eq!(
            refused(|_, claims| (claims["aud"], claims["azp"]) = (json!(["other", "portal"]), json!("portal"))),
            None
        );
    }

    #[test]
    fn what_every_token_has_to_say_is_missed_by_its_name() {
        for name in REQUIRED {
            let says = refused(|_, claims| _ = claims.as_object_mut().unwrap().remove(name)).unwrap();
            assert!(says.contains(&format!("has no `{name}`")), "{says}");
        }
    }

    #[test]
    fn a_time_that_is_no_number_is_not_taken() {
        for name in ["iat", "nbf", "exp"] {
            for written in [json!("1000"), Value::Null] {
                let says = refused(|_, claims| claims[name] = written).unwrap();
                assert!(says.contains(&format!("`{name}` is no number")), "{says}");
            }
        }
    }

    #[test]
    fn a_token_for_several_has_to_say_that_this_client_asked_and_none_may_name_another() {
        let several = refused(|_, claims| claims["aud"] = json!(["other", "portal"])).unwrap();
        assert!(several.contains("has no `azp`"), "{several}");
        for audience in [json!("portal"), json!(["other", "portal"])] {
            let says = refused(|_, claims| (claims["aud"], claims["azp"]) = (audience, json!("other"))).unwrap();
            assert!(says.contains("another client than `portal`"), "{says}");
        }
    }

    #[test]
    fn a_server_for_every_tenant_is_known_by_the_tenant_of_the_person() {
        let issuer = "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned();
        let every = OpenId { issuer: issuer.clone(), any_tenant: true, ..openid() };
        let one = OpenId { issuer, ..openid() };
        let of = |openid: &OpenId, tenant: &str| {
            let tenant = json!(tenant);
            refused_by(openid, |_, claims| {
                (claims["iss"], claims["tid"]) = (json!("https://login.microsoftonline.com/acme/v2.0"), tenant);
            })
        };
        assert_eq!(of(&every, "acme"), None);
        assert!(of(&every, "other").unwrap().contains("another server"));
        assert!(of(&one, "acme").unwrap().contains("another server"));
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
    }

    #[test]
    fn no_token_and_one_that_is_none_are_refused_without_being_shown() {
        let openid = openid();
        let expected = Expected { openid: &openid, client: "portal", nonce: None, now: 0, ahead: None };
        assert!(judged(None, &expected).unwrap_err().says.contains("no ID token"));
        let step = judged(Some(&Secret::new("CANARY")), &expected).unwrap_err();
        assert!(!format!("{step:?}").contains("CANARY"));
    }

    #[test]
    fn whose_clock_is_wrong_is_told_by_the_servers_own_date() {
        let says = |ahead| clock((600, "has ended"), ahead).says;
        assert!(says(Some(600)).ends_with("this machine's clock is 10 minutes ahead of the server's"));
        assert!(says(Some(-600)).ends_with("this machine's clock is 10 minutes behind the server's"));
        assert!(says(Some(3)).contains("agrees with this machine's clock"));
        assert!(says(None).ends_with("apart by 10 minutes at least"));
    }
}
