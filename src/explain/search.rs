//! Finds the pages that somebody means: by a name, by an error as it stands in a log, or by any words.

use std::sync::OnceLock;

use super::error_line::is_numbered_error;
use super::errors::Errors;
use super::index::{Fit, Index};
use super::named::{beside_a_provider, called, of_a_provider, speaking_of};
use super::page::Page;
use super::pages::all;
use super::words::words;
use crate::contract::concepts;

/// How a page was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By one of its names.
    Named,
    /// By an error that it is about.
    Error,
    /// By words.
    Words,
    /// By so few words that it may be about something else.
    Weak,
}

impl How {
    /// Its name in data.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Named => "name",
            Self::Error => "error",
            Self::Words => "words",
            Self::Weak => "weak",
        }
    }
}

/// The pages that were found, the best first.
#[derive(Clone, Debug)]
pub struct Found {
    /// How the first one was found.
    pub how: How,
    /// The pages; at least one.
    pub pages: Vec<&'static Page>,
    /// The provider that was named beside the page.
    pub provider: Option<&'static str>,
}

impl Found {
    /// The best of them.
    pub fn best(&self) -> Option<&'static Page> {
        self.pages.first().copied()
    }
}

/// So many lines of a log are looked at one by one.
const LINES: usize = 200;
/// So many letters of it are looked at as a whole.
const LETTERS: usize = 4000;
/// So many are listed besides the best.
const OTHERS: usize = 7;
/// An error that weighs less is hardly known.
const KNOWN: f64 = 4.0;
/// Others are listed that weigh at least this part of the best.
const WORTH_LISTING: f64 = 0.35;
/// Less of the words says little.
const COVERED: f64 = 0.6;
/// No more of the words than this says nothing, where no heading has any.
const HALF: f64 = 0.5;
/// A page whose heading has no more of the words than this only speaks of them.
const HEADED: f64 = 0.5;
/// What two parts of words weigh.
const LIGHT: f64 = 6.0;

struct Everything {
    index: Index,
    errors: Errors,
}

fn everything() -> &'static Everything {
    static MADE: OnceLock<Everything> = OnceLock::new();
    MADE.get_or_init(|| Everything { index: Index::of(all()), errors: Errors::of(all()) })
}

/// Finds pages; nothing, where no page has anything of it. Whoever names a page gets it without any word being weighed.
pub fn find(asked: &str) -> Option<Found> {
    let named = called(asked);
    if let Some(first) = named.first() {
        let others = speaking_of(&all()[*first]);
        // The page that is about numbers alone cannot say which of their meanings this one has.
        let how = if asked.chars().any(char::is_alphabetic) { How::Named } else { How::Weak };
        return Some(found(how, named.iter().copied().chain(others)));
    }
    if let Some((page, provider)) = beside_a_provider(asked) {
        return Some(Found { provider: Some(provider), ..found(How::Named, std::iter::once(page)) });
    }
    if let Some(page) = of_a_provider(asked) {
        return Some(found(How::Words, std::iter::once(page).chain(speaking_of(&all()[page]))));
    }
    // Numbers by themselves stand in many pages and mean something else in each, and so do names of errors that every program has.
    if !asked.chars().any(char::is_alphabetic) || is_class(asked) {
        return None;
    }
    let by_words = by_words(asked);
    let (errors, sure) = by_error(asked, &by_words);
    if !errors.is_empty() {
        return Some(found(if sure { How::Error } else { How::Weak }, errors.into_iter()));
    }
    let (_, best) = by_words.first()?;
    // What only one page happens to have in its text, of several words that nobody knows, is no find.
    if best.headed == 0.0 && best.covered <= HALF && best.weight < LIGHT {
        return None;
    }
    let weak = best.covered < COVERED || best.weight < LIGHT || best.headed <= HEADED || is_numbered_error(asked);
    let how = if weak { How::Weak } else { How::Words };
    let least = best.weight * WORTH_LISTING;
    Some(found(how, by_words.iter().filter(|(_, fit)| fit.weight >= least).map(|(page, _)| *page)))
}

/// Finds what a part of a log is about: the first of its lines that is known for certain, else what all of it has.
pub fn find_in_log(text: &str) -> Option<Found> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(LINES);
    let known = lines.filter_map(find).find(|found| matches!(found.how, How::Error | How::Named));
    known.or_else(|| find(&text.chars().take(LETTERS).collect::<String>()))
}

/// Tells whether what is asked is the name of errors of many kinds, and nothing else.
pub fn is_class(asked: &str) -> bool {
    concepts::words().classes.iter().any(|class| class == asked.trim().trim_end_matches(':'))
}

fn found(how: How, pages: impl Iterator<Item = usize>) -> Found {
    let mut listed = Vec::new();
    for page in pages {
        if !listed.contains(&page) {
            listed.push(page);
        }
        if listed.len() > OTHERS {
            break;
        }
    }
    Found { how, pages: listed.into_iter().map(|page| &all()[page]).collect(), provider: None }
}

