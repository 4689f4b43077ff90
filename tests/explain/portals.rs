//! A portal's own map, and advice for who has none yet.

use serde_json::Value;

use crate::program::Desk;

const ANSWERS: &str = "\
version: 1
profile: github
portal: { url: https://portal.initech.test, stage: production }
purposes:
  authentication: { provider: github, credential: oauth-client }
  integration: [{ provider: github, credential: github-app }]
  org-data: { provider: github }
values: { GITHUB_ORG: initech }
secrets: { GITHUB_AUTH_CLIENT_SECRET: keyring, GITHUB_PRIVATE_KEY: dotenv }
features: [scaffolder]
";

#[test]
fn a_file_of_answers_that_cannot_be_read_is_said_beside_an_examples_addresses() {
    let desk = Desk::new();
    desk.put("devportal-auth.yaml", "version: [\n");
    let said = desk.run(&["explain", "callbacks"]);
    said.ended(0, &["devportal-auth.yaml: ", "addresses are those of an example"]);
    desk.put("devportal-auth.yaml", ANSWERS);
    assert!(!desk.run(&["explain", "callbacks"]).text.contains("of an example"));
}

#[test]
fn a_portals_map_says_which_credential_serves_what_and_what_breaks_without_it() {
    let desk = Desk::new();
    desk.put("mine.yaml", ANSWERS);
    let map = |format: &str| desk.run(&["explain", "--for", "mine.yaml", "--format", format]);
    map("human").ended(
        0,
        &[
            "The portal at https://portal.initech.test",
            "`GITHUB_AUTH_CLIENT_SECRET`: secret, in the keyring",
            "registered address: `https://portal.initech.test/api/auth/github/handler/frame`",
            "`contents: write` reaches: reads all code and its history",
            "without it, scaffolder: templates end with",
        ],
    );
    map("mermaid").ended(0, &["flowchart LR", "integration[integration] -->", "OAuth App"]);
    let output = desk.command(&["explain", "--for", "mine.yaml", "--format", "json"]).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let credentials = json["portal"]["credentials"].as_array().unwrap();
    assert_eq!(credentials.len(), 2);
    assert_eq!(credentials[1]["purposes"], serde_json::json!(["sign-in"]));
    assert_eq!(credentials[1]["scopes"], serde_json::json!(["read:user"]));
    desk.run(&["explain", "--for", "nowhere.yaml"]).ended(2, &["nowhere.yaml"]);
}

#[test]
fn what_init_wrote_has_a_map() {
    let desk = Desk::new();
    for profile in ["github", "keycloak", "ldap", "github-pat"] {
        desk.rehearse(&["--profile", profile]).ended(0, &[]);
        desk.run(&["explain", "--for", "portal/devportal-auth.yaml"]).ended(0, &["The portal at", "ends:"]);
        std::fs::remove_dir_all(desk.path("portal")).unwrap();
    }
}

#[test]
fn advice_is_given_with_its_reasons_and_its_prices() {
    let desk = Desk::new();
    let flags = [
        "--people",
        "250",
        "--directory",
        "github",
        "--code",
        "github",
        "--stage",
        "production",
        "--may",
        "applications",
    ];
    let advise = |flags: &[&str]| desk.run(&[&["explain", "--advise"], flags].concat());
    advise(&flags).ended(
        0,
        &[
            "Take profile `github`",
            "so that a leak of one does not open the other",
            "instead `github-token`",
            "devportal-auth init \\ --profile github \\ --stage production \\ --auth github-oauth-app \\ --integration github-app",
        ],
    );
    advise(&flags[..4]).ended(2, &["`--code`", "`--stage`", "`--may`"]);
    advise(&["--directory", "gihub"]).ended(2, &["did you mean `github`?"]);
    advise(&["--directory", "okta"]).ended(2, &["`okta` is `oidc` here"]);
}

#[test]
fn the_command_that_is_advised_is_one_that_init_takes() {
    let desk = Desk::new();
    for (directory, code) in [
        ("github", "github"),
        ("gitlab", "gitlab"),
        ("keycloak", "github"),
        ("ldap", "gitlab"),
        ("azure", "azure-devops"),
    ] {
        let arguments = [
            "explain",
            "--advise",
            "--people",
            "90",
            "--directory",
            directory,
            "--code",
            code,
            "--stage",
            "production",
            "--may",
            "applications",
        ];
        let text = String::from_utf8(
            desk.command(&[&arguments[..], &["--format", "markdown"]].concat()).output().unwrap().stdout,
        )
        .unwrap();
        let command = text.split("```sh").nth(1).and_then(|rest| rest.split("```").next()).unwrap().replace('\\', "");
        let words: Vec<_> = command.split_whitespace().skip(2).collect();
        // What it still wants to know is told; nothing of the choices is refused.
        desk.init(&words).ended(2, &["answers are missing"]);
    }
}
