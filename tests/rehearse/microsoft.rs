//! Microsoft Entra ID, whose hosts are elsewhere as its people are read from this machine by the same client.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::desk::{Desk, straight};
use crate::fake::{Fake, answer, get, post, with_a_code};

const AUTHORIZE: &str = "/acme/oauth2/v2.0/authorize";
const TOKEN: &str = "/acme/oauth2/v2.0/token";

fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.CANARY", part(&json!({ "alg": "RS256" })), part(claims))
}

fn portal(fake: &Fake, resolver: &str) -> Desk {
    let desk = Desk::new();
    let (portal, url) = (desk.portal(), fake.base());
    desk.put(
        "app-config.yaml",
        &format!(
            "{portal}auth:\n  environment: production\n  providers:\n    microsoft:\n      production:\n        clientId: portal\n        \
             clientSecret: ${{SECRET}}\n        tenantId: acme\n        domainHint: acme.dev\n        signIn:\n          resolvers:\n            \
             - resolver: {resolver}\ncatalog:\n  providers:\n    microsoftGraphOrg:\n      default:\n        target: \
             {url}/v1.0\n        authority: {url}\n        tenantId: acme\n        clientId: portal\n        clientSecret: ${{SECRET}}\n"
        ),
    );
    desk.put(".env", "SECRET=CANARY-secret\n");
    desk
}

/// Lets the catalog's client read, so many times.
fn reads(fake: &mut Fake, times: u64) {
    let reader = json!({ "access_token": "CANARY-reader", "expires_in": 3600 });
    fake.answers(times, post(TOKEN).form("grant_type", "client_credentials"), answer(200, reader));
}

#[test]
fn microsoft_is_asked_what_its_module_asks_and_the_profile_is_read_at_graph() {
    let mut fake = Fake::start();
    reads(&mut fake, 1);
    let graph = token(&json!({ "aud": "00000003-0000-0000-c000-000000000000", "scp": "openid User.Read" }));
    fake.once(get(AUTHORIZE), with_a_code);
    let shown = post(TOKEN).form("grant_type", "authorization_code");
    fake.once(shown, answer(200, json!({ "access_token": graph, "token_type": "Bearer" })));
    for (path, found) in [
        ("/v1.0/me/", json!({ "id": "id-ada", "mail": null, "userPrincipalName": "ada@acme.dev" })),
        ("/v1.0/users", json!({ "value": [{ "id": "id-ada", "displayName": "Ada", "mail": "ada@acme.dev" }] })),
        ("/v1.0/groups", json!({ "value": [] })),
    ] {
        fake.once(get(path), answer(200, found));
    }
    let desk = portal(&fake, "userIdMatchingUserEntityAnnotation");
    let (said, _) = desk.browse(&["--only-host", fake.authority(), "--format", "json"], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let told = said.json();
    assert_eq!((&told["user"], &told["told"]["email"]), (&json!("user:default/ada_acme.dev"), &json!("ada@acme.dev")));
    let asked = fake.asked(AUTHORIZE).remove(0).query;
    assert_eq!(asked["scope"], "openid offline_access profile email User.Read user.read");
    let names: Vec<_> = asked.keys().map(String::as_str).collect();
    assert_eq!(names, ["client_id", "domain_hint", "redirect_uri", "response_type", "scope", "state"]);
}

#[test]
fn who_has_no_mail_address_in_the_directory_is_told_by_the_one_that_sign_in_tells() {
    let mut fake = Fake::start();
    reads(&mut fake, 2);
    let people = json!({ "value": [
                    { "id": "id-ada", "displayName": "Ada", "mail": "ada@acme.dev", "userPrincipalName": "ada@acme.dev" },
                    { "id": "id-bob", "displayName": "Bob", "mail": null, "userPrincipalName": "bob@acme.dev" },
                ] });
    fake.answers(2, get("/v1.0/users"), answer(200, people));
    let desk = portal(&fake, "emailMatchingUserEntityProfileEmail");
    let said = desk.run(&["--only-host", fake.authority(), "--everybody"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("1 of 2 people would get in");
    said.says("`bob_acme.dev` no user has the mail address `bob@acme.dev`");
}
