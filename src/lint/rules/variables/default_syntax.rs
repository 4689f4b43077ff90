//! `default-syntax`: a default is written in a way that Backstage takes for a part of the name.

use super::form::{Form, form};
use crate::config::Place;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject, Wanted};

pub(in super::super) const RULE: Rule = Rule {
    id: "default-syntax",
    summary: "a default is written in a way that Backstage does not know",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/default-syntax.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let told = |want: Wanted<'_>| match form(want.name) {
        Form::Default(variable, sign, default) => Some(told(rule, subject, &want, (variable, sign, default))),
        _ => None,
    };
    subject.wanted().into_iter().filter_map(told).collect()
}

fn told(
    rule: &Rule,
    subject: &Subject<'_>,
    want: &Wanted<'_>,
    (variable, sign, default): (&str, &str, &str),
) -> Finding {
    let place = want.node.place;
    let finding = rule.at(want.node).about(want.route.as_str()).says(format!(
        "`${{{variable}{sign}…}}` is no default: all of it is taken for the name, so `{}` is never there, whatever is set",
        want.route
    ));
    let meant = match sign {
        ":?" | "?" | ":+" | "+" => format!("${{{variable}}}"),
        _ if default.is_empty() => format!("${{{variable}}}"),
        _ => format!("${{{variable}:-{default}}}"),
    };
    let shown = if meant.contains(":-") { format!("${{{variable}:-…}}") } else { meant.clone() };
    if subject.is_images(place) {
        return finding.hint(format!("set `{}` in the operator's file, with `{shown}` or a value", want.route));
    }
    let finding = finding.hint(format!("write `{shown}`"));
    match mended(subject, place, want.name, &meant) {
        Some(with) => finding.fix(Fix::Replace { place, with }),
        None => finding,
    }
}

/// The value with the default in its right form; nothing where it goes over several lines.
fn mended(subject: &Subject<'_>, place: Place, name: &str, meant: &str) -> Option<String> {
    let raw = subject.raw(place).filter(|_| place.start.line == place.end.line)?;
    let wrong = format!("${{{name}}}");
    raw.contains(&wrong).then(|| raw.replace(&wrong, meant))
}
