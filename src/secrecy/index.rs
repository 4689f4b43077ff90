//! Patterns that are looked for at every place of a text at once: what it costs grows with the text, not with the patterns.

use std::collections::{BTreeMap, HashMap};

use zeroize::Zeroizing;

use super::sieve::Sieve;

/// Patterns by a sum of their first bytes, then by their lengths; sums tell less than the bytes do.
#[derive(Clone)]
pub(super) struct Index {
    /// How many bytes come first. No pattern is shorter.
    first: usize,
    /// The sums that begin one: most places are passed by with one look.
    sums: Sieve,
    patterns: HashMap<u32, BTreeMap<usize, Alike>>,
}

/// Patterns of one length, by a sum of all their bytes.
type Alike = HashMap<u32, Vec<Zeroizing<Vec<u8>>>>;

impl Index {
    /// An index of patterns that have so many bytes at least.
    pub(super) fn of(first: usize) -> Self {
        Self { first, sums: Sieve::default(), patterns: HashMap::new() }
    }

    /// Adds a pattern; one that is too short is none.
    pub(super) fn add(&mut self, bytes: Zeroizing<Vec<u8>>) {
        let Some(first) = bytes.get(..self.first).map(sum) else { return };
        self.sums.add(first);
        let by_length = self.patterns.entry(first).or_default();
        let alike = by_length.entry(bytes.len()).or_default().entry(sum(&bytes)).or_default();
        if !alike.contains(&bytes) {
            alike.push(bytes);
        }
    }

    /// Tells whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Tells whether a pattern begins with bytes of this sum.
    pub(super) fn begins(&self, sum: u32) -> bool {
        self.sums.may_hold(sum) && self.patterns.contains_key(&sum)
    }

    /// The lengths of the patterns that stand at a place, the longest first.
    pub(super) fn at<'t>(&'t self, text: &'t [u8], at: usize) -> impl Iterator<Item = usize> + 't {
        let first = text.get(at..at + self.first).map(sum).filter(|first| self.sums.may_hold(*first));
        let by_length = first.and_then(|first| self.patterns.get(&first));
        let stands = move |(length, alike): &(&usize, &Alike)| {
            let here = text.get(at..at + **length);
            here.is_some_and(|here| alike.get(&sum(here)).is_some_and(|alike| alike.iter().any(|one| **one == *here)))
        };
        by_length.into_iter().flat_map(|by_length| by_length.iter().rev()).filter(stands).map(|(length, _)| *length)
    }
}

/// A number for some bytes, to look them up by.
pub(super) fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| sum.wrapping_mul(0x0100_0193) ^ u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_at_a_place_are_found_the_longest_first() {
        let mut index = Index::of(2);
        ["abc", "ab", "abcd", "xbc", "a"].iter().for_each(|one| index.add(Zeroizing::new(one.as_bytes().to_vec())));
        let at = |place| index.at(b"-abcx", place).collect::<Vec<_>>();
        assert_eq!((at(0), at(1), at(2), at(4), at(9)), (vec![], vec![3, 2], vec![], vec![], vec![]));
    }
}
