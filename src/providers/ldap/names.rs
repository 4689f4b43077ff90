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

/// A distinguished name as the directory compares it: without blanks round its signs, in small letters, with no more escapes than are
/// needed, and the attributes of one part in order. Nothing, when a text is no such name.
pub(super) fn canonical(dn: &str) -> Option<String> {
    let parts = split(dn, &[',', ';']).into_iter().map(|part| {
        let pairs = split(&part, &['+']).into_iter().map(|pair| {
            let (key, value) = pair.split_once('=').filter(|(key, _)| !key.trim().is_empty())?;
            Some(format!("{}={}", key.trim().to_lowercase(), plain(value)))
        });
        let mut pairs = pairs.collect::<Option<Vec<_>>>()?;
        pairs.sort();
        Some(pairs.join("+"))
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join(","))
}

/// Cuts a text at signs that are not escaped.
fn split(text: &str, signs: &[char]) -> Vec<String> {
    let (mut parts, mut is_escaped) = (vec![String::new()], false);
    for sign in text.chars() {
        if !is_escaped && signs.contains(&sign) {
            parts.push(String::new());
            continue;
        }
        is_escaped = !is_escaped && sign == '\\';
        parts.last_mut().into_iter().for_each(|part| part.push(sign));
    }
    parts
}

/// A value without its escapes, its outer blanks and the difference of small and capital letters; signs that would cut it stay escaped.
fn plain(value: &str) -> String {
    let value = value.trim_start();
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|pair| first == b'\\' && pair.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|pair| std::str::from_utf8(pair).ok());
        match (hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()), first) {
            (Some(byte), _) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (None, b'\\') => {
                bytes.extend(after.first());
                rest = after.get(1..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace('\\', "\\\\").replace(',', "\\,").replace('+', "\\+").replace(';', "\\;")
}

/// Tells whether a text has the form of a distinguished name.
pub(super) fn is_dn(text: &str) -> bool {
    canonical(text).is_some()
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

    #[test]
    fn names_that_the_directory_takes_for_one_are_one() {
        for (one, other) in [
            ("uid=ada,ou=People,dc=acme", "UID=Ada , ou = people,DC=acme"),
            (r"CN=Lovelace\, Ada,OU=People", r"cn=Lovelace\2c Ada,ou=People"),
            (r"CN=a\+b,OU=People", r"CN=a\2Bb,OU=People"),
            ("cn=Ada  Lovelace,o=x", "cn=ada lovelace;o=x"),
            ("cn=ada+uid=1,o=x", "uid=1+cn=ada,o=x"),
            (r"cn=J\C3\BCrgen,o=x", "cn=Jürgen,o=x"),
        ] {
            assert_eq!(canonical(one), canonical(other), "{one}");
            assert!(canonical(one).is_some());
        }
        assert_ne!(canonical(r"cn=a\,b,o=x"), canonical("cn=a,b=,o=x"));
        assert_ne!(canonical("uid=ada,o=x"), canonical("uid=ada,o=y"));
        for none in ["nothing", "", "=a,o=x", "cn=a, =b", "cn=Doe, Jo,o=x"] {
            assert_eq!(canonical(none), None, "{none}");
        }
        assert_eq!(canonical("uid=ada,ou=People").as_deref(), Some("uid=ada,ou=people"));
    }
}
