//! Can the service account read people and groups, and how many are there?

use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;

use super::realm::Realm;
use crate::credential::Secret;
use crate::proof::Step;
use crate::providers::http::Answer;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

const PEOPLE: &str = "people";

/// What came of reading one kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// So many are there, and they can be read.
    Count(u64),
    /// They are counted, but the list comes empty: asking is allowed, seeing is not.
    Hidden(u64),
    /// Not even asking is allowed.
    Forbidden,
    /// An answer that tells nothing.
    Unclear(u16),
}

/// Both forms of a count: users come as a bare number, groups as an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Bare(u64),
    Object { count: u64 },
}

/// Reads one entry of each kind and counts them all.
pub(super) async fn prove(http: &Http, realm: &Realm, token: &Secret) -> Step {
    match tokio::join!(read(http, realm, token, "users"), read(http, realm, token, "groups")) {
        (Ok(users), Ok(groups)) => judge(users, groups, realm),
        (Err(error), _) | (_, Err(error)) => wire::no_answer(PEOPLE, &error),
    }
}

async fn read(http: &Http, realm: &Realm, token: &Secret, kind: &str) -> Result<Reading> {
    let mut first = realm.admin(&[kind]);
    first.query_pairs_mut().append_pair("max", "1");
    let all = realm.admin(&[kind, "count"]);
    let (first, all) = tokio::join!(wire::get(http, &first, Some(token)), wire::get(http, &all, Some(token)));
    Ok(sort(&first?, &all?))
}

/// A count alone proves little: Keycloak counts for whoever may ask, and lists only for whoever may see.
fn sort(first: &Answer, all: &Answer) -> Reading {
    let count = all.json().map(|count| match count {
        Count::Bare(count) | Count::Object { count } => count,
    });
    match (first.status, all.status, first.json::<Vec<Value>>(), count) {
        (403, ..) | (_, 403, ..) => Reading::Forbidden,
        (200, 200, Some(entries), Some(count)) if entries.is_empty() && count > 0 => Reading::Hidden(count),
        (200, 200, Some(_), Some(count)) => Reading::Count(count),
        (200, status, ..) | (status, ..) => Reading::Unclear(status),
    }
}

fn judge(users: Reading, groups: Reading, realm: &Realm) -> Step {
    let lacks = |role: &str, what: &str| {
        let client = realm.management_client();
        Step::insufficient(PEOPLE, format!("{what}: the service account lacks `{role}` of `{client}`"))
            .hint(format!("assign it on the client's `Service account roles` tab: {}", realm.clients_page()))
    };
    match (users, groups) {
        (Reading::Forbidden, _) => lacks("view-users", "people cannot be read"),
        (Reading::Hidden(count), _) => lacks("view-users", &format!("{} there, none can be seen", people(count))),
        (_, Reading::Forbidden) => lacks("query-groups", "groups cannot be read"),
        (_, Reading::Hidden(count)) => {
            lacks("view-users", &format!("{} there, none can be seen", counted(count, "group")))
        }
        (Reading::Unclear(status), _) | (_, Reading::Unclear(status)) => {
            Step::unknown(PEOPLE, format!("the admin API answered with status {status}"))
        }
        (Reading::Count(0), Reading::Count(_)) => Step::attention(PEOPLE, format!("realm `{}` is empty", realm.name()))
            .hint("people who are not in the realm cannot sign in to the portal"),
        (Reading::Count(users), Reading::Count(groups)) => {
            Step::valid(PEOPLE, format!("{} and {} can be read", people(users), counted(groups, "group")))
        }
    }
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn answer(status: u16, body: &str) -> Answer {
        crate::providers::http::answer(status, &[], body)
    }

    fn step(users: Reading, groups: Reading) -> Step {
        let settings = [("realm".to_owned(), "acme".to_owned())];
        judge(users, groups, &Realm::of(&super::super::tests::wanted(settings)).unwrap())
    }

    #[test]
    fn counts_come_in_two_forms_and_prove_nothing_without_the_list() {
        assert_eq!(sort(&answer(200, "[{}]"), &answer(200, "2")), Reading::Count(2));
        assert_eq!(sort(&answer(200, "[{}]"), &answer(200, r#"{"count":3}"#)), Reading::Count(3));
        assert_eq!(sort(&answer(200, "[]"), &answer(200, "2")), Reading::Hidden(2));
        assert_eq!(sort(&answer(200, "[]"), &answer(200, "0")), Reading::Count(0));
        assert_eq!(sort(&answer(403, "{}"), &answer(200, "2")), Reading::Forbidden);
        assert_eq!(sort(&answer(200, "[{}]"), &answer(500, "")), Reading::Unclear(500));
    }

    #[test]
    fn the_missing_role_is_named() {
        for (users, groups, role) in [
            (Reading::Forbidden, Reading::Count(1), "`view-users`"),
            (Reading::Hidden(2), Reading::Forbidden, "`view-users`"),
            (Reading::Count(2), Reading::Forbidden, "`query-groups`"),
            (Reading::Count(2), Reading::Hidden(1), "`view-users`"),
        ] {
            let step = step(users, groups);
            assert_eq!(step.verdict, Verdict::Insufficient);
            assert!(step.says.contains(role), "{}", step.says);
        }
    }

    #[test]
    fn an_empty_realm_is_worth_a_look() {
        assert!(step(Reading::Count(0), Reading::Count(0)).attention);
        assert_eq!(step(Reading::Count(1), Reading::Count(2)).says, "1 person and 2 groups can be read");
    }
}
