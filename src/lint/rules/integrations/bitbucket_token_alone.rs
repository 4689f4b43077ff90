//! `bitbucket-token-alone`: a token for Bitbucket Cloud has no user name beside it, and is not sent.

use crate::contract::release::releases;

use crate::lint::{Confidence, Finding, Rule, Severity, Subject};

pub(in super::super) const RULE: Rule = Rule {
    id: "bitbucket-token-alone",
    summary: "a token for Bitbucket Cloud is not sent without a user name",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/bitbucket-token-alone.md"),
    check,
};

/// What another credential is made of; with any of them the token is not alone.
const OTHERS: [&str; 4] = ["username", "appPassword", "clientId", "clientSecret"];

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let not_yet = releases().changes.bitbucket_bearer.otherwise();
    let entries = subject.integrations("bitbucketCloud").enumerate();
    let alone = entries.filter(|(_, entry)| OTHERS.iter().all(|key| entry.lacks(key)));
    let found = alone.filter_map(|(index, entry)| {
        let token = entry.entry("token").filter(|token| token.is_written())?;
        let finding = rule
            .at_key(token)
            .about(format!("integrations.bitbucketCloud.{index}.token"))
            .says("`token` is not sent without `username`, so Bitbucket Cloud is read as nobody")
            .hint("write `username` beside it: the account's mail address for an API token, `x-token-auth` for an access token");
        subject.as_of(&not_yet, finding)
    });
    found.collect()
}
