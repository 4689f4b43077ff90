//! A secret goes to the store, and nowhere else, whichever way it came in and however the run ended.

use crate::program::{Desk, Said};

/// Looks like a token, and opens nothing.
const CANARY: &str = "ghp_CANARYcanaryCANARYcanaryCANARY012345";

/// Holds that neither what was said nor any file but these has the canary in it.
#[track_caller]
fn unseen(desk: &Desk, said: &Said, allowed: &[&str]) {
    assert!(!said.text.contains("CANARY"), "said: {}", said.text);
    for (path, content) in desk.all() {
        let name = path.to_string_lossy();
        if !allowed.contains(&name.as_ref()) {
            let text = content.unwrap_or_default();
            assert!(!text.windows(6).any(|six| six == b"CANARY"), "{name} holds the secret");
        }
    }
}

const TOKEN_RUN: [&str; 6] = ["--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme"];

#[test]
fn a_secret_that_is_taken_is_in_the_store_alone() {
    let ways: [(&str, Option<&str>); 4] = [
        ("GITHUB_TOKEN=env:GIVEN", Some("GIVEN")),
        ("GITHUB_TOKEN=file:token", None),
        ("GITHUB_TOKEN=cmd:cat token", None),
        ("GITHUB_TOKEN=-", None),
    ];
    for (way, variable) in ways {
        let desk = Desk::new();
        desk.put("token", format!("{CANARY}\n"));
        let desk = if let Some(name) = variable { desk.with(name, CANARY) } else { desk };
        let script = format!(
            "exec \"$0\" init --no-input --yes --store dotenv --out portal --offline {} --secret-from '{way}' <token",
            TOKEN_RUN.join(" ")
        );
        let said = desk.shell(&script);
        said.ended(0, &["nothing was proven"]);
        assert!(desk.read("portal/.env").contains(CANARY), "{way}");
        unseen(&desk, &said, &["token", "portal/.env"]);
    }
}

#[test]
fn a_secret_that_is_refused_is_not_shown_and_not_kept() {
    let desk = Desk::new().with("GIVEN", CANARY);
    let flags = [&["--sandbox"][..], &TOKEN_RUN, &["--secret-from", "GITHUB_TOKEN=env:GIVEN"]].concat();
    let said = desk.init(&flags);
    said.ended(1, &["a character of it is wrong or missing"]);
    unseen(&desk, &said, &[]);
}

#[test]
fn a_secret_in_the_wrong_place_is_refused_without_being_repeated() {
    let token = format!("GITHUB_TOKEN={CANARY}");
    let wrong = [
        vec!["--set", token.as_str()],
        vec!["--secret-from", token.as_str()],
        vec!["--secret-from", CANARY],
        vec!["--set", CANARY],
        vec!["--portal-url", "https://ada:CANARY@portal.acme.dev"],
        vec!["--answers", "answers.yaml"],
    ];
    for flags in wrong {
        let desk = Desk::new();
        desk.put("answers.yaml", format!("version: 1\nprofile: github-pat\nvalues:\n  GITHUB_TOKEN: {CANARY}\n"));
        let said = desk.rehearse(&flags);
        said.ended(2, &[]);
        unseen(&desk, &said, &["answers.yaml"]);
        assert_eq!(desk.portal(), [""; 0], "{flags:?} left something");
    }
    let desk = Desk::new();
    let said = desk.init(&["--profile", "github-pat", "--url", "github=https://ada:CANARY@ghe.acme.dev"]);
    said.ended(2, &["must not hold a user name or password"]);
    unseen(&desk, &said, &[]);
}

#[test]
fn what_stands_in_files_that_are_there_is_never_shown() {
    let desk = Desk::new();
    desk.put("portal/.env", format!("THEIRS='{CANARY}'\nGITHUB_TOKEN={CANARY}\n"));
    desk.put("portal/app-config.local.yaml", format!("auth:\n  session:\n    secret: {CANARY}\n"));
    let offline = [&["--offline", "--dry-run"][..], &TOKEN_RUN].concat();
    let said = desk.init(&offline);
    said.ended(0, &["dry run: nothing was written", "+++ b/app-config.local.yaml"]);
    unseen(&desk, &said, &["portal/.env", "portal/app-config.local.yaml"]);
}

#[test]
fn a_broken_key_and_a_proxys_password_are_not_shown() {
    let desk = Desk::new().with("HTTPS_PROXY", "http://ada:CANARY@127.0.0.1:1");
    desk.put("key.pem", "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n");
    desk.put("client", "CANARY-of-a-client-0123456789abcdef");
    let said = desk.init(&[
        "--profile",
        "github",
        "--stage",
        "local",
        "--set",
        "GITHUB_ORG=acme",
        "--set",
        "GITHUB_APP_ID=1",
        "--set",
        "GITHUB_CLIENT_ID=Iv23liABCDEFGHIJKLMN",
        "--secret-from",
        "GITHUB_CLIENT_SECRET=file:client",
        "--secret-from",
        "GITHUB_PRIVATE_KEY=file:key.pem",
    ]);
    assert!(said.code == 1 || said.code == 3, "{}: {}", said.code, said.text);
    unseen(&desk, &said, &["key.pem", "client"]);
}

