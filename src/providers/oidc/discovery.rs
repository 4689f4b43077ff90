//! Fetches a server's description of itself, as the portal's sign-in does: one read, no redirect followed.

use serde::Deserialize;
use url::Url;

use super::address::{Address, WHERE};
use crate::proof::Step;
use crate::providers::http::Answer;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

/// What of a description matters here. Lists that are absent are not empty ones: most have a default.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Metadata {
    /// What the server calls itself.
    pub(super) issuer: String,
    /// Where browsers are sent to sign in.
    pub(super) authorization_endpoint: Option<String>,
    /// Where codes become tokens.
    pub(super) token_endpoint: Option<String>,
    /// Where the portal asks who signed in.
    pub(super) userinfo_endpoint: Option<String>,
    /// Where the keys are that id tokens are signed with.
    pub(super) jwks_uri: Option<String>,
    /// Where sessions are ended.
    pub(super) revocation_endpoint: Option<String>,
    /// How id tokens can be signed.
    pub(super) id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// How clients can show their secret.
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Which scopes there are, as far as the server tells.
    pub(super) scopes_supported: Option<Vec<String>>,
    /// Which flows there are.
    pub(super) response_types_supported: Option<Vec<String>>,
    /// Which kinds of PKCE there are.
    pub(super) code_challenge_methods_supported: Option<Vec<String>>,
}

impl Metadata {
    /// Tells whether the issuer is a name that can be shown.
    fn has_a_name(&self) -> bool {
        !self.issuer.is_empty() && self.issuer.chars().all(|c| c.is_ascii_graphic())
    }
}

/// Reads the description.
///
/// # Errors
/// When there is none, or no answer came; as the step that says so.
pub(super) async fn read(http: &Http, address: &Address) -> Result<Metadata, Step> {
    match wire::visit(http, address.description()).await {
        Ok(answer) => judge(&answer, address),
        Err(error) => Err(wire::no_answer(WHERE, &error)),
    }
}

fn judge(answer: &Answer, address: &Address) -> Result<Metadata, Step> {
    let asked = address.shown();
    match answer.status {
        200 => answer.json().filter(Metadata::has_a_name).ok_or_else(|| {
            Step::invalid(WHERE, format!("what answers at `{asked}` is no description of an OpenID Connect server"))
                .hint(format!("{} must be readable by everybody", address.description()))
        }),
        300..=399 => Err(elsewhere(answer, address)),
        401 | 403 | 407 | 408 | 429 | 500.. => {
            Err(Step::unknown(WHERE, format!("`{asked}` answered with status {}", answer.status))
                .hint("the portal must be able to read it without signing in"))
        }
        status => Err(Step::invalid(WHERE, format!("no OpenID Connect server answers at `{asked}` (status {status})"))
            .hint("copy the issuer from the server's console, with its whole path")),
    }
}

/// The portal follows no redirect to a description.
fn elsewhere(answer: &Answer, address: &Address) -> Step {
    let asked = address.shown();
    let target = answer.header("location").and_then(|location| address.description().join(location).ok());
    match target.as_ref().map(Url::origin) {
        Some(origin) => {
            let origin = origin.ascii_serialization();
            Step::invalid(
                WHERE,
                format!("`{asked}` sends everybody on to `{origin}`, where the portal does not follow"),
            )
            .hint("set the address to the issuer that is there")
        }
        None => Step::invalid(WHERE, format!("`{asked}` sends everybody on to nowhere")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::wanted;
    use super::*;
    use crate::proof::Verdict;

    fn judged(status: u16, location: Option<&str>, body: &str) -> Result<Metadata, Step> {
        let answer = crate::providers::http::answer(
            status,
            &location.map(|at| ("location", at)).into_iter().collect::<Vec<_>>(),
            body,
        );
        judge(&answer, &Address::of(&wanted("https://login.acme.dev/x")).unwrap())
    }

    #[test]
    fn what_is_no_description_is_told_by_its_status() {
        for (status, body, verdict, words) in [
            (200, "<html>CANARY", Verdict::Invalid, "is no description of"),
            (200, r#"{"authorization_endpoint":"CANARY"}"#, Verdict::Invalid, "is no description of"),
            (200, r#"{"issuer":"https://login.acme.dev/x CANARY"}"#, Verdict::Invalid, "is no description of"),
            (404, "CANARY", Verdict::Invalid, "no OpenID Connect server answers at `https://login.acme.dev/x`"),
            (403, "CANARY", Verdict::Unknown, "status 403"),
            (503, "CANARY", Verdict::Unknown, "status 503"),
        ] {
            let step = judged(status, None, body).unwrap_err();
            assert!(step.verdict == verdict && step.says.contains(words), "{step:?}");
            assert!(!format!("{step:?}").contains("CANARY"), "{step:?}");
        }
    }

    #[test]
    fn a_redirect_is_told_by_its_host_alone() {
        let step = judged(302, Some("https://gate.acme.dev/login?token=CANARY"), "").unwrap_err();
        assert!(step.says.contains("`https://gate.acme.dev`") && !format!("{step:?}").contains("CANARY"), "{step:?}");
        assert_eq!(judged(302, None, "").unwrap_err().verdict, Verdict::Invalid);
    }
}
