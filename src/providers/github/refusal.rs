//! What a no of GitHub's means. Decisions only; nothing here asks. Status and headers decide, and the words only where
//! several cases share a status. GitHub's words are never shown: they may repeat what was sent.
//! <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api>

use url::Url;

use super::client::Answer;
use super::pages;
use crate::proof::{Step, Verdict};

/// How long to wait after too many requests at once, when GitHub does not say.
const PAUSE: u64 = 60;

/// Why GitHub said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Wrong, expired or revoked: GitHub makes no difference.
    BadCredentials,
    /// A credential is wanted where none was sent: a server in private mode, or an operation that is not for everybody.
    SignInFirst,
    /// Too many wrong tries: for a while even right ones are refused.
    TooManyTries,
    /// Absent, or not to be seen.
    NotFound,
    /// The organisation wants single sign-on, on this page.
    SingleSignOn(Option<Url>),
    /// The organisation takes no tokens of this kind, or none that live so long.
    TokenPolicy(Forbidden),
    /// The organisation has not approved the OAuth App that the token comes from.
    OauthAppPolicy,
    /// The organisation takes no requests from this address.
    IpAllowList,
    /// The account or the installation is suspended.
    Suspended,
    /// The account is blocked, or flagged.
    Blocked,
    /// The hour's requests are used up, until a moment in seconds since 1970.
    UsedUp(Option<u64>),
    /// Too many requests at once; wait so many seconds.
    TooFast(u64),
    /// One of these scopes would do.
    LacksScope(String),
    /// These permissions are missing.
    LacksPermission(String),
    /// Not allowed, and GitHub does not say what is missing.
    Forbidden,
    /// GitHub is not well.
    Trouble(u16),
    /// What came is not in GitHub's form.
    NotGitHub(u16),
    /// Something else.
    Unclear(u16),
}

/// What an organisation's rules forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forbidden {
    /// Every classic token.
    Classic,
    /// Every fine-grained token.
    FineGrained,
    /// A token that lives longer than the rules let it.
    Lifetime,
}

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

/// Says what an answer means that its asker does not know better.
pub(super) fn step(name: &str, answer: &Answer) -> Step {
    judge(answer).step(name)
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
        ("lifetime", Refusal::TokenPolicy(Forbidden::Lifetime)),
        ("personal access token (classic)", Refusal::TokenPolicy(Forbidden::Classic)),
        ("forbids access via a fine-grained", Refusal::TokenPolicy(Forbidden::FineGrained)),
        ("login attempts", Refusal::TooManyTries),
        ("suspended", Refusal::Suspended),
        ("blocked", Refusal::Blocked),
        ("account was flagged", Refusal::Blocked),
    ];
    WORDS.iter().find(|(words, _)| message.contains(words)).map(|(_, refusal)| refusal.clone())
}

/// GitHub names the scopes or permissions that would do in a header, also beside answers where others are missing.
fn lacking(answer: &Answer, message: &str) -> Option<Refusal> {
    let named = |header: &str| answer.header(header).map(pages::shown);
    if let Some(permissions) = named("x-accepted-github-permissions") {
        return Some(Refusal::LacksPermission(permissions));
    }
    let by_scope = ["scope", "admin rights", "must have"].iter().any(|words| message.contains(words));
    named("x-accepted-oauth-scopes").filter(|_| by_scope).map(Refusal::LacksScope)
}

/// Takes a link only when it leads to the GitHub that was asked, whose pages may be opened.
fn own_page(api_url: &Url, link: &str) -> Option<Url> {
    let link = Url::parse(link).ok().filter(|link| link.scheme() == api_url.scheme())?;
    let (api, web) = (api_url.host_str()?, link.host_str()?);
    (api == web || api.strip_prefix("api.") == Some(web)).then_some(link)
}

impl Refusal {
    /// How bad it is. Limits, and rules about where a request comes from, say nothing about the credential.
    const fn verdict(&self) -> Verdict {
        match self {
            Self::BadCredentials | Self::NotFound | Self::Suspended | Self::Blocked => Verdict::Invalid,
            Self::SingleSignOn(_)
            | Self::TokenPolicy(_)
            | Self::OauthAppPolicy
            | Self::LacksScope(_)
            | Self::LacksPermission(_)
            | Self::Forbidden => Verdict::Insufficient,
            _ => Verdict::Unknown,
        }
    }

    /// Says it, with what to do next.
    pub(super) fn step(&self, name: &str) -> Step {
        let step = Step { verdict: self.verdict(), ..Step::unknown(name, self.says()) };
        Step { hint: self.next(), ..step }
    }

