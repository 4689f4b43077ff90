//! `resolver-shape`: resolvers are written in a form or a place that the backend does not read.

use super::block::{Block, all};
use crate::config::Node;
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject};
use crate::sign_in::resolver_names;

pub(in super::super) const RULE: Rule = Rule {
    id: "resolver-shape",
    summary: "resolvers are not written as a list below `signIn`",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/resolver-shape.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let blocks = all(subject).into_iter().filter(|block| block.provider != "ldap");
    blocks.flat_map(|block| shape(rule, &block)).collect()
}

fn shape(rule: &Rule, block: &Block<'_>) -> Vec<Finding> {
    let route = format!("{}.signIn", block.route());
    let mut found = Vec::new();
    if let Some(stray) = block.node.get("resolvers") {
        let finding = rule.at_key(stray).about(format!("{}.resolvers", block.route()));
        found.push(
            finding.says("`resolvers` stands beside `signIn`, where nobody reads it").hint("indent it below `signIn:`"),
        );
    }
    let Some(sign_in) = block.node.get("signIn") else { return found };
    if !sign_in.is_map() {
        let says = format!("`signIn` is a {}, not a map that holds `resolvers`", sign_in.kind());
        found.push(
            rule.at(sign_in).about(route).says(says).hint("write `signIn:`, below it `resolvers:`, below that a list"),
        );
        return found;
    }
    let Some(resolvers) = sign_in.get("resolvers") else {
        if let Some(one) = sign_in.get("resolver") {
            let finding = rule.at_key(one).about(format!("{route}.resolver"));
            let says = "`resolver` stands straight below `signIn`, where nobody reads it";
            found.push(finding.says(says).hint("write `resolvers:`, and `- resolver: …` below it"));
        }
        return found;
    };
    if !resolvers.is_list() {
        let says = format!("`resolvers` is a {}, not a list, so the backend does not start", resolvers.kind());
        let spot = if resolvers.is_map() { rule.at_key(resolvers.undashed()) } else { rule.at(resolvers) };
        let finding = spot.about(format!("{route}.resolvers")).says(says);
        found.push(finding.hint("begin each resolver with `- resolver: `"));
        return found;
    }
    if let Some(stray) = sign_in.get(SWITCH).filter(|stray| stray.boolean() != Some(false)) {
        let says = format!("`{SWITCH}` stands beside `resolvers`, where nobody reads it");
        let finding = rule.at_key(stray).about(format!("{route}.{SWITCH}")).says(says).severity(Severity::Warning);
        found.push(finding.hint("indent it below the `resolver` that it is for"));
    }
    let entries = resolvers.items().enumerate();
    found.extend(entries.filter_map(|(index, node)| entry(rule, &format!("{route}.resolvers.{index}"), node)));
    found
}

/// What a resolver reads beside its own name alone (auth-node 0.6.14 to 0.7.8).
const SWITCH: &str = "dangerouslyAllowSignInWithoutUserInCatalog";

fn entry(rule: &Rule, route: &str, node: &Node) -> Option<Finding> {
    let finding = rule.at(node).about(route).hint("write `- resolver: NAME`");
    if !node.is_map() {
        let says = "an entry of `resolvers` is no map with the key `resolver`, so the backend does not start";
        let plain = node.as_text().filter(|text| !text.is_reference()).map(|text| text.written().to_owned());
        let known =
            plain.filter(|name| resolver_names("oidc").chain(resolver_names("github")).any(|known| known == name));
        let fix = known.map(|name| Fix::replace(node.place, format!("resolver: {name}")));
        let finding = finding.says(says);
        return Some(match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
    if let Some(params) = node.get("params").filter(|params| !params.is_hole()) {
        let finding = rule.at_key(params).about(format!("{route}.params")).severity(Severity::Warning);
        let says = "nobody reads `params` of a resolver, nor what stands below it";
        return Some(finding.says(says).hint("put each of its keys beside `resolver`"));
    }
    if let Some(text) = node.get(SWITCH).filter(|value| value.as_text().is_some()) {
        let says = format!(
            "`{SWITCH}` is a text, where a resolver takes `true` or `false` only, so the backend does not start"
        );
        let finding = rule.at(text).about(format!("{route}.{SWITCH}")).says(says);
        return Some(finding.hint("write `true` or `false` itself; what a variable holds is always a text"));
    }
    if let Some(finding) = domains(rule, route, node) {
        return Some(finding);
    }
    let lacks = node.get("resolver").is_none_or(|named| named.as_text().is_none());
    lacks.then(|| finding.says("an entry of `resolvers` does not name a `resolver`, so the backend does not start"))
}

/// `allowedDomains` is a list of texts, or the backend does not start (zod's schema in `commonSignInResolvers`, auth-node 0.6.14 to 0.7.8).
fn domains(rule: &Rule, route: &str, node: &Node) -> Option<Finding> {
    const KEY: &str = "allowedDomains";
    let list = node.get(KEY).filter(|list| !list.is_hole())?;
    let (wrong, says) = match list.is_list() {
        false => (list, format!("`{KEY}` is a {}, not a list, so the backend does not start", list.kind())),
        true => {
            let stray = list.items().find(|item| item.as_text().is_none() && !item.is_hole())?;
            (stray, format!("an entry of `{KEY}` is a {}, not a text, so the backend does not start", stray.kind()))
        }
    };
    let finding = rule.at(wrong).about(format!("{route}.{KEY}")).says(says);
    Some(finding.hint("write a list of domains, as `[acme.dev]`; a variable is one of them, never the list"))
}
