//! Tables that pages are made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use indexmap::IndexSet;

use super::facts;
use crate::contract::demands::demands;
use crate::contract::directories::{Dialect, directories};
use crate::contract::system::{SignsIn, System, systems};
use crate::contract::{ProviderSpec, concepts, integration, preset, sign_in};
use crate::credential::{CredentialKind, Purpose, Variable};

/// Writes a table as Markdown.
pub(in crate::explain) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|&cell| cell.to_owned()).collect();
    let mut text = line(&head);
    _ = writeln!(text, "|{}", "---|".repeat(head.len()));
    text.extend(rows.iter().map(|row| line(row)));
    text
}

/// Names in backticks, each once, with commas between them.
pub(super) fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: IndexSet<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A permission with its level; a role has none.
pub(in crate::explain) fn permission((name, level): (&String, &String)) -> String {
    if level == "role" { name.clone() } else { format!("{name}: {level}") }
}

/// Which credentials can serve a purpose, or have a form.
pub(in crate::explain) fn credentials_table(asked: &str) -> String {
    let facts = facts();
    let mut rows = BTreeMap::new();
    for contract in facts.contracts {
        for (id, spec) in &contract.credentials {
            let serves = Purpose::ALL.into_iter().filter(|purpose| super::credentials::serves(contract, id, *purpose));
            let serves: Vec<_> = serves.map(Purpose::id).collect();
            let cost = concepts::costs().get(id);
            if let Some(cost) = cost.filter(|_| serves.contains(&asked) || spec.kind.id() == asked) {
                let row = vec![
                    format!("`{id}`"),
                    facts.title(&contract.provider).to_owned(),
                    cost.ends.clone(),
                    cost.leaks.clone(),
                ];
                rows.insert(id.clone(), row);
            }
        }
    }
    table(&["credential", "provider", "ends", "when it leaks"], &rows.into_values().collect::<Vec<_>>())
}

/// Every system that can be set up here: what it is told by, what of a configuration is judged, and what its proof was held against.
pub(in crate::explain) fn systems_table() -> String {
    let facts = facts();
    let judged = |name: &str| match systems().iter().find(|system| system.name == name) {
        None => "own rules".to_owned(),
        Some(system) if system.signs_in.is_some() => "own rules".to_owned(),
        Some(system) if demands().iter().any(|demand| system.is_read_at(&demand.at)) => "secrets, keys".to_owned(),
        Some(_) => "secrets".to_owned(),
    };
    let row = |spec: &ProviderSpec| {
        let mine = facts.contracts.iter().filter(|contract| contract.provider == spec.provider);
        let credentials: BTreeSet<_> = mine.flat_map(|contract| contract.credentials.keys()).collect();
        vec![spec.title.clone(), listed(credentials), judged(&spec.provider), spec.held_against.clone()]
    };
    let mut rows: Vec<_> = facts.providers.iter().map(row).collect();
    rows.sort();
    table(&["system", "credentials", "judged", "its proof was held against"], &rows)
}

/// What people sign in by on a plain Backstage, besides what has a profile: what the backend and the page need for it.
pub(in crate::explain) fn ways_in_table() -> String {
    let sent = rows_of_sign_in().filter(|(_, signs_in)| signs_in.front.is_none());
    let row = |(system, signs_in): (&System, &SignsIn)| {
        vec![system.title.clone(), format!("`{}`", system.name), format!("`{}`", signs_in.module), signs_in.offered()]
    };
    table(
        &["people sign in by", "`--auth`", "module of the backend", "the sign-in page gets"],
        &sent.map(row).collect::<Vec<_>>(),
    )
}

/// What may stand in front of a plain Backstage, and what keeps somebody from going round it.
pub(in crate::explain) fn fronts_table() -> String {
    let row = |(system, signs_in): (&System, &SignsIn)| {
        let front = signs_in.front.as_ref()?;
        let named = [&system.name, &signs_in.key].map(|name| format!("`{name}`"));
        let settings = listed(system.settings.values().map(Variable::as_str));
        let [name, key] = named;
        Some(vec![system.title.clone(), name, key, settings, front.hint.clone()])
    };
    let rows: Vec<_> = rows_of_sign_in().filter_map(row).collect();
    table(&["in front", "`--auth`", "key", "asked for", "what keeps it closed"], &rows)
}

fn rows_of_sign_in() -> impl Iterator<Item = (&'static System, &'static SignsIn)> {
    let rows = systems().iter();
    rows.filter_map(|system| Some((system, system.signs_in.as_ref()?)))
}

