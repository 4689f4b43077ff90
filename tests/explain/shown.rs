//! `explain` as its users run it.

use serde_json::Value;

use crate::program::Desk;

#[test]
fn words_need_no_quotes_and_the_others_are_listed() {
    let desk = Desk::new();
    desk.run(&["explain", "popup", "was", "closed"]).ended(0, &["The window closed again", "Others that speak of it"]);
    desk.run(&["explain", "PAT"]).ended(0, &["Kinds of tokens"]);
    desk.run(&["explain", "guest-open"]).ended(0, &["Rule `guest-open`", "Before", "After"]);
}

#[test]
fn what_is_hardly_known_says_so_and_what_nobody_knows_names_what_is_near() {
    let desk = Desk::new();
    desk.run(&["explain", "the moon is made of cheese"]).ended(0, &["No page is surely about this"]);
    desk.run(&["explain", "4711"]).ended(2, &["a number says too little"]);
    desk.run(&["explain", "}"]).ended(2, &["nothing is known of these words"]);
    let unsure = desk.run(&["explain", "404"]);
    // Of a page that may be about something else its beginning is enough, and where all of it is.
    unsure
        .ended(0, &["No page is surely about this", "A number alone", "devportal-auth explain status-codes", "Others"]);
    assert!(!unsure.text.contains("callbacks`, `cookies"), "{}", unsure.text);
    assert!(unsure.text.len() < 1500, "{}", unsure.text);
    desk.run(&["explain", "bitbucket"]).ended(0, &["its code", "provider bitbucket-cloud"]);
    desk.run(&["explain", "guest-open"]).ended(0, &["It is an error where others can come in"]);
    desk.run(&["explain", "value-unknown"]).ended(0, &["It is known, and opens a door"]);
    desk.run(&["explain", "nosuchthing xyz"]).ended(2, &["nothing is known of these words"]);
    desk.run(&["explain", "gest-opn"]).ended(2, &["did you mean `guest-open`?"]);
    desk.run(&["explain", "resolvrs"]).ended(2, &["did you mean `resolvers`?"]);
    desk.run(&["explain", "zxcvb qwertz1234"]).ended(2, &["nothing is known of these words"]);
}

#[test]
fn without_a_topic_and_a_terminal_all_topics_stand_on_one_screen() {
    let desk = Desk::new();
    let output = desk.command(&["explain"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() <= 24, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for kind in ["concepts", "variables", "rules", "presets"] {
        assert!(text.lines().any(|line| line.starts_with(kind)), "{kind}: {text}");
    }
    desk.run(&["explain", "rules"]).ended(0, &["guest-open", "sign-in-environment"]);
    desk.run(&["explain", "variables"]).ended(0, &["GITHUB_TOKEN"]);
}

#[test]
fn beside_a_portals_answers_its_own_addresses_are_shown() {
    let desk = Desk::new();
    desk.put(
        "devportal-auth.yaml",
        "version: 1\nprofile: keycloak\nportal: { url: https://portal.initech.test }\nvalues: { KEYCLOAK_BASE_URL: https://sso.initech.test, KEYCLOAK_REALM: initech }\n",
    );
    desk.run(&["explain", "authentication"]).ended(0, &["https://portal.initech.test/api/auth/oidc/handler/frame"]);
    desk.run(&["explain", "authentication", "--format", "mermaid"])
        .ended(0, &["sequenceDiagram", "https://sso.initech.test/realms/initech/protocol/openid-connect/auth"]);
    desk.run(&["explain", "authentication", "with", "github", "--format", "markdown"])
        .ended(0, &["https://github.com/login/oauth/authorize"]);
}

#[test]
fn without_a_portal_the_address_of_ones_own_provider_is_its_variable_and_never_that_of_another() {
    let desk = Desk::new();
    let markdown = |topic: &str| desk.run(&["explain", topic, "--format", "markdown"]).text;
    let keycloak = markdown("keycloak");
    assert!(keycloak.contains("`<KEYCLOAK_BASE_URL>/realms/<realm>/protocol/openid-connect/auth`"), "{keycloak}");
    let oidc = markdown("oidc");
    assert!(oidc.contains("the address that `<OIDC_ISSUER>/.well-known/openid-configuration` names"), "{oidc}");
    for text in [keycloak, oidc, markdown("profile keycloak"), markdown("ldap")] {
        assert!(!text.contains("https://github.com"), "{text}");
    }
}

#[test]
fn programs_get_data_and_documents_get_markdown() {
    let desk = Desk::new();
    let json = |arguments: &[&str]| -> Value {
        serde_json::from_slice(&desk.command(arguments).output().unwrap().stdout).unwrap()
    };
    let page = json(&["explain", "Origin 'http://localhost:7007' is not allowed", "--format", "json"]);
    assert_eq!(
        (&page["version"], &page["page"]["topic"], &page["page"]["found-by"]),
        (&1.into(), &"origin-refused".into(), &"error".into())
    );
    assert!(page["page"]["text"].as_str().unwrap().starts_with("# "));
    assert!(json(&["explain", "--format", "json"])["topics"].as_array().unwrap().len() > 200);
    desk.run(&["explain", "read:org", "--format", "markdown"]).ended(0, &["# Scope `read:org`", "| provider | as |"]);
    desk.run(&["explain", "guest-open", "--format", "mermaid"]).ended(2, &["`guest-open` has no picture"]);
}
