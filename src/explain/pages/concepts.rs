//! Concepts: what people mix up, and the errors that have more than one reason.

use crate::explain::page::{Kind, Page};

macro_rules! concept {
    ($id:literal) => {
        ($id, include_str!(concat!("../../../templates/concepts/", $id, ".md")))
    };
}

const CONCEPTS: &[(&str, &str)] = &[
    concept!("authentication"),
    concept!("integration"),
    concept!("organizational-data"),
    concept!("authentication-and-integration"),
    concept!("service-identity"),
    concept!("one-client"),
    concept!("directory-sign-in"),
    concept!("trusted-proxies"),
    concept!("directories"),
    concept!("directory-refusals"),
    concept!("base-dn"),
    concept!("realm"),
    concept!("profiles-and-presets"),
    concept!("plain-backstage"),
    concept!("rhdh"),
    concept!("resolvers"),
    concept!("callbacks"),
    concept!("scopes"),
    concept!("permissions"),
    concept!("consent"),
    concept!("token-refused"),
    concept!("tokens"),
    concept!("github-app-or-token"),
    concept!("service-tokens"),
    concept!("systems"),
    concept!("sandbox"),
    concept!("rehearse"),
    concept!("cluster-access"),
    concept!("secrets"),
    concept!("rotation"),
    concept!("layers"),
    concept!("environments"),
    concept!("popup-closed"),
    concept!("person-not-found"),
    concept!("nested-groups"),
    concept!("bad-credentials"),
    concept!("code-refused"),
    concept!("rate-limit"),
    concept!("app-not-installed"),
    concept!("organization-unseen"),
    concept!("several-organizations"),
    concept!("url-not-read"),
    concept!("catalog-rules"),
    concept!("aws-identity"),
    concept!("cookies"),
    concept!("sessions"),
    concept!("clocks"),
    concept!("content-security-policy"),
    concept!("guest"),
    concept!("provider-missing"),
    concept!("profile-unread"),
    concept!("mail-missing"),
    concept!("entra-refusals"),
    concept!("saml"),
    concept!("config-schema"),
    concept!("config-visibility"),
    concept!("database-refused"),
    concept!("certificates"),
    concept!("unreachable"),
    concept!("status-codes"),
];

pub(super) fn pages() -> Vec<Page> {
    let page = |(id, text): &(&str, &str)| {
        let page = Page::of(Kind::Concept, id, "", text);
        // What stands behind the name in a heading says what it is.
        let summary = page.title.split_once(": ").map_or(page.title.as_str(), |(_, says)| says).to_owned();
        Page { summary, ..page }
    };
    CONCEPTS.iter().map(page).collect()
}
