//! People and the organisation.

use serde_json::{Map, Value, json};

use super::{Here, fields, joined, urls};
use crate::sandbox::world::{self, CREATED, ORGANIZATION, ORGANIZATION_ID, Person};

/// Any account's addresses below `users/`.
const ACCOUNT_URLS: &[(&str, &str)] = &[
    ("url", ""),
    ("followers_url", "/followers"),
    ("following_url", "/following{/other_user}"),
    ("gists_url", "/gists{/gist_id}"),
    ("starred_url", "/starred{/owner}{/repo}"),
    ("subscriptions_url", "/subscriptions"),
    ("organizations_url", "/orgs"),
    ("repos_url", "/repos"),
    ("events_url", "/events{/privacy}"),
    ("received_events_url", "/received_events"),
];

/// The organisation's addresses below `orgs/`.
const ORGANIZATION_URLS: &[(&str, &str)] = &[
    ("url", ""),
    ("repos_url", "/repos"),
    ("events_url", "/events"),
    ("hooks_url", "/hooks"),
    ("issues_url", "/issues"),
    ("members_url", "/members{/member}"),
    ("public_members_url", "/public_members{/member}"),
];

fn simple(here: &Here, id: u64, login: &str, kind: &str) -> Map<String, Value> {
    let mut account = urls(&format!("{}/users/{login}", here.api), ACCOUNT_URLS);
    account.extend(fields(json!({
        "login": login,
        "id": id,
        "node_id": format!("U_{id}"),
        "avatar_url": format!("{}/avatars/{id}", here.web),
        "gravatar_id": "",
        "html_url": format!("{}/{login}", here.web),
        "type": kind,
        "site_admin": false,
    })));
    account
}

fn public(name: &str, email: Option<&str>) -> Map<String, Value> {
    fields(json!({
        "user_view_type": "public",
        "name": name,
        "company": null,
        "blog": "",
        "location": null,
        "email": email,
        "hireable": null,
        "bio": null,
        "twitter_username": null,
        "public_repos": 1,
        "public_gists": 0,
        "followers": 3,
        "following": 2,
        "created_at": CREATED,
        "updated_at": CREATED,
    }))
}

/// Somebody in a list.
pub(in crate::sandbox) fn member(here: &Here, person: &Person) -> Value {
    joined([simple(here, person.id, person.login, "User")])
}

/// The organisation where an account is wanted: the owner of a repository, the target of an installation.
pub(in crate::sandbox) fn organization_account(here: &Here) -> Value {
    joined([simple(here, ORGANIZATION_ID, ORGANIZATION, "Organization")])
}

/// Somebody's public page, or the organisation's.
pub(in crate::sandbox) fn account(here: &Here, login: &str) -> Option<Value> {
    if world::is_organization(login) {
        let organization = simple(here, ORGANIZATION_ID, ORGANIZATION, "Organization");
        return Some(joined([organization, public("Acme", None)]));
    }
    world::person_named(login).map(|person| user(here, person))
}

/// Somebody, as others see them.
fn user(here: &Here, person: &Person) -> Value {
    joined([simple(here, person.id, person.login, "User"), public(person.name, person.email)])
}

/// Somebody, as they see themselves.
pub(in crate::sandbox) fn viewer(here: &Here, person: &Person) -> Value {
    let private = fields(json!({
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": 0,
        "owned_private_repos": 0,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": true,
    }));
    joined([simple(here, person.id, person.login, "User"), public(person.name, person.email), private])
}

/// Somebody's own addresses.
pub(in crate::sandbox) fn emails(person: &Person) -> Value {
    let email = |email| json!({ "email": email, "primary": true, "verified": true, "visibility": "public" });
    person.email.into_iter().map(email).collect()
}

/// The organisation in a list.
pub(in crate::sandbox) fn organization_simple(here: &Here) -> Value {
    joined([organization_core(here)])
}

fn organization_core(here: &Here) -> Map<String, Value> {
    let mut organization = urls(&format!("{}/orgs/{ORGANIZATION}", here.api), ORGANIZATION_URLS);
    organization.extend(fields(json!({
        "login": ORGANIZATION,
        "id": ORGANIZATION_ID,
        "node_id": format!("O_{ORGANIZATION_ID}"),
        "avatar_url": format!("{}/avatars/{ORGANIZATION_ID}", here.web),
        "description": "A company that exists in this sandbox only",
    })));
    organization
}

/// The organisation in full.
pub(in crate::sandbox) fn organization(here: &Here) -> Value {
    let private = world::REPOSITORIES.iter().filter(|one| one.visibility == world::Visibility::Private).count();
    let details = fields(json!({
        "name": "Acme",
        "html_url": format!("{}/{ORGANIZATION}", here.web),
        "has_organization_projects": true,
        "has_repository_projects": true,
        "public_repos": world::REPOSITORIES.len() - private,
        "total_private_repos": private,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "type": "Organization",
        "two_factor_requirement_enabled": true,
        "created_at": CREATED,
        "updated_at": CREATED,
        "archived_at": null,
    }));
    joined([organization_core(here), details])
}

/// Somebody's place in the organisation: the first person owns it.
pub(in crate::sandbox) fn membership(here: &Here, person: &Person) -> Value {
    let role = if person.id == world::PEOPLE[0].id { "admin" } else { "member" };
    let organization_url = format!("{}/orgs/{ORGANIZATION}", here.api);
    json!({
        "url": format!("{organization_url}/memberships/{}", person.login),
        "state": "active",
        "role": role,
        "organization_url": organization_url,
        "organization": organization_simple(here),
        "user": member(here, person),
    })
}
