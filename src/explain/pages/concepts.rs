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
    concept!("systems"),
    concept!("sandbox"),
    concept!("rehearse"),
    concept!("cluster-access"),
    concept!("secrets"),
    concept!("layers"),
    concept!("environments"),
    concept!("popup-closed"),
    concept!("person-not-found"),
    concept!("bad-credentials"),
    concept!("code-refused"),
    concept!("rate-limit"),
    concept!("app-not-installed"),
    concept!("cookies"),
    concept!("certificates"),
    concept!("unreachable"),
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
