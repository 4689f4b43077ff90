//! `mail-not-verified`: sign-in begins with the mail address, which is only told where the server calls it verified.

use super::block::{Block, asked, said};
use super::resolver_unreachable::is_mail;
use crate::contract::release::releases;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "mail-not-verified",
    summary: "whoever's mail address is not marked as verified is not let in",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/mail-not-verified.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let only_verified = &releases().changes.oidc_verified_mail;
    let asked = asked(subject);
    let blocks = asked.iter().filter(|block| block.provider == "oidc");
    blocks.filter_map(|block| subject.as_of(only_verified, judge(rule, block)?)).collect()
}

/// Only what stands first stops everybody: behind another resolver it is asked for people who are not found otherwise.
fn judge(rule: &Rule, block: &Block<'_>) -> Option<Finding> {
    let chain = block.chain();
    let first = chain.first().filter(|step| is_mail(step.name))?;
    let later = chain.iter().find(|step| !is_mail(step.name));
    let finding = rule.at(first.named).about(format!("{}.signIn.resolvers", block.route()));
    let who =
        format!("{} ends sign-in for everybody whose address the server does not mark as verified", said(first.named));
    Some(match later {
        Some(later) => finding
            .says(format!("{who}, and {} behind it is never tried", said(later.named)))
            .hint(format!("put {} first, or have the server send `email_verified: true`", said(later.named)))
            .because(later.named, "needs no mail address"),
        None => finding
            .says(who)
            .hint("have the server send `email_verified: true`, or put a resolver first that goes by a name or an id"),
    })
}
