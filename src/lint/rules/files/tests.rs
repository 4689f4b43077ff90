//! A configuration that reading had trouble with.

use crate::config::{Fault, FaultKind, Layer, Place, Role, Source, Sources, Variables, merge};
use crate::lint::{Around, Finding, Portal, Rule, Subject};

/// What a rule says about a file that could not be read for a reason.
pub(super) fn unread(kind: FaultKind, rule: &Rule) -> Vec<Finding> {
    let mut sources = Sources::default();
    let source = sources.add(Source::new("app-config.yaml", ""));
    let layers = [Layer::unread(source, Role::Yours, Fault::new(kind, Place::top(source), "it is not there"))];
    let merged = merge(&layers);
    let (variables, portal, around) = (Variables::default(), Portal::default(), Around::default());
    let subject = Subject::new(&merged.root, &layers, &merged.faults, &sources, &variables, &portal, &around, 0);
    (rule.check)(rule, &subject)
}
