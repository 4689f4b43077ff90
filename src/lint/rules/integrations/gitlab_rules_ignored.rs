//! `gitlab-rules-ignored`: rules stand where nothing reads them.

use crate::config::Node;
use crate::lint::integration::{Reader, readers};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "gitlab-rules-ignored",
    summary: "`rules` below a GitLab provider are not read",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/gitlab-rules-ignored.md"),
    check,
};

const ELSEWHERE: &str = "write it to `catalog.rules`, or take it out";
const NOT_NEEDED: &str = "take it out: `orgEnabled` brings people and groups without it. Of somebody whom a file of the catalog brings too, under \
    the same name, only the entry that came first stays (`detected conflicting entityRef`)";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = readers(subject).into_iter().filter(|reader| reader.provider == "gitlab");
    // The image's own are no harm, and nobody can take them out.
    let rules = blocks.filter_map(|reader| Some((reader.node.get("rules")?, reader)));
    let own = rules.filter(|(node, _)| !subject.is_images(node.place));
    let finding = |(node, reader): (&Node, Reader<'_>)| {
        rule.at_key(node)
            .about(format!("{}.rules", reader.route))
            .says("`rules` is not read here, so it neither allows nor forbids anything")
            .hint(if brings_people(reader.node) { NOT_NEEDED } else { ELSEWHERE })
    };
    own.map(finding).collect()
}

/// Whether people and groups come by the block itself, whatever the catalog's rules allow.
fn brings_people(block: &Node) -> bool {
    block.get("orgEnabled").and_then(Node::boolean) == Some(true)
}
