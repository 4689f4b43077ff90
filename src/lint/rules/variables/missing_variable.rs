//! `missing-variable`: a variable is not set, so that the values it stands in are not there.

use super::left_out;
use super::unset::{Unset, Why, is_of_same_provider, unset};
use crate::config::Place;
use crate::contract::VariableSpec;
use crate::contract::keys::keys;
use crate::credential::Variable;
use crate::dotenv::is_sayable;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::near::slip;

pub(in super::super) const RULE: Rule = Rule {
    id: "missing-variable",
    summary: "a variable is not set, so what it stands in is not there",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/missing-variable.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let missing = unset(subject).into_iter().filter(|unset| unset.why == Why::Missing);
    let told = missing.filter_map(|unset| told(rule, subject, &unset));
    told.chain(left_out::told(rule, subject)).collect()
}

fn told(rule: &Rule, subject: &Subject<'_>, unset: &Unset<'_>) -> Option<Finding> {
    let (first, others) = unset.wants.split_first()?;
    let spec = spec(subject, unset.name);
    let stays = subject.config.get(&first.route).is_some();
    let effect = if stays { "keeps the value of an earlier file" } else { "is not there" };
    // Where a carrier lists all that reaches the portal, it is missing there.
    let finding = match subject.container().and_then(|container| container.variables) {
        Some(list) => rule.at_place(list).because(first.node, "wanted here"),
        None => rule.at(first.node),
    };
    let finding = finding
        .about(first.route.as_str())
        .says(format!("`{}` is not set, so `{}` {effect}", unset.name, first.route))
        .hint(hint(subject, unset.name, spec));
    let finding = others.iter().fold(finding, |finding, other| finding.because(other.node, "wanted here, too"));
    // What has a default is missed by some portals only.
    let spared = stays || spec.is_some_and(|spec| spec.default.is_some());
    Some(match () {
        () if is_by_default(subject, first.node.place) => {
            let by = "this chart's defaults set it nowhere: set it where the chart is installed, or give it a default";
            finding.severity(Severity::Note).hint(by)
        }
        () if unset.wants.iter().all(|want| keys().is_defaulted(&want.route)) => finding.severity(Severity::Note),
        () if spared => finding.severity(Severity::Warning),
        // Of a block that nobody here knows it is not known either whether it needs the key.
        () if unset.wants.iter().all(|want| !is_known(&want.route)) => finding.severity(Severity::Warning),
        () if unset.wants.iter().all(|want| keys().is_for_looks(&want.route)) => finding.severity(Severity::Warning),
        () => finding,
    })
}

/// Tells whether the block that a route begins with is one that Backstage itself or a plugin reads that is known here.
fn is_known(route: &str) -> bool {
    let block = route.split('.').next().unwrap_or(route);
    keys().keys.child(block).is_some()
}

/// Tells whether a place is in what a chart has by default, which whoever installs it completes.
fn is_by_default(subject: &Subject<'_>, place: Place) -> bool {
    subject.around.carried.iter().any(|carried| carried.by_default && carried.source == place.source)
}

/// What is known about a variable, by the profile's contract before others.
fn spec<'s>(subject: &'s Subject<'_>, name: &str) -> Option<&'s VariableSpec> {
    let name = Variable::new(name);
    let others = subject.contracts().iter();
    subject.contract().into_iter().chain(others).find_map(|contract| contract.variable(&name))
}

fn hint(subject: &Subject<'_>, name: &str, spec: Option<&VariableSpec>) -> String {
    let place = if subject.around.env_files.is_empty() { "where the portal runs" } else { "in .env" };
    let Some(spec) = spec else {
        // It is read elsewhere, so that it is not spare; it may be meant here all the same.
        let set = subject.variables.iter().map(|(set, _)| set).filter(|set| is_of_same_provider(name, set));
        if let Some(near) = slip(name, set) {
            return format!("did you mean `${{{near}}}`, which is set? Else set `{name}` {place}");
        }
        return format!("set it {place}, give it a default (`${{{name}:-…}}`), or take the key away");
    };
    let set = match (&spec.base64, &spec.example) {
        (Some(packed), _) => format!("set `{packed}` {place}, in base64"),
        (None, Some(example)) if !is_sayable(example) => {
            "write it into the operator's file, as its signs mean something else to each reader of .env".to_owned()
        }
        (None, Some(example)) if !spec.secret => format!("set it {place}, like `{name}={example}`"),
        _ => format!("set it {place}, or let `devportal-auth init` get it"),
    };
    let docs = spec.docs.as_ref().map(|docs| format!(" ({docs})")).unwrap_or_default();
    format!("it is {}{docs}; {set}", spec.about)
}