/// Each profile, what it needs besides secrets, and its secrets.
const PROFILES: [(&str, &[&str], &[&str]); 6] = [
    (
        "azure",
        &[
            "AZURE_TENANT_ID=9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31",
            "AZURE_CLIENT_ID=1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58",
            "AZURE_ORGANIZATION=acme",
        ],
        &["AZURE_CLIENT_SECRET", "AZURE_TOKEN"],
    ),
    ("gitlab", &["GITLAB_GROUP=acme", "GITLAB_AUTH_CLIENT_ID=id"], &["GITLAB_TOKEN", "GITLAB_AUTH_CLIENT_SECRET"]),
    (
        "keycloak",
        &["KEYCLOAK_BASE_URL=https://sso.acme.dev", "KEYCLOAK_REALM=acme", "KEYCLOAK_CLIENT_ID=portal"],
        &["KEYCLOAK_CLIENT_SECRET"],
    ),
    ("oidc", &["OIDC_ISSUER=https://login.acme.dev", "OIDC_CLIENT_ID=portal"], &["OIDC_CLIENT_SECRET"]),
    ("ldap", LDAP, &["LDAP_SECRET"]),
    ("ldap-ad", LDAP, &["LDAP_SECRET"]),
];
const LDAP: &[&str] = &[
    "LDAP_URL=ldaps://ldap.acme.dev",
    "LDAP_USERS_BASE_DN=ou=People,dc=acme",
    "LDAP_GROUPS_BASE_DN=ou=Groups,dc=acme",
    "LDAP_DN=cn=reader,dc=acme",
];

#[test]
fn every_profiles_secrets_are_in_the_store_alone_and_never_among_plain_answers() {
    for (profile, plain, secrets) in PROFILES {
        // One secret in two places is told as such.
        let given = |name: &&str| (format!("GIVEN_{name}"), format!("CANARYcanary{name}"));
        let desk = secrets.iter().map(given).fold(Desk::new(), |desk, (name, value)| desk.with(&name, &value));
        let mut flags = vec!["--offline", "--profile", profile];
        flags.extend(plain.iter().flat_map(|pair| ["--set", pair]));
        let from: Vec<_> = secrets.iter().map(|name| format!("{name}=env:GIVEN_{name}")).collect();
        flags.extend(from.iter().flat_map(|pair| ["--secret-from", pair.as_str()]));
        let said = desk.init(&flags);
        said.ended(0, &["nothing was proven"]);
        unseen(&desk, &said, &["portal/.env"]);
        let shown = desk.init(&[&flags[..], &["--dry-run", "--stage", "production"]].concat());
        assert!(!shown.text.contains("CANARY"), "{}", shown.text);
        for name in secrets {
            let said = desk.rehearse(&["--set", &format!("{name}=CANARYcanary0123")]);
            said.ended(2, &[]);
            unseen(&desk, &said, &["portal/.env"]);
        }
    }
}

#[test]
fn a_secret_that_a_provider_refuses_is_not_shown_and_not_kept() {
    for (profile, _, secrets) in PROFILES {
        let desk = Desk::new().with("GIVEN", "CANARYcanary0123");
        let from: Vec<_> = secrets.iter().map(|name| format!("{name}=env:GIVEN")).collect();
        let mut flags = vec!["--profile", profile];
        flags.extend(from.iter().flat_map(|pair| ["--secret-from", pair.as_str()]));
        let said = desk.rehearse(&flags);
        said.ended(1, &["what is marked above was refused"]);
        unseen(&desk, &said, &[]);
    }
}

#[test]
fn what_came_along_with_a_token_is_taken_off_and_said_and_a_password_is_taken_as_it_is() {
    let token = format!("ghp_{}", "A".repeat(36));
    let desk = Desk::new().with("MINE", &format!("'Bearer {token}'"));
    let flags = ["--profile", "github-pat", "--set", "GITHUB_ORG=acme", "--offline"];
    let said = desk.init(&[&flags[..], &["--secret-from", "GITHUB_TOKEN=env:MINE"]].concat());
    said.ended(0, &["GITHUB_TOKEN", "the quotes around it and the word before it taken off"]);
    assert!(desk.read("portal/.env").contains(&format!("GITHUB_TOKEN={token}\n")), "{}", desk.read("portal/.env"));

    let desk = Desk::new().with("MINE", "Bearer of news");
    let bases = [
        "LDAP_USERS_BASE_DN=ou=P,dc=a",
        "LDAP_GROUPS_BASE_DN=ou=G,dc=a",
        "LDAP_DN=cn=r,dc=a",
        "LDAP_URL=ldaps://d.acme.test",
    ];
    let sets: Vec<_> = bases.iter().flat_map(|set| ["--set", set]).collect();
    let flags = ["--profile", "ldap", "--secret-from", "LDAP_SECRET=env:MINE", "--offline"];
    // With what was taken for a word before it, it cannot stand in `.env`.
    desk.init(&[&flags[..], &sets].concat())
        .ended(2, &["`LDAP_SECRET` cannot be written to a .env file: it holds white space"]);
}

#[test]
fn a_secret_of_a_variable_of_its_own_name_is_taken_beside_another() {
    let desk = Desk::new().with("GITLAB_TOKEN", "glpat-x").with("GITLAB_AUTH_CLIENT_SECRET", "gloas-x");
    for join in [" ", "="] {
        let flags = "--offline --profile gitlab --set GITLAB_GROUP=acme --set GITLAB_AUTH_CLIENT_ID=id-1 \
            --secret-from GITLAB_AUTH_CLIENT_SECRET=env:GITLAB_AUTH_CLIENT_SECRET --secret-from GITLAB_TOKEN=env:GITLAB_TOKEN";
        let flags = flags.replace("--secret-from ", &format!("--secret-from{join}"));
        desk.init(&flags.split_whitespace().collect::<Vec<_>>()).ended(0, &["nothing was proven"]);
        assert!(desk.read("portal/.env").contains("GITLAB_TOKEN=glpat-x\n"));
    }
}
