//! What ends a sign-in before anybody is told of: each in words, with the way out.

use std::net::TcpListener;

use serde_json::json;
use url::Url;

use crate::desk::straight;
use crate::fake::{answer, text as page};
use crate::keycloak::{MAIL, NAME, PROMPT, Realm, Until, ada, portal};

#[test]
fn a_wrong_secret_is_told_with_what_has_to_be_set() {
    let refusal = Some(answer(401, json!({ "error": "invalid_client", "error_description": "CANARY" })));
    let fake = Realm { refusal, ..Realm::default() }.start(Until::Refused);
    let desk = portal(&fake, &[NAME], PROMPT);
    let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("you would not get in: `portal` is refused with this secret");
    said.says("`auth.providers.oidc.production.clientSecret`");
}

#[test]
fn what_keycloak_calls_a_wrong_secret_is_one_and_a_flow_that_is_off_is_not() {
    let same = "Invalid client or Invalid client credentials";
    let (secret, flow) = ("is refused with this secret", "may not sign people in by a code");
    for (status, description, says) in [
        (401, same, secret),
        (400, same, secret),
        (400, "Invalid client secret", secret),
        (400, "Client not allowed to use the code flow", flow),
    ] {
        let refusal = json!({ "error": "unauthorized_client", "error_description": description });
        let fake = Realm { refusal: Some(answer(status, refusal)), ..Realm::default() }.start(Until::Refused);
        let desk = portal(&fake, &[NAME], PROMPT);
        let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        said.says(&format!("you would not get in: `portal` {says}"));
    }
}

#[test]
fn refused_consent_is_told_with_the_scopes() {
    let fake = Realm { error: Some("access_denied"), ..Realm::default() }.start(Until::Sent);
    let desk = portal(&fake, &[NAME], PROMPT);
    let (said, tab) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("consent was refused");
    said.says("allow `openid profile email` when asked");
    assert_eq!(tab.status, 400);
}

#[test]
fn a_prompt_that_was_left_out_lets_nobody_in_who_has_no_session() {
    let fake = Realm { error: Some("login_required"), ..Realm::default() }.start(Until::Sent);
    let desk = portal(&fake, &[NAME], "");
    let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert_eq!(fake.asked(crate::keycloak::AUTHORIZE)[0].query["prompt"], "none");
    said.says("set `auth.providers.oidc.production.prompt: auto`");
}

#[test]
fn what_comes_back_with_another_state_is_used_for_nothing_and_ends_nothing() {
    let fake = Realm::default().start(Until::Sent);
    let desk = portal(&fake, &[NAME], PROMPT);
    let bend = |url: Url| match url.path().ends_with("/handler/frame") {
        true => Url::parse(&format!("{}&x=1", url.as_str().replace("state=", "state=00"))).unwrap(),
        false => url,
    };
    let (said, tab) = desk.browse(&["--only-host", fake.authority(), "--patience", "2"], bend);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("nothing came back within 2 s");
    assert_eq!(tab.status, 400);
}

#[test]
fn a_callback_that_is_not_registered_ends_by_patience_with_the_address_to_register() {
    let fake = Realm::default().start(Until::Sent);
    let desk = portal(&fake, &[NAME], PROMPT);
    // The provider's own page says so, and never sends anybody back.
    let stay = |url: Url| {
        if url.path().ends_with("/handler/frame") {
            Url::parse(&format!("http://localhost:{}/", url.port().unwrap())).unwrap()
        } else {
            url
        }
    };
    let (said, _) = desk.browse(&["--only-host", fake.authority(), "--patience", "2"], stay);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("nothing came back within 2 s");
    said.says(&format!(
        "Then register http://localhost:{}/api/auth/oidc/handler/frame there, to the letter, for the client `portal`",
        desk.port
    ));
}

#[test]
fn a_clock_that_is_wrong_is_told_by_minutes() {
    let fake = Realm { ahead: -1_200, ..Realm::default() }.start(Until::Refused);
    let desk = portal(&fake, &[NAME], PROMPT);
    let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("the clocks are apart by 15 minutes at least");
}

#[test]
fn nobody_two_people_and_a_blank_address_each_have_their_reason() {
    let eve = json!({ "sub": "u-1", "preferred_username": "eve", "email": "eve@acme.dev", "email_verified": true });
    let blank = json!({ "sub": "u-1", "preferred_username": "eve" });
    let twins = json!([
        { "id": "u-1", "username": "ada", "email": "ada@acme.dev" },
        { "id": "u-2", "username": "ada2", "email": "ADA@acme.dev" },
    ]);
    let usual = Realm::default().users;
    for (userinfo, users, why) in [
        (eve, usual.clone(), "no user has the mail address `eve@acme.dev`"),
        (blank, usual, "the sign-in tells no mail address"),
        (ada(), twins, "more than one user matches: `ada`, `ada2`"),
    ] {
        let fake = Realm { userinfo, users, ..Realm::default() }.start(Until::Read);
        let desk = portal(&fake, &[MAIL], PROMPT);
        let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        said.says(why);
    }
}

