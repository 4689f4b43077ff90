//! The same answers for Red Hat Developer Hub: what its operator and its chart are given says what a plain Backstage is told, and no secret.

use std::collections::BTreeSet;

use serde::Deserialize as _;
use serde_yaml::Value;

use crate::agreed::{at_a_terminal, sees};
use crate::next::next;
use crate::program::{Desk, Said};

/// By whom people sign in, what the fragment calls that, and the modules that the backend has to load for it.
const WAYS: [(&[&str], &str, &[&str]); 6] = [
    (&["--profile", "github"], "github", &["catalog-backend-module-github", "catalog-backend-module-github-org"]),
    (&["--profile", "gitlab"], "gitlab", &["catalog-backend-module-gitlab", "catalog-backend-module-gitlab-org"]),
    (&["--profile", "azure", "--integration", "none"], "microsoft", &["catalog-backend-module-msgraph"]),
    (&["--profile", "keycloak"], "oidc", &["catalog-backend-module-keycloak"]),
    (
        &["--profile", "oidc", "--integration", "github-token", "--org-data", "ldap"],
        "oidc",
        &["catalog-backend-module-github", "catalog-backend-module-ldap"],
    ),
    (&["--auth", "okta", "--integration", "none", "--org-data", "none"], "okta", &[]),
];

const CONFIGMAPS: &str = "portal/devportal-auth.configmaps.yaml";
const RESOURCE: &str = "portal/devportal-auth.backstage.yaml";
const VALUES: &str = "portal/devportal-auth.values.yaml";

fn rehearse(desk: &Desk, flags: &[&str]) -> Said {
    let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
    desk.rehearse(&[&portal[..], flags].concat())
}

fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text).map(|one| Value::deserialize(one).unwrap()).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// The configuration that the ConfigMap has.
fn configured(desk: &Desk) -> Value {
    yaml(documents(&desk.read(CONFIGMAPS))[0]["data"]["app-config-devportal-auth.yaml"].as_str().unwrap())
}

/// The dynamic plugins, as the operator's ConfigMap or the chart's values have them.
fn plugins(desk: &Desk, deploy: &str) -> Value {
    match deploy {
        "rhdh-operator" => yaml(documents(&desk.read(CONFIGMAPS))[1]["data"]["dynamic-plugins.yaml"].as_str().unwrap()),
        _ => yaml(&desk.read(VALUES))["global"]["dynamic"].clone(),
    }
}

fn packages(dynamic: &Value) -> Vec<&str> {
    dynamic["plugins"].as_sequence().unwrap().iter().map(|plugin| plugin["package"].as_str().unwrap()).collect()
}

/// The names between `${` and `}`.
fn references(text: &str) -> BTreeSet<&str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// What is carried, by the comments above the Secrets.
fn carried(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("# carries "));
    lines.flat_map(|line| line.split(", ")).collect()
}

#[test]
fn the_cluster_is_told_what_a_plain_backstage_is_told_besides_what_the_page_offers() {
    for (flags, page, _) in WAYS {
        let plain = Desk::new();
        rehearse(&plain, &[&["--target", "backstage"], flags].concat()).ended(0, &["on plain Backstage"]);
        let mut told = yaml(&plain.read("portal/app-config.local.yaml"));
        told["signInPage"] = page.into();
        // Its own module has more resolvers than Backstage's, and Keycloak's first.
        if page == "oidc" {
            let by = if flags.contains(&"keycloak") {
                "[{ resolver: oidcSubClaimMatchingKeycloakUserId }, { resolver: preferredUsernameMatchingUserEntityName }]"
            } else {
                "[{ resolver: preferredUsernameMatchingUserEntityName }, { resolver: emailMatchingUserEntityProfileEmail }]"
            };
            let production = &mut told["auth"]["providers"]["oidc"]["production"];
            assert_eq!(production["signIn"]["resolvers"], yaml("[{ resolver: emailMatchingUserEntityProfileEmail }]"));
            production["signIn"]["resolvers"] = yaml(by);
        }
        // No file lies beside a ConfigMap's.
        if told["integrations"]["github"][0].get("apps").is_some() {
            told["integrations"]["github"][0]["apps"][0]["privateKey"] = "${GITHUB_PRIVATE_KEY}".into();
        }
        for deploy in ["rhdh-operator", "rhdh-helm"] {
            let desk = Desk::new();
            rehearse(&desk, &[&["--deploy", deploy], flags].concat()).ended(0, &["on Red Hat Developer Hub 1.10"]);
            assert_eq!(configured(&desk), told, "{deploy} {flags:?}");
            assert_eq!(yaml(&desk.read("portal/app-config.local.yaml"))["signInPage"], page);
        }
    }
}

