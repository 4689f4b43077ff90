//! The ids of Microsoft Graph's permissions, which are the same in every tenant. Source: Graph permissions reference.

use serde_json::{Value, json};

use crate::providers::Wanted;

/// Microsoft Graph itself.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// Permissions on behalf of a person who signs in.
const SCOPES: &[(&str, &str)] = &[
    ("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
    ("openid", "37f7f235-527c-4136-accd-4a02d197296e"),
    ("email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"),
    ("profile", "14dad69e-099b-42c9-810b-d002981feec1"),
    ("offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"),
];

/// Permissions of the application itself.
const ROLES: &[(&str, &str)] = &[
    ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
    ("GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6"),
    ("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b"),
    ("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
];

/// What a new registration asks for, in the form that Graph takes (`requiredResourceAccess`).
pub(super) fn required(wanted: &Wanted) -> Value {
    let of = |table: &[(&str, &str)], kind: &str, name: &str| {
        table.iter().find(|(known, _)| *known == name).map(|(_, id)| json!({ "id": id, "type": kind }))
    };
    let scopes = wanted.scopes.keys().filter_map(|scope| of(SCOPES, "Scope", scope));
    let roles = wanted.permissions.keys().filter_map(|role| of(ROLES, "Role", role));
    json!([{ "resourceAppId": GRAPH, "resourceAccess": scopes.chain(roles).collect::<Vec<_>>() }])
}