    /// The fact in one sentence.
    pub(super) fn says(&self) -> String {
        match self {
            Self::BadCredentials => "GitHub refuses the credential: it is wrong, has ended or was revoked".into(),
            Self::SignInFirst => "GitHub shows this only to who is signed in".into(),
            Self::TooManyTries => "GitHub refuses every try for a while, because too many were wrong".into(),
            Self::NotFound => "GitHub has no such thing, or does not show it".into(),
            Self::SingleSignOn(_) => "the organisation wants single sign-on for this token".into(),
            Self::TokenPolicy(Forbidden::Classic) => "the organisation takes no classic tokens".into(),
            Self::TokenPolicy(Forbidden::FineGrained) => "the organisation takes no fine-grained tokens".into(),
            Self::TokenPolicy(Forbidden::Lifetime) => "the token lives longer than the organisation allows".into(),
            Self::OauthAppPolicy => "the organisation has not approved the OAuth App that this token comes from".into(),
            Self::IpAllowList => "the organisation takes no requests from this machine's address".into(),
            Self::Suspended => "GitHub has suspended the account or the installation".into(),
            Self::Blocked => "GitHub has blocked the account".into(),
            Self::UsedUp(until) => format!("GitHub's limit of requests is used up{}", until_when(*until)),
            Self::TooFast(wait) => format!("GitHub wants {wait} s of rest before the next request"),
            Self::LacksScope(any) => format!("GitHub does not allow it; it wants one of the scopes `{any}`"),
            Self::LacksPermission(all) => format!("GitHub does not allow it; it wants `{all}`"),
            Self::Forbidden => "GitHub does not allow it".into(),
            Self::Trouble(status) => format!("GitHub is not well, it answered with status {status}"),
            Self::NotGitHub(status) => format!("what answered with status {status} is not GitHub's API"),
            Self::Unclear(status) => format!("GitHub answered with status {status}"),
        }
    }

    fn next(&self) -> Option<String> {
        Some(match self {
            Self::SingleSignOn(Some(link)) => format!("authorise it: {link}"),
            Self::SingleSignOn(None) => "press `Configure SSO` beside the token, on the page with your tokens".into(),
            Self::TokenPolicy(Forbidden::Classic) => "make a fine-grained token, or take a GitHub App".into(),
            Self::TokenPolicy(Forbidden::FineGrained) => {
                "take a GitHub App, or ask an owner of the organisation".into()
            }
            Self::TokenPolicy(Forbidden::Lifetime) => "make one that ends sooner".into(),
            Self::OauthAppPolicy => "make a personal access token, or let an owner approve the OAuth App".into(),
            Self::IpAllowList => "run this where the portal will run, or let an owner add this address".into(),
            Self::Suspended | Self::Blocked => "an owner of the organisation, or GitHub's support, can lift it".into(),
            Self::TooManyTries => "wait some minutes, then try again".into(),
            Self::UsedUp(_) | Self::TooFast(_) | Self::Trouble(_) => "try again later".into(),
            Self::NotGitHub(_) => "is the API's address right? on a server of one's own it ends in `/api/v3`".into(),
            _ => return None,
        })
    }
}

fn until_when(seconds: Option<u64>) -> String {
    let clock = |seconds: u64| format!(" until {:02}:{:02} UTC", seconds / 3_600 % 24, seconds / 60 % 60);
    seconds.map_or_else(String::new, clock)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::answer::tests::answer;
    use super::*;

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
    fn what_is_not_in_githubs_form_or_not_well_says_nothing_about_the_credential() {
        for status in [200, 302, 401, 403, 404, 502] {
            let step = step("token", &answer(status, NONE, &json!("<html>")));
            assert_eq!(step.verdict, Verdict::Unknown, "{status}");
            assert!(step.hint.is_some());
        }
        assert_eq!(judge(&answer(502, NONE, &Value::Null)), Refusal::Trouble(502));
    }

    #[test]
    fn a_limit_is_unknown_and_says_until_when() {
        let step = Refusal::UsedUp(Some(1_764_000_300)).step("token");
        let says = "GitHub's limit of requests is used up until 16:05 UTC";
        assert_eq!((step.verdict, step.says.as_str()), (Verdict::Unknown, says));
        assert_eq!(Refusal::UsedUp(None).says(), "GitHub's limit of requests is used up");
    }

    #[test]
    fn only_a_link_to_the_github_that_was_asked_is_offered() {
        let hint = |link: &str| {
            let told = format!("required; url={link}");
            let step = judged(403, &[("x-github-sso", &told)], "no").step("token");
            assert_eq!(step.verdict, Verdict::Insufficient);
            step.hint.unwrap()
        };
        let link = "https://github.com/orgs/acme/sso?authorization_request=A1";
        assert_eq!(hint(link), format!("authorise it: {link}"));
        for link in ["https://evil.test/sso", "http://github.com/sso", "javascript:alert(1)", ""] {
            assert!(hint(link).starts_with("press `Configure SSO`"), "{link}");
        }
    }

    #[test]
    fn no_word_of_githubs_is_shown() {
        let forms = [400, 401, 403, 404, 418, 429, 500];
        for step in forms.map(|status| judged(status, NONE, "CANARY").step("token")) {
            assert!(!format!("{step:?}").contains("CANARY"), "{step:?}");
        }
    }
}
