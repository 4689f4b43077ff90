//! Providers: the systems on the other side, those that can be set up here and those that Backstage knows besides.

use std::collections::BTreeSet;

use super::Facts;
use super::table::{listed, permission, table};
use crate::contract::integration::{self, IntegrationSpec};
use crate::contract::sign_in::{self, sign_in};
use crate::contract::system::{Found, SignsIn, System, systems};
use crate::contract::{Contract, ProviderSpec};
use crate::explain::page::{Kind, Page};

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    let mut pages: Vec<_> = facts.providers.iter().map(|spec| served(facts, spec)).collect();
    let known: BTreeSet<_> = pages.iter().flat_map(|page| page.also.iter().chain([&page.id]).cloned()).collect();
    let keys = sign_in().providers.iter().chain(&sign_in().proxies);
    pages.extend(keys.filter(|(key, _)| !known.contains(*key)).map(|(key, provider)| signs_in(key, provider)));
    let kinds = integration::facts().integrations.iter();
    pages.extend(kinds.filter(|(key, _)| !known.contains(*key)).map(|(key, spec)| integrates(key, spec)));
    let elsewhere = sign_in().elsewhere.iter();
    let missing = elsewhere.filter(|(key, _)| !known.contains(*key) && !sign_in().proxies.contains_key(*key));
    pages.extend(missing.map(|(key, oidc)| elsewhere_page(key, *oidc)));
    pages
}

/// One that can be set up here.
fn served(facts: &Facts, spec: &ProviderSpec) -> Page {
    let contracts: Vec<_> = facts.contracts.iter().filter(|contract| contract.provider == spec.provider).collect();
    let title = capital(&spec.title);
    let mut text = format!("# {title}\n\n{}\n", table(&["", ""], &places(spec, &contracts)));
    text += "## What the portal does with it\n\n";
    let features = spec.features.iter().map(|(name, feature)| {
        let permissions = feature.permissions.iter().map(permission);
        vec![format!("`{name}`"), feature.about.clone(), listed(&feature.scopes), listed(permissions)]
    });
    text += &table(&["feature", "which", "scopes", "permissions or roles"], &features.collect::<Vec<_>>());
    let credentials = contracts.iter().flat_map(|contract| contract.credentials.iter());
    let mut rows: Vec<_> =
        credentials.map(|(id, spec)| vec![format!("`{id}`"), spec.making.clone(), spec.cost.clone()]).collect();
    rows.sort();
    rows.dedup_by(|one, other| one[0] == other[0]);
    text += &format!("\n## Credentials\n\n{}", table(&["credential", "how it is made", "what it costs"], &rows));
    let made = contracts.iter().flat_map(|contract| contract.credentials.keys());
    text += &made.map(|id| steps(&spec.provider, id)).collect::<String>();
    let signs_in = contracts.iter().find_map(|contract| contract.signs_in_as.as_ref());
    if signs_in.is_some() {
        text += &format!("\n## How people sign in\n\n<sequence {}>\n", spec.provider);
    }
    let summary: Vec<_> = spec.features.values().map(|feature| feature.about.as_str()).collect();
    let mut page = Page::of(Kind::Provider, &spec.provider, &summary.join("; "), &text);
    let has_page = |name: &String| facts.providers.iter().any(|other| other.provider == *name);
    let meant = sign_in().meant.iter().filter(|(name, key)| Some(*key) == signs_in && !has_page(name));
    // What several sign in by is none of theirs.
    let own = |key: &str| spec.provider == key || key != "oidc";
    page.also = meant.filter(|(_, key)| own(key)).map(|(name, _)| name.clone()).collect();
    page.also.extend(signs_in.filter(|key| **key != spec.provider && *key != "oidc").cloned());
    page.also.extend(integration_key(spec).map(str::to_owned));
    page.also.push(spec.title.clone());
    page
}

/// How a person makes a credential of a system, step by step, with what it has to be allowed.
pub(super) fn steps(system: &str, id: &str) -> String {
    // How a client for sign-in is made stands where it is asked for, with the addresses of the portal.
    let mut systems = systems().iter().filter(|known| known.signs_in.is_none());
    let system = systems.find(|known| known.name == system);
    let Some((_, spec)) = system.and_then(|system| system.credential(id)) else { return String::new() };
    let step = |step: &String| match step.strip_prefix("$ ") {
        Some(command) => format!("   `{command}`\n"),
        None => format!("1. {}\n", super::credentials::sentence(step)),
    };
    let steps: String = spec.steps.iter().map(step).collect();
    if steps.is_empty() { steps } else { format!("\n## How `{id}` is made\n\n{steps}") }
}

fn places(spec: &ProviderSpec, contracts: &[&Contract]) -> Vec<Vec<String>> {
    let row = |name: &str, says: String| vec![name.to_owned(), says];
    let mut rows = Vec::new();
    let signs_in_alone = contracts.iter().any(|contract| contract.stands.is_empty());
    let own = if signs_in_alone { String::new() } else { format!(", or your own: `--url {}=…`", spec.provider) };
    rows.extend(spec.url.as_ref().map(|url| row("address", format!("`{url}`{own}"))));
    rows.extend(spec.api_url.as_ref().map(|url| row("API", format!("`{url}`"))));
    rows.extend(
        spec.self_hosted_api_path.as_ref().map(|path| row("API of your own", format!("`https://<host>{path}`"))),
    );
    if spec.url.is_none() {
        let asked = contracts.iter().filter_map(|contract| contract.settings.get(crate::plan::BASE_URL)).next();
        rows.extend(asked.map(|variable| row("address", format!("your own, in `{variable}`"))));
    }
    let profiles: Vec<_> =
        contracts.iter().filter(|contract| contract.is_profile()).map(|contract| &contract.name).collect();
    rows.extend((!profiles.is_empty()).then(|| row("profiles", listed(profiles))));
    let key = contracts.iter().find_map(|contract| contract.signs_in_as.as_ref());
    rows.extend(key.map(|key| row("key of sign-in", format!("`auth.providers.{key}`"))));
    rows.extend(integration_key(spec).map(|key| row("key of integration", format!("`integrations.{key}`"))));
    if let Some(system) = systems().iter().find(|system| system.name == spec.provider) {
        rows.extend(by_row(system));
    }
    rows.push(row("proof held against", spec.held_against.clone()));
    rows
}