/// The directories that people run, and what is otherwise in each.
pub(in crate::explain) fn directories_table() -> String {
    let row = |dialect: &Dialect| {
        let limit = match (dialect.limit, dialect.in_pages) {
            (None, _) => "all".to_owned(),
            (Some(limit), true) => format!("{limit}, also page by page"),
            (Some(limit), false) => format!("{limit}; page by page all"),
        };
        let by_itself = dialect.known_by() == directories().known_by.of_every_answer;
        let name = match (by_itself, dialect.own_name) {
            (true, _) => "by itself",
            (false, true) => "yes",
            (false, false) => "wants `dnAttributeName`",
        };
        vec![
            dialect.title.clone(),
            dialect.people.clone(),
            dialect.groups.clone(),
            dialect.member_of.clone(),
            limit,
            name.to_owned(),
        ]
    };
    let rows: Vec<_> = directories().dialects.iter().map(row).collect();
    table(&["directory", "people", "groups", "a person's groups", "gives", "known by name"], &rows)
}

/// What the registered address is, by provider.
pub(in crate::explain) fn callbacks() -> String {
    let facts = facts();
    let mut rows = BTreeMap::new();
    for contract in facts.contracts {
        let paths = contract.credentials.values().filter_map(|spec| spec.callback.clone());
        for path in paths {
            let key = contract.signs_in_as.clone().unwrap_or_default();
            rows.insert(
                contract.provider.clone(),
                vec![facts.title(&contract.provider).to_owned(), format!("`{key}`"), format!("`<portal-url>{path}`")],
            );
        }
    }
    table(&["provider", "key", "register exactly this"], &rows.into_values().collect::<Vec<_>>())
}

/// What each feature needs of each provider.
pub(in crate::explain) fn scopes_table() -> String {
    let facts = facts();
    let mut rows = Vec::new();
    for provider in facts.providers {
        for (name, feature) in &provider.features {
            let permissions: Vec<_> = feature.permissions.iter().map(permission).collect();
            if feature.scopes.is_empty() && permissions.is_empty() {
                continue;
            }
            rows.push(vec![provider.title.clone(), format!("`{name}`"), listed(&feature.scopes), listed(permissions)]);
        }
    }
    table(&["provider", "feature", "scopes", "permissions or roles"], &rows)
}

/// The profiles, with what they are.
pub(in crate::explain) fn profiles_table() -> String {
    let profiles = facts().contracts.iter().filter(|contract| contract.is_profile());
    let rows: Vec<_> = profiles.map(|contract| vec![format!("`{}`", contract.name), contract.about.clone()]).collect();
    table(&["profile", "what it is"], &rows)
}

/// The presets, with what they need.
pub(in crate::explain) fn presets_table() -> String {
    let row = |preset: &preset::Preset| {
        let needs = preset.variables.iter().filter(|(_, variable)| variable.required).map(|(name, _)| name);
        let group = preset.exclusive_group.as_ref().map(|group| format!(" (group {group})")).unwrap_or_default();
        vec![format!("`{}`{group}", preset.name), listed(needs)]
    };
    table(&["preset", "needs"], &preset::all().iter().map(row).collect::<Vec<_>>())
}

/// Resolvers that look for an annotation.
pub(in crate::explain) fn resolvers_table() -> String {
    let row = |annotation: &sign_in::Annotation| {
        let brought = if annotation.directory.is_empty() {
            "a file of the catalog".to_owned()
        } else {
            format!("`{}`", annotation.directory)
        };
        vec![
            format!("`{}`", annotation.resolver),
            format!("`{}`", annotation.provider),
            format!("`{}`", annotation.looks_for),
            brought,
        ]
    };
    let rows: Vec<_> = sign_in::sign_in().annotations.iter().map(row).collect();
    table(&["resolver", "provider", "looks for the annotation", "written by"], &rows)
}

/// What a value is by its beginning.
pub(in crate::explain) fn tokens_table() -> String {
    let row = |token: &integration::TokenSpec| {
        let but = token.but.clone().unwrap_or_else(|| "may serve integration".to_owned());
        vec![format!("`{}`", token.starts), token.is.clone(), but]
    };
    table(&["begins with", "is", "and"], &integration::facts().tokens.iter().map(row).collect::<Vec<_>>())
}

/// What people call a form of credential.
pub(super) const fn form(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::OauthClient => "OAuth client: an id and a secret",
        CredentialKind::GithubApp => "GitHub App: an id, a private key, and an OAuth client inside",
        CredentialKind::AccessToken => "access token",
        CredentialKind::ServicePrincipal => "service principal: tenant, id and secret of an application",
        CredentialKind::Account => "account: its name, with a token or a password",
        CredentialKind::BindAccount => "directory account: a distinguished name and a password",
        CredentialKind::TrustedProxy => "no secret: a proxy in front of the portal vouches for people",
    }
}
