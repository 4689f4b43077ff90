//! `client-id-kind`: a client id has the form of something else.

use super::block::{all, is_hex, is_uuid};
use crate::config::Node;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::token_of;

pub(in super::super) const RULE: Rule = Rule {
    id: "client-id-kind",
    summary: "a client id has the form of something else",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/client-id-kind.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = all(subject);
    let sign_in = blocks.iter().filter_map(|block| {
        let node = block.node.get("clientId")?;
        let wrong = in_sign_in(block.provider, node.text()?)?;
        let says = format!("the client id of `{}` {wrong}", block.provider);
        Some(rule.at(node).about(format!("{}.clientId", block.route())).says(says).hint(hint(block.provider)))
    });
    let apps = subject.integrations("github").flat_map(|host| host.get("apps").into_iter().flat_map(Node::items));
    let apps = apps.filter_map(|app| {
        let node = app.get("clientId")?;
        let says = format!("the client id of a GitHub App {}", in_app(node.text()?)?);
        let hint = "take the one on the App's page, beginning with Iv23 or Iv1.";
        // An App signs with its number and its key alone.
        let finding = rule.at(node).about("integrations.github.apps.clientId").severity(Severity::Warning);
        Some(finding.says(says).hint(hint))
    });
    sign_in.chain(apps).collect()
}

fn in_sign_in(provider: &str, id: &str) -> Option<String> {
    let digits = !id.is_empty() && id.len() < 12 && id.bytes().all(|byte| byte.is_ascii_digit());
    match provider {
        _ if token_of(id).is_some() => token_of(id).map(|kind| format!("is {kind}")),
        "github" if digits => Some("is a number, as an App ID is; it is not that".to_owned()),
        "github" if is_uuid(id) => Some("is a UUID, which GitHub does not give".to_owned()),
        "github" | "gitlab" if id.len() == 40 && is_hex(id) => Some("has the form of a client secret".to_owned()),
        "google" if !id.ends_with(".apps.googleusercontent.com") => {
            Some("does not end in `.apps.googleusercontent.com`".to_owned())
        }
        _ => None,
    }
}

fn in_app(id: &str) -> Option<&'static str> {
    match () {
        () if id.starts_with("Ov23") => Some("is an OAuth App's"),
        () if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => Some("is a number, as its App ID is"),
        () => None,
    }
}

fn hint(provider: &str) -> &'static str {
    match provider {
        "github" => "take the one on the page of the OAuth App, beginning with Ov23",
        "gitlab" => "take the `Application ID` on the application's page",
        _ => "take the client id on the page where the client was made",
    }
}
