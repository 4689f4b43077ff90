//! GitHub, at an enterprise server on this machine.

use serde_json::json;

use crate::desk::{Desk, straight};
use crate::fake::{Fake, answer, get, post, text, with_a_code};

const AUTHORIZE: &str = "/login/oauth/authorize";
const TOKEN: &str = "/login/oauth/access_token";

fn portal(fake: &Fake) -> Desk {
    let desk = Desk::new();
    let (url, host) = (fake.base(), fake.authority());
    let portal = desk.portal();
    desk.put(
        "app-config.yaml",
        &format!(
            "{portal}auth:\n  environment: development\n  providers:\n    github:\n      development:\n        clientId: portal\n        \
             clientSecret: ${{SECRET}}\n        enterpriseInstanceUrl: {url}/\n        additionalScopes: read:org\n        signIn:\n          \
             resolvers:\n            - resolver: usernameMatchingUserEntityName\nintegrations:\n  github:\n    - host: {host}\n      \
             apiBaseUrl: {url}/api/v3\n      token: ${{TOKEN}}\ncatalog:\n  providers:\n    githubOrg:\n      id: production\n      \
             githubUrl: {url}\n      orgs: [acme]\n"
        ),
    );
    desk.put(".env", "SECRET=CANARY-secret\nTOKEN=ghp_CANARY0123456789\n");
    desk
}

#[test]
fn github_is_asked_what_its_module_asks_and_its_answer_is_a_form() {
    let mut fake = Fake::start();
    fake.once(get(AUTHORIZE), with_a_code);
    let shown = post(TOKEN).form("client_secret", "CANARY-secret").without_form("code_verifier");
    fake.once(shown, text(200, "access_token=gho_CANARY&scope=read%3Auser&token_type=bearer"));
    let ada = json!({ "login": "Ada", "id": 7, "node_id": "U_7", "email": null });
    fake.once(get("/api/v3/user").header("authorization", "Bearer gho_CANARY"), answer(200, ada));
    for (list, entries) in [
        ("/api/v3/orgs/acme/members", json!([{ "login": "Ada" }, { "login": "bob" }])),
        ("/api/v3/orgs/acme/teams", json!([{ "slug": "platform" }])),
        ("/api/v3/orgs/acme/teams/platform/members", json!([{ "login": "bob" }])),
    ] {
        fake.once(get(list), answer(200, entries));
    }
    let desk = portal(&fake).with_administrators("github");
    let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.says(
        "you would be `user:default/ada`, through `usernameMatchingUserEntityName`; in no group; administrator: no",
    );
    let asked = fake.asked(AUTHORIZE).remove(0).query;
    let names: Vec<_> = asked.keys().map(String::as_str).collect();
    assert_eq!(names, ["client_id", "redirect_uri", "response_type", "scope", "state"]);
    assert_eq!(asked["scope"], "read:user read:org");
    assert_eq!(asked["redirect_uri"], format!("http://localhost:{}/api/auth/github/handler/frame", desk.port));
}

#[test]
fn githubs_refusal_of_a_secret_comes_with_status_200() {
    let mut fake = Fake::start();
    fake.once(get(AUTHORIZE), with_a_code);
    fake.once(post(TOKEN), text(200, "error=incorrect_client_credentials&error_description=CANARY"));
    let desk = portal(&fake);
    let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("`portal` is refused with this secret");
    said.says("make a new secret at GitHub");
}
