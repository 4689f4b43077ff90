//! JavaScript's regular expressions, as far as it is certain that one does not compile.

/// Says why a pattern does not compile, in JavaScript's own words.
pub(super) fn fault(pattern: &str) -> Option<&'static str> {
    let mut signs = pattern.chars().peekable();
    let mut open = 0_usize;
    // Whether the last part can be repeated.
    let mut repeatable = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                signs.next();
                repeatable = true;
            }
            '[' => {
                if !skip_class(&mut signs) {
                    return Some("Unterminated character class");
                }
                repeatable = true;
            }
            '(' => {
                open += 1;
                repeatable = false;
                // `(?:`, `(?=`, `(?<name>`: not a repetition.
                signs.next_if_eq(&'?');
            }
            ')' if open == 0 => return Some("Unmatched ')'"),
            ')' => {
                open -= 1;
                repeatable = true;
            }
            '*' | '+' | '?' if !repeatable => return Some("Nothing to repeat"),
            '*' | '+' | '?' => {
                signs.next_if_eq(&'?');
                repeatable = false;
            }
            '|' | '^' | '$' => repeatable = false,
            _ => repeatable = true,
        }
    }
    let dangling = pattern.chars().rev().take_while(|sign| *sign == '\\').count() % 2 == 1;
    match () {
        () if dangling => Some("\\ at end of pattern"),
        () if open > 0 => Some("Unterminated group"),
        () => None,
    }
}

/// Goes behind a class; tells whether it ended.
fn skip_class(signs: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                signs.next();
            }
            ']' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_javascript_refuses_is_refused() {
        for (pattern, why) in [
            ("*", Some("Nothing to repeat")),
            ("^*$", Some("Nothing to repeat")),
            ("a**", Some("Nothing to repeat")),
            ("a+*", Some("Nothing to repeat")),
            ("(*)", Some("Nothing to repeat")),
            ("a|+", Some("Nothing to repeat")),
            ("(a", Some("Unterminated group")),
            ("a)", Some("Unmatched ')'")),
            ("[a", Some("Unterminated character class")),
            ("a\\", Some("\\ at end of pattern")),
        ] {
            assert_eq!(fault(pattern), why, "{pattern}");
        }
        for pattern in [
            "",
            "[\\s\\S]*",
            ".*",
            "a*?",
            "a+?b",
            "(?:a|b)*",
            "(?<n>x)+",
            "(?!a).*",
            "\\*",
            "[*]",
            "a{2}",
            "{",
            "x{1,",
            "]",
            "(a|)",
            "\\\\",
            "a??",
        ] {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }
}
