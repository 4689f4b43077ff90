//! `github-app-id`: the number of a GitHub App is none.

use super::wrong_in;
use crate::lint::integration::apps;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::stands_in;

pub(in super::super) const RULE: Rule = Rule {
    id: "github-app-id",
    summary: "a GitHub App's `appId` is not a number",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/github-app-id.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let ids = apps(subject).into_iter().filter_map(|(route, app)| Some((route, app.get("appId")?)));
    let wrong = ids.filter_map(|(route, id)| {
        let given = id.scalar()?;
        let number = given.trim().parse::<f64>();
        if given.is_empty() || number.is_ok_and(f64::is_finite) {
            return None;
        }
        let is_client = ["Iv1.", "Iv23", "Ov23"].iter().any(|start| given.starts_with(start));
        let what = if is_client { "is a client id" } else { "is not a number" };
        let finding = rule
            .at(id)
            .about(format!("{route}.appId"))
            .says(format!("`appId` {what}, so the portal does not start"))
            .hint("write the App's number; it stands on the App's page under `About`, as `App ID`");
        let finding = if is_to_come(given) { finding.severity(Severity::Warning) } else { finding };
        Some(wrong_in(finding, subject, id))
    });
    wrong.collect()
}

/// Tells whether words stand where the number is to come (`your app id`).
fn is_to_come(given: &str) -> bool {
    stands_in("appId", given) || given.trim().contains(' ') && !given.contains(|c: char| c.is_ascii_digit())
}
