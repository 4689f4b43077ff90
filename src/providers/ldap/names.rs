//! The texts of a directory: filters and distinguished names.

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

/// The value of a distinguished name's first part (`ada` of `uid=ada,ou=People,dc=acme`), as text.
pub(super) fn first_value(dn: &str) -> Option<String> {
    let (_, rest) = dn.split_once('=')?;
    let mut value = String::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ',' | '+' => break,
            '\\' => match chars.next() {
                Some(high) if high.is_ascii_hexdigit() && chars.peek().is_some_and(char::is_ascii_hexdigit) => {
                    let low = chars.next().unwrap_or('0');
                    let byte = u8::from_str_radix(&format!("{high}{low}"), 16).unwrap_or(b'?');
                    value.push(char::from(byte));
                }
                Some(escaped) => value.push(escaped),
                None => break,
            },
            c => value.push(c),
        }
    }
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Tells whether a text has the form of a distinguished name.
pub(super) fn is_dn(text: &str) -> bool {
    text.split(',').all(|part| part.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty()))
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
    fn the_first_part_of_a_name_is_read_with_its_escapes() {
        for (dn, value) in [
            ("uid=ada,ou=People,dc=acme,dc=test", Some("ada")),
            (r"CN=Lovelace\, Ada,OU=People", Some("Lovelace, Ada")),
            (r"CN=a\2bb,OU=People", Some("a+b")),
            ("nothing", None),
        ] {
            assert_eq!(first_value(dn).as_deref(), value, "{dn}");
        }
    }
}
