//! Proves an application without anybody signing in: its id and secret are tried with a code that nobody got.

use serde::Deserialize;

use super::client::post_form;
use super::{CLIENT_ID, CLIENT_SECRET};
use crate::credential::Fields;
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, below};

const CLIENT: Aspect<'static> = Aspect::new("application", &[CLIENT_ID, CLIENT_SECRET]);

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Proves an application.
pub(super) async fn prove(http: &Http, wanted: &Wanted, fields: &Fields) -> Proof {
    let (id, secret) = (fields.text(CLIENT_ID).unwrap_or_default(), fields.text(CLIENT_SECRET).unwrap_or_default());
    if let Some(step) = wrong_form(id, secret) {
        return Proof::of(step);
    }
    let callback = wanted.callback.as_ref().unwrap_or(&wanted.portal).as_str();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", "devportal-auth-asks-whether-the-secret-is-right"),
        ("client_id", id),
        ("client_secret", secret),
        ("redirect_uri", callback),
    ];
    let answer = match post_form(http, &below(&wanted.url, &["oauth", "token"]), &pairs).await {
        Ok(answer) => answer,
        Err(unreachable) => return Proof::of(unreachable.step(CLIENT)),
    };
    let error = answer.json::<Refused>().map(|refused| refused.error);
    let mut proof = Proof::of(judge(answer.status, error.as_deref()));
    if !proof.refused() {
        proof.push(
            Step::unknown("callback", "GitLab does not tell which callback is registered")
                .hint(format!("the application's page must have exactly {callback}")),
        );
    }
    proof
}

fn judge(status: u16, error: Option<&str>) -> Step {
    match (status, error) {
        // The code is nobody's, so the client must have been accepted first.
        (400 | 401, Some("invalid_grant")) => Step::valid(CLIENT, "id and secret belong together"),
        (_, Some("invalid_client")) => Step::invalid(CLIENT, "GitLab does not know this id with this secret")
            .hint("is it an application of this GitLab? its secret is shown once and can be renewed on its page"),
        (_, Some("unauthorized_client")) => Step::invalid(CLIENT, "the application may not sign people in by code"),
        (429, _) => Step::unknown(CLIENT, "GitLab wants to be asked less often").hint("try again in a minute"),
        (status, _) => Step::unknown(CLIENT, format!("an answer that GitLab does not give (status {status})"))
            .hint("is there a proxy or a sign-in page between here and GitLab?"),
    }
}

/// What needs no server to be refused. The length of ids and secrets differs between versions and says nothing.
fn wrong_form(id: &str, secret: &str) -> Option<Step> {
    let says = |says: &str, hint: &str| Some(Step::invalid(CLIENT, says).hint(hint));
    match (id, secret) {
        ("", _) | (_, "") => says("id or secret is missing", "both stand on the application's page"),
        (id, _) if id.starts_with("gloas-") => {
            says("the secret was given as the id", "the id is beside \"Application ID\", and begins with no word")
        }
        (_, secret) if secret.starts_with("glpat-") => says(
            "an access token was given as the application's secret",
            "the secret begins with gloas- on newer versions",
        ),
        (id, secret) if id == secret => says("id and secret are the same", "the secret stands below the id"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    #[test]
    fn what_gitlab_says_of_a_code_that_nobody_got_tells_about_the_client() {
        for (status, error, verdict) in [
            (400, Some("invalid_grant"), Verdict::Valid),
            (401, Some("invalid_client"), Verdict::Invalid),
            (400, Some("unauthorized_client"), Verdict::Invalid),
            (429, None, Verdict::Unknown),
            (200, None, Verdict::Unknown),
            (502, None, Verdict::Unknown),
        ] {
            assert_eq!(judge(status, error).verdict, verdict, "{status} {error:?}");
        }
    }
}
