//! Sorts what GitHub answers when it is not what was asked for. Status and headers decide, and the words only where
//! several cases share a status.
//! <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api>

use url::Url;

use super::client::Answer;
use super::pages;
use super::refusal::{Forbidden, Refusal};

/// How long to wait after too many requests at once, when GitHub does not say.
const PAUSE: u64 = 60;

/// Sorts an answer that is not the wanted one.
pub(super) fn judge(answer: &Answer) -> Refusal {
    let message = answer.message();
    match (answer.status, message) {
        (status @ 500.., _) => Refusal::Trouble(status),
        (403 | 429, message) => forbidden(answer, &message.unwrap_or_default()),
        (status, None) => Refusal::NotGitHub(status),
        (401, Some(message)) => unauthorized(&message),
        (404, Some(_)) => Refusal::NotFound,
        (status @ 200..300, _) => Refusal::NotGitHub(status),
        (status, Some(_)) => Refusal::Unclear(status),
    }
}

fn unauthorized(message: &str) -> Refusal {
    if message.contains("requires authentication") || message.contains("must authenticate") {
        Refusal::SignInFirst
    } else {
        Refusal::BadCredentials
    }
}

/// Sorts 403 and 429, which nearly everything shares. A page of single sign-on is asked for first, because a token that
/// is not authorised has a limit of requests all the same.
fn forbidden(answer: &Answer, message: &str) -> Refusal {
    if let Some(told) = answer.header("x-github-sso").filter(|told| told.starts_with("required")) {
        let link = told.split_once("url=").and_then(|(_, link)| own_page(&answer.api_url, link.trim()));
        return Refusal::SingleSignOn(link);
    }
    limited(answer, message).or_else(|| worded(message)).or_else(|| lacking(answer, message)).unwrap_or(
        match answer.message() {
            Some(_) => Refusal::Forbidden,
            None => Refusal::NotGitHub(answer.status),
        },
    )
}

/// The primary limit shows in a count of zero, the secondary one in a time to wait or in words only.
/// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>
fn limited(answer: &Answer, message: &str) -> Option<Refusal> {
    let secondary = message.contains("secondary rate limit") || message.contains("abuse detection");
    let wait = answer.number("retry-after");
    if answer.header("x-ratelimit-remaining") == Some("0") && !secondary {
        return Some(Refusal::UsedUp(answer.number("x-ratelimit-reset")));
    }
    (secondary || wait.is_some() || answer.status == 429).then(|| Refusal::TooFast(wait.unwrap_or(PAUSE)))
}

/// Cases that only GitHub's words tell apart. Any may change, and then the case is one that is not explained.
fn worded(message: &str) -> Option<Refusal> {
    const WORDS: [(&str, Refusal); 11] = [
        ("saml enforcement", Refusal::SingleSignOn(None)),
        ("saml sso", Refusal::SingleSignOn(None)),
        ("ip allow list", Refusal::IpAllowList),
        ("oauth app access restrictions", Refusal::OauthAppPolicy),
        ("token's lifetime", Refusal::TokenPolicy(Forbidden::Lifetime)),
        ("personal access token (classic)", Refusal::TokenPolicy(Forbidden::Classic)),
        ("forbids access via a fine-grained", Refusal::TokenPolicy(Forbidden::FineGrained)),
        ("login attempts", Refusal::TooManyTries),
        ("suspended", Refusal::Suspended),
        ("blocked", Refusal::Blocked),
        ("account was flagged", Refusal::Blocked),
    ];
    WORDS.iter().find(|(words, _)| message.contains(words)).map(|(_, refusal)| refusal.clone())
}

/// GitHub names what would do in a header, permissions also beside answers where nothing is missing but a scope.
fn lacking(answer: &Answer, message: &str) -> Option<Refusal> {
    let named = |header: &str| answer.header(header).map(pages::shown);
    let by_scope = ["scope", "admin rights", "must have"].iter().any(|words| message.contains(words));
    let scopes = named("x-accepted-oauth-scopes").filter(|_| by_scope).map(Refusal::LacksScope);
    scopes.or_else(|| named("x-accepted-github-permissions").map(Refusal::LacksPermission))
}

