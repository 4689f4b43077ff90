//! What `init` writes, `validate` takes: an error that would be new is told before anything is written, in the rule's own words, and a name
//! is taken out of the address that it was copied with.

use devportal_auth::init::End;
use devportal_auth::sandbox::Sandbox;

use crate::agreed::{at_a_terminal, sees, through_features, through_the_rest};
use crate::pipeline::{back, run, types};
use crate::program::{Desk, Said};

/// A well-formed id of a directory, and one of a client.
const TENANT: &str = "AZURE_TENANT_ID=9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
const CLIENT: &str = "AZURE_CLIENT_ID=1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";

fn desk() -> Desk {
    Desk::new()
        .with("SECRET", "gloas-0123456789abcdef")
        .with("TOKEN", "glpat-0123456789abcdef")
        .with("DEVOPS", "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst")
        .with("CLASSIC", "0123456789abcdef0123456789abcdef01234567")
        .with("UUID", "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a57")
}

/// A run of which nobody is asked anything, and that asks nobody.
fn offline(desk: &Desk, profile: &str, set: &[&str], secrets: &[&str]) -> Said {
    let set = set.iter().flat_map(|set| ["--set", set]);
    let secrets = secrets.iter().flat_map(|from| ["--secret-from", from]);
    // Without a sign-in nobody comes in, which a portal for production has to say.
    let closed = (profile == "github-pat").then_some("--without-sign-in");
    let portal =
        ["--offline", "--portal-url", "https://portal.acme.dev", "--stage", "production", "--profile", profile];
    desk.init(&portal.into_iter().chain(closed).chain(set).chain(secrets).collect::<Vec<_>>())
}

const GITHUB: [&str; 1] = ["GITHUB_TOKEN=env:CLASSIC"];
const GITLAB: [&str; 2] = ["GITLAB_AUTH_CLIENT_SECRET=env:SECRET", "GITLAB_TOKEN=env:TOKEN"];
const CLIENT_OF_GITLAB: &str = "GITLAB_AUTH_CLIENT_ID=id-1";
const GITLAB_BY_SCRIPT: [&str; 12] = [
    "--offline",
    "--profile",
    "gitlab",
    "--without-sign-in",
    "--set",
    "GITLAB_GROUP=acme",
    "--set",
    CLIENT_OF_GITLAB,
    "--secret-from",
    GITLAB[0],
    "--secret-from",
    GITLAB[1],
];
const ENTRA: [&str; 2] = ["AZURE_CLIENT_SECRET=env:SECRET", "AZURE_TOKEN=env:DEVOPS"];
const WITH_ID: [&str; 2] = ["AZURE_CLIENT_SECRET=env:UUID", "AZURE_TOKEN=env:DEVOPS"];
const LDAP: [&str; 1] = ["LDAP_SECRET=env:SECRET"];

const LDAP_REST: [&str; 3] = [
    "LDAP_USERS_BASE_DN=ou=p,dc=acme,dc=dev",
    "LDAP_GROUPS_BASE_DN=ou=g,dc=acme,dc=dev",
    "LDAP_DN=cn=r,dc=acme,dc=dev",
];

#[test]
fn what_validate_would_call_an_error_is_told_by_its_rule_and_nothing_is_written() {
    let entra = |other: &'static str| vec![TENANT, CLIENT, "AZURE_ORGANIZATION=acme", other];
    let rows: [(&str, Vec<&str>, &[&str], &str); 4] = [
        ("github-pat", vec!["GITHUB_ORG=acme/portal"], &GITHUB, "error[organization-form]"),
        ("azure", vec![TENANT, "AZURE_CLIENT_ID=devportal", "AZURE_ORGANIZATION=acme"], &ENTRA, "error[entra-id-form]"),
        ("azure", vec![TENANT, CLIENT, "AZURE_ORGANIZATION=acme"], &WITH_ID, "error[entra-secret-id]"),
        ("azure", entra("AZURE_GROUP_FILTER=starts with backstage"), &ENTRA, "error[value-form]"),
    ];
    for (profile, set, secrets, rule) in rows {
        let desk = desk();
        let said = offline(&desk, profile, &set, secrets);
        said.ended(2, &["in what would be written", rule, "nothing was written"]);
        assert_eq!(desk.portal(), [""; 0], "{}", said.text);
        let flags: Vec<_> = set.iter().flat_map(|set| ["--set", *set]).collect();
        let from: Vec<_> = secrets.iter().flat_map(|from| ["--secret-from", *from]).collect();
        let dry = [&["--offline", "--dry-run", "--stage", "local", "--profile", profile][..], &flags, &from].concat();
        desk.init(&dry).ended(2, &[rule]);
    }
}

