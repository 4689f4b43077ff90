//! The errors that pages are about, and how well each page knows one from a log: word by word, in their order, the rare words first.

use std::collections::{BTreeSet, HashMap};

use super::error_line::ErrorLine;
use super::page::{Kind, Page};
use super::words::says_little;

/// The errors of all pages, with how rare their words are.
pub(super) struct Errors {
    /// Each with its page, and whether the page names it first.
    lines: Vec<(usize, bool, ErrorLine)>,
    rare: HashMap<String, f64>,
}

impl Errors {
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut lines = Vec::new();
        for (page, about) in pages.iter().enumerate() {
            for (place, symptom) in about.symptoms.iter().enumerate() {
                lines.extend(clauses(symptom).map(|clause| (page, place == 0, ErrorLine::of(clause))));
            }
        }
        let mut pages_of: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for (page, _, line) in &lines {
            line.words.iter().for_each(|word| {
                pages_of.entry(word).or_default().insert(*page);
            });
        }
        let all = pages.len().max(1) as f64;
        let rare =
            pages_of.into_iter().map(|(word, pages)| (word.to_owned(), (all / pages.len() as f64).ln())).collect();
        Self { lines, rare }
    }

    /// How well each page knows an error; a page that does not know it has nothing.
    pub(super) fn known_by(&self, said: &str, pages: &[Page]) -> HashMap<usize, Known> {
        let line = ErrorLine::of(said);
        let mut best: HashMap<usize, Known> = HashMap::new();
        for (page, first, symptom) in &self.lines {
            let Some(weight) = self.weight(&line, symptom) else { continue };
            let about = &pages[*page];
            // What a page names first is what it is most about; where an error has several reasons, the page that weighs them comes first.
            let weight =
                weight + if *first { FIRST } else { 0.0 } + if about.kind == Kind::Concept { SEVERAL } else { 0.0 };
            let weight = weight + SPOKEN * spoken_of(about, &line) as f64;
            let known = Known { weight, sure: is_sure(symptom, &line) };
            let held = best.entry(*page).or_insert(known);
            if known.weight > held.weight {
                *held = known;
            }
        }
        best
    }

    fn rarity(&self, word: &str) -> f64 {
        self.rare.get(word).copied().unwrap_or_default()
    }

    fn weight(&self, line: &ErrorLine, symptom: &ErrorLine) -> Option<f64> {
        // Where a system numbers its errors, another number is another error, whatever the words around it are.
        if !line.numbered.is_empty() && symptom.numbered.is_disjoint(&line.numbered) {
            return None;
        }
        // Who is refused with 401 is refused for another reason than who is told 404.
        if !line.statuses.is_empty() && !symptom.statuses.is_empty() && symptom.statuses.is_disjoint(&line.statuses) {
            return None;
        }
        let shared = in_order(&symptom.words, &line.words);
        let whole = symptom.words.iter().map(|word| self.rarity(word)).sum::<f64>();
        let common: f64 = shared.iter().map(|word| self.rarity(word)).sum();
        let (of_symptom, of_line) = (common / whole.max(1.0), shared.len() as f64 / line.words.len().max(1) as f64);
        let code = symptom.codes.iter().any(|code| line.codes.contains(code));
        let most = of_symptom >= MOST_OF_IT && shared.len() > 1;
        let part = of_line >= MOST_OF_IT && shared.len() > 2;
        if !(code || (most || part) && tells(&shared, symptom, line)) {
            return None;
        }
        let share = if of_symptom >= MOST_OF_IT { of_symptom } else { of_symptom.max(of_line) };
        let sure = match code {
            true => CODE,
            false if symptom.words == line.words => WHOLE,
            false => 0.0,
        };
        let address = if symptom.addressed && line.addressed { ADDRESS } else { 0.0 };
        Some(common * share * share + sure + keys(symptom, line) + quoted(symptom, line) + address)
    }
}

/// How well a page knows an error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The more, the better.
    pub(super) weight: f64,
    /// Whether what it shares with the page's own error is more than a word or two in a sentence about something else.
    pub(super) sure: bool,
}

/// Tells whether what two errors share says what is wrong. `failed` and `not found` stand in errors of every kind: where a page's error is
/// made of nothing else, its number has to be there, or what it has in quotes.
fn tells(shared: &[&str], symptom: &ErrorLine, line: &ErrorLine) -> bool {
    let held = shared.iter().filter(|word| !says_little(word)).count();
    match telling(&symptom.words) {
        0 => {
            telling(&line.words) == 0 && !symptom.numbers.is_disjoint(&line.numbers)
                || !symptom.quoted.is_disjoint(&line.quoted)
        }
        all => 2 * held >= all.min(telling(&line.words)).max(1),
    }
}

