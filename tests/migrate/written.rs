//! What is written besides: what `init` starts from, an App's key, the report.

use crate::program::Desk;

#[test]
fn what_init_wrote_moves_and_the_next_init_finds_nothing_to_change() {
    for profile in ["keycloak", "gitlab", "azure", "ldap", "ldap-ad"] {
        let desk = Desk::new();
        let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
        desk.rehearse(&[&portal[..], &["--profile", profile]].concat()).ended(0, &["written"]);
        desk.run(&["migrate", "portal", "--yes", "--no-input"]).ended(0, &["moved to one of presets"]);
        let answers = desk.read("portal/devportal-auth.yaml");
        assert!(answers.contains("target: v2") && !answers.contains("profile:"), "{answers}");
        assert!(!desk.read("portal/.env.example").contains("VEECODE_PROFILE"));
        desk.run(&["validate", "portal"]).ended(0, &[]);
        desk.rehearse(&[&portal[..], &["--target", "v2", "--profile", profile]].concat()).ended(0, &["presets"]);
    }
}

#[test]
fn an_apps_key_gets_a_private_file_of_its_own_for_plain_backstage() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\nGITHUB_PRIVATE_KEY_BASE64=Q0FOQVJZIGtleQpvZiBub2JvZHkK\n",
    );
    let said = desk.run(&["migrate", "portal", "--to", "backstage", "--yes", "--no-input"]);
    said.ended(0, &["moved to a plain Backstage"]);
    assert!(!said.text.contains("CANARY") && !said.text.contains("Q0FOQVJZ"), "{}", said.text);
    assert_eq!(desk.read("portal/github-app-private-key.pem"), "CANARY key\nof nobody\n");
    assert!(desk.read("portal/.gitignore").contains("github-app-private-key.pem"));
    assert!(!desk.read("portal/.env").contains("GITHUB_PRIVATE_KEY"));
    let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
    assert_eq!(layer["integrations"]["github"][0]["apps"][0]["privateKey"]["$file"], "github-app-private-key.pem");
    // The image filled the client of the sign-in from the App's, and a plain Backstage does not.
    assert_eq!(layer["auth"]["providers"]["github"]["development"]["clientId"], "${GITHUB_CLIENT_ID}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(desk.path("portal/github-app-private-key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn an_app_is_told_to_be_nothing_for_presets_with_the_command_that_gets_a_token() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_APP_ID=1\nGITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN\nGITHUB_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\n",
    );
    let said = desk.run(&["migrate", "portal", "--yes", "--no-input"]);
    said.ended(
        0,
        &[
            "the presets read a token alone",
            "`GITHUB_PAT` is set nowhere",
            "devportal-auth init --out portal --presets github-auth,github",
        ],
    );
    // What the image filled for sign-in is set by itself now.
    let env = desk.read("portal/.env");
    assert!(env.contains("GITHUB_AUTH_CLIENT_ID=Iv23liABCDEFGHIJKLMN\n"), "{env}");
    assert!(env.contains("GITHUB_AUTH_CLIENT_SECRET=CANARYe4appsecretofnobodyatall0000000000\n"), "{env}");
}

#[test]
fn the_report_goes_into_a_file_and_replaces_no_other() {
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    desk.put("notes.md", "mine\n");
    desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "notes.md"])
        .ended(4, &["something else is there"]);
    assert_eq!(desk.read("notes.md"), "mine\n");
    let desk = Desk::new();
    desk.put(
        "portal/.env",
        "VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=ghp_CANARY0tokenofnobodyatall0000000000000\n",
    );
    desk.run(&["migrate", "portal", "--yes", "--no-input", "--report", "move.md"]).ended(0, &["moved to"]);
    let report = desk.read("move.md");
    assert!(
        report.starts_with("# From `VEECODE_PROFILE=github-pat` to `VEECODE_PRESETS=github`")
            && !report.contains("CANARY"),
        "{report}"
    );
}
