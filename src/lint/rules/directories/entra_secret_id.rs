//! `entra-secret-id`: the id of a client secret stands where the secret should.

use super::blocks;
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "entra-secret-id",
    summary: "the client secret is a UUID, which is the secret's id and not the secret",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/entra-secret-id.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let sign_ins = subject.sign_in_blocks().filter(|(provider, ..)| *provider == "microsoft");
    let sign_ins =
        sign_ins.map(|(provider, environment, block)| (format!("auth.providers.{provider}.{environment}"), block));
    let all = sign_ins.chain(blocks::sources(subject, "microsoftGraphOrg"));
    let found = all.filter_map(|(route, block)| {
        let secret = block.get("clientSecret")?;
        blocks::is_uuid(secret.text()?.trim()).then(|| {
            rule.at_place(subject.origin(secret))
                .about(format!("{route}.clientSecret"))
                .says("the client secret is a UUID: that is the secret's id, not its value")
                .hint("make a new secret at Microsoft's page and copy its column \"Value\", which is shown once")
        })
    });
    blocks::once(found.collect())
}