/// How many of the words say what is wrong.
fn telling(words: &[String]) -> usize {
    words.iter().filter(|word| !says_little(word)).count()
}

/// A page's error of one word that tells is that error where it is said alone; in a sentence with many others it may be another.
fn is_sure(symptom: &ErrorLine, line: &ErrorLine) -> bool {
    let code = symptom.codes.iter().any(|code| line.codes.contains(code));
    let quoted = !symptom.quoted.is_disjoint(&line.quoted);
    code || quoted || telling(&symptom.words) > 1 || telling(&line.words) <= ALONE
}

/// An error, and those of its parts that are errors by themselves.
fn clauses(symptom: &str) -> impl Iterator<Item = &str> {
    let parts = symptom
        .split("caused by ")
        .flat_map(|part| part.split(", "))
        .flat_map(|part| part.split(". "))
        // `Plugin 'auth' startup failed` is the beginning of any error.
        .filter(|part| part.split(' ').count() > 3 && telling(&ErrorLine::of(part).words) > 0);
    std::iter::once(symptom).chain(parts.filter(move |part| part.len() < symptom.len()))
}

/// An error with no more words that tell says one thing.
const ALONE: usize = 3;
/// How much of an error has to be there.
const MOST_OF_IT: f64 = 0.6;
/// What a provider's own word counts.
const CODE: f64 = 18.0;
/// What it counts that an error is said word for word, and is no part of a longer one.
const WHOLE: f64 = 0.5;
/// What it counts that an address stands in quotes in both, where one of them may have a name there.
const ADDRESS: f64 = 0.5;
/// What it counts for that a page names an error first.
const FIRST: f64 = 0.15;
/// What it counts for that a page weighs the reasons of an error.
const SEVERAL: f64 = 0.2;
/// What it counts for that a page speaks of a key that the error names.
const SPOKEN: f64 = 0.6;

/// How alike the keys are that two errors name. Environments and ids are other ones in each portal.
fn keys(symptom: &ErrorLine, line: &ErrorLine) -> f64 {
    let alike = |one: &[String], other: &[String]| {
        let shared = in_order(one, other).len() as f64;
        let last = one.last() == other.last() && one.first() == other.first();
        1.2 * shared - 0.8 * (one.len() as f64 - shared) + if last { 1.5 } else { 0.0 }
    };
    let pairs = symptom.keys.iter().flat_map(|one| line.keys.iter().map(move |other| alike(one, other)));
    // Another key is another error, though not for certain: each portal has its own.
    pairs.reduce(f64::max).map_or(0.0, |alike| alike.max(OTHER_KEY))
}

/// What it counts that an error names another key.
const OTHER_KEY: f64 = -2.0;

fn quoted(symptom: &ErrorLine, line: &ErrorLine) -> f64 {
    symptom.quoted.intersection(&line.quoted).count() as f64
}

/// The parts of keys that an error names and a page is about: in its name, its heading or its examples.
fn spoken_of(page: &Page, line: &ErrorLine) -> usize {
    let parts: BTreeSet<_> = line.keys.iter().flatten().filter(|part| part.len() > 3).collect();
    let speaks = |part: &&&String| {
        page.id.contains(&part.to_ascii_lowercase())
            || page.title.contains(part.as_str())
            || page.text.contains(&format!("{part}:"))
    };
    parts.iter().filter(speaks).count().min(4)
}

/// The longest run of words of one that stands in the other in the same order.
fn in_order<'w>(one: &'w [String], other: &[String]) -> Vec<&'w str> {
    let mut lengths = vec![vec![0_u16; other.len() + 1]; one.len() + 1];
    for (row, word) in one.iter().enumerate().rev() {
        for (column, there) in other.iter().enumerate().rev() {
            lengths[row][column] = match word == there {
                true => lengths[row + 1][column + 1] + 1,
                false => lengths[row + 1][column].max(lengths[row][column + 1]),
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut shared = Vec::new();
    while row < one.len() && column < other.len() {
        if one[row] == other[column] {
            shared.push(one[row].as_str());
            (row, column) = (row + 1, column + 1);
        } else if lengths[row + 1][column] >= lengths[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    shared
}
