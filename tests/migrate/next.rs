//! What a move prints to go on with is taken by the program, in the folder as it is then.

use std::collections::BTreeSet;

use crate::printed;
use crate::program::{Desk, Said};

const PORTAL: [&str; 4] = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
const MARK: &str = "written in the sandbox: nothing in this file is real";
const FILES: [&str; 4] = ["app-config.local.yaml", ".env", ".env.example", "devportal-auth.yaml"];

/// Every portal that `init` writes, and everywhere that it can go.
fn each_route(see: impl Fn(Desk, &str, &str)) {
    for from in ["v1", "v2", "backstage"] {
        for profile in ["github", "gitlab", "azure", "keycloak", "ldap", "ldap-ad", "oidc"] {
            // Nobody signs in so there.
            if from == "backstage" && profile.starts_with("ldap") {
                continue;
            }
            for to in ["v1", "v2", "backstage"].into_iter().filter(|to| *to != from) {
                let desk = Desk::new();
                desk.rehearse(&[&PORTAL[..], &["--target", from, "--profile", profile]].concat())
                    .ended(0, &["written"]);
                see(desk, to, &format!("{profile}, {from} to {to}"));
            }
        }
    }
}

fn migrate(desk: &Desk, folder: &str, to: &str) -> Said {
    let said = desk.run(&["migrate", folder, "--to", to, "--yes", "--no-input"]);
    said.ended(0, &["moved: the portal is"]);
    said
}

/// The commands that begin again, of those that were printed.
fn begin_again(said: &Said) -> Vec<String> {
    let all = printed::commands(&said.text).into_iter();
    let all: Vec<_> = all.filter(|command| command.starts_with("devportal-auth init ")).collect();
    assert!(!all.is_empty(), "{}", said.text);
    all
}

/// The same portal in `real`, without the word that nothing in it is real.
fn make_real(desk: &Desk) {
    for file in desk.portal().iter().filter(|file| desk.path(&format!("portal/{file}")).is_file()) {
        let text = desk.read(&format!("portal/{file}"));
        let real: Vec<_> = text.lines().filter(|line| !line.contains(MARK)).collect();
        desk.put(&format!("real/{file}"), format!("{}\n", real.join("\n").trim_start()));
    }
}

#[test]
fn what_is_next_works_in_what_the_sandbox_wrote_and_is_refused_in_no_real_portal() {
    each_route(|desk, to, case| {
        make_real(&desk);
        let marked: Vec<_> = FILES.iter().filter(|file| desk.read(&format!("portal/{file}")).contains(MARK)).collect();
        assert!(marked.contains(&&"devportal-auth.yaml"), "{case}: {marked:?}");
        let said = migrate(&desk, "portal", to);
        for file in marked {
            assert!(desk.read(&format!("portal/{file}")).contains(MARK), "{case}: `{file}` is taken for real");
        }
        for command in begin_again(&said) {
            let ran = desk.shell_of(&format!("{command} --no-input --yes"));
            assert_eq!(ran.code, 0, "{case}: `{command}` was printed, and ends so: {}", ran.text);
        }
        let said = migrate(&desk, "real", to);
        for command in begin_again(&said) {
            assert!(!command.contains("--sandbox"), "{case}: {command}");
            // Nobody is there to say yes; nothing else is in the way.
            let ran = desk.shell_of(&format!("{command} --no-input --offline"));
            let is_asked = ran.text.contains("answer is missing") || ran.text.contains("answers are missing");
            assert!(ran.code == 2 && is_asked, "{case}: `{command}` was printed, and ends so: {}", ran.text);
        }
    });
}

/// The catalog's providers by kind, name and how often they read.
fn providers(desk: &Desk) -> BTreeSet<String> {
    let layer: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
    let entries = |value: &serde_yaml::Value| -> Vec<_> {
        let map = value.as_mapping().cloned().unwrap_or_default();
        map.into_iter().map(|(key, value)| (key.as_str().unwrap().to_owned(), value)).collect()
    };
    let mut all = BTreeSet::new();
    for (kind, block) in entries(&layer["catalog"]["providers"]) {
        let named = match &block {
            serde_yaml::Value::Sequence(items) => vec![(String::new(), items[0].clone())],
            block if block.get("schedule").is_some() => vec![(String::new(), block.clone())],
            block => entries(block),
        };
        all.extend(
            named.into_iter().map(|(name, entry)| format!("{kind} {name} {:?} {:?}", entry["id"], entry["schedule"])),
        );
    }
    all
}

#[test]
fn what_is_next_takes_nobody_out_of_the_catalog_and_reads_nothing_twice_or_at_another_time() {
    each_route(|desk, to, case| {
        let said = migrate(&desk, "portal", to);
        let before = providers(&desk);
        for command in begin_again(&said) {
            desk.shell_of(&format!("{command} --no-input --yes")).ended(0, &[]);
        }
        let after = providers(&desk);
        let names = |all: &BTreeSet<String>| -> BTreeSet<String> {
            all.iter().filter_map(|one| one.split(' ').next()).map(str::to_owned).collect()
        };
        let kinds = names(&before);
        let gone: Vec<_> = before.difference(&after).collect();
        let twice: Vec<_> =
            after.difference(&before).filter(|one| kinds.contains(one.split(' ').next().unwrap())).collect();
        assert!(gone.is_empty() && twice.is_empty(), "{case}: {gone:#?} {twice:#?}");
    });
}

