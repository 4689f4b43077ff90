//! Purposes mixed over providers: every sign-in with every integration, twice, by script.

use crate::program::Desk;

const SIGN_INS: [&str; 7] = ["azure", "github", "gitlab", "keycloak", "ldap", "ldap-ad", "oidc"];

#[test]
fn every_sign_in_is_written_with_every_integration_and_a_second_run_changes_nothing() {
    for sign_in in SIGN_INS {
        for integration in ["github-token", "gitlab-token", "azure-devops-token", "azure-devops-principal", "none"] {
            let desk = Desk::new();
            let flags = ["--profile", sign_in, "--integration", integration, "--stage", "production"];
            desk.rehearse(&flags).ended(0, &["5 files in"]);
            let fragment = desk.read("portal/app-config.local.yaml");
            let code = fragment.contains("integrations:") || integration == "none" || integration.starts_with(sign_in);
            assert!(code, "{sign_in} with {integration}:\n{fragment}");
            let profile = if sign_in == "oidc" { "none" } else { sign_in };
            assert!(desk.read("portal/.env").contains(&format!("VEECODE_PROFILE={profile}\n")));
            desk.rehearse(&flags).ended(0, &["nothing to change"]);
        }
    }
}

#[test]
fn a_provider_that_is_named_for_sign_in_stands_for_its_profile() {
    let desk = Desk::new();
    desk.rehearse(&["--auth", "keycloak", "--integration", "gitlab,github"]).ended(0, &["with GitLab and GitHub"]);
    let desk = Desk::new();
    desk.rehearse(&["--auth", "oidc"]).ended(0, &["OpenID Connect, no profile", "no people arrive in the catalog"]);
}

#[test]
fn what_cannot_be_mixed_is_refused_with_what_can() {
    for (flags, says) in [
        (["--profile", "ldap", "--integration", "github-app"], "unpacks its private key for the profile github only"),
        (["--profile", "ldap", "--integration", "bitbucket"], "did you mean `bitbucket-cloud`?"),
        (["--profile", "ldap", "--integration", "jenkins:access-token"], "takes jenkins-token, not `access-token`"),
        (["--profile", "ldap", "--integration", "teamcity:access-token"], "`devportal-auth explain systems`"),
        (["--profile", "github-pat", "--integration", "jenkin"], "did you mean `jenkins`?"),
        (["--profile", "github-pat", "--integration", "gitlab"], "is GitHub alone and takes nothing from `gitlab`"),
        (["--profile", "keycloak", "--auth", "github"], "takes sign-in from keycloak"),
        (["--profile", "oidc", "--org-data", "ldap"], "`ldap` brings no people and groups into this portal"),
    ] {
        let desk = Desk::new();
        desk.rehearse(&flags).ended(2, &[says]);
        assert_eq!(desk.portal(), [""; 0], "{flags:?} left something");
    }
}

#[test]
fn people_may_come_from_the_integration_where_sign_in_knows_none() {
    let desk = Desk::new();
    let flags = ["--profile", "oidc", "--integration", "github", "--person", "ada@acme.test"];
    // What sign-in tells besides is not known, so nobody can tell whether they get in.
    desk.rehearse(&flags).ended(3, &["12 users and 6 groups would arrive", "nobody in the catalog is `ada@acme.test`"]);
    desk.rehearse(&flags[..4]).ended(0, &["12 users and 6 groups would arrive"]);
    assert!(desk.read("portal/app-config.local.yaml").contains("githubOrg:"));
}

#[test]
fn a_script_that_asks_whether_somebody_would_be_let_in_fails_when_they_would_not() {
    let desk = Desk::new();
    let says = ["the realm has nobody called `zoe`", "`zoe` would not be let in", "leave `--person` out"];
    desk.rehearse(&["--profile", "keycloak", "--person", "zoe"]).ended(1, &says);
    assert!(!desk.path("portal/.env").exists(), "all or nothing");
    desk.rehearse(&["--profile", "keycloak", "--person", "ada"]).ended(0, &["as `user:default/ada`"]);
}

#[test]
fn a_persons_own_password_is_tried_once_and_kept_nowhere() {
    let desk = Desk::new().with("OWN", "CANARY-own");
    let flags = ["--profile", "ldap", "--person", "ada", "--secret-from", "PERSON_PASSWORD=env:OWN"];
    desk.rehearse(&flags).ended(1, &["that password is not `ada`'s", "`ada` would not be let in"]);
    let desk = Desk::new().with("OWN", "sandbox-only");
    desk.rehearse(&flags).ended(0, &["`user:default/ada`"]);
    assert!(desk.read("portal/.env").contains("LDAP_URL"));
    let desk = Desk::new().with("OWN", "CANARY-own");
    desk.rehearse(&flags).ended(1, &[]);
    for name in desk.portal().iter().filter(|name| *name != ".devportal-auth") {
        assert!(!desk.read(&format!("portal/{name}")).contains("CANARY"), "{name} holds a person's password");
    }
}
