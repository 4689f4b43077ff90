//! What the sandbox's Keycloak answers to its administrator and to whoever may read people.

use http::{HeaderValue, Response, header};
use serde_json::{Value, json};

use super::super::reply;
use super::super::world::{PEOPLE, Person, TEAMS, Team};
use super::{Asked, Client, Roles, State, refusal};

const ADMINISTRATOR: &str = "sandbox-administrator";
const MANAGEMENT: &str = "realm-management";
/// How the account of a client is called.
const ACCOUNT_OF: &str = "account-of-";

impl State {
    /// Signs the administrator in.
    pub(super) fn administrator(&self, asked: &Asked<'_>) -> Response<Vec<u8>> {
        let is = |field: &str, value: &str| asked.form.get(field).is_some_and(|said| said == value);
        if is("username", self.notes.administrator) && is("password", self.notes.password.expose()) {
            return reply::json(
                200,
                &json!({ "access_token": ADMINISTRATOR, "refresh_token": "sandbox", "expires_in": 60 }),
            );
        }
        refusal(401, "invalid_grant", "Invalid user credentials")
    }

    /// What stands below the realm in the admin API.
    pub(super) fn admin(&mut self, asked: &Asked<'_>, rest: &[&str]) -> Option<Response<Vec<u8>>> {
        if !asked.authorization.starts_with("Bearer ") {
            return Some(reply::json(401, &json!({ "error": "HTTP 401 Unauthorized" })));
        }
        let administrator = asked.authorization == format!("Bearer {ADMINISTRATOR}");
        match (asked.method, rest) {
            ("GET", ["users" | "groups", ..]) => people(asked, rest),
            _ if !administrator => Some(reply::json(403, &json!({ "error": "HTTP 403 Forbidden" }))),
            ("POST", ["clients"]) => self.make(asked),
            ("GET", ["clients"]) => Some(reply::json(200, &self.find(asked))),
            ("DELETE", ["clients", id]) => {
                self.clients.remove(*id);
                Some(reply::nothing())
            }
            ("GET", ["clients", id, "service-account-user"]) => {
                Some(reply::json(200, &json!({ "id": format!("{ACCOUNT_OF}{id}") })))
            }
            ("GET", ["clients", id, "roles"]) if *id == MANAGEMENT => {
                let roles = ["view-users", "query-users", "query-groups", "manage-users"];
                let roles: Vec<_> = roles.iter().map(|role| json!({ "id": role, "name": role })).collect();
                Some(reply::json(200, &Value::Array(roles)))
            }
            ("POST", ["users", account, "role-mappings", "clients", id]) if *id == MANAGEMENT => {
                self.clients.get_mut(account.strip_prefix(ACCOUNT_OF)?)?.roles = Some(Roles::Reads);
                Some(reply::nothing())
            }
            _ => None,
        }
    }

    fn make(&mut self, asked: &Asked<'_>) -> Option<Response<Vec<u8>>> {
        let order: Value = serde_json::from_slice(asked.body).ok()?;
        let id = order["clientId"].as_str()?.to_owned();
        if self.clients.contains_key(&id) {
            return Some(reply::json(409, &json!({ "errorMessage": format!("Client {id} already exists") })));
        }
        let secret = order["secret"].as_str()?.to_owned();
        let callback = order["redirectUris"][0].as_str().map(str::to_owned);
        let mut made = reply::nothing();
        *made.status_mut() = http::StatusCode::CREATED;
        let at =
            HeaderValue::from_str(&format!("{}/admin/realms/{}/clients/{id}", self.base, self.notes.realm)).ok()?;
        made.headers_mut().insert(header::LOCATION, at);
        self.clients.insert(id, Client { secret, callback, roles: Some(Roles::None) });
        Some(made)
    }

    /// Clients by their name, which is their number here, too.
    fn find(&self, asked: &Asked<'_>) -> Value {
        let wanted = asked.query.get("clientId").map(String::as_str).unwrap_or_default();
        match self.clients.get(wanted) {
            Some(client) => json!([{ "id": wanted, "clientId": wanted, "secret": client.secret }]),
            None if wanted == MANAGEMENT => json!([{ "id": MANAGEMENT, "clientId": MANAGEMENT }]),
            None => json!([]),
        }
    }
}

fn people(asked: &Asked<'_>, rest: &[&str]) -> Option<Response<Vec<u8>>> {
    let list = match rest {
        ["users", "count"] => return Some(reply::json(200, &json!(PEOPLE.len()))),
        ["groups", "count"] => return Some(reply::json(200, &json!({ "count": TEAMS.len() }))),
        ["users"] => PEOPLE.iter().filter(|known| is_asked_for(known, asked)).map(person).collect(),
        ["groups"] => TEAMS.iter().map(team).collect(),
        ["groups", slug, "members"] => {
            let team = TEAMS.iter().find(|team| team.slug == *slug)?;
            PEOPLE.iter().filter(|known| team.members.contains(&known.login)).map(person).collect()
        }
        _ => return None,
    };
    Some(reply::json(200, &Value::Array(shown(list, asked))))
}

fn is_asked_for(known: &Person, asked: &Asked<'_>) -> bool {
    asked.query.get("username").is_none_or(|name| known.login.eq_ignore_ascii_case(name))
        && asked.query.get("email").is_none_or(|mail| known.email.is_some_and(|known| known.eq_ignore_ascii_case(mail)))
}

fn shown(list: Vec<Value>, asked: &Asked<'_>) -> Vec<Value> {
    let number = |field: &str, usual: usize| asked.query.get(field).and_then(|text| text.parse().ok()).unwrap_or(usual);
    list.into_iter().skip(number("first", 0)).take(number("max", 100)).collect()
}

fn person(known: &Person) -> Value {
    json!({ "id": format!("person-{}", known.id), "username": known.login, "email": known.email, "enabled": true })
}

fn team(known: &Team) -> Value {
    json!({ "id": known.slug, "name": known.slug, "path": format!("/{}", known.slug), "subGroupCount": 0, "subGroups": [] })
}
