//! `callback-url`: `callbackUrl` leads people back to where their sign-in cannot be finished.

use super::address::{backend, is_local, web};
use super::block::{Block, asked};
use super::unknown_sign_in_provider::meant;
use crate::config::{Node, Unseen};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "callback-url",
    summary: "`callbackUrl` does not lead back to the backend",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/callback-url.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    // One that nobody has a module for is told by itself.
    let asked = asked(subject);
    let known = asked
        .iter()
        .filter(|block| meant(block.provider).is_none() || subject.code().has_provider(block.provider) == Some(true));
    known.filter_map(|block| judge(rule, subject, block)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>) -> Option<Finding> {
    let node = block.node.get("callbackUrl")?;
    let text = node.text().filter(|text| !text.is_empty())?;
    let path = format!("/api/auth/{}/handler/frame", block.provider);
    let finding = rule.at(node).about(format!("{}.callbackUrl", block.route()));
    let finding = finding.hint("remove it: the backend makes it from `backend.baseUrl`, and that is what to register");
    let Some(url) = web(text) else {
        return Some(finding.says("`callbackUrl` is no web address"));
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Some(
            finding.says("`callbackUrl` has something behind its path, which no provider takes for what is registered"),
        );
    }
    if !url.path().ends_with(&path) {
        return Some(finding.says(format!("`callbackUrl` does not end in `{path}`, where sign-in is finished")));
    }
    let backend = backend(subject)?;
    if backend.origin() == url.origin().ascii_serialization() {
        return None;
    }
    let (theirs, ours) = (url.origin().ascii_serialization(), backend.origin());
    let same_host = backend.url.host() == url.host() && backend.url.scheme() == url.scheme();
    let says = match backend.is_local() && is_local(&url) && backend.url.scheme() == url.scheme() {
        _ if same_host => {
            format!("sign-in begins at `{ours}` and ends at `{theirs}`, another port, where it is not waited for")
        }
        true => format!("sign-in begins at `{ours}` and ends at `{theirs}`, which is another host to a browser"),
        false => format!("sign-in begins at `{ours}` and ends at `{theirs}`, so its cookie is lost on the way"),
    };
    let finding = finding.says(says).because(backend.node, "sign-in begins here");
    Some(if may_be_unloaded(subject, node, &theirs) { finding.severity(Severity::Warning) } else { finding })
}

/// Tells whether only another file of the image takes the callback away from its own file's address, where something else deploys the
/// portal: it may well load that one file.
fn may_be_unloaded(subject: &Subject<'_>, callback: &Node, theirs: &str) -> bool {
    let own = subject.own_layers().find(|layer| layer.source == callback.place.source);
    let address = own.and_then(|layer| web(layer.root.get("backend.baseUrl")?.text()?));
    subject.config.beyond == Some(Unseen::Over)
        && address.is_some_and(|url| url.origin().ascii_serialization() == theirs)
}
