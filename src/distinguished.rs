//! Distinguished names (RFC 4514), as a directory takes them: whether a text is one, and when two are the same.

/// A distinguished name as the directory compares it: without blanks round its signs, in small letters, with no more escapes than are
/// needed, and the attributes of one part in order. Nothing, when a text is no such name.
pub(crate) fn canonical(dn: &str) -> Option<String> {
    let parts = split(dn, &[',', ';']).into_iter().map(|part| {
        let pairs = split(&part, &['+']).into_iter().map(|pair| {
            let (key, value) = pair.split_once('=').filter(|(key, _)| is_attribute(key.trim()))?;
            Some(format!("{}={}", key.trim().to_lowercase(), plain(value)))
        });
        let mut pairs = pairs.collect::<Option<Vec<_>>>()?;
        pairs.sort();
        Some(pairs.join("+"))
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join(","))
}

fn is_attribute(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
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

/// Tells whether a text has the form of a distinguished name: `attribute=value`, parted by commas or semicolons that are not escaped.
pub(crate) fn is_distinguished_name(text: &str) -> bool {
    canonical(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguished_names_are_told_from_other_names() {
        for name in ["cn=a,dc=b", "CN=Doe\\, Ada,OU=People,DC=acme", "uid=ada", "2.5.4.3=a, dc=b"] {
            assert!(is_distinguished_name(name), "{name}");
        }
        for name in ["admin", "acme.dev", "svc@acme.dev", "ACME\\svc", "cn=a,acme", "", "ou people=x"] {
            assert!(!is_distinguished_name(name), "{name}");
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
