//! The same run for presets and for plain Backstage: what is written is right where it is read, and told there.

use serde_yaml::Value;

use crate::program::{Desk, Said};

const PROFILES: [&str; 8] = ["github", "github-pat", "gitlab", "azure", "keycloak", "ldap", "ldap-ad", "oidc"];

fn rehearse(desk: &Desk, flags: &[&str]) -> Said {
    let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
    desk.rehearse(&[&portal[..], flags].concat())
}

fn fragment(desk: &Desk) -> Value {
    serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap()
}

/// What was written gives no finding, and a second run finds nothing to change.
fn is_right(desk: &Desk, flags: &[&str]) {
    let said = desk.run(&["validate", "portal"]);
    // Backstage's own module for OpenID Connect goes by mail addresses alone, which newer releases want verified.
    let by_mail = said.text.contains("note[mail-not-verified]") && said.text.contains("1 note in");
    said.ended(0, if by_mail { &[] } else { &["nothing found"] });
    rehearse(desk, flags).ended(0, &["nothing to change"]);
}

#[test]
fn every_profile_has_its_presets_and_what_is_written_for_them_is_right() {
    for (profile, presets) in PROFILES.into_iter().zip([
        "github-auth,github",
        "github",
        "gitlab",
        "azure-auth,azure",
        "keycloak",
        "ldap",
        "ldap,ldap-ad",
        "",
    ]) {
        let desk = Desk::new();
        let flags = ["--target", "v2", "--profile", profile, "--without-sign-in"];
        let flags = if profile == "github-pat" { &flags[..] } else { &flags[..4] };
        rehearse(&desk, flags).ended(0, &["written 5 files"]);
        let env = desk.read("portal/.env");
        assert!(env.contains(&format!("VEECODE_PRESETS={presets}\n")) && !env.contains("VEECODE_PROFILE"), "{env}");
        is_right(&desk, flags);
    }
}

/// A pipeline has what is committed, and that is judged as what it is: no key of another image is missed, and nothing is mended with one.
#[test]
fn what_is_committed_without_its_file_of_variables_is_judged_for_its_own_target() {
    for profile in PROFILES {
        for target in ["v1", "v2"] {
            let desk = Desk::new();
            let way = if profile == "github-pat" { &["--without-sign-in"][..] } else { &[] };
            rehearse(&desk, &[&["--target", target, "--profile", profile], way].concat())
                .ended(0, &["written 5 files"]);
            std::fs::remove_file(desk.path("portal/.env")).unwrap();
            let said = desk.run(&["validate", "portal", "--fail-on", "error"]);
            said.ended(0, &["`portal/.env` is not here, so what it holds was not judged"]);
        }
    }
}

#[test]
fn presets_by_name_stand_for_choices_and_those_that_nobody_asks_about_stay() {
    let desk = Desk::new();
    let flags = ["--presets", "recommended,keycloak,azure,jenkins"];
    rehearse(&desk, &flags).ended(0, &["presets recommended,keycloak,azure,jenkins"]);
    assert!(desk.read("portal/.env").contains("VEECODE_PRESETS=recommended,keycloak,azure,jenkins\n"));
    is_right(&desk, &flags);
    let desk = Desk::new();
    rehearse(&desk, &["--presets", "keycloak,mcp,mcp-chat"])
        .ended(0, &["`mcp-chat` needs MCP_CHAT_PROVIDER", "ends with", "78"]);
    for (wrong, why) in [("keycloack", "did you mean `keycloak`?"), ("keycloak,github-auth", "exclude each other")] {
        rehearse(&Desk::new(), &["--presets", wrong]).ended(2, &[why]);
    }
}

#[test]
fn beside_presets_stands_what_a_flag_adds() {
    let desk = Desk::new();
    rehearse(&desk, &["--presets", "recommended,keycloak,github", "--integration", "argocd"])
        .ended(0, &["presets recommended,keycloak,github"]);
    let env = desk.read("portal/.env");
    assert!(["ARGOCD_", "GITHUB_PAT="].iter().all(|name| env.contains(name)), "{env}");
    rehearse(&Desk::new(), &["--presets", "keycloak,github", "--integration", "none"])
        .ended(2, &["`--presets` reads `github` and `--integration none` reads nothing; leave one of the two out"]);
}

