//! `include-not-found`: an include leads nowhere.

use super::faults::of_kind;
use crate::config::FaultKind;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "include-not-found",
    summary: "an include leads nowhere",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/include-not-found.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let elsewhere = of_kind(rule, subject, FaultKind::IncludeElsewhere, |_| {
        "if it is mounted where the portal runs, all is well; what stands in it was not judged".to_owned()
    });
    let found = of_kind(rule, subject, FaultKind::Include, |fault| hint(&fault.says).to_owned());
    // A reference inside of `$env` is another rule's.
    let found = found.into_iter().filter(|finding| !finding.message.contains("`$env` is undefined"));
    found.chain(elsewhere.into_iter().map(|finding| finding.severity(Severity::Note))).collect()
}

fn hint(says: &str) -> &'static str {
    match () {
        () if says.contains(".json") => {
            "`$include` reads .yaml, .yml and .json; take `$file` for the text of any other file"
        }
        () if says.contains("undefined") => "set the variable, or write the path out",
        () if says.contains("no string") => "write the path of one file",
        () if says.contains("has nothing") => "name a key that the file has, or add it there",
        () if says.contains("each other") => "let one of them hold the values itself",
        () => "the path starts at the folder of the file that names it; fix it, or mount the file there",
    }
}
