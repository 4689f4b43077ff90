//! Pages by their names: letter by letter, spoken alike, nearly so, and those that speak of a page by its name.

use std::cmp::Reverse;

use super::page::{Kind, Page};
use super::pages::all;
use super::words::{name, plain, words};
use crate::contract::concepts;

/// What it counts that a page has a name in its own; its text counts at most as much.
const SHARED_NAME: usize = 4;

/// A page that has a picture for each provider, with one of them named: `authentication keycloak`.
pub(super) fn beside_a_provider(asked: &str) -> Option<(usize, &'static str)> {
    let spoken = words_of(asked);
    let providers = all().iter().filter(|page| page.kind == Kind::Provider && page.text.contains("<sequence"));
    for provider in providers {
        let names_it =
            |word: &&String| provider.also.iter().chain([&provider.id]).any(|also| also.eq_ignore_ascii_case(word));
        let rest: Vec<_> = spoken.iter().filter(|word| !names_it(word)).map(String::as_str).collect();
        let pictured = |page: &usize| all()[*page].text.lines().any(|line| line == "<sequence>");
        if rest.len() < spoken.len()
            && let Some(page) = called(&rest.join(" ")).into_iter().find(pictured)
        {
            return Some((page, &provider.id));
        }
    }
    None
}

/// A provider whose own page says what is asked: the sign-in by one that has no picture, or what one wants for something.
pub(super) fn of_a_provider(asked: &str) -> Option<usize> {
    let joins = ["with", "by", "for", "of", "using", "at"];
    let spoken: Vec<_> = asked.split_whitespace().filter(|word| !joins.contains(word)).map(str::to_owned).collect();
    let providers = all().iter().enumerate().filter(|(_, page)| page.kind == Kind::Provider);
    for (place, provider) in providers {
        let names_it =
            |word: &&String| provider.also.iter().chain([&provider.id]).any(|also| also.eq_ignore_ascii_case(word));
        let rest: Vec<_> = spoken.iter().filter(|word| !names_it(word)).map(String::as_str).collect();
        if rest.is_empty() || rest.len() == spoken.len() {
            continue;
        }
        let signs_in = called(&rest.join(" ")).iter().any(|page| all()[*page].id == AUTHENTICATION);
        let plain = plain(&rest.join(" "));
        let stands = |words: &[String], word: &String| words.contains(word);
        let words = concepts::words();
        let wants = plain.iter().any(|word| stands(&words.wants, word))
            && plain
                .iter()
                .all(|word| stands(&words.wants, word) || stands(&words.wanted_for, word) || stands(&words.idle, word));
        if signs_in || wants {
            return Some(place);
        }
    }
    None
}

/// The page of signing in as such.
const AUTHENTICATION: &str = "authentication";

/// The words of a question, without those that only join them.
fn words_of(asked: &str) -> Vec<String> {
    asked
        .split_whitespace()
        .filter(|word| !["with", "by", "for", "of", "in"].contains(word))
        .map(str::to_owned)
        .collect()
}

/// Pages that are called so, letter by letter before those that are only spoken alike.
pub(super) fn called(asked: &str) -> Vec<usize> {
    let asked = asked.trim();
    let spoken = name(asked);
    if spoken.is_empty() {
        return Vec::new();
    }
    let of_kind = of_its_kind(asked);
    let rank = |page: &Page| {
        let topic = page.topic();
        let alike = |one: &str| one.eq_ignore_ascii_case(asked);
        match () {
            () if page.id == asked || topic == asked => Some(0),
            () if of_kind.is_some_and(|(kind, id)| page.kind == kind && page.id.eq_ignore_ascii_case(id)) => Some(0),
            // Whoever says it in the words of a concept wants to know what it is.
            () if page.kind == Kind::Concept && page.also.iter().any(|also| alike(also)) => Some(0),
            () if alike(&page.id) || alike(&topic) => Some(1),
            () if name(&page.id) == spoken || name(&topic) == spoken || name(&page.title) == spoken => Some(2),
            () if page.also.iter().any(|also| name(also) == spoken) => Some(3),
            () => None,
        }
    };
    let mut ranked: Vec<_> =
        all().iter().enumerate().filter_map(|(place, page)| Some((rank(page)?, page.kind, place))).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(.., place)| place).collect()
}

/// A name with the word for its kind before it: `credential gitlab-token`. A system is a provider as well.
fn of_its_kind(asked: &str) -> Option<(Kind, &str)> {
    let (first, id) = asked.split_once(' ')?;
    let kind = Kind::ALL.into_iter().find(|kind| [kind.id(), kind.plural()].contains(&first));
    Some((kind.or((first == "system").then_some(Kind::Provider))?, id.trim()))
}

/// Pages that have a name of another in theirs or in their text, those that have most of it first.
pub(super) fn speaking_of(named: &Page) -> impl Iterator<Item = usize> {
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

/// How often a name stands in a text, by itself and not as a part of a longer one.
fn names(text: &str, name: &str) -> usize {
    let joins = |letter: char| letter.is_alphanumeric() || "-_".contains(letter);
    let alone = |at: usize| !text[..at].ends_with(joins) && !text[at + name.len()..].starts_with(joins);
    text.match_indices(name).filter(|(at, _)| alone(*at)).count()
}

/// Names of pages that are nearly what was asked, the nearest first.
pub fn near(asked: &str) -> Vec<String> {
    let near_among = |asked: &str, is_such: &dyn Fn(&Page) -> bool| {
        let asked = name(asked);
        let far = |known: &str| strsim::damerau_levenshtein(&asked, &name(known));
        let names = all().iter().filter(|page| is_such(page)).map(|page| (far(&page.id), page.topic()));
        let most = 3.min(asked.chars().count() / 3);
        names.filter(|(far, _)| *far <= most).collect::<Vec<_>>()
    };
    let mut near = near_among(asked, &|_| true);
    if let Some((kind, id)) = of_its_kind(asked) {
        near.extend(near_among(id, &|page| page.kind == kind));
    }
    near.sort();
    near.dedup();
    near.into_iter().map(|(_, topic)| topic).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_where_it_stands_by_itself() {
        assert_eq!(names("github, github-pat and my_github: github.", "github"), 2);
    }

    #[test]
    fn a_slip_of_the_finger_is_near_and_half_of_another_word_is_not() {
        assert_eq!(near("gest-opn"), ["guest-open"]);
        assert_eq!(near("resolvrs"), ["resolvers"]);
        assert!(near("JWKS").is_empty());
        assert_eq!(near("provider otka").first().map(String::as_str), Some("provider okta"));
        assert_eq!(near("preset github-aut").first().map(String::as_str), Some("preset github-auth"));
    }
}
