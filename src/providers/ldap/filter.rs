//! A search filter, as the portal sends it.

use ldap3::parse_filter;

/// A search filter (RFC 4515) that parses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter(String);

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        // Backstage takes the blanks before brackets away, too.
        let text: String = text.split_inclusive(['(', ')']).map(before_bracket).collect();
        let text = text.trim();
        if parse_filter(text).is_ok() {
            return Ok(Self(text.to_owned()));
        }
        let (open, close) = (text.matches('(').count(), text.matches(')').count());
        Err(match open.cmp(&close) {
            std::cmp::Ordering::Greater => format!("{} not closed", brackets(open - close)),
            std::cmp::Ordering::Less => format!("{} too many at the end", brackets(close - open)),
            std::cmp::Ordering::Equal if open == 0 => "it has no brackets".to_owned(),
            std::cmp::Ordering::Equal => "an operator or a value in it is misplaced".to_owned(),
        })
    }

    /// Both must hold.
    pub(super) fn and(&self, attribute: &str, value: &str) -> String {
        format!("(&{}({attribute}={}))", self.0, ldap3::ldap_escape(value))
    }

    /// Tells whether it is enough anywhere in it that one of several conditions holds, or fails. A bracket in a value is escaped.
    pub(super) fn has_alternatives(&self) -> bool {
        self.0.contains("(|") || self.0.contains("(!(&")
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn before_bracket(piece: &str) -> String {
    match piece.char_indices().last() {
        Some((at, bracket @ ('(' | ')'))) => format!("{}{bracket}", piece[..at].trim_end()),
        _ => piece.to_owned(),
    }
}

fn brackets(count: usize) -> String {
    if count == 1 { "one bracket is".to_owned() } else { format!("{count} brackets are") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_does_not_parse_is_told_by_its_brackets() {
        assert!(Filter::new("(uid=*)").is_ok());
        assert_eq!(Filter::new(" (& (objectClass=user) (mail=*) )").unwrap().as_str(), "(&(objectClass=user)(mail=*))");
        for (text, why) in [
            ("(&(objectClass=user)(mail=*)", "one bracket is not closed"),
            ("(uid=*))", "one bracket is too many at the end"),
            ("uid", "it has no brackets"),
            ("(&)(uid=)(", "one bracket is not closed"),
        ] {
            assert_eq!(Filter::new(text).unwrap_err(), why, "{text}");
        }
    }

    #[test]
    fn what_a_person_types_cannot_change_a_filter() {
        let filter = Filter::new("(uid=*)").unwrap();
        assert_eq!(filter.and("uid", "*)(cn=x"), r"(&(uid=*)(uid=\2a\29\28cn=x))");
    }

    #[test]
    fn a_filter_has_alternatives_where_one_condition_of_several_is_enough() {
        for (text, has) in [
            ("(&(a=1)(b=2))", false),
            ("(&(a=1|2)(!(b=2)))", false),
            ("(&(a=1) (|(b=2)(c=3)))", true),
            ("(!(&(a=1)(b=2)))", true),
        ] {
            assert_eq!(Filter::new(text).map(|filter| filter.has_alternatives()), Ok(has), "{text}");
        }
    }
}
