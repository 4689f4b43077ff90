//! `github-app-id`: the number of a GitHub App is none.

use super::wrong_in;
use crate::lint::integration::apps;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

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
        Some(wrong_in(finding, subject, id))
    });
    wrong.collect()
}
