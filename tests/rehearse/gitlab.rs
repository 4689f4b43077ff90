//! GitLab, at a server of one's own on this machine.

use serde_json::json;

use crate::desk::{Desk, straight};
use crate::fake::{Fake, answer, get, post, with_a_code};

const AUTHORIZE: &str = "/oauth/authorize";

#[test]
fn gitlab_is_asked_what_its_module_asks_and_found_by_its_id() {
    let mut fake = Fake::start();
    fake.once(get(AUTHORIZE), with_a_code);
    let shown = post("/oauth/token").form("client_id", "portal").form("client_secret", "CANARY-secret");
    fake.once(shown, answer(200, json!({ "access_token": "CANARY-access", "token_type": "Bearer" })));
    for (path, found) in [
        ("user", json!({ "username": "ada", "id": 200, "email": "ada@acme.dev", "web_url": "http://x/ada" })),
        ("groups/acme/members/all", json!([{ "id": 200, "username": "lovelace", "state": "active" }])),
        ("groups/acme", json!({ "id": 1, "full_path": "acme", "name": "acme" })),
        ("groups/1/descendant_groups", json!([])),
        ("groups/1/members/all", json!([{ "id": 200, "username": "lovelace" }])),
    ] {
        fake.once(get(&format!("/api/v4/{path}")), answer(200, found));
    }
    let desk = Desk::new();
    let (portal, url) = (desk.portal(), fake.base());
    let host = fake.authority();
    desk.put(
        "app-config.yaml",
        &format!(
            "{portal}auth:\n  environment: production\n  providers:\n    gitlab:\n      production:\n        clientId: portal\n        \
             clientSecret: ${{SECRET}}\n        audience: {url}\n        signIn:\n          resolvers:\n            - resolver: \
             usernameMatchingUserEntityName\n            - resolver: userIdMatchingUserEntityAnnotation\nintegrations:\n  gitlab:\n    - host: \
             {host}\n      baseUrl: {url}\n      apiBaseUrl: {url}/api/v4\n      token: ${{TOKEN}}\ncatalog:\n  providers:\n    gitlab:\n      \
             acme:\n        host: {host}\n        orgEnabled: true\n        group: acme\n"
        ),
    );
    desk.put(".env", "SECRET=CANARY-secret\nTOKEN=glpat-CANARY0123456789\n");
    let (said, _) = desk.browse(&["--only-host", fake.authority(), "--format", "json"], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let told = said.json();
    assert_eq!(
        (&told["user"], &told["resolver"]),
        (&json!("user:default/lovelace"), &json!("userIdMatchingUserEntityAnnotation"))
    );
    let asked = fake.asked(AUTHORIZE).remove(0).query;
    assert_eq!(asked["scope"], "read_user");
    let names: Vec<_> = asked.keys().map(String::as_str).collect();
    assert_eq!(names, ["client_id", "redirect_uri", "response_type", "scope", "state"]);
    assert!(!asked["state"].contains("73636f7065"), "GitLab's scopes stand in no state");
}
