//! `not-read`: something of the portal is in a form that is not read, so nothing is said of it.

use crate::config::carrier::{Unread, last};
use crate::config::{Layer, Place};
use crate::contract::carriers::Way;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::typed::Typed;

pub(in super::super) const RULE: Rule = Rule {
    id: "not-read",
    summary: "something that may be the portal's is not read",
    severity: Severity::Note,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/not-read.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let carried = subject.around.carried.iter().map(|carried| &carried.unread);
    // One note for a file and a way: its first place, and the names of all.
    for unread in carried.chain([&subject.around.beside.unread]) {
        findings.extend(unread.chunk_by(|one, next| one.way == next.way).map(|same| told(rule, same)));
    }
    findings.extend(subject.around.beside.layers.iter().map(|layer| apart(rule, subject, layer)));
    findings
}

/// What Backstage loads below all else.
const FIRST: &str = "app-config.yaml";

fn apart(rule: &Rule, subject: &Subject<'_>, layer: &Layer) -> Finding {
    let by = &subject.around.beside.by;
    let why = match by.as_str() {
        "" => "nothing here says that it is loaded".to_owned(),
        by => format!("{by} does not name this file"),
    };
    let says = format!("only looked through for secrets: {why}");
    let this = subject.sources.name(layer.source);
    let first = subject.own_layers().next().map(|layer| subject.sources.name(layer.source));
    // Whatever else is loaded lies over what Backstage loads first.
    let mut both: Vec<_> = first.into_iter().chain([this]).collect();
    both.sort_by_key(|name| last(name) != FIRST);
    let both = Typed::ours("validate").files(both);
    let hint = format!("where it is loaded, look at it so: `{both}`");
    rule.at_place(Place::top(layer.source)).says(says).hint(hint)
}

fn told(rule: &Rule, all: &[Unread]) -> Finding {
    let place = all.first().map(|unread| unread.place);
    let mut names: Vec<_> = all.iter().map(|unread| unread.what.as_str()).collect();
    names.dedup();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let finding = place.map_or_else(|| rule.nowhere(), |place| rule.at_place(place));
    let way = all.first().map_or(Way::Give, |unread| unread.way);
    finding.says(format!("not read: {}{more}", names.join(", "))).hint(hint(way))
}

/// How many names a person is told.
const MOST_NAMED: usize = 5;

fn hint(way: Way) -> &'static str {
    match way {
        Way::Helm => "render it with `helm template`, and give the result in its place",
        Way::Kustomize => "build it with `kustomize build`, and give the result in its place",
        Way::Terraform => "give the values or the manifests that it writes, as files of their own",
        Way::Cluster => {
            "give the ConfigMap that the portal has in the end (`kubectl get configmap -o yaml`) to have it looked at"
        }
        Way::Give => "give its file too, to have it looked at",
        Way::Written => "give the file that it writes too, to have it looked at",
    }
}
