//! `app-config-variable`: a variable `APP_CONFIG_…` leads nowhere, or is read as another kind of value than is wanted.

use crate::config::{FaultKind, Node, Place, Role, Value};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::is_secret_key;

pub(in super::super) const RULE: Rule = Rule {
    id: "app-config-variable",
    summary: "a variable `APP_CONFIG_…` does not fit where it leads",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/app-config-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let faults = subject.all_faults().filter(|fault| fault.kind == FaultKind::AppConfigVariable);
    let refused = faults.map(|fault| {
        let name = named(&fault.says).unwrap_or_else(|| name_at(subject, fault.place));
        rule.at_place(fault.place).about(name).says(fault.says.as_str()).hint(hint(&fault.says, name))
    });
    let typed = leaves(subject).into_iter().filter_map(|(route, node)| {
        let name = name_at(subject, node.place);
        let kind = match node.value {
            Value::Number(_) | Value::Bool(_) => node.kind(),
            _ => return None,
        };
        let key = route.rsplit('.').next()?;
        let wants_text = is_secret_key(key) || (key.ends_with("Id") && key != "appId");
        let told = rule
            .at_place(node.place)
            .about(route.as_str())
            .says(format!("`{name}` is read as a {kind}, and `{key}` wants a string"));
        wants_text.then(|| told.hint("put double quotes into the value (`'\"…\"'`), so that it is a string in JSON"))
    });
    refused.chain(typed).chain(prefixed(rule, subject)).collect()
}

/// Variables with something before `APP_CONFIG_`, which nobody reads.
fn prefixed<'a>(rule: &'a Rule, subject: &'a Subject<'_>) -> impl Iterator<Item = Finding> + 'a {
    subject.variables.iter().filter_map(move |(name, given)| {
        let (before, _) =
            name.split_once("_APP_CONFIG_").filter(|(before, rest)| !before.is_empty() && !rest.is_empty())?;
        let place = given.place.filter(|place| !subject.is_images(*place))?;
        Some(
            rule.at_place(place)
                .about(name)
                .severity(Severity::Warning)
                .says(format!("`{name}` sets nothing: Backstage reads what begins with `APP_CONFIG_`"))
                .hint(format!("take `{before}_` off its beginning")),
        )
    })
}

fn hint(says: &str, name: &str) -> String {
    let list = name.split('_').position(|step| !step.is_empty() && step.chars().all(|c| c.is_ascii_digit()));
    match list {
        Some(at) => {
            let list: Vec<_> = name.split('_').take(at).collect();
            format!("a list is given whole, as JSON: `{}='[…]'`", list.join("_"))
        }
        None if says.contains("another variable") => "give the block in one variable, as JSON".to_owned(),
        None if says.contains("`null`") => "take the variable away, and write `null` in a file".to_owned(),
        None => "each `_` goes one key deeper, and a key is letters and digits; write other keys in a file".to_owned(),
    }
}

/// The variable that a fault names: in a compose file the place is the value's.
fn named(says: &str) -> Option<&str> {
    says.split('`').find(|name| name.starts_with("APP_CONFIG_"))
}

/// The name of the variable that a value came from.
pub(super) fn name_at<'a>(subject: &Subject<'a>, place: Place) -> &'a str {
    // In a carrier the name stands elsewhere than the value.
    let of_value = subject.variables.iter().find(|(_, given)| given.place == Some(place)).map(|(name, _)| name);
    of_value.unwrap_or_else(|| {
        let line = subject.raw(place).unwrap_or_default();
        line.trim_start().trim_start_matches("export ").split(['=', ':']).next().unwrap_or_default().trim()
    })
}

/// What such variables set: everything that is no block of keys.
pub(super) fn leaves<'a>(subject: &Subject<'a>) -> Vec<(String, &'a Node)> {
    let mut found = Vec::new();
    for layer in subject.layers.iter().filter(|layer| layer.role == Role::Environment) {
        layer.root.visit(&mut |route, node: &'a Node| {
            if !node.is_map() && !route.split('.').any(|key| key.parse::<usize>().is_ok()) {
                found.push((route.to_owned(), node));
            }
        });
    }
    found
}
