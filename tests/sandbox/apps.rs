//! The manifest flow: from a form to an App that acts for the organisation.

use serde_json::{Value, json};

use crate::client::{BACK, confirmed, get, header, made, manifest, page, post, press, signature, told};
use devportal_auth::credential::Secret;
use devportal_auth::sandbox::Sandbox;

#[tokio::test]
async fn a_manifest_is_shown_first_and_agreed_to_by_one_button() {
    let sandbox = Sandbox::start().unwrap();
    let manifest = manifest("acme-devportal");
    for (account, path) in [("organizations/acme/", "/organizations/acme/settings/apps"), ("", "/settings/apps")] {
        let form = [("manifest", manifest.as_str())];
        let shown = press(&sandbox, &format!("/{account}settings/apps/new?state=s1"), &form).send().await.unwrap();
        assert_eq!(shown.status(), 200);
        let html = shown.text().await.unwrap();
        for part in [
            "<dd id=\"name\">acme-devportal</dd>",
            "contents: read, members: read, metadata: read, statuses: read",
            &format!("<div id=\"create\"><form method=\"post\" action=\"{path}\">"),
            "name=\"state\" value=\"s1\"",
            "<button type=\"submit\">Create GitHub App</button>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
    assert!(confirmed(&sandbox, &manifest).await.as_str().starts_with(&format!("{BACK}?code=")));
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_code_can_be_used_once() {
    let sandbox = Sandbox::start().unwrap();
    let back = confirmed(&sandbox, &manifest("acme-devportal")).await;
    let pairs: Vec<_> = back.query_pairs().into_owned().collect();
    assert_eq!(pairs[1], ("state".to_owned(), "s1".to_owned()));
    let path = format!("/app-manifests/{}/conversions", pairs[0].1);
    let (status, app) = told(post(&sandbox, &path)).await;
    assert_eq!((status, &app["slug"], &app["owner"]["login"]), (201, &json!("acme-devportal"), &json!("acme")));
    for secret in ["client_secret", "webhook_secret", "pem", "client_id"] {
        assert!(app[secret].as_str().is_some_and(|text| !text.is_empty()), "{secret}");
    }
    assert_eq!(told(post(&sandbox, &path)).await.0, 404);
    assert_eq!(told(post(&sandbox, "/app-manifests/0123456789/conversions")).await.0, 404);
}

#[tokio::test]
async fn what_github_would_refuse_makes_no_app() {
    let sandbox = Sandbox::start().unwrap();
    let (long, fine) = (manifest(&"a".repeat(35)), manifest("a"));
    for (path, manifest, status) in [
        ("/settings/apps/new?state=s1", long.as_str(), 422),
        ("/settings/apps", long.as_str(), 422),
        ("/settings/apps/new?state=s1", "{", 422),
        ("/organizations/acmee/settings/apps/new?state=s1", fine.as_str(), 404),
        ("/organizations/acmee/settings/apps", fine.as_str(), 404),
    ] {
        assert_eq!(press(&sandbox, path, &[("manifest", manifest)]).send().await.unwrap().status(), status, "{path}");
    }
}

#[tokio::test]
async fn an_app_that_is_installed_acts_for_the_organisation() {
    let sandbox = Sandbox::start().unwrap();
    let app = made(&sandbox, "acme-devportal").await;
    let signed = signature(&app, &app["id"]);
    let ask = |path: &str| told(get(&sandbox, path).bearer_auth(&signed));

    assert_eq!(ask("/app").await.1["installations_count"], 0);
    assert_eq!(ask("/app/installations").await.1, json!([]));
    assert_eq!(ask("/orgs/acme/installation").await.0, 404);
    let offered = page(&sandbox, "/apps/acme-devportal/installations/new").send().await.unwrap();
    assert!(offered.text().await.unwrap().contains("<button type=\"submit\">Install</button>"));
    assert_eq!(press(&sandbox, "/apps/acme-devportal/installations", &[]).send().await.unwrap().status(), 200);

    let (status, installation) = ask("/orgs/acme/installation").await;
    assert_eq!((status, &installation["permissions"]), (200, &app["permissions"]));
    let path = format!("/app/installations/{}/access_tokens", installation["id"]);
    let (status, token) = told(post(&sandbox, &path).bearer_auth(&signed)).await;
    assert_eq!(status, 201);
    let token = Secret::new(token["token"].as_str().unwrap());
    let (status, repositories) = crate::client::with(&sandbox, &token, "/installation/repositories").await;
    assert_eq!((status, &repositories["total_count"]), (200, &json!(7)));
    assert_eq!(crate::client::with(&sandbox, &token, "/orgs/acme/members").await.0, 200);
    assert_eq!(crate::client::with(&sandbox, &token, "/user").await.0, 403, "an installation is nobody");
    assert_eq!(sandbox.unexpected(), [""; 0]);
}

#[tokio::test]
async fn an_app_without_the_permission_reads_no_people() {
    let sandbox = Sandbox::start().unwrap();
    let narrow = manifest("narrow").replace("\"members\":\"read\",", "");
    let code = confirmed(&sandbox, &narrow).await.query_pairs().next().unwrap().1.into_owned();
    let (_, app) = told(post(&sandbox, &format!("/app-manifests/{code}/conversions"))).await;
    press(&sandbox, "/apps/narrow/installations", &[]).send().await.unwrap();
    let signed = signature(&app, &app["client_id"]);
    let (_, installation) = told(get(&sandbox, "/orgs/acme/installation").bearer_auth(&signed)).await;
    let path = format!("/app/installations/{}/access_tokens", installation["id"]);
    let (_, token) = told(post(&sandbox, &path).bearer_auth(&signed)).await;
    let refused = get(&sandbox, "/orgs/acme/teams").bearer_auth(token["token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert_eq!(header(&refused, "x-accepted-github-permissions"), "members=read");
}

#[tokio::test]
async fn a_signature_that_is_not_the_apps_is_refused() {
    let sandbox = Sandbox::start().unwrap();
    let (one, other) = (made(&sandbox, "one").await, made(&sandbox, "other").await);
    let (one, other) = (signature(&one, &one["id"]), signature(&other, &other["id"]));
    let (claims, _) = one.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let (status, told) = told(get(&sandbox, "/app").bearer_auth(format!("{claims}.{signature}"))).await;
    assert_eq!((status, &told["message"]), (401, &json!("A JSON web token could not be decoded")));
}

#[tokio::test]
async fn an_app_of_an_earlier_run_is_known_and_installed() {
    let earlier = Sandbox::start().unwrap();
    let app = made(&earlier, "acme-devportal").await;
    drop(earlier);

    for issuer in [&app["id"], &json!(app["id"].to_string()), &app["client_id"]] {
        let later = Sandbox::start().unwrap();
        let signed = signature(&app, issuer);
        let (status, told_app) = told(get(&later, "/app").bearer_auth(&signed)).await;
        assert_eq!((status, &told_app["slug"], &told_app["permissions"]), (200, &app["slug"], &app["permissions"]));
        let (status, installation) = told(get(&later, "/orgs/acme/installation").bearer_auth(&signed)).await;
        assert_eq!((status, &installation["permissions"]), (200, &app["permissions"]));
        assert_eq!(limit(&later, &app).await, (200, json!(5_000)));
    }
    let later = Sandbox::start().unwrap();
    assert_eq!(limit(&later, &app).await, (200, json!(5_000)), "the client is known before the App has signed");
    for unknown in [json!(998_877), json!("Iv23liABCDEFGHIJKLMN")] {
        assert_eq!(told(get(&later, "/app").bearer_auth(signature(&app, &unknown))).await.0, 404, "{unknown}");
    }
}

async fn limit(sandbox: &Sandbox, app: &Value) -> (u16, Value) {
    let (id, secret) = (app["client_id"].as_str().unwrap(), app["client_secret"].as_str());
    let (status, told) = told(get(sandbox, "/rate_limit").basic_auth(id, secret)).await;
    (status, told["rate"]["limit"].clone())
}

#[tokio::test]
async fn the_same_name_gives_the_same_app_in_every_run_and_another_one_in_the_same_run() {
    let (one, other) = (Sandbox::start().unwrap(), Sandbox::start().unwrap());
    let (first, again) = (made(&one, "acme-devportal").await, made(&other, "acme-devportal").await);
    for field in ["id", "client_id", "client_secret", "webhook_secret", "pem"] {
        assert_eq!(first[field], again[field], "{field}");
    }
    let second = made(&one, "acme-devportal").await;
    assert_eq!(second["name"], "acme-devportal-2");
    assert_ne!((&second["id"], &second["client_id"]), (&first["id"], &first["client_id"]));
}
