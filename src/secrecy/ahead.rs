//! What comes next in a text, for places that are asked about one behind the other. What was found is kept until it is passed, so that a
//! text of any length is read once, whatever stands in it.

use std::ops::Range;

/// A search for what is next, with what it found last.
pub(super) struct Ahead<F> {
    find: F,
    known: Option<(usize, Option<usize>)>,
}

impl<F: FnMut(usize) -> Option<usize>> Ahead<F> {
    /// Takes what finds the first place at or behind another.
    pub(super) const fn of(find: F) -> Self {
        Self { find, known: None }
    }

    /// The first place at or behind this one.
    pub(super) fn from(&mut self, at: usize) -> Option<usize> {
        if let Some((from, next)) = self.known
            && from <= at
            && next.is_none_or(|next| at <= next)
        {
            return next;
        }
        let next = (self.find)(at);
        self.known = Some((at, next));
        next
    }
}

/// Leaves out the stretches that lie in others, and sorts the rest.
pub(super) fn outermost(mut stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
    stretches.sort_by_key(|stretch| (stretch.start, usize::MAX - stretch.end));
    let mut reached = 0;
    stretches.retain(|stretch| {
        let is_out = stretch.end > reached;
        reached = reached.max(stretch.end);
        is_out
    });
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_looked_for_again_when_it_is_passed() {
        let text = "a;bbbb;c";
        let mut read = 0;
        let mut ahead = Ahead::of(|at| {
            read += 1;
            text[at..].find(';').map(|end| at + end)
        });
        let found: Vec<_> = (0..text.len()).map(|at| ahead.from(at)).collect();
        assert_eq!(found, [Some(1), Some(1), Some(6), Some(6), Some(6), Some(6), Some(6), None]);
        assert_eq!(ahead.from(0), Some(1), "a place further up");
        assert_eq!(read, 4);
    }

    #[test]
    fn what_lies_in_another_stretch_is_left_out() {
        assert_eq!(outermost(vec![5..6, 3..3, 0..4, 1..4, 2..3, 3..5, 0..2]), [0..4, 3..5, 5..6]);
    }
}
