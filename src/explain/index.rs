//! Pages by their words: how much each word says of a page, and how rare it is.

use std::collections::{HashMap, HashSet};

use super::page::{Kind, Page};
use super::words::{Word, says_little, words};

/// What a word counts by where it stands.
const NAME: f64 = 6.0;
const ALSO: f64 = 5.0;
const TITLE: f64 = 4.0;
const SUMMARY: f64 = 2.5;
const TEXT: f64 = 1.0;

/// What a part of a word counts, beside the whole.
const PART: f64 = 0.2;
/// What a word of the same meaning counts, beside the word itself.
const MEANING: f64 = 0.8;
/// What stands in a page's name, heading or summary counts at least so much, and no text does.
const HEADED: f64 = 2.0;
/// What it counts that the whole of a name stands in what was asked.
const CALLED: f64 = 1.5;
/// Shorter words are parts of too many others.
const SHORTEST_PART: usize = 4;

/// The words of all pages.
pub(super) struct Index {
    /// What each word counts, page by page.
    pages: Vec<HashMap<Word, f64>>,
    /// How rare each is.
    rare: HashMap<Word, f64>,
    /// The names of each page that have more than one word.
    names: Vec<Vec<Vec<Word>>>,
}

/// How well a page fits what was asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fit {
    /// Its weight.
    pub(super) weight: f64,
    /// Which part of the words it has, and means, as a whole.
    pub(super) covered: f64,
    /// Which part of them its name, its heading and its summary have; what all errors have is not counted for it.
    pub(super) headed: f64,
}

/// A word that was asked for.
pub(super) struct Asked<'i> {
    word: Word,
    rare: f64,
    /// Words that it is a part of, where it is none itself.
    wholes: Vec<&'i Word>,
}

impl Index {
    pub(super) fn of(pages: &[Page]) -> Self {
        let names = pages.iter().map(names).collect();
        let pages: Vec<_> = pages.iter().map(weights).collect();
        let mut counts: HashMap<&Word, usize> = HashMap::new();
        pages.iter().flat_map(HashMap::keys).for_each(|word| *counts.entry(word).or_default() += 1);
        let all = pages.len() as f64;
        let rare = counts.into_iter().map(|(word, count)| (word.clone(), (1.0 + all / count as f64).ln())).collect();
        Self { pages, rare, names }
    }

    /// Looks up once what was asked: how rare each word is, and which words it is a part of.
    pub(super) fn asked(&self, words: Vec<Word>) -> Vec<Asked<'_>> {
        let asked = |word: Word| {
            let wholes = match &word {
                Word::Plain(part) if part.len() >= SHORTEST_PART && !self.rare.contains_key(&word) => {
                    self.holding(part)
                }
                _ => Vec::new(),
            };
            Asked { rare: self.rare.get(&word).copied().unwrap_or(1.0), word, wholes }
        };
        words.into_iter().map(asked).collect()
    }

    fn holding(&self, part: &str) -> Vec<&Word> {
        self.rare.keys().filter(|word| matches!(word, Word::Plain(whole) if whole.contains(part))).collect()
    }

    /// Tells whether the whole of one of a page's names stands in what was asked.
    fn is_called(&self, page: usize, asked: &[Asked<'_>]) -> bool {
        self.names[page].iter().any(|name| name.iter().all(|word| asked.iter().any(|asked| asked.word == *word)))
    }

    /// How well a page fits what was asked.
    pub(super) fn fit(&self, page: usize, asked: &[Asked<'_>]) -> Fit {
        let here = &self.pages[page];
        let (mut weight, mut whole, mut meant, mut count) = (0.0, 0.0, 0.0, 0.0);
        let (mut headed, mut headed_by_meaning) = (0.0, 0.0);
        for Asked { word, rare, wholes } in asked {
            let held = here.get(word).copied();
            let heads = held.is_some_and(|held| held >= HEADED);
            let share = match word {
                Word::Plain(plain) => {
                    count += 1.0;
                    headed += f64::from(u8::from(heads && !says_little(plain)));
                    whole += f64::from(u8::from(held.is_some()));
                    1.0
                }
                // Several words that mean something together are covered by it.
                Word::Meaning(_) => {
                    headed_by_meaning += f64::from(u8::from(heads));
                    meant += f64::from(u8::from(held.is_some()));
                    MEANING
                }
            };
            let part =
                || wholes.iter().filter_map(|word| here.get(word)).fold(0.0, |most: f64, held| most.max(held * PART));
            weight += held.map_or_else(part, |held| rare * held * share);
        }
        let covered = f64::min((whole + meant) / f64::max(count, 1.0), 1.0);
        let headed = f64::max(headed, headed_by_meaning) / f64::max(count, 1.0);
        let called = if self.is_called(page, asked) { CALLED } else { 1.0 };
        Fit { weight: weight * (0.4 + 0.6 * covered) * called, covered, headed }
    }
}

/// The words of each name of a page, where it has several: one word alone is a part of too many questions.
fn names(page: &Page) -> Vec<Vec<Word>> {
    let plain = |name: &String| words(name).into_iter().filter(|word| matches!(word, Word::Plain(_))).collect();
    let names: Vec<Vec<Word>> = page.also.iter().chain([&page.id]).map(plain).collect();
    names.into_iter().filter(|name| name.len() > 1).collect()
}

fn weights(page: &Page) -> HashMap<Word, f64> {
    let mut weights: HashMap<Word, f64> = HashMap::new();
    let also = page.also.join(" · ");
    let kind = match page.kind {
        Kind::Concept => 1.4,
        Kind::Rule | Kind::Provider | Kind::Profile => 1.0,
        _ => 0.8,
    };
    let fields = [
        (NAME, page.id.as_str()),
        (ALSO, &also),
        (TITLE, &page.title),
        (SUMMARY, &page.summary),
        (TEXT, &page.text),
        (NAME, page.kind.id()),
    ];
    for (counts, text) in fields {
        let there: HashSet<_> = words(text).into_iter().collect();
        for word in there {
            let held = weights.entry(word).or_default();
            *held = held.max(counts * kind);
        }
    }
    weights
}
