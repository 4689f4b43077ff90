//! What the sandbox's realm answers to browsers and to clients.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Response;
use serde_json::json;
use url::Url;

use super::super::reply;
use super::{Asked, Client, Roles, State, refusal};

/// The length of a secret that the wizard makes.
const MADE: usize = 40;
const SAME: &str = "Invalid client or Invalid client credentials";

impl State {
    /// What stands below the realm.
    pub(super) fn realm(&mut self, asked: &Asked<'_>, rest: &[&str]) -> Option<Response<Vec<u8>>> {
        match (asked.method, rest) {
            ("GET", [".well-known", "openid-configuration"]) => {
                Some(self.metadata(&format!("{}/realms/{}", self.base, self.notes.realm)))
            }
            ("POST", ["protocol", "openid-connect", "token"]) => Some(self.token(asked)),
            ("GET", ["protocol", "openid-connect", "auth"]) => Some(self.authorize(asked)),
            _ => None,
        }
    }

    /// The description of an issuer. All endpoints are the realm's.
    pub(super) fn metadata(&self, issuer: &str) -> Response<Vec<u8>> {
        let below = format!("{}/realms/{}/protocol/openid-connect", self.base, self.notes.realm);
        reply::json(
            200,
            &json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{below}/auth"),
                "token_endpoint": format!("{below}/token"),
                "userinfo_endpoint": format!("{below}/userinfo"),
                "jwks_uri": format!("{below}/certs"),
                "end_session_endpoint": format!("{below}/logout"),
                "revocation_endpoint": format!("{below}/revoke"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "scopes_supported": ["openid", "profile", "email"],
                "code_challenge_methods_supported": ["plain", "S256"],
            }),
        )
    }

    fn token(&mut self, asked: &Asked<'_>) -> Response<Vec<u8>> {
        let Some((id, secret)) = said_by(asked) else { return refusal(401, "invalid_client", SAME) };
        self.recall(&id, &secret);
        let Some(client) = self.clients.get(&id) else { return refusal(401, "invalid_client", SAME) };
        if client.secret != secret {
            return refusal(401, "unauthorized_client", SAME);
        }
        match asked.form.get("grant_type").map(String::as_str) {
            Some("client_credentials") => {
                reply::json(200, &json!({ "access_token": service_token(client.roles), "expires_in": 300 }))
            }
            _ => refusal(400, "invalid_grant", "Code not valid"),
        }
    }

    /// Recalls the client that an earlier run made, by a secret that only this program makes: those that there are to copy are hexadecimal.
    /// Its callback is forgotten.
    fn recall(&mut self, id: &str, secret: &str) {
        let is_made = secret.len() == MADE
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && secret.bytes().any(|byte| !byte.is_ascii_hexdigit());
        if is_made && !self.clients.contains_key(id) {
            self.clients.insert(id.to_owned(), Client { secret: secret.to_owned(), callback: None, roles: None });
        }
    }

    /// Nobody is signed in here, so a good question ends with `login_required`.
    fn authorize(&self, asked: &Asked<'_>) -> Response<Vec<u8>> {
        let said = |field: &str| asked.query.get(field).map(String::as_str).unwrap_or_default();
        let Some(client) = self.clients.get(said("client_id")) else {
            return reply::html(400, "We are sorry", "<p>Client not found.</p>");
        };
        let callback = Url::parse(said("redirect_uri")).ok().filter(|url| client.takes(url));
        let Some(mut callback) = callback else {
            return reply::html(400, "We are sorry", "<p>Invalid parameter: redirect_uri</p>");
        };
        callback.query_pairs_mut().append_pair("error", "login_required").append_pair("state", said("state"));
        reply::redirect(&callback)
    }
}

impl Client {
    fn takes(&self, url: &Url) -> bool {
        let local = url.path().ends_with("/api/auth/oidc/handler/frame");
        self.callback.as_deref().map_or(local, |callback| callback == url.as_str())
    }
}

/// Who a client says it is: in the header or in the form.
fn said_by(asked: &Asked<'_>) -> Option<(String, String)> {
    if let Some(packed) = asked.authorization.strip_prefix("Basic ") {
        let text = String::from_utf8(STANDARD.decode(packed).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        return Some((id.to_owned(), secret.to_owned()));
    }
    Some((asked.form.get("client_id")?.clone(), asked.form.get("client_secret").cloned().unwrap_or_default()))
}

/// A token of the client's own account, with the roles that it has over the realm, or a lightweight one that lists none. Nobody checks who
/// signed it here.
fn service_token(roles: Option<Roles>) -> String {
    let claims = match roles {
        Some(Roles::Reads) => {
            let roles = ["view-users", "query-users", "query-groups"];
            json!({ "resource_access": { "realm-management": { "roles": roles } } })
        }
        Some(Roles::None) => json!({ "resource_access": {} }),
        None => json!({}),
    };
    format!("e30.{}.sandbox", URL_SAFE_NO_PAD.encode(claims.to_string()))
}
