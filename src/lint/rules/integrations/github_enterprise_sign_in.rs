//! `github-enterprise-sign-in`: people sign in at another GitHub than the one that is read.

use super::{Sign, elsewhere};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "github-enterprise-sign-in",
    summary: "sign-in and integration belong to different GitHub servers",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/github-enterprise-sign-in.md"),
    check,
};

const SIGN: Sign = Sign { provider: "github", address: "enterpriseInstanceUrl", public: "github.com" };

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    elsewhere(rule, subject, &SIGN)
}
