//! `service-key`: whoever calls the backend is let in too easily.

use crate::config::{Node, Text, Value};
use crate::lint::{Confidence, Finding, Loaded, Rule, Severity, Subject, machine};
use crate::secrecy::is_example;

pub(in super::super) const RULE: Rule = Rule {
    id: "service-key",
    summary: "a key that services call the backend with can be guessed, or none is asked for",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/service-key.md"),
    check,
};

/// Below this many characters a key can be tried out.
const LEAST: usize = 24;

/// Backstage itself refuses anything shorter.
const REFUSED: usize = 8;

/// Words that stand where a key should be put.
const EXAMPLES: [&str; 9] =
    ["changeme", "example", "mysecret", "mytoken", "myowntoken", "placeholder", "replaceme", "yoursecret", "yourtoken"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let open = subject.config.get("backend.auth.dangerouslyDisableDefaultAuthPolicy");
    if let Some(node) = open.filter(|node| node.boolean() == Some(true)) {
        // On one's own machine nobody else calls.
        let deployed = subject.loaded(node.place) == Some(Loaded::Deployed) || subject.is_production();
        let address = subject.config.get("app.baseUrl").and_then(Node::text);
        let local = !deployed && address.is_some_and(|address| machine::is_own(&machine::host(address)));
        let shown = is_example(subject.sources.name(node.place.source));
        let severity = if local || shown { Severity::Warning } else { Severity::Error };
        let finding = rule.at_place(subject.origin(node)).severity(severity);
        let finding = finding.about("backend.auth.dangerouslyDisableDefaultAuthPolicy");
        found.push(
            finding
                .says("every part of the backend answers whoever asks, without any credential")
                .hint("set it to `false`; a service gets a token of its own under `backend.auth.externalAccess`"),
        );
    }
    for (route, node) in keys(subject.config) {
        let Some(says) = node.as_text().and_then(Text::taken).and_then(weak) else { continue };
        let finding = rule.at_place(subject.origin(node)).about(route.as_str());
        // Backstage itself refuses to start with a token this short.
        let refused = route.ends_with(".token")
            && node.as_text().and_then(Text::taken).is_some_and(|key| key.chars().count() < REFUSED);
        let finding = if refused { finding.severity(Severity::Error) } else { finding };
        found.push(finding.says(says).hint("make one with `openssl rand -base64 24`, and keep it in a variable"));
    }
    found
}

fn keys(config: &Node) -> Vec<(String, &Node)> {
    let list = |route: &'static str| config.get(route).into_iter().flat_map(Node::items).enumerate();
    let legacy = list("backend.auth.keys")
        .filter_map(|(index, item)| Some((format!("backend.auth.keys.{index}.secret"), item.get("secret")?)));
    let access = list("backend.auth.externalAccess").flat_map(|(index, item)| {
        let of = |key: &'static str| {
            let route = format!("backend.auth.externalAccess.{index}.options.{key}");
            item.get("options").and_then(|options| options.get(key)).map(|node| (route, node))
        };
        [of("token"), of("secret")].into_iter().flatten()
    });
    legacy.chain(access).filter(|(_, node)| matches!(node.value, Value::Text(_))).collect()
}

fn weak(key: &str) -> Option<String> {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let length = key.chars().count();
    match () {
        () if length == 0 => None,
        () if EXAMPLES.iter().any(|word| plain.starts_with(word)) => {
            Some("the key is a word out of an example".to_owned())
        }
        () if length < REFUSED => {
            Some(format!("the key has fewer than {REFUSED} characters, which anybody can try out"))
        }
        () if length < LEAST => Some(format!("the key has fewer than {LEAST} characters")),
        () => None,
    }
}
