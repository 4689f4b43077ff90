//! `secret-in-values`: a secret is written out in Helm values, a compose file, a manifest's `env` or a ConfigMap.

use crate::config::carrier::{Form, Holder, Written};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{is_common, is_placeholder, is_secret_variable, says_trying, stands_in, token_of};

pub(in super::super) const RULE: Rule = Rule {
    id: "secret-in-values",
    summary: "a secret is written out in a file that anybody of the repository can read",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/secret-in-values.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let all = subject.around.carried.iter().chain(subject.around.beside.carried());
    let written = all.flat_map(|carried| carried.written.iter().map(|written| (carried.form, written)));
    let found = written.filter_map(|(form, written)| {
        let finding = finding(rule, form, written)?;
        match written.holder {
            // A database of one's own desk is opened to nobody else, and its password is often a word that everybody takes.
            Holder::Beside if !subject.is_production() || is_common(written.value.expose()) => None,
            // A word that everybody would try keeps nothing.
            Holder::Brought if is_common(written.value.expose()) => None,
            // What a compose file gives a portal that people try out opens nothing where it says so itself.
            _ if form == Form::Compose && !subject.is_production() && says_trying(written.value.expose()) => None,
            _ if form == Form::Compose && !subject.is_production() && is_common(written.value.expose()) => {
                Some(finding.severity(Severity::Note))
            }
            _ => Some(finding),
        }
    });
    found.collect()
}

fn finding(rule: &Rule, form: Form, written: &Written) -> Option<Finding> {
    let holder = match written.holder {
        Holder::Open(holder) => holder,
        Holder::Beside => "a compose file",
        Holder::Brought => "Helm values",
        Holder::Secret(_) => return None,
    };
    let Written { name, value, place, .. } = written;
    // What is known by its form stands in plain sight, which `leaked-token` says.
    let plain = token_of(value.expose().trim()).is_some();
    let stands_in = is_placeholder(value.expose()) || stands_in(name, value.expose());
    let is_secret = written.holder == Holder::Brought || is_secret_variable(name);
    let said = !plain && is_secret && !stands_in;
    let hint = match written.holder {
        Holder::Brought => OF_ANOTHER_CHART.to_owned(),
        _ => remedy(form, name),
    };
    let finding = rule.at_place(*place).about(name.as_str()).hint(hint);
    said.then(|| finding.says(format!("`{name}` is written out in {holder}")))
}

/// What to do with a password of a chart beside the portal's own.
const OF_ANOTHER_CHART: &str =
    "keep it in a Secret and name that by `existingSecret` beside it, then replace the secret";

fn remedy(form: Form, name: &str) -> String {
    match form {
        Form::Compose => format!("write `${{{name}}}` in its place and keep the value in `.env`, then replace the secret"),
        Form::Helm | Form::Helmfile => "keep it in a Secret and name that by `existingSecret`, `extraEnvVarsSecrets` or `valueFrom`, then replace the secret".to_owned(),
        Form::Kubernetes | Form::Kustomize | Form::Foreign => "keep it in a Secret and take it by `secretKeyRef`, then replace the secret".to_owned(),
    }
}
