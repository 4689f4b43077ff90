//! The list of what the run will need, before anything secret is asked for, and what it means when one client serves both
//! people and the backend.

use std::collections::BTreeSet;

use super::{Edges, choose};
use crate::answers::file::Stage;
use crate::contract::Serves;
use crate::credential::{Answers, CredentialKind, Purpose};
use crate::plan::{Need, Plan, reused_client};

/// Shows what the run will need, before anything secret is asked for.
pub(super) fn list(plan: &Plan, edges: &mut Edges<'_>) {
    let report = &mut *edges.report;
    report.detail("chosen", &choose::summary(plan));
    report.heading("You will need");
    for (index, need) in plan.needs.iter().enumerate() {
        let purposes: Vec<_> = need.purposes.iter().map(|purpose| purpose.title()).collect();
        let title = format!("{}  {}", index + 1, need.spec.title);
        report.detail(&title, &format!("{} · {}", purposes.join(", "), need.spec.making));
        report.line(&format!("   {}", need.does.join("; ")));
        rights(need).iter().for_each(|line| report.line(line));
    }
    for (index, title) in plan.generated().map(|(_, title)| title).enumerate() {
        report.detail(&format!("{}  {title}", plan.needs.len() + index + 1), "made here");
    }
    if let Some(shared) = plan.shared_client() {
        one_for_both(plan, shared, edges);
    }
}

/// What a credential must be allowed. A token is either a classic one, with scopes, or a fine-grained one.
fn rights(need: &Need) -> Vec<String> {
    // A principal has what it is let into, and nothing to tick.
    let is_ticked = need.spec.kind != CredentialKind::ServicePrincipal;
    let scopes: Vec<_> = need.scopes.keys().filter(|_| is_ticked).map(String::as_str).collect();
    let level = |(name, level): (&String, &String)| {
        if is_role(level) { name.clone() } else { format!("{name}: {level}") }
    };
    let permissions: Vec<_> = need.permissions.iter().map(level).collect();
    let named = match need.spec.kind {
        CredentialKind::AccessToken => "or, of a fine-grained one, permissions",
        _ if need.permissions.values().all(is_role) => "roles",
        _ => "permissions",
    };
    [("scopes", scopes.join(", ")), (named, permissions.join(", "))]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(named, all)| format!("   {named}: {all}"))
        .collect()
}

/// Credentials that were given as two and are one client all the same: people are asked for what both are for.
pub(super) fn reused(plan: &Plan, edges: &mut Edges<'_>, answers: &Answers) {
    let Some((one, other)) = reused_client(plan, answers) else { return };
    let says = format!("`{one}` and `{other}` are one client: a leak of it touches sign-in and backend");
    let both = |need: &&Need| need.spec.fields.get("client-id").is_some_and(|id| id == one || id == other);
    let scopes = union(plan.needs.iter().filter(both));
    if !scopes.is_empty() {
        edges.report.line(&format!("together it may {scopes}"));
    }
    match plan.choices.stage {
        Stage::Production => edges.report.problem(&says, Some("give sign-in a client of its own")),
        Stage::Local => edges.report.line(&says),
    }
}

/// Everything that credentials may, once.
fn union<'n>(needs: impl Iterator<Item = &'n Need>) -> String {
    let all: BTreeSet<_> = needs.flat_map(|need| need.scopes.keys().chain(need.permissions.keys())).collect();
    all.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A role is there or not; a permission has a level.
fn is_role(level: &String) -> bool {
    level.is_empty() || level == "role"
}

/// One client for people and backend: a leak of it touches both, and people are asked for all that it may.
fn one_for_both(plan: &Plan, shared: &Need, edges: &mut Edges<'_>) {
    let says = "one client signs people in and serves the backend: a leak of it touches both";
    let scopes: Vec<_> = shared.scopes.keys().map(String::as_str).collect();
    if !scopes.is_empty() {
        edges.report.line(&format!("people are asked to agree to {}", scopes.join(", ")));
    }
    let apart = match plan.part(shared).contract.purposes.get(&Purpose::Authentication) {
        Some(Serves::OneOf { or, .. }) => or.iter().find(|id| **id != shared.id),
        _ => None,
    };
    let hint = match apart {
        Some(other) => format!("keep them apart: --auth {other}"),
        None if plan.choices.target.is_image() => "the image takes one for both: let it read no more than it must".into(),
        None => "let it read no more than it must, or put another client's id and secret below `catalog.providers`, where the \
                 backend reads people"
            .into(),
    };
    match plan.choices.stage {
        Stage::Production => edges.report.problem(says, Some(&hint)),
        Stage::Local => edges.report.line(says),
    }
}
