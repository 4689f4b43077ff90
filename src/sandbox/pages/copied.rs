//! What a person makes by hand and copies: tokens and the OAuth App. What the address asks for is granted.

use http::Response;

use super::values;
use crate::sandbox::reply::{field, html};
use crate::sandbox::state::State;

/// The classic token, with the scopes that the address asks for.
pub(super) fn classic_token(state: &mut State, query: &str) -> Response<Vec<u8>> {
    if let Some(scopes) = field(query.as_bytes(), "scopes") {
        state.scopes = scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    }
    let scopes = state.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let token = state.notes.classic_token.expose();
    html(
        200,
        "New personal access token (classic)",
        &values(&[("scopes", "Scopes", &scopes), ("token", "Token", token)]),
    )
}

/// The fine-grained token, which may read and write everything here.
pub(super) fn fine_grained_token(state: &State) -> Response<Vec<u8>> {
    let token = state.notes.fine_grained_token.expose();
    html(200, "New fine-grained personal access token", &values(&[("token", "Token", token)]))
}

/// The OAuth App, with the callback that the address asks for.
pub(super) fn oauth_app(state: &mut State, query: &str) -> Response<Vec<u8>> {
    if let Some(callback) = field(query.as_bytes(), "oauth_application[callback_url]") {
        state.callback = Some(callback);
    }
    let name = field(query.as_bytes(), "oauth_application[name]").unwrap_or_else(|| "OAuth App".to_owned());
    let rows = [
        ("client-id", "Client ID", state.notes.client_id.as_str()),
        ("client-secret", "Client secret", state.notes.client_secret.expose()),
        ("callback", "Authorization callback URL", state.callback.as_deref().unwrap_or_default()),
    ];
    html(200, &name, &values(&rows))
}