/// The operator's own configuration lies where nobody here can see, which is a note; everything else is silence.
#[test]
fn validate_reads_what_is_written_and_finds_nothing() {
    for (flags, ..) in WAYS {
        for (deploy, files) in [("rhdh-operator", [RESOURCE, CONFIGMAPS]), ("rhdh-helm", [VALUES, CONFIGMAPS])] {
            let desk = Desk::new();
            let flags = [&["--deploy", deploy], flags].concat();
            rehearse(&desk, &flags).ended(0, &["written"]);
            // An App's key is in a Secret of its own, so that `.env` is not all there is.
            let all = !desk.path("portal/github-app-private-key.pem").exists();
            let whole = if all { &["--whole", "--env-file", "portal/.env"][..] } else { &["--whole"] };
            for given in [&["portal"][..], &files[..], &[&files[..], whole].concat()] {
                let said = desk.run(&[&["validate", "--format", "json"], given].concat());
                let report: serde_json::Value = serde_json::from_str(&said.text).unwrap();
                let found = report["findings"].as_array().unwrap().iter();
                let found: Vec<_> = found.map(|finding| finding["rule"].as_str().unwrap()).collect();
                // Its own module goes by mail addresses alone, which newer releases want verified.
                let expected =
                    |rule: &&str| *rule == "mail-not-verified" || (*rule == "not-read" && deploy == "rhdh-operator");
                assert!(found.iter().all(expected), "{given:?} {flags:?}: {}", said.text);
                said.ended(0, &[]);
            }
            rehearse(&desk, &flags).ended(0, &["nothing to change"]);
        }
    }
}

#[test]
fn exactly_the_modules_that_the_answers_need_are_enabled_and_none_with_its_example() {
    for (flags, _, modules) in WAYS {
        for deploy in ["rhdh-operator", "rhdh-helm"] {
            let desk = Desk::new();
            let said = rehearse(&desk, &[&["--deploy", deploy], flags].concat());
            said.ended(0, &["Red Hat Developer Hub 1.10, of 1.7, 1.8, 1.9, 1.10 that are known"]);
            assert!(!said.text.contains("yarn") && !said.text.contains("backend.add"), "{}", said.text);
            let dynamic = plugins(&desk, deploy);
            assert_eq!(dynamic["includes"], yaml("[dynamic-plugins.default.yaml]"));
            let mut enabled = packages(&dynamic);
            enabled.sort_unstable();
            let keycloak = |module: &str| if module.ends_with("keycloak") { "community-" } else { "" };
            let meant = modules
                .iter()
                .map(|module| format!("./dynamic-plugins/dist/backstage-{}plugin-{module}-dynamic", keycloak(module)));
            assert_eq!(enabled, meant.collect::<Vec<_>>(), "{flags:?}");
            for plugin in dynamic["plugins"].as_sequence().unwrap() {
                assert_eq!((&plugin["disabled"], &plugin["pluginConfig"]), (&false.into(), &yaml("{}")));
            }
        }
    }
}

#[test]
fn a_release_has_plugins_of_its_own_and_what_it_has_none_of_is_told() {
    let flags = ["--profile", "oidc", "--integration", "jenkins", "--integration", "harbor", "--org-data", "none"];
    for (release, jenkins, resource) in [
        ("1.8", "./dynamic-plugins/dist/backstage-community-plugin-jenkins-backend-dynamic", "v1alpha4"),
        ("1.9.8", "/backstage-community-plugin-jenkins-backend:bs_1.45.3__0.22.0", "v1alpha5"),
        ("1.10", "/backstage-community-plugin-jenkins-backend:bs_1.49.4__0.27.0", "v1alpha5"),
    ] {
        let desk = Desk::new();
        let said = rehearse(&desk, &[&flags[..], &["--deploy", "rhdh-operator", "--rhdh", release]].concat());
        said.ended(0, &["has no dynamic plugin of @digitalist-open-cloud/backstage-plugin-harbor-backend"]);
        let dynamic = plugins(&desk, "rhdh-operator");
        let [package] = packages(&dynamic)[..] else { panic!("{dynamic:?}") };
        assert!(package.ends_with(jenkins), "{release}: {package}");
        assert_eq!(yaml(&desk.read(RESOURCE))["apiVersion"], format!("rhdh.redhat.com/{resource}"));
        // The next run knows it, too, also elsewhere.
        let line = release.split('.').take(2).collect::<Vec<_>>().join(".");
        let answers = desk.read("portal/devportal-auth.yaml");
        assert!(
            answers.contains("deploy:\n- rhdh-operator\n") && answers.contains(&format!("rhdh: '{line}'")),
            "{answers}"
        );
        rehearse(&desk, &flags).ended(0, &["nothing to change"]);
        let another = Desk::new();
        another.put("answers.yaml", &answers);
        rehearse(&another, &["--answers", "answers.yaml"]).ended(0, &[&format!("on Red Hat Developer Hub {line}")]);
    }
}

