//! `compose-env-file-missing`: a service reads a file of variables that is not there.

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "compose-env-file-missing",
    summary: "a compose service names a file of variables that is not there",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    page: include_str!("../../../../templates/rules/compose-env-file-missing.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let named = subject.around.carried.iter().flat_map(|carried| &carried.env_files);
    let missing = named.filter(|file| file.required).filter_map(|file| Some((file, file.trouble.as_deref()?)));
    missing
        .map(|(file, why)| {
            let path = &file.path;
            let finding = rule.at_place(file.place).about("env_file");
            if file.example {
                finding
                    .severity(Severity::Note)
                    .says(format!("`{path}` {why}, only its example is there, so its variables are not known here"))
                    .hint(format!("fill in `{path}.example` as `{path}` before the portal starts"))
            } else if file.ignored {
                finding
                    .severity(Severity::Note)
                    .says(format!("`{path}` {why}, as git ignores it, so its variables are not known here"))
                    .hint(format!("write `{path}` before the portal starts; `devportal-auth init` does it"))
            } else {
                finding.says(format!("`{path}` {why}; `docker compose` refuses to start without it")).hint(format!(
                    "write it with `devportal-auth init`, or name it as `path: {path}` with `required: false`"
                ))
            }
        })
        .collect()
}
