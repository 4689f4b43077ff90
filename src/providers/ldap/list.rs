//! How long, and how far, a directory that lists its entries is listened to.

use std::time::{Duration, Instant};

/// The most entries of a whole list; the largest directories have half as many people.
const MOST_ENTRIES: usize = 1_000_000;
/// How many pages in a row may bring nothing.
const MOST_EMPTY_PAGES: usize = 16;
/// How long a whole list may take.
const LONGEST_LIST: Duration = Duration::from_secs(15 * 60);
/// What the slowest directory takes for an entry, on the average; usual ones take a hundredth of it.
const AN_ENTRY: Duration = Duration::from_millis(30);

/// What came of a list so far.
pub(super) struct List {
    began: Instant,
    /// How long may pass before the first entries count.
    patience: Duration,
    entries: usize,
    empty_pages: usize,
}

impl List {
    /// Begins one that is asked for with a time limit.
    pub(super) fn begun(limit: Duration) -> Self {
        Self { began: Instant::now(), patience: limit * 2, entries: 0, empty_pages: 0 }
    }

    /// A page came.
    pub(super) fn page(&mut self) {
        self.empty_pages += 1;
    }

    /// An entry came.
    pub(super) fn entry(&mut self) {
        self.entries += 1;
        self.empty_pages = 0;
    }

    /// Tells whether it goes on beyond what any directory needs.
    pub(super) fn is_endless(&self) -> bool {
        self.entries > MOST_ENTRIES || self.empty_pages > MOST_EMPTY_PAGES || self.is_late(self.began.elapsed())
    }

    /// A slow directory gets time for every entry; one that drips them is not listened to.
    fn is_late(&self, passed: Duration) -> bool {
        let entries = u32::try_from(self.entries).unwrap_or(u32::MAX);
        passed > (self.patience + AN_ENTRY.saturating_mul(entries)).min(LONGEST_LIST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_directory_is_read_to_its_end_and_one_that_drips_is_not_listened_to() {
        let seconds = Duration::from_secs;
        let list = |entries| List { entries, ..List::begun(seconds(3)) };
        for (entries, passed, late) in
            [(0, 5, false), (0, 7, true), (20, 10, true), (1_000, 30, false), (100_000, 800, false)]
        {
            assert_eq!(list(entries).is_late(seconds(passed)), late, "{entries} in {passed} s");
        }
        assert!(list(MOST_ENTRIES).is_late(LONGEST_LIST + seconds(1)));
    }
}
