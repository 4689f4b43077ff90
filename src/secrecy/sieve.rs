//! Numbers that are not in a set are told at once, most of them.

/// So many bits; a handful of secrets sets few of them.
const WORDS: usize = 64;

/// Tells for sure that a number was never added, and else only that it may have been.
#[derive(Clone)]
pub(super) struct Sieve([u64; WORDS]);

impl Default for Sieve {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl Sieve {
    pub(super) fn add(&mut self, number: u32) {
        let (word, bit) = place(number);
        self.0[word] |= bit;
    }

    pub(super) fn may_hold(&self, number: u32) -> bool {
        let (word, bit) = place(number);
        self.0[word] & bit != 0
    }
}

fn place(number: u32) -> (usize, u64) {
    // The upper bits are mixed best.
    let mixed = number.wrapping_mul(0x9e37_79b1) >> 20;
    ((mixed >> 6) as usize, 1 << (mixed & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_never_denied_and_most_else_is() {
        let mut sieve = Sieve::default();
        (0..100).for_each(|number| sieve.add(number * 7919));
        assert!((0..100).all(|number| sieve.may_hold(number * 7919)));
        assert!((1_000_000..1_001_000).filter(|number| sieve.may_hold(*number)).count() < 100);
    }
}
