//! What is next: commands for the folder that was written to, and for what starts the portal in it.

use crate::printed;
use crate::program::Desk;

fn written(with: &[(&str, &str)], out: &str) -> String {
    let desk = Desk::new();
    desk.put("token", "ghp_nothing0nothing0nothing0nothing0noth");
    for (name, text) in with {
        desk.put(&format!("{out}/{name}"), text);
    }
    let run = ["init", "--no-input", "--yes", "--store", "dotenv", "--profile", "github-pat", "--stage", "local"];
    let given = ["--set", "GITHUB_ORG=acme", "--secret-from", "GITHUB_TOKEN=file:token", "--offline", "--out", out];
    let said = desk.run(&[&run[..], &given].concat());
    assert_eq!(said.code, 0, "{}", said.text);
    said.text
}

#[test]
fn the_portal_is_started_by_what_stands_in_the_folder() {
    for (with, says, silent) in [
        ("compose.yaml", "docker compose -f portal/compose.yaml up", "ConfigMap"),
        ("docker-compose.yml", "docker compose -f portal/docker-compose.yml up", "ConfigMap"),
        ("Chart.yaml", "give the chart app-config.local.yaml as a ConfigMap (`extraAppConfig`)", "docker"),
        ("README.md", "start the portal with VEECODE_PROFILE=github-pat", "docker"),
    ] {
        let said = written(&[(with, "{}\n")], "portal");
        assert!(said.contains(says) && !said.contains(silent), "{with}: {said}");
    }
}

#[test]
fn a_command_names_the_folder_that_was_written_to_as_a_shell_wants_it() {
    let said = written(&[("compose.yaml", "{}\n")], "ada's portal");
    let quoted = r"'ada'\''s portal'";
    assert!(said.contains(&format!("devportal-auth validate {quoted} --live")), "{said}");
    assert!(said.contains(r"docker compose -f 'ada'\''s portal/compose.yaml' up"), "{said}");
    assert_eq!(printed::words(&format!("devportal-auth validate {quoted}"))[2], "ada's portal");
}

/// What stands below "Next".
pub(crate) fn next(text: &str) -> &str {
    text.split_once("Next ").map(|(_, next)| next).unwrap_or_else(|| panic!("nothing is next: {text}"))
}

#[test]
fn the_sandbox_shows_what_would_follow_and_then_that_nothing_is_real() {
    let said = Desk::new().rehearse(&["--profile", "github-pat", "--stage", "local"]);
    said.ended(0, &[]);
    let told = [
        "with real credentials, this would follow: start the portal with VEECODE_PROFILE=github-pat",
        "`devportal-auth validate --live` is for your pipeline",
        "nothing in these files is real",
    ];
    let places = told.map(|words| next(&said.text).find(words).unwrap_or_else(|| panic!("{words}: {}", said.text)));
    assert!(places.is_sorted(), "{}", said.text);
}

#[test]
fn a_callback_is_next_only_where_it_was_not_seen_and_says_what_to_do_with_it() {
    let proven = Desk::new().rehearse(&["--profile", "keycloak"]);
    assert!(!next(&proven.text).contains("callback"), "{}", proven.text);
    let made = Desk::new().rehearse(&[]);
    assert!(!next(&made.text).contains("callback"), "{}", made.text);
    let desk =
        Desk::new().with("CLIENT_SECRET", &"0f1e2d3c4b".repeat(4)).with("TOKEN", &format!("ghp_{}", "a1B2".repeat(9)));
    let command = [
        "init",
        "--offline",
        "--no-input",
        "--yes",
        "--profile",
        "github",
        "--integration",
        "github-token",
        "--stage",
        "production",
        "--portal-url",
        "https://portal.acme.dev",
        "--set",
        "GITHUB_ORG=acme",
        "--set",
        "GITHUB_AUTH_CLIENT_ID=Ov23liTE53Xt1KlHiVAB",
        "--secret-from",
        "GITHUB_AUTH_CLIENT_SECRET=env:CLIENT_SECRET",
        "--secret-from",
        "GITHUB_TOKEN=env:TOKEN",
    ];
    let unseen = desk.run(&command);
    unseen.ended(0, &[]);
    let register =
        "callback register https://portal.acme.dev/api/auth/github/handler/frame at GitHub, if it is not there";
    assert!(next(&unseen.text).contains(register), "{}", unseen.text);
}

#[test]
fn where_nobody_arrives_in_the_catalog_that_is_what_is_next() {
    let said = Desk::new().rehearse(&["--profile", "oidc"]);
    said.ended(0, &["app-config.local.yaml sign-in, integration and org data"]);
    let next = next(&said.text);
    assert!(next.contains("no people arrive in the catalog by themselves"), "{next}");
    assert!(next.contains("= bring them as catalog files, or run again with `--org-data`"), "{next}");
}

#[test]
fn a_portal_for_production_at_an_address_of_this_machine_is_told_at_once() {
    let says = "a portal for production, and nobody but this machine reaches http://localhost:7007";
    Desk::new().rehearse(&["--profile", "keycloak", "--stage", "production"]).ended(0, &[says]);
    let usual = Desk::new().rehearse(&["--profile", "keycloak"]);
    assert!(!usual.text.contains(says), "{}", usual.text);
}

#[test]
fn a_portal_for_production_that_is_not_encrypted_is_told_at_once_with_what_breaks() {
    let at = ["--profile", "keycloak", "--portal-url", "http://portal.acme.dev", "--stage"];
    let says = "http://portal.acme.dev is not encrypted: its cookies can be read on the way, and many providers refuse its callback \
                = serve it over https, and say so: `--portal-url https://portal.acme.dev`";
    Desk::new().rehearse(&[&at[..], &["production"]].concat()).ended(0, &[says]);
    let local = Desk::new().rehearse(&[&at[..], &["local"]].concat());
    assert!(!local.text.contains("not encrypted"), "{}", local.text);
}
