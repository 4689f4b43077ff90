//! The places of a piece (`<portal-url>`), and what stands in them. All are filled at once, so that nothing that somebody answered is taken for a
//! place itself.

use std::collections::BTreeMap;

/// What stands in each place, by its name.
#[derive(Clone, Default)]
pub(super) struct Places(BTreeMap<String, String>);

impl Places {
    /// One more.
    #[must_use]
    pub(super) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// All of both.
    #[must_use]
    pub(super) fn with(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// A text with its places filled. What is called like none of them stays.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            let (before, behind) = rest.split_at(open);
            filled.push_str(before);
            let named = behind[1..].split_once('>').and_then(|(name, after)| Some((self.0.get(name)?, after)));
            rest = match named {
                Some((value, after)) => {
                    filled.push_str(value);
                    after
                }
                None => {
                    filled.push('<');
                    &behind[1..]
                }
            };
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_into_a_place_is_none_itself() {
        let places = Places::default().and("a", "<b>").and("b", "2").with(Places::default().and("c", "3"));
        assert_eq!(places.fill("<a><b>, <c> and <d>: (x<=1) <"), "<b>2, 3 and <d>: (x<=1) <");
        assert_eq!(places.fill("<x <a>"), "<x <b>");
    }
}