#[test]
fn what_is_in_the_folder_already_is_no_objection() {
    let desk = desk();
    let theirs = "integrations:\n  github:\n    - host: https://github.com\n      token: ${OTHER}\n";
    desk.put("portal/app-config.local.yaml", theirs);
    offline(&desk, "keycloak", &KEYCLOAK, &["KEYCLOAK_CLIENT_SECRET=env:SECRET"]).ended(0, &["written"]);
    assert!(desk.run(&["validate", "portal"]).text.contains("error[host-form]"), "it is an error all the same");
}

const KEYCLOAK: [&str; 3] =
    ["KEYCLOAK_BASE_URL=https://sso.acme.dev", "KEYCLOAK_REALM=acme", "KEYCLOAK_CLIENT_ID=devportal"];

/// A profile, plain answers, where secrets come from, and what `.env` has of it.
type Row<'r> = (&'r str, Vec<&'r str>, &'r [&'r str], &'r [&'r str]);

#[test]
fn a_name_is_taken_out_of_the_address_that_it_was_copied_with() {
    let gitlab = |set: &'static str| vec!["GITLAB_AUTH_CLIENT_ID=a", set];
    let keycloak = |set: &'static str| vec!["KEYCLOAK_CLIENT_ID=devportal", set];
    let rows: [Row<'_>; 12] = [
        ("github-pat", vec!["GITHUB_ORG=https://github.com/acme"], &GITHUB, &["GITHUB_ORG=acme"]),
        ("github-pat", vec!["GITHUB_ORG=github.com/orgs/acme/people"], &GITHUB, &["GITHUB_ORG=acme"]),
        (
            "gitlab",
            [gitlab("GITLAB_HOST=https://gitlab.acme.dev"), vec!["GITLAB_GROUP=acme"]].concat(),
            &GITLAB,
            &["GITLAB_HOST=gitlab.acme.dev"],
        ),
        (
            "gitlab",
            [gitlab("GITLAB_HOST=https://acme.dev/gitlab"), vec!["GITLAB_GROUP=acme"]].concat(),
            &GITLAB,
            &["GITLAB_HOST=acme.dev"],
        ),
        ("gitlab", gitlab("GITLAB_GROUP=https://gitlab.com/acme"), &GITLAB, &["GITLAB_GROUP=acme"]),
        (
            "gitlab",
            gitlab("GITLAB_GROUP=https://acme.dev/git/groups/acme/ops/-/issues"),
            &GITLAB,
            &["GITLAB_GROUP=acme/ops"],
        ),
        (
            "keycloak",
            [keycloak("KEYCLOAK_BASE_URL=https://sso.acme.dev/auth/realms/acme"), vec!["KEYCLOAK_REALM=acme"]].concat(),
            &["KEYCLOAK_CLIENT_SECRET=env:SECRET"],
            &["KEYCLOAK_BASE_URL=https://sso.acme.dev/auth"],
        ),
        (
            "keycloak",
            [
                keycloak("KEYCLOAK_BASE_URL=https://sso.acme.dev"),
                vec!["KEYCLOAK_REALM=https://sso.acme.dev/realms/acme/account"],
            ]
            .concat(),
            &["KEYCLOAK_CLIENT_SECRET=env:SECRET"],
            &["KEYCLOAK_REALM=acme"],
        ),
        (
            "keycloak",
            [
                keycloak("KEYCLOAK_BASE_URL=https://sso.acme.dev/admin/master/console/#/acme/clients"),
                vec!["KEYCLOAK_REALM=https://sso.acme.dev/admin/master/console/#/acme/clients"],
            ]
            .concat(),
            &["KEYCLOAK_CLIENT_SECRET=env:SECRET"],
            &["KEYCLOAK_BASE_URL=https://sso.acme.dev", "KEYCLOAK_REALM=acme"],
        ),
        (
            "azure",
            vec![TENANT, CLIENT, "AZURE_ORGANIZATION=https://dev.azure.com/acme/platform"],
            &ENTRA,
            &["AZURE_ORGANIZATION=acme"],
        ),
        (
            "azure",
            vec![TENANT, CLIENT, "AZURE_ORGANIZATION=https://acme.visualstudio.com"],
            &ENTRA,
            &["AZURE_ORGANIZATION=acme"],
        ),
        ("github-pat", vec!["GITHUB_ORG=acme"], &GITHUB, &["GITHUB_ORG=acme"]),
    ];
    for (profile, set, secrets, written) in rows {
        let desk = desk();
        offline(&desk, profile, &set, secrets).ended(0, &["written"]);
        let env = desk.read("portal/.env");
        for line in written {
            assert!(env.lines().any(|found| found == *line), "{set:?}: {line} is not in {env}");
        }
        assert!(!desk.read("portal/app-config.local.yaml").contains("https://https"), "{set:?}");
    }
    let desk = desk();
    let said = offline(&desk, "github-pat", &["GITHUB_ORG=https://github.com/acme"], &GITHUB);
    said.ended(0, &["GITHUB_ORG `acme`, taken out of the address"]);
    let slash = ["KEYCLOAK_BASE_URL=https://sso.acme.dev", "KEYCLOAK_CLIENT_ID=a", "KEYCLOAK_REALM=acme/ops"];
    offline(&desk, "keycloak", &slash, &["KEYCLOAK_CLIENT_SECRET=env:SECRET"])
        .ended(2, &["`KEYCLOAK_REALM` is written"]);
}

#[test]
fn what_was_copied_with_a_providers_address_is_taken_off_however_it_is_said() {
    let at = |url: &str| vec![format!("GITLAB_URL={url}"), CLIENT_OF_GITLAB.to_owned(), "GITLAB_GROUP=acme".to_owned()];
    for (url, is) in [
        ("https://gitlab.com/acme", "https://gitlab.com"),
        ("https://git.acme.dev/api/v4", "https://git.acme.dev"),
        ("https://git.acme.dev/code/users/sign_in/", "https://git.acme.dev/code"),
    ] {
        let by_variable = desk();
        let set = at(url);
        let set: Vec<_> = set.iter().map(String::as_str).collect();
        let said = offline(&by_variable, "gitlab", &set, &GITLAB);
        said.ended(0, &[&format!("GITLAB_URL `{is}`, taken out of the address")]);
        let by_flag = desk();
        let flag = format!("gitlab={url}");
        let said = by_flag.init(&[&["--url", &flag][..], &GITLAB_BY_SCRIPT].concat());
        said.ended(0, &[&format!("gitlab `{is}`, taken out of the address")]);
        let by_file = desk();
        let file = by_file.put("answers.yaml", format!("version: 1\nproviders: {{ gitlab: {{ url: {url} }} }}\n"));
        let said = by_file.init(&[&["--answers", file.to_str().unwrap()][..], &GITLAB_BY_SCRIPT].concat());
        said.ended(0, &[&format!("gitlab `{is}`, taken out of the address")]);
        for desk in [by_variable, by_flag, by_file] {
            let written = desk.read("portal/app-config.local.yaml");
            assert!(written.contains(&format!("apiBaseUrl: {is}/api/v4\n")) || is == "https://gitlab.com", "{written}");
            assert!(!written.contains("/acme/api") && !written.contains("/api/v4/api"), "{written}");
        }
    }
    let desk = desk();
    let github = ["--url", "github=https://api.github.com", "--profile", "github-pat", "--without-sign-in"];
    let github = [&github[..], &["--offline", "--set", "GITHUB_ORG=acme", "--secret-from", GITHUB[0]]].concat();
    desk.init(&github).ended(0, &["github `https://github.com`, taken out of the address"]);
    assert!(!desk.read("portal/app-config.local.yaml").contains("api/v3"));
    let odd = [&github[..], &["--api-url", "github=https://github.com/api/v3"]].concat();
    desk.init(&odd).ended(2, &["the API of `https://github.com` is at `https://api.github.com`"]);
}

#[test]
fn the_slash_at_an_addresss_end_is_trimmed_without_a_word() {
    let desk = desk();
    let set = ["KEYCLOAK_BASE_URL=https://sso.acme.dev/auth/", "KEYCLOAK_CLIENT_ID=a", "KEYCLOAK_REALM=acme"];
    let said = offline(&desk, "keycloak", &set, &["KEYCLOAK_CLIENT_SECRET=env:SECRET"]);
    said.ended(0, &["written"]);
    assert!(!said.text.contains("taken out"), "{}", said.text);
    assert!(desk.read("portal/.env").contains("KEYCLOAK_BASE_URL=https://sso.acme.dev/auth\n"));
}

#[test]
fn a_certificate_is_verified_where_there_is_one() {
    let ldap = |more: &[&'static str]| [&["LDAP_URL=ldap://dc.acme.dev"][..], &LDAP_REST, more].concat();
    let said = offline(&desk(), "ldap", &ldap(&[]), &LDAP);
    said.ended(2, &["`verify` goes with `ldaps://`", "`ldap://dc.acme.dev`", "`starttls` or `plain`"]);
    // Whoever says so knows of it, and is not held up by the rule that tells it.
    offline(&desk(), "ldap", &ldap(&["LDAP_TLS=starttls"]), &LDAP).ended(0, &["written"]);
    let secure = [&["LDAP_URL=ldaps://dc.acme.dev", "LDAP_TLS=unverified"][..], &LDAP_REST].concat();
    offline(&desk(), "ldap", &secure, &LDAP).ended(0, &["written"]);
}

#[test]
fn an_address_without_tls_is_told() {
    let plain = ["GITLAB_URL=http://gitlab.acme.dev", "GITLAB_GROUP=acme", "GITLAB_AUTH_CLIENT_ID=a"];
    offline(&desk(), "gitlab", &plain, &GITLAB).ended(0, &["http://gitlab.acme.dev is not encrypted", "written"]);
    let ours = ["GITLAB_URL=http://localhost:8080", "GITLAB_GROUP=acme", "GITLAB_AUTH_CLIENT_ID=a"];
    let said = offline(&desk(), "gitlab", &ours, &GITLAB);
    assert!(!said.text.contains("localhost:8080 is not encrypted"), "{}", said.text);
}

#[tokio::test]
async fn whoever_goes_back_comes_to_the_question_before_and_is_not_offered_what_was_refused() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let says = vec![types("GITHUB_ORG", "acmee"), back("GITHUB_ORG"), types("GITHUB_ORG", "acme")];
    let outcome = run(sandbox, says).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(outcome.offered("GITHUB_ORG"), [None, None, None]);
}

#[test]
fn a_person_is_shown_the_error_and_says_it_again_or_writes_it_all_the_same() {
    for all_the_same in [false, true] {
        let desk = desk();
        let flags =
            ["--offline", "--stage", "local", "--profile", "github-pat", "--secret-from", "GITHUB_TOKEN=env:CLASSIC"];
        let mut terminal = at_a_terminal(&desk, &[&flags[..], &["--portal-url", "http://localhost:7007"]].concat());
        through_the_rest(&mut terminal);
        sees(&mut terminal, "Which organisation?");
        terminal.send_line("acme/portal").unwrap();
        sees(&mut terminal, "error[organization-form]");
        sees(&mut terminal, "What now?");
        if all_the_same {
            terminal.send_line("2").unwrap();
            sees(&mut terminal, "You will need");
        } else {
            terminal.send_line("1").unwrap();
            sees(&mut terminal, "Which organisation?");
            terminal.send_line("acme").unwrap();
            sees(&mut terminal, "You will need");
        }
    }
}

/// Types answers at a terminal, each where its question comes.
fn walks(terminal: &mut rexpect::session::PtySession, steps: &[(&str, &str)]) {
    for (question, says) in steps {
        sees(terminal, question);
        terminal.send_line(says).unwrap();
    }
}

#[test]
fn back_leads_to_the_question_before_also_to_another_systems() {
    let desk = desk();
    let flags =
        ["--offline", "--target", "v2", "--profile", "gitlab", "--stage", "local", "--integration", "gitlab-token"];
    let more = ["--integration", "jenkins", "--portal-url", "http://localhost:7007"];
    let mut terminal = at_a_terminal(&desk, &[&flags[..], &more].concat());
    walks(&mut terminal, &[("Shall templates create repositories?", "")]);
    walks(&mut terminal, &[("Where is GitLab?", ""), ("Which group?", "acme"), ("Where is Jenkins?", "<")]);
    sees(&mut terminal, "Which group?");
    sees(&mut terminal, "[acme]");
    terminal.send_control('c').unwrap();
}

#[test]
fn back_after_a_refusal_leads_to_the_question_before_and_nothing_refused_is_offered() {
    let desk = Desk::new();
    let flags = ["--sandbox", "--profile", "keycloak", "--stage", "local", "--integration", "none"];
    let mut terminal = at_a_terminal(&desk, &[&flags[..], &["--portal-url", "http://localhost:7007"]].concat());
    walks(&mut terminal, &[("Where is Keycloak?", ""), ("Which realm?", "nowhere"), ("see above; give it again", "<")]);
    walks(&mut terminal, &[("Where is Keycloak?", "")]);
    let asked = {
        sees(&mut terminal, "Which realm?");
        terminal.exp_string("]").unwrap()
    };
    assert!(!asked.contains("nowhere"), "{asked}");
    terminal.send_control('c').unwrap();
}

#[test]
fn back_at_the_page_that_makes_a_credential_ends_the_wait() {
    let desk = Desk::new();
    let flags = [
        "--sandbox",
        "--profile",
        "github",
        "--stage",
        "local",
        "--integration",
        "github-app",
        "--set",
        "GITHUB_ORG=acme",
    ];
    let mut terminal = at_a_terminal(&desk, &[&flags[..], &["--portal-url", "http://localhost:7007"]].concat());
    walks(&mut terminal, &[("What signs people in?", "")]);
    through_features(&mut terminal);
    let make = "make it, or is there one?";
    walks(&mut terminal, &[(make, ""), ("The address you land on", "foo")]);
    sees(&mut terminal, "neither an address nor a code");
    walks(&mut terminal, &[("The address you land on", "<")]);
    sees(&mut terminal, make);
    terminal.send_control('c').unwrap();
}
