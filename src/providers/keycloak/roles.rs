//! Which roles a service account has, and which it should have. Decisions only; nothing here asks.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::realm::Realm;
use crate::credential::Secret;
use crate::proof::Step;

const ROLES: &str = "roles";

/// The role that may change everything in the realm.
const REALM_ADMIN: &str = "realm-admin";

#[derive(Deserialize)]
struct Claims {
    resource_access: Option<BTreeMap<String, Access>>,
}

#[derive(Deserialize)]
struct Access {
    #[serde(default)]
    roles: BTreeSet<String>,
}

/// The roles over the realm that an access token lists. A lightweight token lists none at all, which is not the same
/// as having none.
pub(super) fn listed(token: &Secret, management_client: &str) -> Option<BTreeSet<String>> {
    let payload = URL_SAFE_NO_PAD.decode(token.expose().split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let access = claims.resource_access?.remove(management_client);
    Some(access.map(|access| access.roles).unwrap_or_default())
}

/// Compares roles, and names those that are missing and those that are too many.
pub(super) fn judge(wanted: &BTreeSet<&str>, granted: Option<&BTreeSet<String>>, realm: &Realm) -> Step {
    let Some(granted) = granted else {
        return Step::valid(
            ROLES,
            "the token is a lightweight one and lists no roles; reading shows whether they suffice",
        );
    };
    let missing = ticked(wanted.iter().copied().filter(|role| !granted.contains(*role)));
    if !missing.is_empty() {
        let says = format!("the service account lacks {missing} of `{}`", realm.management_client());
        return Step::insufficient(ROLES, says)
            .hint(format!("assign them on the client's `Service account roles` tab: {}", realm.clients_page()));
    }
    excess(wanted, granted).unwrap_or_else(|| {
        let has = ticked(wanted.iter().copied());
        Step::valid(ROLES, if has.is_empty() { "none, as wanted".to_owned() } else { format!("{has}, nothing more") })
    })
}

fn excess(wanted: &BTreeSet<&str>, granted: &BTreeSet<String>) -> Option<Step> {
    let says = if granted.contains(REALM_ADMIN) {
        format!("the service account is `{REALM_ADMIN}`: it may change everything in the realm")
    } else {
        let more = ticked(granted.iter().map(String::as_str).filter(|role| !covered(role, wanted)));
        if more.is_empty() {
            return None;
        }
        format!("enough, but the service account may more than the portal needs: {more}")
    };
    Some(Step::attention(ROLES, says).hint("take these roles away: whoever gets the secret has them too"))
}

/// Tells whether a role is wanted, or comes with a wanted one. Source: Keycloak's `RealmManager.addQueryCompositeRoles`.
fn covered(role: &str, wanted: &BTreeSet<&str>) -> bool {
    let brings = |wanted: &str| match wanted {
        "view-users" => ["query-users", "query-groups"].contains(&role),
        "view-clients" => role == "query-clients",
        _ => false,
    };
    wanted.contains(role) || wanted.iter().any(|wanted| brings(wanted))
}

fn ticked<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    const NEEDED: [&str; 3] = ["query-groups", "query-users", "view-users"];

    fn token(payload: &str) -> Secret {
        Secret::new(format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(payload)))
    }

    fn step(wanted: &[&str], granted: &[&str]) -> Step {
        let settings = [("realm".to_owned(), "acme".to_owned())];
        let realm = Realm::of(&super::super::tests::wanted(settings)).unwrap();
        let granted = granted.iter().map(|role| (*role).to_owned()).collect();
        judge(&wanted.iter().copied().collect(), Some(&granted), &realm)
    }

    #[test]
    fn a_lightweight_token_lists_nothing_and_a_full_one_lists_even_none() {
        let full = token(r#"{"resource_access":{"realm-management":{"roles":["view-users"]}}}"#);
        assert_eq!(listed(&full, "realm-management"), Some(["view-users".to_owned()].into()));
        let none = token(r#"{"resource_access":{"account":{"roles":["view-profile"]}}}"#);
        assert_eq!(listed(&none, "realm-management"), Some(BTreeSet::new()));
        assert_eq!(listed(&token(r#"{"azp":"light"}"#), "realm-management"), None);
        for opaque in ["", "opaque", "a.%.b", "a.e30"] {
            assert_eq!(listed(&Secret::new(opaque), "realm-management"), None, "{opaque}");
        }
    }

    #[test]
    fn missing_roles_are_named() {
        let step = step(&NEEDED, &["view-users"]);
        assert_eq!(step.verdict, Verdict::Insufficient);
        assert_eq!(step.says, "the service account lacks `query-groups`, `query-users` of `realm-management`");
    }

    #[test]
    fn exactly_the_wanted_roles_need_no_attention() {
        assert!(!step(&NEEDED, &NEEDED).attention);
        assert!(!step(&["view-users"], &NEEDED).attention, "what comes with a role is not too much");
        assert_eq!(step(&[], &[]).says, "none, as wanted");
    }

    #[test]
    fn roles_in_excess_are_named_and_refuse_nothing() {
        let mut granted = NEEDED.to_vec();
        granted.push("manage-users");
        let more = step(&NEEDED, &granted);
        assert!(more.attention && more.verdict == Verdict::Valid);
        assert!(more.says.ends_with(": `manage-users`"), "{}", more.says);
        granted.push("realm-admin");
        assert!(step(&NEEDED, &granted).says.contains("everything in the realm"));
    }
}
