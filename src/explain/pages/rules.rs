//! Rules of `validate`: each has its page already.

use crate::explain::page::{Kind, Page};
use crate::lint;

pub(super) fn pages() -> Vec<Page> {
    let page = |rule: &lint::Rule| {
        let (severity, sure) = (rule.severity.id(), rule.confidence.id());
        let text = format!("{}\n\nRule `{}` · {severity} · confidence {sure}\n", rule.page.trim_end(), rule.id);
        Page::of(Kind::Rule, rule.id, rule.summary, &text)
    };
    lint::rules().map(page).collect()
}
