//! `file-variable`: a variable that names a file stands where the contents of the file are wanted.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::is_secret_key;

pub(in super::super) const RULE: Rule = Rule {
    id: "file-variable",
    summary: "a variable that names a file stands where its contents are wanted",
    severity: Severity::Error,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/file-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let wanted = subject.wanted().into_iter().filter(|want| want.name.ends_with("_FILE"));
    wanted
        .filter_map(|want| {
            let key = want.route.rsplit('.').next().filter(|key| is_secret_key(key))?;
            let holds = subject.variables.value(want.name).is_some_and(|value| value.trim().contains(['\n', ' ']));
            let finding = rule
                .at(want.node)
                .about(want.route.as_str())
                .says(format!("`{}` names a file, and `{key}` wants what is in it", want.name))
                .hint(format!("write `{key}: {{ $file: '${{{}}}' }}`, or give the contents in a variable", want.name));
            (!holds).then_some(finding)
        })
        .collect()
}
