//! `wrong-generation`: a variable or a name belongs to the other generation of the image.

use super::known::at_variable;
use crate::answers::file::Target;
use crate::contract::{image, preset};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "wrong-generation",
    summary: "a variable or name belongs to the other generation of the image",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/wrong-generation.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let set = |name: &str| subject.variables.is_set(name);
    match subject.portal.target {
        Target::V2 => {
            let ignored = set("VEECODE_PROFILE").then(|| {
                let finding = at_variable(rule, subject, "VEECODE_PROFILE").severity(Severity::Warning);
                let says = "the v2 image does not look at `VEECODE_PROFILE`; `VEECODE_PRESETS` is what counts";
                finding.says(says).hint("remove it, so that nobody takes it for what does the work")
            });
            let strangers = subject.portal.presets.iter().filter(|name| {
                subject.preset(name).is_none() && image::profiles().any(|profile| profile == name.as_str())
            });
            let told = strangers.map(|name| {
                let exit = preset::EXIT;
                let says = format!(
                    "`{name}` is a profile of the v1 image and no preset: the image ends with exit code {exit}"
                );
                let finding = at_variable(rule, subject, "VEECODE_PRESETS").says(says);
                match name.as_str() {
                    "github-pat" => finding.hint("write `github`, and set `GITHUB_PAT` in place of `GITHUB_TOKEN`"),
                    _ => finding.hint("choose presets in its place"),
                }
            });
            told.chain(ignored).collect()
        }
        Target::V1 => {
            let ignored = set("VEECODE_PRESETS").then(|| {
                let finding = at_variable(rule, subject, "VEECODE_PRESETS").severity(Severity::Warning);
                let says = "the v1 image does not look at `VEECODE_PRESETS`; `VEECODE_PROFILE` is what counts";
                finding.says(says).hint("remove it, or validate with `--presets` when it is the v2 image")
            });
            let profile =
                subject.portal.profile.as_deref().filter(|name| {
                    preset::preset(name).is_some() && !image::profiles().any(|profile| profile == *name)
                });
            let stranger = profile.map(|name| {
                let says =
                    format!("`{name}` is a preset of the v2 image and no profile: the v1 image loads nothing for it");
                let finding = at_variable(rule, subject, "VEECODE_PROFILE").says(says);
                match name.strip_suffix("-auth").filter(|plain| image::profiles().any(|profile| profile == *plain)) {
                    Some(plain) => finding.hint(format!("write `{plain}`, whose profile signs people in as well")),
                    None => finding.hint("set `VEECODE_PRESETS` when it is the v2 image"),
                }
            });
            stranger.into_iter().chain(ignored).collect()
        }
        Target::Backstage => Vec::new(),
    }
}
