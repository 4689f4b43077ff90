//! References to variables in a string, exactly as Backstage's loader finds them: `/(\$?\$\{[^{}]*\})/`.

use zeroize::Zeroizing;

use super::text::Means;
use super::variables::{Lookup, Variables};
use crate::credential::Secret;

/// A part of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// Taken as it stands.
    Literal(&'t str),
    /// `${NAME}` or `${NAME:-default}`. Anything else between the braces is the name, whatever it looks like.
    Reference {
        /// The variable's name.
        name: &'t str,
        /// The default, which may be empty.
        default: Option<&'t str>,
    },
}

/// Takes a string apart.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut literal = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|start| at + start) {
        let inside = &text[start + 2..];
        let length = inside.find(['{', '}']).filter(|end| inside[*end..].starts_with('}'));
        let Some(length) = length else {
            at = start + 2;
            continue;
        };
        let end = start + 2 + length + 1;
        // `$${…}` is an escape: one `$` goes, the rest stays as it is.
        let escaped = start > literal && text[..start].ends_with('$');
        if escaped {
            found.push(Part::Literal(&text[literal..start - 1]));
            found.push(Part::Literal(&text[start..end]));
        } else {
            found.push(Part::Literal(&text[literal..start]));
            found.push(reference(&inside[..length]));
        }
        (literal, at) = (end, end);
    }
    found.push(Part::Literal(&text[literal..]));
    found.retain(|part| *part != Part::Literal(""));
    found
}

fn reference(inside: &str) -> Part<'_> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default.trim())),
        None => (inside, None),
    };
    Part::Reference { name: name.trim(), default }
}

/// What a string comes to, or the variables that are not set and take the whole string with them.
pub(super) fn fill(text: &str, variables: &Variables) -> Result<Means, Vec<String>> {
    let parts = parts(text);
    if matches!(parts.as_slice(), [] | [Part::Literal(_)]) && !text.contains("$${") {
        return Ok(Means::Itself);
    }
    let mut value = Zeroizing::new(String::with_capacity(text.len()));
    let mut assumed = true;
    let mut open = false;
    let mut gone = Vec::new();
    for part in parts {
        let piece = match part {
            Part::Literal(literal) => Some(literal.to_owned()),
            Part::Reference { name, default } => {
                // An empty default is none, and takes what is empty with it.
                let instead = default.filter(|default| !default.is_empty()).map(str::to_owned);
                match variables.lookup(name) {
                    Lookup::Is(given) if !given.expose().is_empty() || default.is_none() => {
                        Some(given.expose().trim().to_owned())
                    }
                    Lookup::Untold => {
                        open = true;
                        instead
                    }
                    Lookup::Is(_) | Lookup::Unset => {
                        if instead.is_none() {
                            gone.push(name.to_owned());
                        }
                        instead
                    }
                }
            }
        };
        match piece {
            Some(piece) => value.push_str(&piece),
            None => assumed = false,
        }
    }
    let value = Secret::new(std::mem::take(&mut *value));
    match (gone.is_empty(), open) {
        (false, _) => Err(gone),
        (true, true) => Ok(Means::Open(assumed.then_some(value))),
        (true, false) => Ok(Means::Filled(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Option<String> {
        let variables = Variables::closed([("V", "val"), ("EMPTY", ""), ("BLANK", " x "), ("NESTED", "${V}")]);
        match fill(text, &variables) {
            Ok(Means::Itself) => Some(text.to_owned()),
            Ok(Means::Filled(value)) => Some(value.expose().to_owned()),
            Ok(Means::Open(_) | Means::StandIn) => panic!("nothing is open"),
            Err(_) => None,
        }
    }

    /// Each row was seen on Backstage's config-loader 1.10.10.
    #[test]
    fn references_are_filled_as_backstage_fills_them() {
        for (text, value) in [
            ("${V}", Some("val")),
            ("${UNSET}", None),
            ("a-${UNSET}-b", None),
            ("a${EMPTY}b", Some("ab")),
            ("${BLANK}", Some("x")),
            ("${X:-d}", Some("d")),
            ("${EMPTY:-d}", Some("d")),
            ("${X:-}", None),
            ("a${EMPTY:-}b", None),
            ("a${V:-}b", Some("avalb")),
            ("${V:d}", None),
            ("${V-d}", None),
            ("${V:?d}", None),
            ("${V:=d}", None),
            (
                "${X:-(&(objectClass=user)(!(objectClass=computer)))}",
                Some("(&(objectClass=user)(!(objectClass=computer)))"),
            ),
            ("${X:-a:-b}", Some("a:-b")),
            ("${V:-a{2}b}", Some("${V:-a{2}b}")),
            ("${X:-${V}}", Some("${X:-val}")),
            ("${ V }", Some("val")),
            ("$V", Some("$V")),
            ("$$V", Some("$$V")),
            ("${V", Some("${V")),
            ("$${V}", Some("${V}")),
            ("$$${V}", Some("$${V}")),
            ("${NESTED}", Some("${V}")),
            ("${V}/realms/${V}", Some("val/realms/val")),
        ] {
            assert_eq!(filled(text).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn without_an_environment_a_variable_is_a_hole_with_what_its_default_would_make() {
        let open = Variables::default();
        let assumed = |text: &str| match fill(text, &open) {
            Ok(Means::Open(assumed)) => assumed.map(|value| value.expose().to_owned()),
            other => panic!("{other:?}"),
        };
        assert_eq!(assumed("https://${HOST}/x"), None);
        assert_eq!(assumed("${SCHEME:-https}://x").as_deref(), Some("https://x"));
        assert!(matches!(fill("plain", &open), Ok(Means::Itself)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_apart_without_losing_a_letter_outside_of_references(text in "[$a{}:-]{0,24}") {
            let rebuilt: usize = parts(&text).iter().map(|part| match part {
                Part::Literal(literal) => literal.len(),
                Part::Reference { name, .. } => name.len(),
            }).sum();
            proptest::prop_assert!(rebuilt <= text.len());
        }
    }
}
