//! What a no of GitHub's means, and what to do next. GitHub's own words are never shown: they may repeat what was sent.

use url::Url;

use super::client::Answer;
pub(super) use super::judge::judge;
use crate::proof::{Aspect, Step, Verdict};

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
    /// The account is blocked or flagged, or what it asks for is.
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

/// Says what an answer means that its asker does not know better.
pub(super) fn step(name: Aspect<'_>, answer: &Answer) -> Step {
    judge(answer).step(name)
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
    pub(super) fn step(&self, name: Aspect<'_>) -> Step {
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
            Self::Blocked => "GitHub has blocked the account, or what it asks for".into(),
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
    fn what_is_not_in_githubs_form_or_not_well_says_nothing_about_the_credential() {
        for status in [200, 302, 401, 403, 404, 502] {
            let step = step("token".into(), &answer(status, NONE, &json!("<html>")));
            assert_eq!(step.verdict, Verdict::Unknown, "{status}");
            assert!(step.hint.is_some());
        }
        assert_eq!(judge(&answer(502, NONE, &Value::Null)), Refusal::Trouble(502));
    }

    #[test]
    fn a_limit_is_unknown_and_says_until_when() {
        let step = Refusal::UsedUp(Some(1_764_000_300)).step("token".into());
        let says = "GitHub's limit of requests is used up until 16:05 UTC";
        assert_eq!((step.verdict, step.says.as_str()), (Verdict::Unknown, says));
        assert_eq!(Refusal::UsedUp(None).says(), "GitHub's limit of requests is used up");
    }

    #[test]
    fn no_word_of_githubs_is_shown() {
        let forms = [400, 401, 403, 404, 418, 429, 500];
        for step in forms.map(|status| judged(status, NONE, "CANARY").step("token".into())) {
            assert!(!format!("{step:?}").contains("CANARY"), "{step:?}");
        }
    }
}
