//! `resolver-never-matches`: a resolver looks for something that nobody in the catalog has.

use super::block::{Block, Step, directories, files_bring_people, offered, said};
use crate::config::Node;
use crate::contract::sign_in::{GoesBy, sign_in};
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
    let blocks = offered(subject);
    let hopeless: Vec<_> = blocks.iter().map(|block| is_hopeless(subject, block)).collect();
    // Where there is another door, the people who are not found here come in by that one.
    let severity = if hopeless.iter().all(|hopeless| *hopeless) { Severity::Error } else { Severity::Warning };
    let judged = blocks.iter().zip(hopeless).map(|(block, hopeless)| (block, hopeless.then_some(severity)));
    let never = judged.flat_map(|(block, severity)| judge(rule, subject, block, severity));
    never.chain(blocks.iter().filter_map(|block| seldom(rule, subject, block))).collect()
}

/// Tells where all go by a mail address that few of the people have: GitHub tells the catalog the one that somebody shows on their profile
/// (`@backstage/plugin-catalog-backend-module-github` 0.14.0, `lib/defaultTransformers`), unless `useVerifiedEmails` asks for another.
fn seldom(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>) -> Option<Finding> {
    let chain = block.chain();
    let by_mail = |step: &Step<'_>| sign_in().goes_by(block.provider, step.name) == Some(&GoesBy::Mail);
    let directories = directories(subject);
    let shown = |node: &Node| node.get("defaultUserTransformer").is_none();
    let alone = !directories.is_empty() && directories.iter().all(|(kind, node)| *kind == "githubOrg" && shown(node));
    let known = subject.config.is_seen("catalog.providers") && block.chain_is_known() && !files_bring_people(subject);
    let first = chain.first().filter(|_| alone && known && chain.iter().all(by_mail))?;
    if chain.iter().any(|step| never(subject, block, step).is_some()) {
        return None;
    }
    let (_, directory) = directories.first()?;
    let finding = rule.at(first.named).about(format!("{}.signIn.resolvers", block.route())).says(format!(
        "{} matches few: people from GitHub have a mail address in the catalog only where they show it on their profile",
        said(first.named)
    ));
    let finding = finding.because(directory, "people come from here alone");
    Some(
        finding.hint(
            "sign people in by GitHub and their user name, or read them from a directory that tells their addresses",
        ),
    )
}

/// Tells whether surely nobody comes in by a block.
fn is_hopeless(subject: &Subject<'_>, block: &Block<'_>) -> bool {
    block.chain_is_known() && block.chain().iter().all(|step| never(subject, block, step).is_some())
}

fn judge(rule: &Rule, subject: &Subject<'_>, block: &Block<'_>, hopeless: Option<Severity>) -> Vec<Finding> {
    let chain = block.chain();
    let reasons: Vec<_> = chain.iter().map(|step| never(subject, block, step)).collect();
    let found = chain.iter().zip(reasons).filter_map(|(step, why)| {
        let finding = rule
            .at(step.named)
            .about(format!("{}.signIn.resolvers", block.route()))
            .says(format!("{} matches nobody: {}", said(step.named), why?))
            .hint("remove it, or take one that fits where people come from");
        Some(match hopeless {
            Some(severity) => finding.severity(severity),
            None => finding,
        })
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
