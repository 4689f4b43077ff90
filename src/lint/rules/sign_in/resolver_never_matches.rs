//! `resolver-never-matches`: a resolver looks for something that nobody in the catalog has.

use super::block::{Block, Step, directories, files_bring_people, offered, said};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-never-matches",
    summary: "a resolver looks for something that nobody in the catalog has",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/resolver-never-matches.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    offered(subject).iter().flat_map(|block| judge(rule, subject, block)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>) -> Vec<Finding> {
    let chain = block.chain();
    let reasons: Vec<_> = chain.iter().map(|step| never(subject, block, step)).collect();
    let hopeless = block.chain_is_known() && reasons.iter().all(Option::is_some);
    let found = chain.iter().zip(reasons).filter_map(|(step, why)| {
        let finding = rule
            .at(step.named)
            .about(format!("{}.signIn.resolvers", block.route()))
            .says(format!("{} matches nobody: {}", said(step.named), why?))
            .hint("remove it, or take one that fits where people come from");
        Some(if hopeless { finding.severity(Severity::Error) } else { finding })
    });
    found.collect()
}

/// Says why a resolver matches nobody, when all directories that people come from are known.
pub(super) fn never(subject: &Subject<'_>, block: &Block<'_>, step: &Step<'_>) -> Option<String> {
    let kinds: Vec<_> = directories(subject).iter().map(|(kind, _)| *kind).collect();
    if !subject.config.is_seen("catalog.providers") || kinds.is_empty() {
        return None;
    }
    let only = |kind: &str| kinds.iter().all(|known| *known == kind);
    let by_app = || {
        let mut hosts = subject.integrations("github").peekable();
        hosts.peek().is_some() && hosts.all(|host| host.get("apps").is_some_and(|apps| apps.items().next().is_some()))
    };
    let verified = |(_, node): &(_, &Node)| node.get("defaultUserTransformer.useVerifiedEmails").is_some();
    let mailless = || by_app() && !directories(subject).iter().any(verified);
    match step.name {
        "emailMatchingUserEntityProfileEmail" if only("githubOrg") && mailless() => {
            Some("people who are read by a GitHub App have no mail address in the catalog".to_owned())
        }
        "emailLocalPartMatchingUserEntityName" if only("microsoftGraphOrg") => Some(
            "people who are read from Microsoft Graph are named by their whole address (`ada_acme.dev`)".to_owned(),
        ),
        name => {
            let mut needs = sign_in().annotations.iter();
            let need = needs.find(|need| need.provider == block.provider && need.resolver == name)?;
            let absent = !kinds.contains(&need.directory.as_str());
            if need.directory.is_empty() {
                let told = || format!("`{}` is written by no directory", need.looks_for);
                return (!files_bring_people(subject)).then(told);
            }
            absent.then(|| format!("`{}` is written by `{}` only, which is not here", need.looks_for, need.directory))
        }
    }
}
