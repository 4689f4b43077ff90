//! Variables in ways of writing that only a shell fills in: `$NAME`, `$(NAME)`, and `${NAME` without an end.

/// The first such variable in a text, and how it is written.
pub fn unfilled(text: &str) -> Option<(&str, &str)> {
    let last_end = text.rfind('}');
    let ends = |start: usize| last_end.is_some_and(|last| last > start);
    for (start, _) in text.match_indices('$').filter(|(start, _)| !text[..*start].ends_with('$')) {
        let rest = &text[start + 1..];
        let (open, rest) = match rest.chars().next()? {
            sign @ ('{' | '(') => (Some(sign), &rest[1..]),
            _ => (None, rest),
        };
        let end = rest.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        let is_name = name.len() > 2 && name.starts_with(|c: char| c.is_ascii_uppercase());
        let length = match (open, &rest[end..]) {
            (Some('('), after) if after.starts_with(')') => end + 3,
            (Some('{'), "") => end + 2,
            (Some('{'), after) if after.starts_with(":-") && !ends(start) => end + 2,
            (None, _) => end + 1,
            _ => continue,
        };
        if is_name {
            return Some((name, &text[start..start + length]));
        }
    }
    None
}

/// A variable in small letters that is all there is: `$github_token` where a credential belongs, which a shell fills in as well.
pub fn unfilled_whole(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_prefix('$')?;
    let is_name = name.len() > 2
        && name.contains('_')
        && name.contains(|c: char| c.is_ascii_lowercase())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, text))
}

/// Tells whether a text begins with such a variable: what was meant to stand there is not known, and nothing follows from its form.
pub(super) fn is_meant_to_be_filled(text: &str) -> bool {
    unfilled(text).is_some_and(|(_, written)| text.trim_start().starts_with(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_fill_in_is_found() {
        assert_eq!(unfilled("$GITHUB_TOKEN"), Some(("GITHUB_TOKEN", "$GITHUB_TOKEN")));
        assert_eq!(unfilled("https://$(HOST)/x"), Some(("HOST", "$(HOST)")));
        assert_eq!(unfilled("${TOKEN"), Some(("TOKEN", "${TOKEN")));
        assert_eq!(unfilled("${TOKEN:-none)"), Some(("TOKEN", "${TOKEN")));
        for fine in ["${TOKEN}", "$${TOKEN}", "$$TOKEN", "^a$", "$ref", "US$", "a$B", "${X:-a{2}}", "$"] {
            assert_eq!(unfilled(fine), None, "{fine}");
        }
    }

    #[test]
    fn small_letters_are_one_where_nothing_else_stands() {
        assert_eq!(unfilled_whole("$github_token"), Some(("github_token", "$github_token")));
        for fine in ["$GITHUB_TOKEN", "$github_token!", "$ref", "x$github_token", "$1_2", "$$a_b", "github_token"] {
            assert_eq!(unfilled_whole(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_text_that_begins_with_one_was_meant_to_be_another() {
        for text in ["$PORTAL_URL", "${PORTAL_URL:-http://localhost)", " $(PORTAL_URL)/x"] {
            assert!(is_meant_to_be_filled(text), "{text}");
        }
        for text in ["https://$PORTAL_HOST", "pa$WORD", "$$PORTAL", "${PORTAL_URL}"] {
            assert!(!is_meant_to_be_filled(text), "{text}");
        }
    }
}