#[test]
fn a_provider_that_nobody_reaches_leaves_it_open() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put("app-config.yaml", &text.replace(fake.authority(), &nobody.to_string()));
    let said = desk.run(&["--only-host", &nobody.to_string()]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("whether you would get in could not be determined: could not reach 127.0.0.1");
}

#[test]
fn a_directory_that_nobody_reaches_is_told_once_with_what_to_look_at() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put("app-config.yaml", &text.replace(fake.authority(), &nobody.to_string()));
    let said = desk.run(&["--only-host", &nobody.to_string(), "--as", "ada"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert_eq!(said.words().matches("could not reach").count(), 1, "{}{}", said.out, said.err);
    assert!(said.out.contains("\n  = "), "no next step: {}", said.out);
    let said = desk.run(&["--only-host", &nobody.to_string(), "--everybody"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("whether people would get in could not be determined: nobody in the directory could be read");
}

#[test]
fn what_stops_the_portal_itself_is_told_before_a_browser_opens() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], "        scope: openid\n");
    let said = desk.run(&["--only-host", fake.authority()]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("call `auth.providers.oidc.production.scope` `additionalScopes`");
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    let without = text.replace("        scope: openid\n", "").replace("  session: { secret: '${SESSION}' }\n", "");
    desk.put("app-config.yaml", &without);
    let said = desk.run(&["--only-host", fake.authority()]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("`auth.session.secret` is not set");
    assert!(!desk.path("opened").exists());
}

#[test]
fn a_resolver_of_an_image_is_told_as_wrong_where_the_backend_adds_backstages_own_module() {
    let module = "@backstage/plugin-auth-backend-module-oidc-provider";
    let code = format!("const backend = createBackend();\nbackend.add(import('{module}'));\nbackend.start();\n");
    for (code, ends, says) in [
        (None, 0, format!("`{NAME}` comes with some images, and Backstage's own module has it not")),
        (Some(code), 1, format!("the portal does not start: this provider has no `{NAME}`")),
    ] {
        let users = json!([{ "id": "u-1", "username": "ada", "email": "ada@acme.dev", "enabled": true }]);
        let fake = Realm { users, ..Realm::default() }.start(Until::Directory);
        let desk = portal(&fake, &[NAME], PROMPT);
        if let Some(code) = code {
            std::fs::create_dir_all(desk.path("packages/backend/src")).unwrap();
            desk.put("packages/backend/src/index.ts", &code);
        }
        let said = desk.run(&["--only-host", fake.authority(), "--as", "ada"]);
        assert_eq!(said.code, ends, "{}{}", said.out, said.err);
        said.says(&says);
    }
}

#[test]
fn a_page_in_the_token_endpoints_place_is_told_as_one_with_its_address() {
    for status in [200, 401, 503] {
        let refusal = Some(page(status, "\n<!DOCTYPE html><title>CANARY</title>"));
        let fake = Realm { refusal, ..Realm::default() }.start(Until::Refused);
        let desk = portal(&fake, &[NAME], PROMPT);
        let (said, _) = desk.browse(&["--only-host", fake.authority()], straight);
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        let at = format!("{}/realms/acme/protocol/openid-connect/token", fake.base());
        said.says(&format!("a page answered in place of the token endpoint, at {at} (status {status})"));
    }
}

#[test]
fn domains_that_are_no_list_keep_the_portal_from_starting_whoever_signs_in() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &["emailLocalPartMatchingUserEntityName\n              allowedDomains: acme.dev"], PROMPT);
    for whom in [&[][..], &["--as", "ada"], &["--everybody"], &["--everybody", "--format", "json"]] {
        let said = desk.run(&[&["--only-host", fake.authority()][..], whom].concat());
        assert_eq!(said.code, 1, "{}{}", said.out, said.err);
        said.says("`allowedDomains` is a string, not a list, so the backend does not start");
    }
    assert!(!desk.path("opened").exists());
}

#[test]
fn cookies_that_a_browser_keeps_apart_are_told_after_a_sign_in_that_works() {
    let fake = Realm::default().start(Until::Read);
    let desk = portal(&fake, &[MAIL], PROMPT);
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put(
        "app-config.yaml",
        &text.replace("app: { baseUrl: 'http://localhost", "app: { baseUrl: 'http://127.0.0.1"),
    );
    let (said, _) = desk.browse(&["--only-host", fake.authority(), "--backstage", "1.49"], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.says("`127.0.0.1` and `localhost` are two hosts to a browser, which keeps their cookies apart");
}
