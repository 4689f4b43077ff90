//! Which release of Backstage is meant: what a person says, what the checkout says, and what an upgrade would bring.

use serde_json::Value;

use crate::program::Desk;

const BITBUCKET: &str = "integrations:\n  bitbucketCloud:\n    - token: ${BITBUCKET_TOKEN}\n";
const ACCESS: &str = "auth:\n  providers:\n    cfaccess:\n      teamName: acme\n      signIn: { resolvers: [{ resolver: emailMatchingUserEntityProfileEmail }] }\n";

#[test]
fn the_release_that_a_person_names_is_judged() {
    let desk = Desk::new();
    desk.put("a.yaml", BITBUCKET);
    let run = |release: &str| desk.run(&["validate", "a.yaml", "--backstage", release]);
    for old in ["1.49", "1.49.4", "v1.49.4"] {
        run(old).ended(
            1,
            &["error[bitbucket-token-alone]: before Backstage 1.56, `token` is not sent", "for Backstage 1.49"],
        );
    }
    run("1.57").ended(0, &["nothing found, for Backstage 1.57"]);
    run("1.99").ended(0, &["for Backstage 1.99, newer than all that is known here, which is 1.40 to 1.57"]);
    run("1.39").ended(2, &["nothing is known of releases before 1.40"]);
    run("1.12.0").ended(2, &["invalid value '1.12.0'"]);
    run("latest").ended(2, &["a release is written as 1.49 or 1.49.4"]);
}

#[test]
fn without_a_release_the_finding_names_them_and_counts_for_less() {
    let desk = Desk::new();
    desk.put("a.yaml", BITBUCKET);
    desk.run(&["validate", "a.yaml"])
        .ended(0, &["warning[bitbucket-token-alone]: before Backstage 1.56", "`--backstage RELEASE` says which"]);
}

#[test]
fn the_release_is_read_from_the_checkout() {
    let lock = "\"@backstage/backend-defaults@npm:^0.16.0\":\n  version: 0.16.0\n";
    for (file, text, said) in [
        ("backstage.json", "{\"version\": \"1.49.4\"}", "for Backstage 1.49.4 (backstage.json)"),
        ("yarn.lock", lock, "for Backstage 1.49 (yarn.lock)"),
        ("Dockerfile", "FROM veecode/devportal:2.0\n", "for Backstage 1.49 (the image's name)"),
        ("docker-compose.yml", "services: { portal: { image: 'x' } }\n", "nothing"),
    ] {
        let desk = Desk::new();
        desk.put("app-config.yaml", BITBUCKET);
        desk.put(file, text);
        match said {
            "nothing" => desk.run(&["validate", "app-config.yaml"]).ended(0, &["warning[bitbucket-token-alone]"]),
            said => desk.run(&["validate", "app-config.yaml"]).ended(1, &["error[bitbucket-token-alone]", said]),
        }
    }
}

#[test]
fn a_checkout_is_looked_at_up_to_the_root_of_its_repository_and_no_further() {
    let desk = Desk::new();
    desk.put("repository/.git/HEAD", "ref: refs/heads/main\n");
    desk.put("repository/backstage.json", "{\"version\": \"1.57.0\"}");
    desk.put("repository/deploy/a.yaml", BITBUCKET);
    desk.put("loose/deploy/a.yaml", BITBUCKET);
    desk.put("loose/backstage.json", "{\"version\": \"1.57.0\"}");
    desk.run(&["validate", "repository/deploy/a.yaml"]).ended(0, &["nothing found, for Backstage 1.57.0"]);
    desk.run(&["validate", "loose/deploy/a.yaml"]).ended(0, &["warning[bitbucket-token-alone]"]);
}

#[test]
fn what_the_lock_file_says_of_a_package_counts_before_the_release() {
    let desk = Desk::new();
    desk.put("a.yaml", BITBUCKET);
    desk.put("backstage.json", "{\"version\": \"1.49.4\"}");
    desk.put("yarn.lock", "\"@backstage/integration@npm:^2.2.0\":\n  version: 2.2.0\n");
    desk.run(&["validate", "a.yaml"]).ended(0, &["nothing found, for Backstage 1.49.4"]);
}

