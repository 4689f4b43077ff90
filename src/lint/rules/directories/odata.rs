//! Filters of Microsoft Graph, read as far as it refuses them for people and groups. What is only unusual is let be.

use super::blocks::is_uuid;

/// Words between a field and what it is compared with.
const COMPARES: [&str; 6] = ["eq", "ne", "gt", "ge", "lt", "le"];
/// Words that make a filter of others besides.
const DECIDES: [&str; 5] = ["in", "has", "and", "or", "not"];
/// What stands as it is, without quotes.
const BARE: [&str; 3] = ["true", "false", "null"];
/// Functions, which hold what they are about in parentheses.
const FUNCTIONS: [&str; 3] = ["startswith", "endswith", "contains"];

/// Says why Graph refuses a filter; nothing when it does not, or when that cannot be told.
pub(in super::super) fn fault(filter: &str) -> Option<&'static str> {
    let words = words(filter);
    let mut before = "";
    for word in &words {
        let (name, calls) = word.split_once('(').map_or((word.as_str(), false), |(name, _)| (name, true));
        let plain = name.to_ascii_lowercase();
        if plain == "contains" {
            return Some("has `contains`, which Microsoft Graph does not take for people and groups");
        }
        if !calls && FUNCTIONS.contains(&plain.as_str()) {
            return Some("has a function between two words: it is written `startsWith(field, 'text')`");
        }
        if COMPARES.contains(&before) && is_unquoted(word) {
            return Some("compares with a text that is not in single quotes");
        }
        before = word;
    }
    let decides = |word: &String| {
        word.split_once('(').is_some_and(|(name, _)| !name.is_empty())
            || DECIDES.iter().chain(&COMPARES).any(|known| word.eq_ignore_ascii_case(known))
    };
    (words.len() > 1 && !words.iter().any(decides))
        .then_some("compares nothing: it is written `startsWith(field, 'text')` or `field eq 'text'`")
}

/// Tells whether a filter calls a function.
pub(in super::super) fn calls(filter: &str, function: &str) -> bool {
    let named = |word: &String| word.split_once('(').is_some_and(|(name, _)| name.eq_ignore_ascii_case(function));
    words(filter).iter().any(named)
}

fn is_unquoted(word: &str) -> bool {
    let word = word.trim_end_matches(')');
    word.starts_with(|c: char| c.is_alphabetic())
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        && !BARE.contains(&word.to_ascii_lowercase().as_str())
        && !is_uuid(word)
}

/// The words of a filter. What stands in quotes is one, and so is a function with the parenthesis behind its name.
fn words(filter: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in filter.chars() {
        quoted ^= c == '\'';
        let last = words.last_mut().filter(|_| quoted || !c.is_whitespace());
        match last {
            // What a function or a group holds begins anew.
            Some(word) if !quoted && c == '(' => {
                word.push(c);
                words.push(String::new());
            }
            Some(word) => word.push(c),
            None => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_graph_takes_is_let_be() {
        for filter in [
            "accountEnabled eq true and userType eq 'member'",
            "userType eq 'Member' and NOT(mail eq null)",
            "startsWith(displayName, 'squad') or (displayName eq 'a contains b')",
            "id eq c2a1b7e0-3f54-4b1d-9a61-0d5f8b7c9e22",
            "createdDateTime ge 2024-01-01T00:00:00Z",
            "groupTypes/any(c:c eq 'Unified') and securityEnabled eq false",
            "onPremisesExtensionAttributes/extensionAttribute1 eq 'it''s eq so'",
            "assignedLicenses/$count ne 0",
            "displayName in ('a', 'b')",
            "accountEnabled",
            "not accountEnabled",
            "",
        ] {
            assert_eq!(fault(filter), None, "{filter}");
        }
    }

    #[test]
    fn what_graph_refuses_is_told() {
        for filter in [
            "userType eq member and accountEnabled eq true",
            "(displayName eq Engineering)",
            "displayName contains 'squad'",
            "contains(displayName, 'squad')",
            "displayName startsWith 'squad'",
            "starts with backstage",
            "displayName = 'squad'",
            "accountEnabled eq true and department eq R-and-D",
        ] {
            assert!(fault(filter).is_some(), "{filter}");
        }
        assert!(calls("endsWith(mail, '@acme.dev')", "endsWith") && !calls("mail eq 'endsWith('", "endsWith"));
    }
}
