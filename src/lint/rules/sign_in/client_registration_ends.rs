//! `client-registration-ends`: clients register themselves, which a release takes away with all that are registered.

use crate::contract::release::{Has, releases};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "client-registration-ends",
    summary: "clients that register themselves are no longer taken",
    severity: Severity::Warning,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/client-registration-ends.md"),
    check,
};

const KEY: &str = "auth.experimentalDynamicClientRegistration";

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let ended = releases().changes.client_registration.otherwise();
    let finding = subject.config.get(KEY).and_then(|node| {
        let enabled = node.get("enabled").filter(|enabled| enabled.boolean() != Some(false))?;
        // An image goes with its own release; what it says is only told when it was asked for another one.
        if subject.is_images(enabled.place) && subject.has(&ended) != Has::Yes {
            return None;
        }
        let finding = rule
            .at_key(node)
            .about(KEY)
            .says("this is passed over in silence, and the clients that have registered are deleted")
            .hint("let clients come by `auth.clientIdMetadataDocuments`, or name them in `auth.staticClients`");
        subject.as_of(&ended, finding)
    });
    finding.into_iter().collect()
}
