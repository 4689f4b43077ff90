//! Secrets that somebody packed in base64 where they are wanted as they are, or the other way round.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use crate::config::{Part, Text, parts};

/// Tells whether a token is a signed one in base64, as a Secret holds it.
pub(in super::super) fn of_token(said: &str) -> bool {
    unpacked(said).is_some_and(|inner| inner.starts_with("eyJ") && inner.split('.').count() == 3)
}

fn unpacked(said: &str) -> Option<String> {
    let said = said.trim();
    let bytes = STANDARD.decode(said).or_else(|_| STANDARD_NO_PAD.decode(said)).ok()?;
    String::from_utf8(bytes).ok()
}

/// Tells whether a header of basic authentication has its user and password in the clear; base64 has no colon.
pub(in super::super) fn is_plain_basic(header: &str) -> bool {
    header.trim().split_once(' ').is_some_and(|(word, rest)| word.eq_ignore_ascii_case("basic") && rest.contains(':'))
}

/// A text as it is known, or what of it stands there beside its references.
pub(in super::super) fn literally(text: &Text) -> String {
    let literal = |part: Part<'_>| match part {
        Part::Literal(said) => said.to_owned(),
        Part::Reference { .. } => String::new(),
    };
    text.known().map_or_else(|| parts(text.written()).into_iter().map(literal).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_told_from_what_only_looks_like_it() {
        let packed = |text: &str| STANDARD.encode(text);
        let jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJpbnZlbnRlZCJ9.aW52ZW50ZWQ";
        assert!(of_token(&packed(jwt)) && of_token(&format!("{}\n", packed(jwt))));
        for fine in
            [jwt, "", &packed("a:b"), &packed("no token"), "k4wq7rxm2bz5hnd6yvt3pjc7gs2lfae5u4oi6kq7wxm2r3zb5hnd"]
        {
            assert!(!of_token(fine), "{fine}");
        }
    }

    #[test]
    fn a_colon_in_basic_authentication_is_told_whatever_the_variables_are() {
        let text = |written: &str| literally(&Text::new(written));
        assert!(is_plain_basic(&text("Basic ${USER}:${TOKEN}")) && is_plain_basic("basic a:b"));
        for fine in ["Basic c3Zj", "Basic ${PACKED}", "Bearer a:b", "a:b"] {
            assert!(!is_plain_basic(&text(fine)), "{fine}");
        }
    }
}
