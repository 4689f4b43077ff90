//! Pages that show what a person copies, and the sign-in that can be tried without one.

use crate::client::{confirmed, header, made, manifest, page, press, told, with};
use devportal_auth::sandbox::Sandbox;

async fn html(sandbox: &Sandbox, path: &str) -> String {
    let answer = page(sandbox, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn the_token_that_a_page_shows_has_the_scopes_that_its_address_asks_for() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.notes().classic_token;
    let shown = html(&sandbox, "/settings/tokens/new?scopes=repo,read:user&description=portal").await;
    assert!(shown.contains(&format!("<dd id=\"token\">{}</dd>", token.expose())));
    assert_eq!(with(&sandbox, &token, "/orgs/acme/teams").await.0, 403);
    html(&sandbox, "/settings/tokens/new?scopes=read:org").await;
    assert_eq!(with(&sandbox, &token, "/orgs/acme/teams").await.0, 200);
    assert_eq!(with(&sandbox, &token, "/repos/acme/portal").await.0, 404);
}

#[tokio::test]
async fn what_is_copied_stands_on_its_page() {
    let sandbox = Sandbox::start().unwrap();
    let notes = sandbox.notes();
    let fine_grained = html(&sandbox, "/settings/personal-access-tokens/new?name=portal&contents=read").await;
    assert!(fine_grained.contains(notes.fine_grained_token.expose()));
    for path in ["/settings/applications/new", "/organizations/acme/settings/applications/new"] {
        let shown = html(&sandbox, &format!("{path}?oauth_application%5Bname%5D=%3Cb%3E")).await;
        assert!(shown.contains(&format!("<dd id=\"client-id\">{}</dd>", notes.client_id)));
        assert!(shown.contains(&format!("<dd id=\"client-secret\">{}</dd>", notes.client_secret.expose())));
        assert!(shown.contains("<h1>&lt;b&gt;</h1>"));
    }
    let elsewhere = page(&sandbox, "/organizations/acmee/settings/applications/new").send().await.unwrap();
    assert_eq!(elsewhere.status(), 404);
}

#[tokio::test]
async fn an_address_that_is_not_the_clients_is_told_at_the_one_that_is() {
    let sandbox = Sandbox::start().unwrap();
    let registered = "https://portal.acme.test/api/auth/github/handler/frame";
    html(&sandbox, &format!("/settings/applications/new?oauth_application[callback_url]={registered}")).await;
    let app = made(&sandbox, "acme-devportal").await;
    for client in [sandbox.notes().client_id.as_str(), app["client_id"].as_str().unwrap()] {
        let authorize = |to: &str| {
            page(&sandbox, &format!("/login/oauth/authorize?client_id={client}&state=s1&redirect_uri={to}")).send()
        };
        assert_eq!(authorize(registered).await.unwrap().status(), 200);
        let wrong = authorize("https://portal.acme.test/oauth").await.unwrap();
        assert_eq!(wrong.status(), 302);
        let back = header(&wrong, "location");
        assert!(back.starts_with(&format!("{registered}?error=redirect_uri_mismatch&")) && back.ends_with("&state=s1"));
    }
    let unknown = page(&sandbox, "/login/oauth/authorize?client_id=Ov23liABCDEFGHIJKLMN").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn a_code_that_nobody_gave_tells_a_right_client_from_a_wrong_one() {
    let sandbox = Sandbox::start().unwrap();
    let notes = sandbox.notes();
    let (id, secret) = (notes.client_id.as_str(), notes.client_secret.expose());
    for (id, secret, status, error) in [
        (id, secret, 200, "bad_verification_code"),
        (id, "wrong", 200, "incorrect_client_credentials"),
        ("Ov23liABCDEFGHIJKLMN", secret, 404, ""),
    ] {
        let form = [("client_id", id), ("client_secret", secret), ("code", "0")];
        let (told_status, told) = told(press(&sandbox, "/login/oauth/access_token", &form)).await;
        assert_eq!((told_status, told["error"].as_str().unwrap_or_default()), (status, error));
    }
}

#[tokio::test]
async fn every_page_says_that_nothing_is_real() {
    let sandbox = Sandbox::start().unwrap();
    confirmed(&sandbox, &manifest("a")).await;
    made(&sandbox, "acme-devportal").await;
    for path in ["/", "/apps/acme-devportal", "/github-apps/acme-devportal/installations/new", "/settings/tokens/new"] {
        assert!(html(&sandbox, path).await.contains("Nothing here is real"), "{path}");
    }
    assert_eq!(page(&sandbox, "/favicon.ico").send().await.unwrap().status(), 204);
    assert_eq!(sandbox.unexpected(), [""; 0]);
}
