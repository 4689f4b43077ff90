//! `compose-mount-missing`: a configuration file that a compose file mounts is not there.

use crate::config::carrier::last;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "compose-mount-missing",
    summary: "a compose service mounts a configuration file that is not there",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/compose-mount-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mounts = subject.around.carried.iter().flat_map(|carried| &carried.mounts);
    let missing = mounts.filter_map(|mount| {
        let (from, why) = (mount.from.as_deref()?, mount.trouble.as_deref()?);
        let finding = rule
            .at_place(mount.place)
            .about("volumes")
            .says(match why {
                "does not exist" => format!("`{from}` {why}, so a folder is mounted as `{}`", last(&mount.over)),
                _ => format!("`{from}` {why} and is mounted as the file `{}`", last(&mount.over)),
            })
            .hint(format!("write `{from}` with `devportal-auth init`, or take the volume out"));
        // What git ignores is missing in every fresh checkout, and its owner knows.
        Some(if mount.later { finding.severity(Severity::Warning) } else { finding })
    });
    missing.collect()
}
