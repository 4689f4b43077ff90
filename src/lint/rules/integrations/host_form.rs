//! `host-form`: a host is written as an address.

use super::wrong_in;
use crate::config::Node;
use crate::contract::keys::keys;
use crate::lint::integration::{HostForm, readers};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "host-form",
    summary: "a host carries a scheme, a path or capital letters",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/host-form.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let integrations = subject.config.get("integrations").into_iter().flat_map(Node::entries);
    let known = integrations.filter(|(kind, _)| keys().is_integration(kind));
    let entries = known.flat_map(|(kind, list)| {
        let items = list.items().enumerate();
        items.filter_map(move |(index, item)| Some((format!("integrations.{kind}.{index}.host"), item.get("host")?)))
    });
    let catalog = readers(subject).into_iter().filter_map(|reader| {
        let key = reader.spec.host.as_deref()?;
        Some((format!("{}.{key}", reader.route), reader.node.get(key)?))
    });
    entries.chain(catalog).filter_map(|(route, host)| judge(rule, subject, &route, host)).collect()
}

fn judge(rule: &Rule, subject: &Subject<'_>, route: &str, node: &Node) -> Option<Finding> {
    let (says, bare) = match HostForm::of(node.text().filter(|host| !host.is_empty())?) {
        HostForm::Right => return None,
        HostForm::UsualPort(bare) => {
            ("no address of this host has the port that https has anyway, so the entry is never used", Some(bare))
        }
        HostForm::NotBare(bare) => ("this is not a bare host, so the portal does not start", bare),
    };
    let finding = rule.at(node).about(route).says(says);
    let finding = match &bare {
        Some(bare) => finding.hint(format!("write `{bare}`, without scheme, path, usual port or capital letters")),
        None => finding.hint("write the host's name alone, without scheme, path or blanks"),
    };
    let literal = node.as_text().is_some_and(|text| !text.is_reference()) && !subject.is_images(node.place);
    let finding = match bare.filter(|_| literal) {
        Some(with) => finding.fix(Fix::value(node.place, with)),
        None => finding,
    };
    Some(wrong_in(finding, subject, node))
}
