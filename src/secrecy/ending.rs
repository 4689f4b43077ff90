//! Until when a signed token is taken, by what it says itself. Who signed it is not looked at.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

/// The second since 1970 in which a signed token ends (`exp` of RFC 7519), when it says so.
pub fn end_of(token: &str) -> Option<i64> {
    let claims = Zeroizing::new(URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?);
    let claims: Claims = serde_json::from_slice(&claims).ok()?;
    claims.exp
}

#[derive(Deserialize)]
struct Claims {
    exp: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_token_says_when_it_ends_and_anything_else_says_nothing() {
        let signed = |claims: &str| format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims));
        assert_eq!(end_of(&signed(r#"{"sub":"ada","exp":1795490465}"#)), Some(1_795_490_465));
        assert_eq!(end_of(&signed(r#"{"sub":"ada"}"#)), None);
        for other in ["", "a.b.c", "sha256~abcdefghijklmnop", "e30"] {
            assert_eq!(end_of(other), None, "{other}");
        }
    }
}
