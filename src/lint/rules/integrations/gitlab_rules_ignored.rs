//! `gitlab-rules-ignored`: rules stand where nothing reads them.

use crate::config::Node;
use crate::lint::integration::readers;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-rules-ignored",
    summary: "`rules` below a GitLab provider are not read",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/gitlab-rules-ignored.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "gitlab");
    // The image's own are no harm, and nobody can take them out.
    let rules = blocks.filter_map(|reader| Some((reader.node.get("rules")?, reader.route)));
    let own = rules.filter(|(node, _)| !subject.is_images(node.place));
    let finding = |(node, route): (&Node, String)| {
        rule.at_key(node)
            .about(format!("{route}.rules"))
            .says("`rules` is not read here, so it neither allows nor forbids anything")
            .hint("write it to `catalog.rules`, or take it out")
    };
    own.map(finding).collect()
}
