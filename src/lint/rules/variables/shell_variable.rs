//! `shell-variable`: a variable is written as `$NAME`, `$(NAME)` or `${NAME` without an end, which stay as they are.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "shell-variable",
    summary: "a variable is written in a way that only a shell fills in",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/shell-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let own = subject.texts().into_iter().filter(|(_, node, _)| !subject.is_images(node.place));
    own.filter_map(|(route, node, text)| {
        // What an include or a variable brought is nobody's mistake in this file.
        let (name, written) = unfilled(text.written())?;
        if !subject.raw(node.place)?.contains(written) {
            return None;
        }
        Some(
            rule.at(node)
                .about(route.as_str())
                .says(format!("`{written}` stays as it is written; Backstage fills in `${{{name}}}` only"))
                .hint(format!("write `${{{name}}}`")),
        )
    })
    .collect()
}

/// The first such variable in a text, and how it is written.
fn unfilled(text: &str) -> Option<(&str, &str)> {
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
            (Some('{'), after) if after.starts_with(":-") && !after.contains('}') => end + 2,
            (None, _) => end + 1,
            _ => continue,
        };
        if is_name {
            return Some((name, &text[start..start + length]));
        }
    }
    None
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
}
