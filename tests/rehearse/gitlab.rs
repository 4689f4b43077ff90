//! GitLab, at a server of one's own on this machine.

use serde_json::json;

use crate::desk::{Desk, straight};
use crate::fake::{Fake, act, back, json as answer, row};

const AUTHORIZE: &str = "GET /oauth/authorize";

#[test]
fn gitlab_is_asked_what_its_module_asks_and_found_by_its_id() {
    let fake = Fake::start(|_| {
        vec![
            act(AUTHORIZE, |asked| back(asked, &[("code", "CANARYcode0123456789")])),
            act("POST /oauth/token", |asked| {
                assert_eq!(
                    (asked.form["client_id"].as_str(), asked.form["client_secret"].as_str()),
                    ("portal", "CANARY-secret")
                );
                answer(200, json!({ "access_token": "CANARY-access", "token_type": "Bearer" }))
            }),
            row(
                "GET /api/v4/user",
                json!({ "username": "ada", "id": 200, "email": "ada@acme.dev", "web_url": "http://x/ada" }),
            ),
            row(
                "GET /api/v4/groups/acme/members/all",
                json!([{ "id": 200, "username": "lovelace", "state": "active" }]),
            ),
            row("GET /api/v4/groups/acme", json!({ "id": 1, "full_path": "acme", "name": "acme" })),
            row("GET /api/v4/groups/1/descendant_groups", json!([])),
            row("GET /api/v4/groups/1/members/all", json!([{ "id": 200, "username": "lovelace" }])),
        ]
    });
    let desk = Desk::new();
    let (portal, url) = (desk.portal(), &fake.url);
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
    fake.done();
}
