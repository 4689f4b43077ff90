//! `token-as-client-secret`: a token stands where an OAuth client's secret belongs, or the other way round.

use super::{same_secret, wrong_in};
use crate::config::{Node, Text};
use crate::contract::integration::facts;
use crate::lint::integration::{apps, tokens};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "token-as-client-secret",
    summary: "a token stands where a client secret belongs",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/token-as-client-secret.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sign_in = subject.sign_in_blocks().filter_map(|(provider, stage, block)| {
        Some((format!("auth.providers.{provider}.{stage}.clientSecret"), block.get("clientSecret")?))
    });
    let own = apps(subject)
        .into_iter()
        .filter_map(|(route, app)| Some((format!("{route}.clientSecret"), app.get("clientSecret")?)));
    let tokens = tokens(subject);
    let found = sign_in.chain(own).filter_map(|(route, secret)| {
        let twin = tokens.iter().find(|(_, _, token)| same_secret(secret, token));
        let finding = rule
            .at(secret)
            .about(route)
            .hint("give the secret that was made on the client's own page, beside its client id");
        let twin = twin.map(|(_, at, token)| (at.as_str(), *token));
        match (twin, form(secret)) {
            (_, Some(is)) => {
                Some(wrong_in(finding.says(format!("this is {is}, not a client's secret")), subject, secret))
            }
            (Some((at, token)), None) => Some(same(rule, subject, finding, secret, (at, token))),
            (None, None) => None,
        }
    });
    // One variable may stand in several blocks, and is wrong once.
    let mut told: Vec<Finding> = Vec::new();
    for finding in found {
        if !told.iter().any(|other| other.place == finding.place && other.message == finding.message) {
            told.push(finding);
        }
    }
    told
}

/// One value in both places. What its variable is called says which of the two is wrong.
fn same(rule: &Rule, subject: &Subject<'_>, finding: Finding, secret: &Node, (at, token): (&str, &Node)) -> Finding {
    if variable(token).is_some_and(|name| name.contains("CLIENT_SECRET")) {
        let says = format!("`{at}` is a client's secret by its name, and no token");
        let finding = rule.at(token).about(at).says(says).because(secret, "it belongs here");
        return finding.hint("give a token of the provider in its place");
    }
    let says = format!("this is the same value as `{at}`, and one of the two is wrong");
    let finding = finding.says(says).because(token, "it stands here too");
    if variable(token) == variable(secret) { finding } else { wrong_in(finding, subject, secret) }
}

fn variable(node: &Node) -> Option<&str> {
    node.as_text().and_then(Text::sole_variable)
}

/// What a value is, when it is a token.
fn form(secret: &Node) -> Option<&'static str> {
    let given = secret.text()?.trim();
    let known = facts().tokens.iter().find(|known| given.starts_with(&known.starts))?;
    (!known.is.contains("secret")).then_some(known.is.as_str())
}
