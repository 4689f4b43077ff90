//! Hosts of one's own and sovereign clouds, and what is said of one client for two purposes, by script. Nothing is asked of
//! anybody where a run is offline.

use devportal_auth::sandbox::microsoft::MicrosoftNotes;

use crate::program::Desk;

#[test]
fn a_gitlab_of_ones_own_below_a_path_gets_its_audience_and_the_address_of_its_api() {
    let desk = Desk::new().with("TOKEN", "glpat-x").with("SECRET", "gloas-x");
    let flags = [
        "--offline",
        "--profile",
        "gitlab",
        "--set",
        "GITLAB_URL=https://git.acme.test/code",
        "--set",
        "GITLAB_GROUP=acme",
        "--set",
        "GITLAB_AUTH_CLIENT_ID=id-1",
        "--secret-from",
        "GITLAB_AUTH_CLIENT_SECRET=env:SECRET",
        "--secret-from",
        "GITLAB_TOKEN=env:TOKEN",
    ];
    desk.init(&flags).ended(0, &["nothing was proven"]);
    let fragment = desk.read("portal/app-config.local.yaml");
    for text in [
        "audience: https://git.acme.test/code",
        "apiBaseUrl: https://git.acme.test/code/api/v4",
        "baseUrl: https://git.acme.test/code",
        r#"groupPattern: "[\\s\\S]*""#,
    ] {
        assert!(fragment.contains(text), "{text} in {fragment}");
    }
    assert!(fragment.contains("development: null"), "the profile's own environment leads to gitlab.com: {fragment}");
    assert!(desk.read("portal/.env").contains("GITLAB_HOST=git.acme.test\n"));
}

#[test]
fn what_was_given_and_is_read_by_nothing_that_was_chosen_is_told() {
    let desk = Desk::new().with("TOKEN", "ghp_x").with("OTHER", "CANARY");
    let flags = ["--offline", "--profile", "github-pat", "--stage", "local", "--secret-from", "GITHUB_TOKEN=env:TOKEN"];
    let flags = [&flags[..], &["--set", "GITHUB_ORG=acme"]].concat();
    let unread = ["--set", "KEYCLOAK_REALM=acme", "--secret-from", "KEYCLOAK_CLIENT_SECRET=env:OTHER"];
    let says = "given, and read by nothing that was chosen: `KEYCLOAK_REALM`, `KEYCLOAK_CLIENT_SECRET`";
    desk.init(&[&flags[..], &unread].concat()).ended(0, &[says]);
    let said = Desk::new().with("TOKEN", "ghp_x").init(&flags);
    assert!(!said.text.contains("read by nothing"), "{}", said.text);
}

#[test]
fn a_sovereign_cloud_and_a_server_of_ones_own_are_only_other_addresses() {
    let desk = Desk::new().with("TOKEN", "x").with("SECRET", "x");
    let flags = [
        "--offline",
        "--profile",
        "azure",
        "--url",
        "entra=https://login.microsoftonline.us",
        "--api-url",
        "entra=https://graph.microsoft.us",
        "--url",
        "azure-devops=https://code.acme.test/tfs",
        "--set",
        "AZURE_TENANT_ID=9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31",
        "--set",
        "AZURE_CLIENT_ID=1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58",
        "--set",
        "AZURE_ORGANIZATION=acme",
        "--secret-from",
        "AZURE_CLIENT_SECRET=env:SECRET",
        "--secret-from",
        "AZURE_TOKEN=env:TOKEN",
    ];
    desk.init(&flags).ended(0, &["nothing was proven"]);
    let fragment = desk.read("portal/app-config.local.yaml");
    for text in [
        "authority: https://login.microsoftonline.us",
        "target: https://graph.microsoft.us/v1.0",
        "- host: code.acme.test",
        "host: code.acme.test",
    ] {
        assert!(fragment.contains(text), "{text} in {fragment}");
    }
}

#[test]
fn one_client_for_people_and_backend_is_told_on_ones_own_machine_and_warned_of_in_production() {
    for (profile, hint) in [
        ("azure", "the image takes one for both"),
        ("keycloak", "the image takes one for both"),
        ("github", "keep them apart: --auth github-oauth-app"),
    ] {
        let one = ["--profile", profile, "--auth", if profile == "github" { "github-app" } else { profile }];
        let one = if profile == "azure" { ["--profile", "azure", "--org-data", "entra"] } else { one };
        let production = Desk::new().rehearse(&[&one[..], &["--stage", "production"]].concat());
        production.ended(0, &["! one client signs people in and serves the backend", hint]);
        let local = Desk::new().rehearse(&[&one[..], &["--stage", "local"]].concat());
        local.ended(0, &["one client signs people in and serves the backend"]);
        assert!(!local.text.contains("! one client"), "{}", local.text);
    }
}

#[test]
fn a_plain_backstage_takes_two_clients_and_is_said_to() {
    for flags in [["--profile", "azure", "--org-data", "entra"], ["--profile", "keycloak", "--org-data", "keycloak"]] {
        let flags = [&flags[..], &["--target", "backstage", "--stage", "production"]].concat();
        let said = Desk::new().rehearse(&flags);
        said.ended(0, &["! one client signs people in", "another client's id and secret below `catalog.providers`"]);
        assert!(!said.text.contains("one for both"), "{}", said.text);
    }
}

#[test]
fn two_credentials_that_are_one_client_are_found_out_with_all_that_it_may() {
    const ID: &str = "AZURE_DEVOPS_CLIENT_ID=c11e0000-0000-4000-8000-00000000acde";
    for (stage, says) in [("production", "give sign-in a client of its own"), ("local", "are one client")] {
        let flags = ["--profile", "azure", "--integration", "azure-devops-principal", "--stage", stage, "--set", ID];
        let desk = Desk::new().with("THE_SAME", MicrosoftNotes::new().client_secret.expose());
        let same = ["--secret-from", "AZURE_DEVOPS_CLIENT_SECRET=env:THE_SAME"];
        let said = desk.rehearse(&[&flags[..], &same].concat());
        said.ended(0, &["`AZURE_CLIENT_ID` and `AZURE_DEVOPS_CLIENT_ID` are one client", says, "together it may"]);
        assert!(said.text.contains("GroupMember.Read.All") && said.text.contains("User.Read"), "{}", said.text);
    }
}