#[test]
fn what_a_target_does_not_take_is_refused_with_the_reason() {
    for (flags, why) in [
        (
            &["--target", "v2", "--profile", "github", "--integration", "github-app"][..],
            "the presets read a token alone",
        ),
        (
            &["--target", "v2", "--profile", "gitlab", "--org-data", "none", "--integration", "none"],
            "`gitlab` needs `GITLAB_TOKEN`",
        ),
        (&["--target", "backstage", "--profile", "ldap"], "plain Backstage has no sign-in by LDAP"),
        (&["--target", "v3"], "a target is `v1`, `v2` or `backstage`"),
        (&["--profile", "github", "--org-data", "keycloak"], "`keycloak` brings no people and groups"),
        (
            &["--target", "backstage", "--auth", "google", "--org-data", "google"],
            "`google` brings no people and groups",
        ),
        (
            &["--target", "backstage", "--auth", "okta", "--org-data", "okta"],
            "`--org-data` cannot be taken: `okta` brings no",
        ),
        (&["--auth", "zitadel"], "or one of their credentials; did you mean `oidc`?"),
        (&["--target", "v2", "--auth", "okta"], "`--auth` cannot be taken: VeeCode's images have no sign-in by Okta"),
    ] {
        let desk = Desk::new();
        rehearse(&desk, flags).ended(2, &[why]);
        assert!(!desk.path("portal/.env").exists());
    }
}

#[test]
fn plain_backstage_gets_all_of_it_and_the_modules_are_named() {
    for profile in PROFILES.into_iter().filter(|profile| !profile.starts_with("ldap")) {
        let desk = Desk::new();
        let flags = ["--target", "backstage", "--profile", profile, "--without-sign-in"];
        let flags = if profile == "github-pat" { &flags[..] } else { &flags[..4] };
        let said = rehearse(&desk, flags);
        said.ended(0, &["yarn --cwd packages/backend add @backstage/", "backend.add(import("]);
        let (env, fragment) = (desk.read("portal/.env"), fragment(&desk));
        assert!(!env.contains("VEECODE"), "{env}");
        let text = desk.read("portal/app-config.local.yaml");
        assert!(!text.contains("the image") && !text.contains("profile"), "{text}");
        assert!(fragment.get("signInPage").is_none() && fragment["auth"]["providers"].get("guest").is_none(), "{text}");
        assert_eq!(said.text.contains("explain plain-backstage"), profile != "github-pat", "{}", said.text);
        is_right(&desk, flags);
    }
}