#[test]
fn what_it_does_not_know_is_refused_before_anything_is_written() {
    for (flags, why) in [
        (&["--auth", "aws-alb"][..], "no module for `awsalb`, and ends with \"No auth provider found for awsalb\""),
        (&["--auth", "oauth2"], "no module for `oauth2`"),
        (&["--auth", "google-iap"], "calls `gcpIap` `gcp-iap`"),
        (&["--auth", "azure-easyauth"], "calls `azureEasyAuth` `azure-easyauth`"),
        (&["--profile", "ldap"], "no sign-in by LDAP"),
        (&["--profile", "github", "--rhdh", "2.0"], "is one of 1.7, 1.8, 1.9, 1.10, not `2.0`"),
        (&["--profile", "github", "--target", "v1"], "is a Backstage of its own (`--target backstage`), not `v1`"),
    ] {
        let desk = Desk::new();
        rehearse(&desk, &[&["--deploy", "rhdh-operator"], flags].concat()).ended(2, &[why]);
        assert_eq!(desk.portal(), [""; 0]);
    }
    let plain = ["--target", "backstage", "--profile", "github", "--rhdh", "1.9"];
    rehearse(&Desk::new(), &plain).ended(2, &["is for `--deploy rhdh-operator` or `rhdh-helm`"]);
}

#[test]
fn secrets_are_named_where_the_cluster_reads_them_and_stand_in_no_file_for_it() {
    for (deploy, naming) in [("rhdh-operator", RESOURCE), ("rhdh-helm", VALUES)] {
        let desk = Desk::new();
        rehearse(&desk, &["--deploy", deploy, "--profile", "github"]).ended(0, &["written"]);
        let (told, naming, env) = (desk.read(CONFIGMAPS), desk.read(naming), desk.read("portal/.env"));
        let lines = env.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        let lines: Vec<_> = lines.collect();
        let variables: BTreeSet<_> = lines.iter().map(|(name, _)| *name).chain(["GITHUB_PRIVATE_KEY"]).collect();
        assert_eq!(carried(&naming), variables);
        assert_eq!(references(&told), variables);
        let key = desk.read("portal/github-app-private-key.pem");
        let secrets = lines.iter().filter(|(name, _)| name.ends_with("SECRET")).map(|(_, value)| *value);
        for secret in secrets.chain([key.lines().nth(1).unwrap()]) {
            assert!(secret.len() > 20 && !told.contains(secret) && !naming.contains(secret));
        }
        let ignored = desk.read("portal/.gitignore");
        assert!(ignored.contains(".env\n") && !ignored.contains("devportal-auth."), "{ignored}");
        let named = match deploy {
            "rhdh-operator" => yaml(&naming)["spec"]["application"]["extraEnvs"]["secrets"].clone(),
            _ => yaml(&naming)["upstream"]["backstage"]["extraEnvVarsSecrets"].clone(),
        };
        let meant = match deploy {
            "rhdh-operator" => "[{ name: devportal-auth }, { name: devportal-auth-keys }]",
            _ => "[devportal-auth, devportal-auth-keys]",
        };
        assert_eq!(named, yaml(meant));
    }
}

#[test]
fn what_is_next_makes_the_secret_from_what_is_kept_and_says_where_its_name_goes() {
    let offline = |deploy: &str| {
        let desk = Desk::new();
        desk.put("secret", "0123456789012345678901234567890123456789");
        let given = ["--deploy", deploy, "--auth", "okta", "--integration", "none", "--org-data", "none", "--offline"];
        let values = ["--set", "OKTA_URL=https://acme.okta.com", "--set", "OKTA_AUTH_CLIENT_ID=0oa1b2c3d4e5f6g7h8i9"];
        let secret = ["--secret-from", "OKTA_AUTH_CLIENT_SECRET=file:secret", "--stage", "production"];
        let said = desk.init(&[&given[..], &values, &secret, &["--portal-url", "https://portal.acme.test"]].concat());
        said.ended(0, &["written"]);
        next(&said.text).to_owned()
    };
    let create = "devportal-auth run --out portal -- kubectl create secret generic devportal-auth --from-env-file portal/devportal-auth.variables";
    let apply = "kubectl apply -f portal/devportal-auth.configmaps.yaml";
    let operator = offline("rhdh-operator");
    for words in [
        create,
        apply,
        "kubectl apply -f portal/devportal-auth.backstage.yaml",
        "put its names into that",
        "explain rhdh",
    ] {
        assert!(operator.contains(words), "{words}: {operator}");
    }
    let chart = offline("rhdh-helm");
    for words in [create, apply, "give the chart portal/devportal-auth.values.yaml besides your own values"] {
        assert!(chart.contains(words), "{words}: {chart}");
    }
    // The sandbox's files are for no cluster.
    let played = rehearse(&Desk::new(), &["--deploy", "rhdh-helm", "--profile", "keycloak"]);
    assert!(!next(&played.text).contains("kubectl") && played.text.contains("would follow"), "{}", played.text);
}

#[test]
fn a_person_is_asked_how_another_backstage_is_deployed_and_offered_only_whom_it_lets_in() {
    let desk = Desk::new();
    let mut terminal = at_a_terminal(&desk, &["--sandbox", "--portal-url", "https://portal.acme.test"]);
    for (asked, answer) in [
        ("Which portal is it?", "backstage"),
        ("How is it deployed?", "rhdh-operator"),
        ("Where do people sign in?", "aws-alb"),
        ("`aws-alb` is none of these", "keycloak"),
    ] {
        sees(&mut terminal, asked);
        terminal.send_line(answer).unwrap();
    }
    sees(&mut terminal, "for production?");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}