/// The pages that know an error, and whether the best of them does for certain.
fn by_error(asked: &str, by_words: &[(usize, Fit)]) -> (Vec<usize>, bool) {
    let known = everything().errors.known_by(asked, all());
    let most = by_words.first().map_or(1.0, |(_, fit)| fit.weight.max(1.0));
    let word =
        |page: usize| by_words.iter().find(|(other, _)| *other == page).map_or(0.0, |(_, fit)| fit.weight / most);
    let mut known: Vec<_> = known
        .into_iter()
        .filter(|(_, known)| known.weight >= KNOWN)
        .map(|(page, known)| (known.weight + 0.1 * word(page), page, known.sure))
        .collect();
    known.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let sure = known.first().is_some_and(|(.., sure)| *sure);
    (known.into_iter().map(|(_, page, _)| page).collect(), sure)
}

fn by_words(asked: &str) -> Vec<(usize, Fit)> {
    let asked = everything().index.asked(words(asked));
    let fits = (0..all().len()).map(|page| (page, everything().index.fit(page, &asked)));
    let mut fits: Vec<_> = fits.filter(|(_, fit)| fit.weight > 0.0).collect();
    fits.sort_by(|(one, fit), (other, best)| best.weight.total_cmp(&fit.weight).then(one.cmp(other)));
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(asked: &str) -> String {
        find(asked).and_then(|found| found.best()).map(Page::topic).unwrap_or_default()
    }

    #[test]
    fn any_words_find_the_page_that_is_meant() {
        for (asked, topic) in [
            ("popup was closed", "popup-closed"),
            ("PAT", "tokens"),
            ("rbac", "permissions"),
            ("org data", "organizational-data"),
            ("users and groups", "organizational-data"),
            ("organizational data", "organizational-data"),
            ("how do people sign in", "authentication"),
            ("how do I become admin", "permissions"),
            ("GH_TOKEN", "GITHUB_TOKEN"),
            ("difference between authentication and integration", "authentication-and-integration"),
            ("redirect uri", "callbacks"),
            ("where are my secrets", "secrets"),
            ("GITHUB_TOKEN", "GITHUB_TOKEN"),
            ("github_pat", "GITHUB_PAT"),
            ("profile github", "profile github"),
            ("github", "provider github"),
            ("keycloak", "provider keycloak"),
            ("microsoft", "provider entra"),
            ("preset ldap", "preset ldap"),
            ("github-auth", "preset github-auth"),
            ("read:org", "scope read:org"),
            ("User.Read.All", "scope User.Read.All"),
            ("scaffolder", "feature scaffolder"),
            ("feature org-data", "feature org-data"),
            ("portal.url", "key portal.url"),
            ("guest-open", "guest-open"),
            ("ldap flow", "directory-sign-in"),
            ("blast radius", "one-client"),
            ("kubernetes as the signed-in user", "service-identity"),
            ("emailMatchingUserEntityProfileEmail", "resolvers"),
            ("github app", "github-app"),
            ("who can sign in", "resolvers"),
            ("where do I put the client secret", "secrets"),
            ("SignInPageBlueprint", "plain-backstage"),
            ("upgrade-insecure-requests", "content-security-policy"),
            ("zitadel", "provider oidc"),
            ("authentik", "provider oidc"),
            ("Dex", "provider oidc"),
            ("jumpcloud", "provider oidc"),
            ("ping identity", "provider oidc"),
            ("aws sso", "saml"),
            ("1password", "secrets"),
            ("doppler", "secrets"),
        ] {
            assert_eq!(best(asked), topic, "{asked}");
        }
    }

    #[test]
    fn the_line_of_a_log_that_is_known_tells_what_all_of_it_is_about() {
        let log = "2026-11-02T08:15:31Z rootLogger info Listening on :7007\n\
                   catalog error GithubOrgEntityProvider:default refresh failed, HttpError: Bad credentials\n    at fetch (index.js:1:1)\n";
        let found = find_in_log(log).unwrap();
        assert_eq!((found.how, found.best().unwrap().topic()), (How::Error, "bad-credentials".to_owned()));
        assert_eq!(find_in_log("guest\n").and_then(|found| found.best()).map(Page::topic).as_deref(), Some("guest"));
        assert!(find_in_log("zxcvb\nqwertz\n").is_none());
    }

    #[test]
    fn a_part_of_a_word_is_no_word() {
        let found = find("PAT").unwrap();
        assert!(
            found.pages.iter().all(|page| !page.id.contains("discovery")),
            "{:?}",
            found.pages.iter().map(|page| &page.id).collect::<Vec<_>>()
        );
    }

    #[test]
    fn whoever_names_a_page_gets_those_that_have_its_name_beside_it() {
        for (asked, beside) in
            [("GITHUB_TOKEN", "github-token"), ("guest-open", "guest-button"), ("callbacks", "callback-url")]
        {
            let found = find(asked).unwrap();
            assert!(found.pages.iter().any(|page| page.id == beside), "{asked}: {:?}", found.pages);
        }
    }

    #[test]
    fn what_nobody_knows_is_not_found_and_what_few_words_find_is_weak() {
        assert!(find("zxcvb qwertz").is_none());
        assert!(find("").is_none());
        assert_eq!(find("the moon is made of cheese").map(|found| found.how), Some(How::Weak));
    }
}
