//! Whatever form a reference is written in, it has the name that the variable has afterwards; and what keeps its name keeps its value.

use crate::program::{Desk, Said};

const TOKEN: &str = "ghp_CANARY0tokenofnobodyatall0000000000000";

fn compose(environment: &str) -> String {
    format!("services:\n  portal:\n    image: veecode/devportal:1\n    environment:\n{environment}")
}

fn migrate(desk: &Desk, to: &str) -> Said {
    let said = desk.run(&["migrate", "portal", "--to", to, "--yes", "--no-input"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
    said
}

#[test]
fn compose_fills_in_the_new_name_in_every_form_that_it_knows() {
    for form in [
        "$GITHUB_TOKEN",
        "${GITHUB_TOKEN}",
        "${GITHUB_TOKEN?no token}",
        "${GITHUB_TOKEN:?no token}",
        "${GITHUB_TOKEN-x}",
        "${GITHUB_TOKEN:-x}",
        "${GITHUB_TOKEN:+x}",
        "${NOBODY:-$GITHUB_TOKEN}",
        "\"${NOBODY-${GITHUB_TOKEN}}\"",
        "'$GITHUB_TOKEN' # ours",
    ] {
        for environment in [
            format!(
                "      VEECODE_PROFILE: github-pat\n      GITHUB_TOKEN: {form}\n      AS_IT_IS: \"$$GITHUB_TOKEN $GITHUB_TOKENS\"\n"
            ),
            format!("      - VEECODE_PROFILE=github-pat\n      - OTHER={form}\n      - GITHUB_TOKEN\n"),
        ] {
            let desk = Desk::new();
            desk.put("portal/compose.yaml", compose(&environment));
            desk.put("portal/.env", format!("GITHUB_TOKEN={TOKEN}\nGITHUB_ORG=acme\n"));
            migrate(&desk, "v2").ended(0, &["moved: the portal is"]);
            assert!(desk.read("portal/.env").contains(&format!("GITHUB_PAT={TOKEN}\n")));
            let text = desk.read("portal/compose.yaml");
            let new = form.replace("GITHUB_TOKEN", "GITHUB_PAT");
            let wanted = match environment.contains("AS_IT_IS") {
                true => vec![format!("      GITHUB_PAT: {new}\n"), "\"$$GITHUB_TOKEN $GITHUB_TOKENS\"\n".to_owned()],
                false => vec![format!("      - OTHER={new}\n"), "      - GITHUB_PAT\n".to_owned()],
            };
            assert!(wanted.iter().all(|line| text.contains(line)), "{form}: {text}");
        }
    }
}

#[test]
fn what_env_names_and_what_is_in_braces_has_the_new_name_in_every_form() {
    for form in [
        "{ $env: GITHUB_TOKEN } # note",
        "{ \"$env\": \"GITHUB_TOKEN\" }",
        "\n    $env: GITHUB_TOKEN # note",
        "\n    '$env': 'GITHUB_TOKEN'",
        "${ GITHUB_TOKEN }",
        "\"x ${GITHUB_TOKEN:-y}\" # ${note}",
        ">-\n    ${GITHUB_TOKEN}",
    ] {
        for newline in ["\n", "\r\n"] {
            let desk = Desk::new();
            desk.put("portal/.env", format!("VEECODE_PROFILE=github-pat\nGITHUB_TOKEN={TOKEN}\nGITHUB_ORG=acme\n"));
            let layer = format!("app:\n  title: {form}\n  # $env: GITHUB_TOKEN\n").replace('\n', newline);
            desk.put("portal/app-config.local.yaml", &layer);
            migrate(&desk, "v2").ended(0, &["moved: the portal is"]);
            let wanted = layer.replacen("GITHUB_TOKEN", "GITHUB_PAT", 1);
            let text = desk.read("portal/app-config.local.yaml");
            assert!(text.starts_with(&wanted), "{form:?}: {text}");
        }
    }
}

const APP: &str = "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\nGITHUB_PRIVATE_KEY_BASE64=Q0FOQVJZIGtleQpvZiBub2JvZHkK\n";

fn with_an_app(private_key: &str) -> Desk {
    let desk = Desk::new();
    desk.put("portal/.env", APP);
    let layer = format!(
        "integrations:\n  github:\n    - host: github.com\n      apps:\n        - appId: 1\n          privateKey: {private_key}\n"
    );
    desk.put("portal/app-config.local.yaml", layer);
    desk
}

#[test]
fn an_apps_key_is_read_from_its_file_in_whatever_form_it_was_referred_to() {
    for form in [
        "${GITHUB_PRIVATE_KEY}",
        "\"${GITHUB_PRIVATE_KEY}\"",
        "'${GITHUB_PRIVATE_KEY}' # the App's",
        "${GITHUB_PRIVATE_KEY} # the App's",
        "${GITHUB_PRIVATE_KEY}\r",
        "&key ${ GITHUB_PRIVATE_KEY }",
    ] {
        let desk = with_an_app(form);
        migrate(&desk, "backstage").ended(0, &["moved: the portal is"]);
        let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
        let key = &layer["integrations"]["github"][0]["apps"][0]["privateKey"];
        assert_eq!(key["$file"], "github-app-private-key.pem", "{form:?}");
        assert!(desk.path("portal/github-app-private-key.pem").exists());
        assert!(!desk.read("portal/.env").contains("GITHUB_PRIVATE_KEY"));
    }
}

#[test]
fn an_apps_key_stays_where_it_is_set_while_something_still_reads_it_and_that_is_told() {
    let desk = with_an_app("\"-${GITHUB_PRIVATE_KEY}\"");
    migrate(&desk, "backstage")
        .ended(0, &["`portal/app-config.local.yaml`: write `$file: github-app-private-key.pem` where"]);
    assert!(desk.read("portal/.env").contains("GITHUB_PRIVATE_KEY_BASE64="));
}

#[test]
fn a_layer_that_cannot_be_edited_faithfully_is_refused_with_its_place_and_nothing_is_written() {
    let desk = with_an_app("|\n            ${GITHUB_PRIVATE_KEY}");
    let before = desk.all();
    migrate(&desk, "backstage")
        .ended(2, &["portal/app-config.local.yaml", "`integrations.github.0.apps.0.privateKey`"]);
    assert_eq!(desk.all(), before);
}

#[test]
fn a_variable_that_would_lose_its_value_stops_the_move() {
    let desk = Desk::new();
    let environment = "      VEECODE_PROFILE: github\n      GITHUB_PRIVATE_KEY_BASE64: $GITHUB_PRIVATE_KEY_BASE64\n      ANOTHER: $GITHUB_PRIVATE_KEY_BASE64\n";
    desk.put("portal/compose.yaml", compose(environment));
    desk.put("portal/.env", APP.replace("VEECODE_PROFILE=github\n", ""));
    let before = desk.all();
    migrate(&desk, "backstage").ended(2, &["`ANOTHER` would not be what", "nothing was written"]);
    assert_eq!(desk.all(), before);
}

#[test]
fn another_value_by_the_new_name_is_nobodys_to_choose_and_what_is_still_read_is_told_so() {
    let portal = |pat: &str, layer: &str| {
        let desk = Desk::new();
        let variables = "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\n";
        desk.put("portal/.env", format!("{variables}GITHUB_TOKEN={TOKEN}\nGITHUB_PAT={pat}\n"));
        desk.put("portal/app-config.local.yaml", format!("app: {{ title: Acme }}\n{layer}"));
        desk
    };
    let layer = "integrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN}\n";
    let desk = portal("ghp_CANARY0anothertokenofnobody00000000000", layer);
    let before = desk.all();
    migrate(&desk, "v2")
        .ended(2, &["`GITHUB_PAT` is set already, and it is not what `GITHUB_TOKEN` is", "nothing was written"]);
    assert!(desk.all() == before);
    migrate(&portal(TOKEN, layer), "v2").ended(0, &["`GITHUB_TOKEN` stays as it is; your own files refer to it"]);
    migrate(&portal(TOKEN, ""), "v2").ended(0, &["`GITHUB_TOKEN` stays as it is; nothing reads it any more"]);
}
