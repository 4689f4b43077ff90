//! `azure-global-token`: a token for Azure DevOps that may be one for all organisations, which end on a known day.

use crate::contract::integration::facts;
use crate::lint::integration::{entries, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use std::collections::BTreeSet;

pub(in super::super) const RULE: Rule = Rule {
    id: "azure-global-token",
    summary: "a personal access token may be one for all organisations, which stop working",
    severity: Severity::Note,
    confidence: Confidence::Low,
    page: include_str!("../../../../templates/rules/azure-global-token.md"),
    check,
};

const DAY: i64 = 86_400;

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let last = &facts().azure_global_tokens;
    let several = organizations(subject).len() > 1;
    let mut found = Vec::new();
    for entry in entries(subject, "azure")
        .iter()
        .filter(|entry| entry.host.is_some_and(|host| host.known() == Some("dev.azure.com")))
    {
        for (route, credential) in entry.credentials() {
            let Some(token) = credential.get("personalAccessToken") else { continue };
            if credential.entry("organizations").is_some() {
                continue;
            }
            let (end, earlier) = (&last.end, &last.earlier);
            let left = (last.at - subject.now).div_euclid(DAY);
            let when = match left {
                ..=0 => format!("stopped working on {end}"),
                1 => format!("stop working on {end}, tomorrow"),
                days => format!("stop working on {end}, in {days} days (first said of {earlier})"),
            };
            let finding = rule.at_key(token).about(route).hint(
                "make a token for one organisation and name it (`organizations: [NAME]`), or take a service principal",
            );
            found.push(if several {
                let says = format!("one token reads several organisations, and tokens for all organisations {when}");
                let severity = if left > 0 { Severity::Warning } else { Severity::Error };
                Finding { confidence: Confidence::Medium, ..finding.says(says).severity(severity) }
            } else {
                finding.says(format!(
                    "the token names no organisation; if it was made for all organisations: those {when}"
                ))
            });
        }
    }
    found
}

/// The organisations that the catalog reads.
fn organizations<'a>(subject: &Subject<'a>) -> BTreeSet<&'a str> {
    let readers = readers(subject).into_iter().filter(|reader| reader.provider == "azureDevOps");
    readers
        .flat_map(|reader| reader.organizations())
        .filter_map(|node| node.as_text())
        .map(|text| text.known().unwrap_or(text.written()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_the_one_that_is_named() {
        let last = &facts().azure_global_tokens;
        assert_eq!(crate::providers::http::date::day("2027-01-27"), Some(last.at));
        assert_eq!(last.end, "27 January 2027");
    }
}
