//! Finds the pages that somebody means: by a name, by an error as it stands in a log, or by any words.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::error_line::is_numbered_error;
use super::errors::Errors;
use super::index::{Fit, Index};
use super::page::{Kind, Page};
use super::pages::all;
use super::words::{name, words};
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
    let named = named(asked);
    if let Some(first) = named.first() {
        let others = speaking_of(&all()[*first]);
        // The page that is about numbers alone cannot say which of their meanings this one has.
        let how = if asked.chars().any(char::is_alphabetic) { How::Named } else { How::Weak };
        return Some(found(how, named.iter().copied().chain(others)));
    }
    if let Some(found) = beside_a_provider(asked) {
        return Some(found);
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

/// A page that has a picture for each provider, with one of them named: `authentication keycloak`.
fn beside_a_provider(asked: &str) -> Option<Found> {
    let spoken = words_of(asked);
    let providers = all().iter().filter(|page| page.kind == Kind::Provider && page.text.contains("<sequence"));
    for provider in providers {
        let called =
            |word: &&String| provider.also.iter().chain([&provider.id]).any(|also| also.eq_ignore_ascii_case(word));
        let rest: Vec<_> = spoken.iter().filter(|word| !called(word)).map(String::as_str).collect();
        let pictured = |page: &usize| all()[*page].text.lines().any(|line| line == "<sequence>");
        if rest.len() < spoken.len()
            && let Some(page) = named(&rest.join(" ")).into_iter().find(pictured)
        {
            return Some(Found { provider: Some(&provider.id), ..found(How::Named, std::iter::once(page)) });
        }
    }
    None
}

/// The words of a question, without those that only join them.
fn words_of(asked: &str) -> Vec<String> {
    asked
        .split_whitespace()
        .filter(|word| !["with", "by", "for", "of", "in"].contains(word))
        .map(str::to_owned)
        .collect()
}

/// Pages that are called so, letter by letter before those that are only spoken alike.
fn named(asked: &str) -> Vec<usize> {
    let asked = asked.trim();
    let spoken = name(asked);
    if spoken.is_empty() {
        return Vec::new();
    }
    let rank = |page: &Page| {
        let topic = page.topic();
        let alike = |one: &str| one.eq_ignore_ascii_case(asked);
        match () {
            () if page.id == asked || topic == asked => Some(0),
            // Whoever says it in the words of a concept wants to know what it is.
            () if page.kind == Kind::Concept && page.also.iter().any(|also| alike(also)) => Some(0),
            () if alike(&page.id) || alike(&topic) => Some(1),
            () if name(&page.id) == spoken || name(&topic) == spoken || name(&page.title) == spoken => Some(2),
            () if page.also.iter().any(|also| name(also) == spoken) => Some(3),
            () => None,
        }
    };
    let mut called: Vec<_> =
        all().iter().enumerate().filter_map(|(place, page)| Some((rank(page)?, page.kind, place))).collect();
    called.sort_unstable();
    called.into_iter().map(|(.., place)| place).collect()
}

/// Pages that have a name of another in theirs or in their text, those that have most of it first.
fn speaking_of(named: &Page) -> impl Iterator<Item = usize> {
    let of_name = words(&named.id);
    let speaks = |page: &Page| {
        let own = words(&page.id);
        let shared = of_name.iter().filter(|word| own.contains(word)).count();
        let said: usize = named.also.iter().chain([&named.id]).map(|name| names(&page.text, name)).sum();
        SHARED_NAME * shared / of_name.len().max(1) + said.min(SHARED_NAME)
    };
    let mut speaking: Vec<_> =
        all().iter().enumerate().map(|(place, page)| (speaks(page), place)).filter(|(speaks, _)| *speaks > 0).collect();
    speaking.sort_unstable_by_key(|(speaks, place)| (Reverse(*speaks), *place));
    speaking.into_iter().map(|(_, place)| place)
}

/// What it counts that a page has a name in its own; its text counts at most as much.
const SHARED_NAME: usize = 4;

/// How often a name stands in a text, by itself and not as a part of a longer one.
fn names(text: &str, name: &str) -> usize {
    let joins = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    let alone = |at: usize| !text[..at].ends_with(joins) && !text[at + name.len()..].starts_with(joins);
    text.match_indices(name).filter(|(at, _)| alone(*at)).count()
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

/// Names of pages that are nearly what was asked, the nearest first.
pub fn near(asked: &str) -> Vec<String> {
    let asked = name(asked);
    let far = |known: &str| strsim::damerau_levenshtein(&asked, &name(known));
    let names = all().iter().map(|page| (far(&page.id), page.topic()));
    let most = 3.min(asked.chars().count() / 3);
    let mut near: Vec<_> = names.filter(|(far, _)| *far <= most).collect();
    near.sort();
    near.dedup();
    near.into_iter().map(|(_, topic)| topic).take(3).collect()
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
        assert_eq!(names("github, github-pat and my_github: github.", "github"), 2);
    }

    #[test]
    fn what_nobody_knows_is_not_found_and_what_few_words_find_is_weak() {
        assert!(find("zxcvb qwertz").is_none());
        assert!(find("").is_none());
        assert_eq!(find("the moon is made of cheese").map(|found| found.how), Some(How::Weak));
        assert_eq!(near("gest-opn"), ["guest-open"]);
        assert_eq!(near("resolvrs"), ["resolvers"]);
        assert!(near("JWKS").is_empty(), "half of another word is no slip of the finger");
    }
}
