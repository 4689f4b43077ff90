//! A signed statement for which a server gives a token, as developers.google.com has it ("Using OAuth 2.0 for Server to Server
//! Applications"). It lives for a few minutes.

use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use super::Moment;
use crate::contract::system::{Asserts, filled};
use crate::credential::Secret;

/// How many seconds it lives.
const LIVES: u64 = 300;

/// States who asks, signed; nothing, when the key is none.
pub fn assertion(asserts: &Asserts, put: impl Fn(&str) -> Option<String>, at: &Moment) -> Option<Secret> {
    let key = read_private_key(&Secret::new(filled(&asserts.key, &put)));
    let key = EncodingKey::from_rsa_pem(key.expose().as_bytes()).ok()?;
    let claims = json!({
        "iss": filled(&asserts.issuer, &put),
        "scope": asserts.scope,
        "aud": asserts.audience,
        "iat": at.seconds(),
        "exp": at.seconds() + LIVES,
    });
    encode(&Header::new(Algorithm::RS256), &claims, &key).ok().map(Secret::new)
}

/// A private key as Backstage reads it: an `\n` that is written out is a line's end.
pub fn read_private_key(text: &Secret) -> Secret {
    Secret::new(text.expose().replace("\\n", "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_states_nothing() {
        let asserts = Asserts {
            issuer: "<client-email>".into(),
            key: "<private-key>".into(),
            audience: "https://oauth2.googleapis.com/token".into(),
            scope: "read".into(),
        };
        let put = |word: &str| Some(format!("{word}@acme.dev"));
        assert!(assertion(&asserts, put, &Moment::of(0)).is_none());
    }
}