#[test]
fn what_is_next_does_not_say_again_what_presets_bring() {
    let choice = [
        "--profile",
        "github",
        "--integration",
        "github-token",
        "--integration",
        "jenkins",
        "--integration",
        "kubernetes",
    ];
    let desk = Desk::new();
    desk.rehearse(&[&PORTAL[..], &["--target", "v1"], &choice].concat()).ended(0, &["written"]);
    let said = migrate(&desk, "portal", "v2");
    let before = desk.read("portal/app-config.local.yaml");
    assert!(!before.contains("jenkins:") && !before.contains("serviceLocatorMethod"), "{before}");
    for command in begin_again(&said) {
        desk.shell_of(&format!("{command} --no-input --yes")).ended(0, &[]);
    }
    let after = desk.read("portal/app-config.local.yaml");
    assert!(!after.contains("jenkins:") && !after.contains("serviceLocatorMethod"), "{after}");
}

/// The findings of a portal: what is said of where.
fn findings(desk: &Desk) -> BTreeSet<String> {
    let said = desk.run(&["validate", "portal", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.text).unwrap_or_else(|_| panic!("{}", said.text));
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let all = json["findings"].as_array().unwrap().iter();
    all.map(|finding| format!("{}: {}", text(finding, "rule"), text(finding, "message"))).collect()
}

/// What a person has to get first, and was told.
const TOLD: [&str; 3] = ["missing-variable", "preset-variables", "unused-variable"];

#[test]
fn what_a_move_writes_is_found_fault_with_by_nothing() {
    each_route(|desk, to, case| {
        let before = findings(&desk);
        let said = migrate(&desk, "portal", to);
        let after = findings(&desk);
        let is_told = |finding: &&String| match finding.split_once(": ") {
            // Whom the portal lets in then is a person's to say.
            Some(("resolver-unknown", says)) => {
                said.text.contains(&format!("has {}, which Backstage's own", says.split(' ').next().unwrap()))
            }
            Some((rule, _)) => TOLD.contains(&rule),
            None => false,
        };
        let new: Vec<_> = after.difference(&before).filter(|finding| !is_told(finding)).collect();
        assert!(new.is_empty(), "{case}: {new:#?}");
    });
}

#[test]
fn no_comment_speaks_of_what_a_portal_was_told_before() {
    for (from, to, says) in [
        ("v1", "v2", Some("\n# the presets, in order\nVEECODE_PRESETS=")),
        ("v2", "v1", Some("\n# the profile\nVEECODE_PROFILE=")),
        ("v1", "backstage", None),
    ] {
        for profile in ["github", "azure", "keycloak", "gitlab", "ldap"] {
            let desk = Desk::new();
            desk.rehearse(&[&PORTAL[..], &["--target", from, "--profile", profile]].concat()).ended(0, &["written"]);
            let layer = desk.read("portal/app-config.local.yaml");
            assert!(!layer.contains("the profile"), "{profile}: {layer}");
            migrate(&desk, "portal", to);
            let example = desk.read("portal/.env.example");
            let told: Vec<_> = ["# the profile\n", "# the presets, in order\n"]
                .into_iter()
                .filter(|comment| example.contains(comment) && !says.is_some_and(|says| says.contains(comment)))
                .collect();
            assert!(told.is_empty() && !example.contains("\n\n\n"), "{profile}, {from} to {to}: {example}");
            assert!(says.is_none_or(|says| example.contains(says)), "{profile}, {from} to {to}: {example}");
        }
    }
}

#[test]
fn a_move_and_what_is_next_keep_every_system_that_was_decided_on() {
    let choice = ["--profile", "github", "--integration", "github-token", "--integration", "jenkins"];
    let desk = Desk::new();
    desk.rehearse(&[&PORTAL[..], &["--target", "v2"], &choice].concat()).ended(0, &["written"]);
    let presets = "VEECODE_PRESETS=github-auth,github,jenkins\n";
    assert!(desk.read("portal/.env").contains(presets));
    for to in ["v2", "backstage"] {
        let desk = Desk::new();
        desk.rehearse(&[&PORTAL[..], &["--target", "v1"], &choice].concat()).ended(0, &["written"]);
        let said = migrate(&desk, "portal", to);
        assert!(to != "v2" || desk.read("portal/.env").contains(presets), "{}", desk.read("portal/.env"));
        let decided = desk.read("portal/devportal-auth.yaml");
        assert!(decided.contains("jenkins"), "{decided}");
        for command in begin_again(&said) {
            let ran = desk.shell_of(&format!("{command} --no-input --yes"));
            ran.ended(0, &["written"]);
            assert!(!ran.text.contains("no longer"), "{}", ran.text);
            for file in ["devportal-auth.yaml", ".env.example"] {
                let text = desk.read(&format!("portal/{file}"));
                assert!(text.contains("JENKINS_URL"), "{to}: `{command}` took Jenkins out of {file}: {text}");
            }
        }
    }
}
