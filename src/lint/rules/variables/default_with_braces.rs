//! `default-with-braces`: a default holds braces, so that nothing is filled in.

use super::form::{Form, form};
use crate::config::Value;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "default-with-braces",
    summary: "a default with braces in it is not filled in at all",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/default-with-braces.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    subject.config.visit(&mut |route, node| {
        let is_text = matches!(node.value, Value::Text(_) | Value::Gone(_));
        let raw = subject.raw(node.place).filter(|_| is_text).unwrap_or_default();
        let Some((name, inner)) = braced(raw) else { return };
        let what = if inner { "a reference" } else { "a brace" };
        let hint = if subject.is_images(node.place) {
            format!("write `{route}` out in a file of your own, without a default")
        } else {
            format!("write `${{{name}}}` and set it, or write the value without a variable")
        };
        let finding = rule
            .at(node)
            .about(route)
            .says(format!("the default of `${{{name}:-…}}` holds {what}, so the text stays as it is written, also when `{name}` is set"))
            .hint(hint);
        found.push(finding);
    });
    found
}

/// The variable whose default has a brace in it, and whether that is a reference.
fn braced(raw: &str) -> Option<(&str, bool)> {
    let mut rest = raw;
    while let Some(start) = rest.find("${") {
        rest = &rest[start + 2..];
        // A name ends before any brace, so that a text of many is not read again for each.
        let head = &rest[..rest.find(['{', '}', '$']).unwrap_or(rest.len())];
        let (name, default) = match head.split_once(":-") {
            Some((name, _)) if form(name.trim()) == Form::Plain => (name.trim(), &rest[name.len() + 2..]),
            _ => continue,
        };
        match default.find(['{', '}']) {
            Some(brace) if default[brace..].starts_with('{') => return Some((name, default[..brace].ends_with('$'))),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_found_inside_of_defaults_only() {
        assert_eq!(braced("${V:-a{2}b}"), Some(("V", false)));
        assert_eq!(braced("x ${X:-${V}}"), Some(("X", true)));
        for fine in ["${X:-a:-b}", "${A:-b} {c}", "$${X:-a}", "${{ values.name }}", "${X} :-{"] {
            assert_eq!(braced(fine), None, "{fine}");
        }
    }
}