#[test]
fn an_apps_key_is_a_private_file_of_its_own_which_is_read_again() {
    let desk = Desk::new();
    let flags = ["--target", "backstage", "--profile", "github"];
    rehearse(&desk, &flags).ended(0, &["github-app-private-key.pem"]);
    let app = fragment(&desk)["integrations"]["github"][0]["apps"][0].clone();
    assert_eq!(app["privateKey"]["$file"], "github-app-private-key.pem");
    assert!(desk.read("portal/github-app-private-key.pem").starts_with("-----BEGIN"));
    assert!(desk.read("portal/.gitignore").contains("github-app-private-key.pem\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(desk.path("portal/github-app-private-key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    is_right(&desk, &flags);
}

#[test]
fn people_may_come_from_a_directory_by_which_nobody_signs_in() {
    let desk = Desk::new();
    let flags = ["--target", "backstage", "--profile", "oidc", "--integration", "github-token", "--org-data", "ldap"];
    rehearse(&desk, &flags).ended(0, &["@backstage/plugin-catalog-backend-module-ldap"]);
    let providers = fragment(&desk)["catalog"]["providers"].clone();
    assert_eq!(providers["ldapOrg"]["default"]["bind"]["secret"], "${LDAP_SECRET}");
    is_right(&desk, &flags);
}

#[test]
fn the_folder_tells_what_reads_it() {
    let desk = Desk::new();
    desk.put("portal/backstage.json", "{\"version\": \"1.49.0\"}");
    rehearse(&desk, &["--auth", "keycloak"]).ended(0, &["on plain Backstage"]);
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PRESETS=recommended,keycloak\n");
    rehearse(&desk, &[]).ended(0, &["presets recommended,keycloak"]);
}

#[test]
fn people_of_a_gitlab_behind_a_port_are_told_not_to_arrive() {
    for (url, told) in [("https://gitlab.acme.test:8443", true), ("https://gitlab.acme.test", false)] {
        let setting = format!("GITLAB_URL={url}");
        let said = rehearse(&Desk::new(), &["--profile", "gitlab", "--set", &setting]);
        said.ended(0, &["written"]);
        assert_eq!(said.text.contains("never arrive"), told, "{}", said.text);
    }
}

#[test]
fn people_from_elsewhere_or_nowhere_do_not_come_from_where_they_sign_in_as_well() {
    for (target, profile, directory) in [
        ("v1", "github", "githubOrg"),
        ("v1", "keycloak", "keycloakOrg"),
        ("v1", "azure", "microsoftGraphOrg"),
        ("v1", "ldap", "ldapOrg"),
        ("v2", "github", "githubOrg"),
        ("v2", "keycloak", "keycloakOrg"),
        ("v2", "azure", "microsoftGraphOrg"),
        ("v2", "ldap-ad", "ldapOrg"),
    ] {
        let desk = Desk::new();
        let flags = ["--target", target, "--profile", profile, "--org-data", "none"];
        rehearse(&desk, &flags).ended(0, &["written"]);
        let providers = fragment(&desk)["catalog"]["providers"].clone();
        assert!(providers.get(directory).is_some_and(Value::is_null), "{target} {profile}: {providers:?}");
        // The next run knows it, too.
        assert!(desk.read("portal/devportal-auth.yaml").contains("org-data:\n    provider: none"));
        let again = rehearse(&desk, &flags[..4]);
        again.ended(0, &["nothing to change"]);
        assert!(again.text.matches("host sso.acme.test").count() <= 1, "named twice: {}", again.text);
    }
    for target in ["v1", "v2"] {
        let desk = Desk::new();
        rehearse(&desk, &["--target", target, "--profile", "gitlab", "--org-data", "none"]).ended(0, &["written"]);
        assert_eq!(fragment(&desk)["catalog"]["providers"]["gitlab"]["default"]["orgEnabled"], false);
    }
    let desk = Desk::new();
    let plain = ["--target", "backstage", "--profile", "azure", "--org-data", "none", "--integration", "none"];
    rehearse(&desk, &plain).ended(0, &["written"]);
    assert!(fragment(&desk).get("catalog").is_none());
}

#[test]
fn presets_keep_their_order_and_go_with_the_answers() {
    let desk = Desk::new();
    rehearse(&desk, &["--presets", "keycloak,acme-own,jenkins"]).ended(0, &["presets keycloak,acme-own,jenkins"]);
    let answers = desk.read("portal/devportal-auth.yaml");
    assert!(answers.contains("presets:\n- keycloak\n- acme-own\n- jenkins\n"), "{answers}");
    let another = Desk::new();
    another.put("answers.yaml", &answers);
    rehearse(&another, &["--answers", "answers.yaml"]).ended(0, &["presets keycloak,acme-own,jenkins"]);
    // What is chosen no more goes, and what nobody is asked about stays.
    let fewer = ["--target", "v2", "--profile", "keycloak", "--integration", "none"];
    rehearse(&desk, &fewer).ended(0, &["presets keycloak,acme-own,"]);
    rehearse(&Desk::new(), &["--presets", "keycloak,mcp-chat"]).ended(2, &["`mcp-chat` needs `mcp` before it"]);
    rehearse(&Desk::new(), &["--presets", "keycloak", "--target", "v1"]).ended(2, &["of the v2 image, not of `v1`"]);
}

#[test]
fn another_target_in_the_same_folder_leaves_no_word_for_the_old_image() {
    let desk = Desk::new();
    rehearse(&desk, &["--target", "v1", "--profile", "keycloak"]).ended(0, &["written"]);
    rehearse(&desk, &["--target", "v2", "--profile", "keycloak"])
        .ended(0, &["is for another portal (v1)", "devportal-auth migrate portal --to v2", "written"]);
    assert!(!desk.read("portal/.env").contains("VEECODE_PROFILE"));
    desk.run(&["validate", "portal"]).ended(0, &["nothing found"]);
    rehearse(&desk, &["--target", "backstage", "--profile", "keycloak"]).ended(0, &["written"]);
    assert!(!desk.read("portal/.env").contains("VEECODE"));
}

#[test]
fn an_app_that_only_signs_people_in_leaves_reading_to_the_token() {
    for target in ["v1", "backstage"] {
        let desk = Desk::new();
        let flags =
            ["--target", target, "--profile", "github", "--auth", "github-app", "--integration", "github-token"];
        rehearse(&desk, &flags).ended(0, &["written"]);
        let entry = fragment(&desk)["integrations"]["github"][0].clone();
        assert!(entry["token"] == "${GITHUB_TOKEN}" && entry.get("apps").is_none(), "{target}: {entry:?}");
    }
}

/// What `create-app` writes for development: the pages and the backend have a server each.
const DEVELOPED: &str = "app:\n  title: Acme\n  baseUrl: http://localhost:3000\nbackend:\n  baseUrl: http://localhost:7007\n  listen:\n    port: 7007\n  cors:\n    origin: http://localhost:3000\n";
/// And for its image, where the backend serves the pages as well.
const DEPLOYED: &str =
    "app:\n  baseUrl: http://localhost:7007\nbackend:\n  baseUrl: http://localhost:7007\n  listen: ':7007'\n";

fn checkout() -> Desk {
    let desk = Desk::new().with("GIVEN_SECRET", "0123456789abcdef0123456789abcdef01234567");
    let desk = desk.with("GIVEN_TOKEN", "ghp_A7ah3ieW4ohquiePhoh1Eishoo4ieB9ahQu2");
    desk.put("app-config.yaml", DEVELOPED);
    desk.put("app-config.production.yaml", DEPLOYED);
    desk.put("backstage.json", "{ \"version\": \"1.49.0\" }\n");
    desk
}

fn init_of_checkout(desk: &Desk, more: &[&str]) -> Said {
    let flags = [
        "init",
        "--offline",
        "--no-input",
        "--yes",
        "--auth",
        "github-oauth-app",
        "--integration",
        "github-token",
        "--set",
        "GITHUB_ORG=acme",
        "--set",
        "GITHUB_AUTH_CLIENT_ID=Ov23li0123456789abcd",
        "--secret-from",
        "GITHUB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET",
        "--secret-from",
        "GITHUB_TOKEN=env:GIVEN_TOKEN",
    ];
    desk.run(&[&flags[..], more].concat())
}

#[test]
fn a_checkouts_backend_stays_where_it_listens_and_the_callback_is_made_from_it() {
    let desk = checkout();
    let said = init_of_checkout(&desk, &["--stage", "local"]);
    said.ended(0, &["http://localhost:7007/api/auth/github/handler/frame"]);
    let layer: Value = serde_yaml::from_str(&desk.read("app-config.local.yaml")).unwrap();
    assert_eq!(layer["app"]["baseUrl"], "http://localhost:3000");
    assert_eq!(layer["backend"]["baseUrl"], "http://localhost:7007");
    assert_eq!(layer["backend"]["cors"]["origin"], "http://localhost:3000");
    desk.run(&["validate", "app-config.yaml", "app-config.local.yaml", "--select", "backend-port"])
        .ended(0, &["nothing found"]);
    init_of_checkout(&desk, &["--stage", "local"]).ended(0, &["nothing to change"]);
}

#[test]
fn a_checkouts_portal_elsewhere_has_one_address() {
    let desk = checkout();
    let portal = ["--stage", "production", "--portal-url", "https://portal.acme.dev"];
    init_of_checkout(&desk, &portal).ended(0, &["https://portal.acme.dev/api/auth/github/handler/frame"]);
    let layer: Value = serde_yaml::from_str(&desk.read("app-config.local.yaml")).unwrap();
    assert_eq!(layer["backend"]["baseUrl"], "https://portal.acme.dev");
}

#[test]
fn an_image_has_one_address_whatever_lies_beside() {
    let desk = checkout();
    std::fs::remove_file(desk.path("backstage.json")).unwrap();
    let flags = ["--target", "v1", "--profile", "github", "--stage", "local", "--portal-url", "http://localhost:3000"];
    init_of_checkout(&desk, &flags).ended(0, &["http://localhost:3000/api/auth/github/handler/frame"]);
}

#[test]
fn that_few_people_from_github_have_a_mail_address_is_told_where_sign_in_goes_by_it() {
    let few = "GitHub tells the mail address of those alone who show it on their profile";
    let desk = Desk::new();
    let said = rehearse(&desk, &["--target", "backstage", "--auth", "google", "--integration", "github-token"]);
    said.ended(
        0,
        &["Google signs in by mail address, and GitHub tells", "people sign in by mail address, and GitHub tells"],
    );
    let by_name =
        rehearse(&Desk::new(), &["--target", "backstage", "--auth", "github", "--integration", "github-token"]);
    assert!(!by_name.text.contains(few), "{}", by_name.text);
    let elsewhere = ["--target", "backstage", "--auth", "microsoft", "--integration", "github-token"];
    let elsewhere = rehearse(&Desk::new(), &elsewhere);
    assert!(!elsewhere.text.contains(few), "{}", elsewhere.text);
}

#[test]
fn every_package_that_a_plain_backend_needs_is_added_by_one_command() {
    let flags = ["--target", "backstage", "--auth", "microsoft", "--integration", "github-token,jenkins,sonarqube"];
    let said = rehearse(&Desk::new(), &flags);
    let add = "yarn --cwd packages/backend add";
    let (_, rest) = said.text.split_once(add).unwrap_or_else(|| panic!("{}", said.text));
    let (command, lines) = rest.split_once("and in packages/backend/src/index.ts").unwrap();
    for package in ["@backstage-community/plugin-jenkins-backend", "@backstage-community/plugin-sonarqube-backend"] {
        assert!(
            command.contains(package) && lines.contains(&format!("backend.add(import('{package}'));")),
            "{}",
            said.text
        );
    }
    assert!(!said.text.contains("the portal needs its plugin"), "{}", said.text);
}

#[test]
fn where_nothing_says_it_a_backstage_of_ones_own_has_its_pages_and_its_backend_where_yarn_start_has_them() {
    for address in [&[][..], &["--portal-url", "http://localhost:3000"]] {
        let desk = Desk::new();
        let flags = ["--target", "backstage", "--profile", "gitlab", "--stage", "local"];
        desk.rehearse(&[&flags[..], address].concat())
            .ended(0, &["http://localhost:7007/api/auth/gitlab/handler/frame"]);
        let layer = fragment(&desk);
        assert_eq!(layer["app"]["baseUrl"], "http://localhost:3000");
        assert_eq!(layer["backend"]["baseUrl"], "http://localhost:7007");
        assert_eq!(layer["backend"]["cors"]["origin"], "http://localhost:3000");
        desk.rehearse(&flags).ended(0, &["nothing to change"]);
    }
    for (flags, at) in [
        (&["--target", "backstage", "--portal-url", "http://localhost:7007"][..], "http://localhost:7007"),
        (&["--target", "v1", "--portal-url", "http://localhost:3000"], "http://localhost:3000"),
        (&["--deploy", "rhdh-helm", "--portal-url", "http://localhost:3000"], "http://localhost:3000"),
    ] {
        let desk = Desk::new();
        desk.rehearse(&[flags, &["--profile", "gitlab", "--stage", "local"]].concat()).ended(0, &["written"]);
        assert_eq!(fragment(&desk)["backend"]["baseUrl"], at, "{flags:?}");
    }
}

#[test]
fn what_a_browser_calls_the_origin_of_a_portal_below_a_path_has_none() {
    for target in ["v1", "backstage"] {
        let desk = Desk::new();
        let portal = ["--portal-url", "https://portal.acme.test/devportal", "--stage", "production"];
        desk.rehearse(&[&portal[..], &["--target", target, "--profile", "gitlab"]].concat()).ended(0, &["written"]);
        let layer = fragment(&desk);
        assert_eq!(layer["backend"]["cors"]["origin"], "https://portal.acme.test");
        assert_eq!(layer["backend"]["baseUrl"], "https://portal.acme.test/devportal");
    }
}