/// Takes a link only when it leads to the GitHub that was asked, whose pages may be opened.
fn own_page(api_url: &Url, link: &str) -> Option<Url> {
    let link = Url::parse(link).ok().filter(|link| link.scheme() == api_url.scheme())?;
    let (api, web) = (api_url.host_str()?, link.host_str()?);
    (api == web || api.strip_prefix("api.") == Some(web)).then_some(link)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::answer::tests::answer;
    use super::*;
    use crate::proof::Verdict;

    const NONE: &[(&str, &str)] = &[];

    fn judged(status: u16, headers: &[(&str, &str)], message: &str) -> Refusal {
        judge(&answer(status, headers, &json!({ "message": message, "status": status.to_string() })))
    }

    #[test]
    fn refusals_are_told_apart_by_status_and_words() {
        let lacks = "Resource not accessible by personal access token";
        for (status, message, wanted) in [
            (401, "Bad credentials", Refusal::BadCredentials),
            (401, "A JSON web token could not be decoded", Refusal::BadCredentials),
            (401, "Requires authentication", Refusal::SignInFirst),
            (401, "Must authenticate to access this API.", Refusal::SignInFirst),
            (403, "Maximum number of login attempts exceeded. Please try again later.", Refusal::TooManyTries),
            (404, "Not Found", Refusal::NotFound),
            (403, "Resource protected by organization SAML enforcement.", Refusal::SingleSignOn(None)),
            (403, "`acme` forbids access via a personal access token (classic).", policy(Forbidden::Classic)),
            (403, "`acme` forbids access via a fine-grained personal access token.", policy(Forbidden::FineGrained)),
            (
                403,
                "`acme` forbids access via a fine-grained personal access tokens if the token's lifetime is greater \
                 than 366 days.",
                policy(Forbidden::Lifetime),
            ),
            (403, "the `acme` organization has enabled OAuth App access restrictions", Refusal::OauthAppPolicy),
            (403, "`acme` has an IP allow list enabled, and your IP address is not", Refusal::IpAllowList),
            (403, "Sorry. Your account was suspended.", Refusal::Suspended),
            (403, "This installation has been suspended", Refusal::Suspended),
            (403, "Repository access blocked", Refusal::Blocked),
            (403, lacks, Refusal::Forbidden),
            (429, "slow down", Refusal::TooFast(60)),
            (403, "You have exceeded a secondary rate limit.", Refusal::TooFast(60)),
            (503, "Service Unavailable", Refusal::Trouble(503)),
            (400, "Version 2099-01-01 is not supported", Refusal::Unclear(400)),
        ] {
            assert_eq!(judged(status, NONE, message), wanted, "{status} {message}");
        }
    }

    fn policy(forbidden: Forbidden) -> Refusal {
        Refusal::TokenPolicy(forbidden)
    }

    #[test]
    fn headers_go_before_words() {
        let used_up = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1764000000"), ("retry-after", "9")];
        assert_eq!(judged(403, &used_up, "API rate limit exceeded"), Refusal::UsedUp(Some(1_764_000_000)));
        assert_eq!(judged(429, &used_up, "API rate limit exceeded"), Refusal::UsedUp(Some(1_764_000_000)));
        assert_eq!(judged(403, &used_up, "You have exceeded a secondary rate limit"), Refusal::TooFast(9));
        assert_eq!(judged(403, &[("retry-after", "7")], "rest"), Refusal::TooFast(7));
        let wants = [("x-accepted-github-permissions", "members=read")];
        assert_eq!(judged(403, &wants, "no"), Refusal::LacksPermission("members=read".into()));
        let wants = [("x-accepted-oauth-scopes", "admin:org, read:org")];
        let scopes = Refusal::LacksScope("admin:org, read:org".into());
        assert_eq!(judged(403, &wants, "has not been granted the required scopes"), scopes);
        assert_eq!(judged(403, &wants, "Resource not accessible"), Refusal::Forbidden);
    }

    #[test]
    fn only_a_link_to_the_github_that_was_asked_is_offered() {
        let hint = |link: &str| {
            let told = format!("required; url={link}");
            let step = judged(403, &[("x-github-sso", &told)], "no").step("token".into());
            assert_eq!(step.verdict, Verdict::Insufficient);
            step.hint.unwrap()
        };
        let link = "https://github.com/orgs/acme/sso?authorization_request=A1";
        assert_eq!(hint(link), format!("authorise it: {link}"));
        for link in ["https://evil.test/sso", "http://github.com/sso", "javascript:alert(1)", ""] {
            assert!(hint(link).starts_with("press `Configure SSO`"), "{link}");
        }
    }
}
