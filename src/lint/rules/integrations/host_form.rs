//! `host-form`: a host is written as an address.

use super::wrong_in;
use crate::config::Node;
use crate::lint::integration::{is_valid_host, readers};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "host-form",
    summary: "a host carries a scheme, a path or capital letters",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/host-form.md"),
    check,
};

/// What every address with TLS leaves out.
const USUAL_PORT: &str = ":443";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let integrations = subject.config.get("integrations").into_iter().flat_map(Node::entries);
    let entries = integrations.flat_map(|(kind, list)| {
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
    let host = node.text().filter(|host| !host.is_empty())?;
    let usual = host.strip_suffix(USUAL_PORT);
    if is_valid_host(host) && usual.is_none() {
        return None;
    }
    let bare = usual.map(str::to_owned).or_else(|| bare(host));
    let says = match usual {
        Some(_) => "no address of this host has the port that https has anyway, so the entry is never used",
        None => "this is not a bare host, so the portal does not start",
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

/// The host inside of what was written.
fn bare(written: &str) -> Option<String> {
    let rest = written.trim().rsplit_once("://").map_or(written.trim(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.to_ascii_lowercase();
    Some(host).filter(|host| !host.is_empty() && is_valid_host(host))
}
