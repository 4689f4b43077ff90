//! How long, and how far, a system that lists its people and groups is listened to: one bound for everything that one reading asks.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::Http;
use crate::proof::Limit;

/// The most entries of a whole reading; the largest directories have half as many people.
const MOST_ENTRIES: usize = 1_000_000;
/// How many pages of one list in a row may bring nothing.
const MOST_EMPTY_PAGES: usize = 16;
/// What the slowest system takes for an entry, on the average; usual ones take a hundredth of it.
const AN_ENTRY: Duration = Duration::from_millis(30);
/// What the slowest system takes for a page besides, on the average: many groups are lists of a few.
const A_PAGE: Duration = Duration::from_millis(500);

/// What came of one reading so far, whichever lists it is made of.
pub(crate) struct Reading {
    began: Instant,
    /// How long may pass before the first entries count.
    grace: Duration,
    longest: Duration,
    pages: AtomicUsize,
    entries: AtomicUsize,
}

/// One of its lists.
pub(crate) struct List<'a> {
    reading: &'a Reading,
    empty_pages: usize,
    /// What each page held that held anything.
    pages: HashSet<u64>,
}

impl Reading {
    /// Begins one.
    pub(crate) fn begun(http: &Http) -> Self {
        Self {
            began: Instant::now(),
            grace: http.time_limit() * 2,
            longest: http.longest_reading(),
            pages: AtomicUsize::new(0),
            entries: AtomicUsize::new(0),
        }
    }

    /// Begins one of its lists.
    pub(crate) fn list(&self) -> List<'_> {
        List { reading: self, empty_pages: 0, pages: HashSet::new() }
    }

    /// Why nothing more is asked, when that is so. The very first page is always waited for, as long as any answer is.
    fn over(&self) -> Option<Limit> {
        let (pages, entries) = (self.pages.load(Ordering::Relaxed), self.entries.load(Ordering::Relaxed));
        match pages {
            0 => None,
            _ if entries > MOST_ENTRIES => Some(Limit::Number),
            _ => (self.began.elapsed() > self.allowed(pages, entries)).then_some(Limit::Time),
        }
    }

    /// A slow system gets time for every page and entry; one that drips them is not listened to.
    fn allowed(&self, pages: usize, entries: usize) -> Duration {
        let times = |each: Duration, count: usize| each.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
        (self.grace + times(AN_ENTRY, entries) + times(A_PAGE, pages)).min(self.longest)
    }
}

impl List<'_> {
    /// A page came.
    pub(crate) fn page(&mut self) {
        self.empty_pages += 1;
        self.reading.pages.fetch_add(1, Ordering::Relaxed);
    }

    /// Entries of the page came.
    pub(crate) fn entries(&mut self, count: usize) {
        if count > 0 {
            self.empty_pages = 0;
            self.reading.entries.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// A whole page came with so many entries. Says why the list ends with it, when it does: the entries came before.
    pub(crate) fn whole(&mut self, count: usize, held: &impl Hash) -> Option<Limit> {
        self.page();
        self.entries(count);
        self.held(count, held)
    }

    /// Says why the list ends with a page, when what it held came before. A server, or what stands before one, may take no notice of which page
    /// is asked for. What marks the next page is no sign: some directories give the same mark every time.
    pub(crate) fn held(&mut self, count: usize, held: &impl Hash) -> Option<Limit> {
        let mut hasher = DefaultHasher::new();
        held.hash(&mut hasher);
        (count > 0 && !self.pages.insert(hasher.finish())).then_some(Limit::Repeated)
    }

    /// Why this list is not listened to any more, when that is so: it goes on beyond what any system needs.
    pub(crate) fn over(&self) -> Option<Limit> {
        if self.empty_pages > MOST_EMPTY_PAGES { Some(Limit::EmptyPages) } else { self.reading.over() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::http::HttpOptions;

    fn reading() -> Reading {
        let options = HttpOptions { timeout: Duration::from_secs(3), ..HttpOptions::default() };
        Reading::begun(&Http::new(options).unwrap())
    }

    #[test]
    fn a_slow_system_is_read_to_its_end_and_one_that_drips_is_not_listened_to() {
        let seconds = Duration::from_secs;
        for (pages, entries, passed, late) in [
            (1, 0, 6, false),
            (1, 0, 7, true),
            (1, 20, 10, true),
            (2, 1_000, 30, false),
            (200, 100_000, 800, false),
            // Three hundred groups of a few, half a second each.
            (300, 900, 150, false),
            (usize::MAX, usize::MAX, 15 * 60 + 1, true),
        ] {
            assert_eq!(seconds(passed) > reading().allowed(pages, entries), late, "{entries} in {passed} s");
        }
    }

    #[test]
    fn pages_of_nothing_and_pages_that_came_before_end_the_list_that_they_are_of_and_no_other() {
        let reading = reading();
        let mut list = reading.list();
        for _ in 0..=MOST_EMPTY_PAGES {
            assert_eq!(list.over(), None);
            list.page();
            list.entries(0);
        }
        assert_eq!(list.over(), Some(Limit::EmptyPages));
        assert_eq!(reading.list().over(), None);
        assert_eq!(list.whole(2, b"ada, grace"), None);
        assert_eq!(list.whole(2, b"ada, linus"), None);
        assert_eq!(reading.list().whole(2, b"ada, linus"), None, "another list may hold the same");
        assert_eq!(list.whole(2, b"ada, grace"), Some(Limit::Repeated));
        list.entries(MOST_ENTRIES + 1);
        assert_eq!((list.over(), reading.list().over()), (Some(Limit::Number), Some(Limit::Number)));
    }
}
