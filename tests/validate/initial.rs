//! What `init` writes gives no finding, whatever was chosen.

use crate::program::Desk;

/// Rehearses a portal and validates it, with everything that `init` knows and then file by file.
#[track_caller]
fn nothing_is_found(arguments: &[&str]) {
    let desk = Desk::new();
    desk.rehearse(&[arguments, &["--without-sign-in"]].concat()).ended(0, &[]);
    let said = desk.run(&["validate", "portal", "--fail-on", "note"]);
    assert!(
        said.text.starts_with("2 files, ") && said.text.contains(" rules, nothing found"),
        "{arguments:?}: {}",
        said.text
    );
    assert_eq!(said.code, 0);
}

#[test]
fn every_profile_and_stage_is_clean() {
    for profile in ["github", "github-pat", "gitlab", "azure", "keycloak", "ldap", "ldap-ad", "oidc"] {
        nothing_is_found(&["--profile", profile, "--stage", "local"]);
        let production = ["--stage", "production", "--portal-url", "https://portal.acme.test"];
        if profile != "github-pat" {
            nothing_is_found(&[&["--profile", profile][..], &production].concat());
        }
    }
}

#[test]
fn a_portal_for_production_without_a_sign_in_is_told_as_one() {
    let desk = Desk::new();
    let production = ["--profile", "github-pat", "--stage", "production", "--portal-url", "https://portal.acme.test"];
    desk.rehearse(&production).ended(2, &["1 answer is missing", "nobody can enter", "--without-sign-in"]);
    assert_eq!(desk.portal(), [""; 0]);
    desk.rehearse(&[&production[..], &["--without-sign-in"]].concat()).ended(0, &["nobody can enter"]);
    desk.run(&["validate", "portal", "--fail-on", "warning"])
        .ended(1, &["warning[no-way-in]", "app-config.local.yaml"]);
}

#[test]
fn sign_in_beside_another_providers_code_is_clean() {
    let production = ["--stage", "production", "--portal-url", "https://portal.acme.test"];
    for (profile, integration) in [
        ("keycloak", "github-token"),
        ("keycloak", "none"),
        ("azure", "gitlab-token"),
        ("ldap", "azure-devops-token"),
        ("ldap-ad", "github-token"),
        ("oidc", "azure-devops-principal"),
        ("gitlab", "github-token"),
        ("github", "gitlab-token"),
    ] {
        nothing_is_found(&[&["--profile", profile, "--integration", integration][..], &production].concat());
    }
}
