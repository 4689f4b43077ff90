//! What the API tells whom.

use serde_json::json;

use crate::client::{get, header, post, told, with};
use devportal_auth::credential::Secret;
use devportal_auth::sandbox::Sandbox;

#[tokio::test]
async fn a_classic_token_tells_its_owner_and_its_scopes() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.notes().classic_token;
    let answer = get(&sandbox, "/user").bearer_auth(token.expose()).send().await.unwrap();
    assert_eq!(header(&answer, "x-oauth-scopes"), "read:org, read:user, repo, user:email, workflow");
    assert_eq!(header(&answer, "x-ratelimit-limit"), "5000");
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["login"], sandbox.notes().person);
    for path in ["/user/emails", "/user/orgs", "/user/memberships/orgs/acme", "/users/grace", "/users/acme", "/meta"] {
        assert_eq!(with(&sandbox, &token, path).await.0, 200, "{path}");
    }
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_narrow_token_is_told_which_scope_it_lacks() {
    let sandbox = Sandbox::start_with(["public_repo"]).unwrap();
    let token = sandbox.notes().classic_token;
    for path in ["/orgs/acme/members", "/orgs/acme/teams", "/user/memberships/orgs/acme"] {
        let refused = get(&sandbox, path).bearer_auth(token.expose()).send().await.unwrap();
        assert_eq!((refused.status().as_u16(), header(&refused, "x-oauth-scopes").as_str()), (403, "public_repo"));
        assert!(header(&refused, "x-accepted-oauth-scopes").contains("read:org"), "{path}");
    }
    assert_eq!(with(&sandbox, &token, "/orgs/acme/repos").await.1.as_array().unwrap().len(), 1, "only the public one");
    assert_eq!(with(&sandbox, &token, "/repos/acme/portal").await.0, 404);
    assert_eq!(with(&sandbox, &token, "/repos/acme/handbook").await.0, 200);
}

#[tokio::test]
async fn a_fine_grained_token_has_no_scopes_and_an_end() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.notes().fine_grained_token;
    let answer = get(&sandbox, "/user").bearer_auth(token.expose()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().get("x-oauth-scopes").is_none());
    assert_eq!(header(&answer, "github-authentication-token-expiration"), "2099-12-31 00:00:00 UTC");
    assert_eq!(with(&sandbox, &token, "/orgs/acme/teams?per_page=1").await.0, 200);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_everywhere() {
    let sandbox = Sandbox::start().unwrap();
    let wrong = Secret::new("ghp_0000");
    for path in ["/user", "/rate_limit", "/orgs/acme"] {
        let (status, told) = with(&sandbox, &wrong, path).await;
        assert_eq!((status, &told["message"]), (401, &json!("Bad credentials")), "{path}");
    }
    assert_eq!(told(get(&sandbox, "/user")).await.0, 401, "nobody is told who they are");
    assert_eq!(told(get(&sandbox, "/orgs/acme/members")).await.0, 401);
}

#[tokio::test]
async fn a_client_is_proven_by_its_limit_and_by_a_token_that_it_does_not_know() {
    let sandbox = Sandbox::start().unwrap();
    let notes = sandbox.notes();
    let (id, secret) = (notes.client_id.as_str(), notes.client_secret.expose());
    assert!(id.starts_with("Ov23li"), "{id}");
    let limit = |secret| told(get(&sandbox, "/rate_limit").basic_auth(id, Some(secret)));
    assert_eq!(limit(secret).await.1["rate"]["limit"], 5_000);
    assert_eq!(limit("wrong").await.0, 401);
    assert_eq!(told(get(&sandbox, "/rate_limit")).await.1["rate"]["limit"], 60);
    let path = format!("/applications/{id}/token");
    let check = |secret| post(&sandbox, &path).basic_auth(id, Some(secret)).json(&json!({"access_token": "x"}));
    assert_eq!(told(check(secret)).await.0, 404);
    assert_eq!(told(check("wrong")).await.0, 401);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.notes().classic_token;
    let mut next = Some(format!("{}/orgs/acme/members?per_page=5", sandbox.api_url()));
    let mut logins = Vec::new();
    while let Some(url) = next {
        let path = url.strip_prefix(sandbox.api_url().as_str()).unwrap().to_owned();
        let answer = get(&sandbox, &path).bearer_auth(token.expose()).send().await.unwrap();
        let links = header(&answer, "link");
        next = links
            .split(", ")
            .find_map(|link| Some(link.strip_suffix(">; rel=\"next\"")?.trim_start_matches('<').to_owned()));
        let people: Vec<serde_json::Value> = answer.json().await.unwrap();
        assert!(people.len() <= 5);
        logins.extend(people.into_iter().map(|one| one["login"].as_str().unwrap().to_owned()));
    }
    assert_eq!((logins.len(), logins[0].as_str(), logins[11].as_str()), (12, "ada", "radia"));
}

#[tokio::test]
async fn a_misspelt_organisation_is_not_found_and_not_unexpected() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.notes().classic_token;
    for path in ["/orgs/acmee", "/orgs/acmee/members", "/orgs/acmee/installation", "/user/memberships/orgs/acmee"] {
        assert_eq!(with(&sandbox, &token, path).await.0, 404, "{path}");
    }
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_request_that_it_does_not_know_is_told() {
    let sandbox = Sandbox::start().unwrap();
    assert_eq!(told(get(&sandbox, "/gists?per_page=1")).await.0, 404);
    assert_eq!(told(post(&sandbox, "/user")).await.0, 404);
    let unknown = crate::client::page(&sandbox, "/settings/apps/new").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    assert_eq!(sandbox.unexpected(), ["GET /api/v3/gists", "POST /api/v3/user", "GET /settings/apps/new"]);
}