#[test]
fn what_breaks_with_an_upgrade_is_told_apart() {
    let desk = Desk::new();
    desk.put("a.yaml", format!("{ACCESS}    gcpIap: {{ signIn: {{ resolvers: [{{ resolver: emailMatchingUserEntityAnnotation }}] }}, audience: '' }}\n"));
    desk.put("backstage.json", "{\"version\": \"1.49.4\"}");
    let asked = ["validate", "a.yaml", "--backstage", "1.57"];
    desk.run(&asked).ended(
        1,
        &[
            "error[sign-in-field-missing]: since Backstage 1.55, `cfaccess` has no `audience`",
            "this comes with Backstage 1.57",
            "for Backstage 1.57; 1 comes with the upgrade from 1.49.4 (backstage.json)",
        ],
    );
    let output = desk.command(&[&asked[..], &["--format", "json"]].concat()).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["summary"]["backstage"]["upgradesFrom"], "1.49.4 (backstage.json)");
    let findings = json["findings"].as_array().unwrap();
    let comes = |rule: &str| findings.iter().find(|finding| finding["rule"] == rule).unwrap()["comesWith"].clone();
    assert_eq!((comes("sign-in-field-missing"), comes("sign-in-field-empty")), ("1.57".into(), Value::Null));
    // The same release is no upgrade.
    let output = desk.command(&["validate", "a.yaml", "--backstage", "1.49.4", "--format", "json"]).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["summary"]["backstage"], serde_json::json!({ "release": "1.49.4" }));
}

#[test]
fn an_image_has_its_own_release_until_another_is_asked_for() {
    let desk = Desk::new();
    desk.put("app-config.local.yaml", "auth: { providers: { guest: null } }\n");
    let asked = ["validate", "--profile", "keycloak", "app-config.local.yaml", "--select", "client-registration-ends"];
    desk.run(&asked).ended(0, &["nothing found"]);
    desk.run(&[&asked[..], &["--backstage", "1.57"]].concat()).ended(
        0,
        &[
            "warning[client-registration-ends]",
            "this is the image's own file",
            "1 comes with the upgrade from 1.49 (the image)",
        ],
    );
}

#[test]
fn files_that_backstage_env_names_are_loaded_in_their_order() {
    let desk = Desk::new();
    desk.put(".env", "BACKSTAGE_ENV=staging, blue\n");
    for (file, guest) in [
        ("app-config.yaml", "null"),
        ("app-config.staging.yaml", "{}"),
        ("app-config.blue.yaml", "{ dangerouslyAllowOutsideDevelopment: true }"),
        ("app-config.local.yaml", "null"),
        ("app-config.blue.local.yaml", "{ dangerouslyAllowOutsideDevelopment: true }"),
    ] {
        desk.put(file, format!("auth: {{ providers: {{ guest: {guest} }} }}\n"));
    }
    let run = || desk.run(&["validate", "--select", "guest-open", "--fail-on", "warning", "--backstage", "1.57"]);
    run().ended(1, &["app-config.blue.local.yaml:1:31", "1 warning in 6 files"]);
    desk.put("app-config.blue.local.yaml", "auth: { providers: { guest: null } }\n");
    run().ended(0, &["nothing found"]);
}

#[test]
fn what_is_true_of_today_is_no_error_of_a_release_of_which_nothing_is_known() {
    let desk = Desk::new();
    let old = "integrations: { azure: [{ host: dev.azure.com, token: '${AZURE_TOKEN}' }] }\ncatalog: { processors: { githubOrg: { providers: [] } } }\nauth: { providers: { oidc: { development: { clientId: '${A}', clientSecret: '${B}', scope: openid } }, atlassian: { development: { clientId: '${C}', clientSecret: '${D}', scopes: '${E}' } } } }\n";
    desk.put("app-config.yaml", old);
    let rules = ["azure-token-key", "misplaced-key", "oidc-scope", "key-unknown"];
    let run =
        |more: &[&str]| desk.run(&[&["validate", "app-config.yaml", "--select", &rules.join(",")][..], more].concat());
    run(&[]).ended(1, &rules.map(|rule| format!("error[{rule}]")).each_ref().map(String::as_str));
    // Pages without a backend beside them, and no lock file.
    desk.put("packages/app/package.json", r#"{"dependencies": {"@backstage/core-components": "^0.8.1"}}"#);
    let said = run(&[]);
    assert!(!said.text.contains("error["), "{}", said.text);
    said.ended(
        0,
        &["note[azure-token-key]", "known from Backstage 1.40 on", "nothing is known of 1.39 or older", "package.json"],
    );
}

#[test]
fn a_range_of_packages_lets_in_more_than_one_release() {
    let desk = Desk::new();
    desk.put("app-config.yaml", BITBUCKET);
    let list = |range: &str| format!(r#"{{"dependencies": {{"@backstage/plugin-catalog-backend": "{range}"}}}}"#);
    desk.put("packages/backend/package.json", list("^3.4.0"));
    desk.run(&["validate"]).ended(1, &["error[bitbucket-token-alone]", "for Backstage 1.48 to 1.54.6"]);
    desk.put("packages/backend/package.json", list("^4.0.0"));
    desk.run(&["validate"]).ended(0, &["warning[bitbucket-token-alone]", "for Backstage 1.55 to 1.57"]);
}
