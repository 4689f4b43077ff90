//! Rules of `validate`: each has its page already.

use crate::explain::page::{Kind, Page};
use crate::lint;

pub(super) fn pages() -> Vec<Page> {
    let page = |rule: &lint::Rule| {
        let (severity, sure) = (rule.severity.id(), rule.confidence.id());
        let text = format!(
            "{}\n\nRule `{}` · usually {severity} · confidence {sure}\n",
            with_settings(rule.page.trim_end()),
            rule.id
        );
        Page::of(Kind::Rule, rule.id, rule.summary, &text)
    };
    lint::rules().map(page).collect()
}

/// Says above an example what starts the portal that it is of, which only the fence has.
fn with_settings(page: &str) -> String {
    let told = |line: &str| {
        let of = line.strip_prefix("```yaml ")?.trim();
        let (of, stage) = of.strip_suffix("in production").map_or((of, ""), |of| (of.trim(), ", for production"));
        let set = match of.strip_prefix("preset ") {
            _ if of.is_empty() => "A portal".to_owned(),
            Some(presets) => format!("With `VEECODE_PRESETS={presets}`"),
            None => format!("With `VEECODE_PROFILE={of}`"),
        };
        Some(format!("{set}{stage}:\n\n```yaml"))
    };
    page.lines().map(|line| told(line).unwrap_or_else(|| line.to_owned())).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_starts_the_portal_of_an_example_stands_above_it() {
        let said = |fence: &str| with_settings(&format!("## Before\n\n{fence}\na: b\n```"));
        assert_eq!(
            said("```yaml preset githubb"),
            "## Before\n\nWith `VEECODE_PRESETS=githubb`:\n\n```yaml\na: b\n```"
        );
        assert!(said("```yaml keycloack").contains("With `VEECODE_PROFILE=keycloack`:"));
        assert!(said("```yaml github in production").contains("With `VEECODE_PROFILE=github`, for production:"));
        assert!(said("```yaml in production").contains("A portal, for production:"));
        assert_eq!(said("```yaml"), "## Before\n\n```yaml\na: b\n```");
    }
}
