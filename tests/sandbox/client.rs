//! A plain client: requests with and without a credential, an App's signature, a manifest.

use std::time::{SystemTime, UNIX_EPOCH};

use devportal_auth::credential::Secret;
use devportal_auth::sandbox::Sandbox;
use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, RequestBuilder, Response, redirect};
use serde_json::{Value, json};

/// Where a manifest sends the person back to; nothing listens there.
pub(crate) const BACK: &str = "http://127.0.0.1:9/k3v9/done";

fn client() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().user_agent("tests").build().unwrap()
}

/// Reads from the API.
pub(crate) fn get(sandbox: &Sandbox, path: &str) -> RequestBuilder {
    client().get(format!("{}{path}", sandbox.api_url()))
}

/// Sends to the API.
pub(crate) fn post(sandbox: &Sandbox, path: &str) -> RequestBuilder {
    client().post(format!("{}{path}", sandbox.api_url()))
}

/// Loads a page.
pub(crate) fn page(sandbox: &Sandbox, path: &str) -> RequestBuilder {
    client().get(sandbox.url().join(path).unwrap())
}

/// Presses a button.
pub(crate) fn press(sandbox: &Sandbox, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
    client().post(sandbox.url().join(path).unwrap()).form(form)
}

/// Sends it, and returns status and body.
pub(crate) async fn told(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Sends it, and returns a header of the answer.
pub(crate) fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Reads a page or a list with a token.
pub(crate) async fn with(sandbox: &Sandbox, token: &Secret, path: &str) -> (u16, Value) {
    told(get(sandbox, path).bearer_auth(token.expose())).await
}

/// A manifest that asks for what reading an organisation needs.
pub(crate) fn manifest(name: &str) -> String {
    json!({
        "name": name,
        "url": "https://portal.acme.test",
        "redirect_url": BACK,
        "callback_urls": ["https://portal.acme.test/api/auth/github/handler/frame"],
        "default_permissions": {"contents": "read", "metadata": "read", "statuses": "read", "members": "read"},
    })
    .to_string()
}

/// Confirms a manifest and returns where the person is sent.
pub(crate) async fn confirmed(sandbox: &Sandbox, manifest: &str) -> url::Url {
    let form = [("manifest", manifest), ("state", "s1")];
    let answer = press(sandbox, "/organizations/acme/settings/apps", &form).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    header(&answer, "location").parse().unwrap()
}

/// Makes an App of a name and returns all that is shown only once.
pub(crate) async fn made(sandbox: &Sandbox, name: &str) -> Value {
    let back = confirmed(sandbox, &manifest(name)).await;
    let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
    let (status, app) = told(post(sandbox, &format!("/app-manifests/{code}/conversions"))).await;
    assert_eq!(status, 201);
    app
}

/// An App's signature, as it would sign in the next minutes.
pub(crate) fn signature(app: &Value, issuer: &Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let key = EncodingKey::from_rsa_pem(app["pem"].as_str().unwrap().as_bytes()).unwrap();
    encode(&Header::new(Algorithm::RS256), &json!({"iss": issuer, "iat": now - 60, "exp": now + 540}), &key).unwrap()
}
