//! `github-org-empty`: the list of organisations whose people are read comes out empty.

use url::Url;

use crate::lint::integration::{ByHost, Reader, entries, is_settled, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-org-empty",
    summary: "`githubOrg` names no organisation",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-org-empty.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks: Vec<_> = readers(subject).into_iter().filter(|reader| reader.provider == "githubOrg").collect();
    let empty = blocks.iter().filter_map(|reader| {
        let orgs = reader.node.get("orgs").filter(|orgs| orgs.is_list() && orgs.items().next().is_none())?;
        let finding = rule
            .at_key(orgs)
            .about(format!("{}.orgs", reader.route))
            .says("`orgs` comes out empty, so nobody is read except where a GitHub App happens to be installed")
            .hint("name the organisations, or set the variables in the list (`devportal-auth init` asks for them)");
        Some(finding)
    });
    empty.chain(blocks.iter().filter_map(|reader| without_apps(rule, subject, reader))).collect()
}

/// Without `orgs` the provider goes where Apps are installed, and a token has none (`catalog-backend-module-github` 0.14.0, `getAllOrgs`).
fn without_apps(rule: &Rule, subject: &Subject<'_>, reader: &Reader<'_>) -> Option<Finding> {
    let (kind, host, address) = reader.through().filter(|(kind, ..)| is_settled(subject, kind))?;
    let entries = entries(subject, kind);
    let own = ByHost::of(&entries).perhaps(host);
    let first = own.first().filter(|_| reader.node.lacks("orgs"))?;
    let by_token = own.iter().all(|entry| entry.node.get("token").is_some() && entry.node.lacks("apps"));
    let in_address = address.text().and_then(|address| Url::parse(address).ok()).and_then(|url| {
        let org = url.path().trim_matches('/').to_owned();
        (!org.is_empty() && !org.contains('/')).then_some(org)
    });
    let hint = match in_address {
        Some(org) => format!("write `orgs: [{org}]`, and the host alone as its address"),
        None => "name the organisations in `orgs`".to_owned(),
    };
    let says = "without `orgs` it reads where a GitHub App is installed, and the integration has a token alone: nobody is read";
    let finding = rule.at(address).about(format!("{}.orgs", reader.route)).says(says).hint(hint);
    by_token.then(|| finding.because(first.node, "the integration"))
}
