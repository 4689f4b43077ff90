//! `sign-in-page`: the sign-in page is GitHub's although people sign in elsewhere, as `signInPage` says nothing or something unknown.

use super::block::{is_image, said};
use crate::config::Node;
use crate::contract::sign_in::sign_in;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};
use crate::near::nearest;

pub(in super::super) const RULE: Rule = Rule {
    id: "sign-in-page",
    summary: "`signInPage` names no page of the image, so GitHub's is shown",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/sign-in-page.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if !is_image(subject) {
        return Vec::new();
    }
    let finding = match subject.config.get("signInPage") {
        Some(page) => unknown(rule, subject, page),
        None => unsaid(rule, subject),
    };
    finding.into_iter().collect()
}

fn unknown(rule: &Rule, subject: &Subject<'_>, node: &Node) -> Option<Finding> {
    let known = sign_in();
    let page = node.text().filter(|page| !known.pages.contains_key(*page))?;
    let pages = || known.pages.keys().map(String::as_str);
    let meant = known.page_of(page).or_else(|| known.page_of(known.meant(page)?)).or_else(|| nearest(page, pages()));
    let hint = match meant {
        Some(meant) => format!("write `signInPage: {meant}`"),
        None => format!("write one of {}", pages().map(|page| format!("`{page}`")).collect::<Vec<_>>().join(", ")),
    };
    let asked = known.pages.get(&known.fallback)?;
    let right = subject.sign_in_providers().any(|(provider, _)| provider == asked);
    let finding = rule.at(node).about("signInPage").hint(hint);
    let finding = finding.says(format!("no sign-in page is called {}, so GitHub's is shown", said(node)));
    Some(if right { finding.severity(Severity::Warning) } else { finding })
}

fn unsaid(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let known = sign_in();
    let asked = known.pages.get(&known.fallback)?;
    let paged = subject.sign_in_providers().filter(|(provider, _)| known.page_of(provider).is_some());
    let paged: Vec<_> = paged.collect();
    let (provider, node) = paged.first().copied().filter(|_| subject.config.lacks("signInPage"))?;
    if paged.iter().any(|(provider, _)| provider == asked) {
        return None;
    }
    let page = known.page_of(provider)?;
    let says =
        format!("people are to sign in by `{provider}`, and the sign-in page is GitHub's, as `signInPage` is not set");
    let finding = rule.at_key(node).about("signInPage").says(says).hint(format!("write `signInPage: {page}`"));
    Some(if paged.len() == 1 { finding.fix(Fix::Merge(format!("signInPage: {page}\n"))) } else { finding })
}
