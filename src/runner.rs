//! What the runner of a pipeline would take for a command to it, where it reads them off what a step prints. What is told may repeat what
//! a stranger's file says, and that commands nobody.

use std::borrow::Cow;

/// Takes the force of commands out of a text, and leaves all else as it is.
///
/// A runner of Azure Pipelines takes `##vso[…]` anywhere in a line (Microsoft.VisualStudio.Services.Agent/Command.cs of azure-pipelines-agent 4),
/// GitHub's `##[…]` anywhere, and `::…::` where a line begins (Runner.Common/ActionCommand.cs of runner 2.3), TeamCity's `##teamcity[…]`.
pub(crate) fn unheard(text: &str) -> Cow<'_, str> {
    if !may_command(text) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive(['\n', '\r']);
    Cow::Owned(lines.map(|line| without_brackets(&without_colons(line), "(")).collect())
}

/// The same of a document of JSON, which says the same as before.
pub(crate) fn unheard_in_json(json: &str) -> Cow<'_, str> {
    if may_command(json) { Cow::Owned(without_brackets(json, "\\u005b")) } else { Cow::Borrowed(json) }
}

fn may_command(text: &str) -> bool {
    text.contains("##") || text.contains("::")
}

/// A line that does not begin with `::NAME…::`.
fn without_colons(line: &str) -> Cow<'_, str> {
    let body = line.trim_start();
    let Some(rest) = body.strip_prefix("::") else { return Cow::Borrowed(line) };
    match rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains("::") {
        true => Cow::Owned(format!("{}:.{rest}", &line[..line.len() - body.len()])),
        false => Cow::Borrowed(line),
    }
}

/// A text with something else in place of each bracket behind `##` or `##NAME`.
fn without_brackets(text: &str, instead: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let name = at + 2;
        let end = rest[name..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |end| name + end);
        // Of `###[`, the last two count.
        let next = if end == name { at + 1 } else { end };
        match rest[end..].strip_prefix('[') {
            Some(behind) => {
                left.push_str(&rest[..end]);
                left.push_str(instead);
                rest = behind;
            }
            None => {
                left.push_str(&rest[..next]);
                rest = &rest[next..];
            }
        }
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runner_would_take_for_a_command_is_none_any_more() {
        for (text, told) in [
            ("  baseUrl: \"##note[a.b]c\"", "  baseUrl: \"##note(a.b]c\""),
            ("##[group]a ###[b", "##(group]a ###(b"),
            ("a\n  ::note name=x::y\n", "a\n  :.note name=x::y\n"),
            ("a\r::note::y", "a\r:.note::y"),
        ] {
            assert_eq!(unheard(text), told, "{text:?}");
        }
        assert_eq!(unheard_in_json("{\"a\": \"##note[b]\"}"), "{\"a\": \"##note\\u005bb]\"}");
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for text in ["## Heading [1]", "a::b::c", "::1 and ::2", "fe80::1::", "a ## [b]", "#[b]", "crate::a::b\n", "##"]
        {
            assert_eq!(unheard(text), text);
        }
    }
}