/// What the row of a system says.
fn by_row(system: &System) -> Vec<Vec<String>> {
    let row = |name: &str, says: String| vec![name.to_owned(), says];
    let mut rows = Vec::new();
    let found = listed(system.found.iter().map(Found::shown));
    rows.extend((!found.is_empty()).then(|| row("read from", found)));
    rows.extend(system.package.as_ref().map(|package| row("read by", format!("`{package}`"))));
    let asks = listed(system.proof.iter().map(|ask| format!("{} {}", ask.order().0, ask.order().1)));
    rows.extend((!asks.is_empty()).then(|| row("proven by", asks)));
    let flags = match &system.signs_in {
        Some(signs_in) => {
            rows.extend(signing_in(system, signs_in));
            "--target backstage --auth"
        }
        None => "--integration",
    };
    rows.push(row("added by", format!("`devportal-auth init {flags} {}`, or in the wizard", system.name)));
    rows
}

/// What a portal has to have before people sign in so.
fn signing_in(system: &System, signs_in: &SignsIn) -> Vec<Vec<String>> {
    let row = |name: &str, says: String| vec![name.to_owned(), says];
    let mut rows = vec![row("in the backend", format!("`backend.add(import('{}'));`", signs_in.module))];
    rows.push(row("on the sign-in page", signs_in.offered()));
    let resolvers = signs_in.resolvers.iter().map(|(name, finds)| format!("`{name}`: {finds}"));
    rows.push(row("its resolvers find", resolvers.collect::<Vec<_>>().join("; ")));
    rows.extend(signs_in.front.as_ref().map(|front| row("what keeps it closed", front.hint.clone())));
    // Who says a name that is also that of a host of code mostly means the code.
    let beginning = format!("{}-", system.name);
    let others = systems().iter();
    let others = others.filter(|other| other.signs_in.is_none() && other.name.starts_with(&beginning));
    let others = listed(others.map(|other| format!("provider {}", other.name)));
    rows.extend((!others.is_empty()).then(|| row("its code", others)));
    rows.push(row("on VeeCode's images", format!("no: {}", signs_in.not_there(&system.title))));
    rows
}

/// What Backstage calls it below `integrations`: by the address that everybody shares.
fn integration_key(spec: &ProviderSpec) -> Option<&'static str> {
    let host = spec.url.as_deref()?.trim_start_matches("https://");
    integration::facts().integrations.iter().find(|(_, kind)| kind.host == host).map(|(key, _)| key.as_str())
}

/// One that people can sign in by, and that is not set up here.
fn signs_in(key: &str, provider: &sign_in::Provider) -> Page {
    let place =
        if provider.flat { format!("auth.providers.{key}") } else { format!("auth.providers.{key}.<environment>") };
    let row = |name: &str, says: String| vec![name.to_owned(), says];
    let mut rows = vec![row("its fields stand at", format!("`{place}`"))];
    rows.extend((!provider.required.is_empty()).then(|| row("required", listed(&provider.required))));
    rows.extend((!provider.texts.is_empty()).then(|| row("possible", listed(&provider.texts))));
    rows.extend(
        (!provider.resolvers.is_empty()).then(|| row("resolvers of its own", listed(provider.resolvers.keys()))),
    );
    let inside = if sign_in().proxies.contains_key(key) {
        "Backstage has a module for it; VeeCode's image has not."
    } else {
        "VeeCode's image has it."
    };
    let text = format!(
        "# Sign-in provider `{key}`\n\n{inside} `devportal-auth init` does not set it up; `validate` judges it.\n\n{}",
        table(&["", ""], &rows)
    );
    let mut page = Page::of(Kind::Provider, key, "a sign-in provider that is judged, and not set up here", &text);
    page.also.extend(provider.called.clone());
    page
}

/// One that code can be read from, and that is not set up here.
fn integrates(key: &str, spec: &IntegrationSpec) -> Page {
    let text = format!(
        "# {}\n\nCode is read from it by `integrations.{key}`, at `{}`. `devportal-auth init` does not set it up; `validate` judges it.\n",
        spec.title, spec.host
    );
    Page::of(Kind::Provider, key, "a host of code that is judged, and not set up here", &text)
}

/// One that Backstage has and the image has not.
fn elsewhere_page(key: &str, oidc: bool) -> Page {
    let instead = if oidc {
        "It speaks OpenID Connect, so the provider `oidc` does in its place: `devportal-auth init --profile oidc`."
    } else {
        "Only an image of your own can have it."
    };
    let text = format!(
        "# Sign-in provider `{key}`\n\nBackstage has a module for it; VeeCode's image has not, and stops with `No auth provider found for {key}`. {instead}\n"
    );
    Page::of(Kind::Provider, key, "a sign-in provider that the image has not", &text)
}

fn capital(title: &str) -> String {
    super::credentials::sentence(title.trim_start_matches("the "))
}
