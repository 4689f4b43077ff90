//! Variables that what deploys the portal in the same checkout does not set, where nobody named it. That it runs these files is likely, and
//! not sure.

use indexmap::IndexMap;

use super::form::{Form, form};
use super::unset::is_idle;
use crate::answers::file::Target;
use crate::config::carrier::{Carried, Form as Carrier, last};
use crate::config::{Node, Place};
use crate::lint::{Finding, Loaded, Rule, Severity, Subject, Wanted};
use crate::typed::Typed;

/// So many more are named.
const MOST_NAMED: usize = 20;

/// One warning about each container beside that runs the portal, when it lists all that reaches it: the only one of a compose file, and the
/// only one of manifests.
pub(super) fn told(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if subject.portal.target != Target::Backstage || subject.container().is_some() || subject.variables.complete {
        return Vec::new();
    }
    let deploying = [Carrier::Compose, Carrier::Kubernetes].into_iter().filter_map(|form| deploying(subject, form));
    deploying.filter_map(|(carried, list)| told_of(rule, subject, carried, list)).collect()
}

fn told_of(rule: &Rule, subject: &Subject<'_>, carried: &Carried, list: Place) -> Option<Finding> {
    let mut missing: IndexMap<&str, Wanted<'_>> = IndexMap::new();
    for want in subject.wanted().into_iter().filter(|want| is_missing(subject, carried, want)) {
        missing.entry(want.name).or_insert(want);
    }
    let mut wants = missing.into_values();
    let (first, others) = (wants.next()?, wants.collect::<Vec<_>>());
    let more = match others.len() {
        0 => String::new(),
        1 => ", and neither is another one".to_owned(),
        more => format!(", and neither are {more} others"),
    };
    let file = subject.sources.name(carried.source);
    let says =
        format!("`{}` is not set where `{file}` runs the portal, so `{}` is not there{more}", first.name, first.route);
    let own = subject.own_layers().map(|layer| subject.sources.name(layer.source));
    let both = Typed::ours("validate").files(own.chain([file]));
    let finding = rule.at_place(list).about(first.route.as_str()).severity(Severity::Warning).says(says);
    let finding = finding.hint(format!("set it there; where it runs these files, look at both so: `{both}`"));
    let finding = finding.because(first.node, "wanted here");
    let told = |finding: Finding, want: &Wanted<'_>| finding.because(want.node, format!("`{}`, too", want.name));
    Some(others.iter().take(MOST_NAMED).fold(finding, told))
}

/// The only carrier beside of a form that runs the portal, and where its variables are listed: with no configuration of its own, and no
/// variables from what is not in it.
fn deploying<'s>(subject: &'s Subject<'_>, form: Carrier) -> Option<(&'s Carried, Place)> {
    let running = subject.around.beside.carried().filter(|carried| carried.container.is_some());
    let mut running = running.filter(|carried| carried.form == form);
    let only = running.next().filter(|_| running.next().is_none())?;
    let runs = only.speaks && !only.open;
    let is_plain = only.env_files.is_empty() && only.mounts.is_empty() && only.unread.is_empty();
    let loads = |name: &str| subject.own_layers().any(|layer| last(subject.sources.name(layer.source)) == last(name));
    let starts = only.labels.is_empty() && only.flags.iter().all(|flag| loads(&flag.name));
    // Words of its own that name no file (`yarn start`) may load others than the image does.
    let container = only.container.as_ref().filter(|one| !one.commanded || !only.flags.is_empty())?;
    let list = Some(container).filter(|_| runs && is_plain && starts)?.variables?;
    Some((only, list))
}

fn is_missing(subject: &Subject<'_>, carried: &Carried, want: &Wanted<'_>) -> bool {
    let is_set =
        carried.variables.iter().any(|set| set.name == want.name) || subject.variables.given(want.name).is_some();
    let is_deployed = |node: &Node| subject.loaded(node.place) != Some(Loaded::Developed);
    !want.default && !is_set && is_deployed(want.node) && form(want.name) == Form::Plain && !is_idle(subject, want.name)
}
