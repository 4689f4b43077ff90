//! Each profile, told in each way, with a layer of one's own and without: what the portal does afterwards is what it did, but for what the
//! report names.

use std::collections::BTreeSet;

use devportal_auth::contract::image;

use crate::meaning::{by_path, differing, earlier, is_named, portal};
use crate::portals::{PROFILES, Told, WAYS, put, set, variables};
use crate::program::{Desk, Said};

const PRESETS: [(&str, &str); 7] = [
    ("azure", "azure-auth,azure"),
    ("github", "github-auth,github"),
    ("github-pat", "github"),
    ("gitlab", "gitlab"),
    ("keycloak", "keycloak"),
    ("ldap", "ldap"),
    ("ldap-ad", "ldap,ldap-ad"),
];

fn presets(profile: &str) -> &'static str {
    PRESETS.iter().find(|(name, _)| *name == profile).unwrap().1
}

fn layers(profile: &str, to: &str) -> Vec<image::File> {
    match to {
        "v1" => image::layers_of_profile(Some(profile)),
        "v2" => image::layers_of_presets(&presets(profile).split(',').map(str::to_owned).collect::<Vec<_>>()),
        _ => Vec::new(),
    }
}

fn migrate(desk: &Desk, to: &str) -> Said {
    desk.run(&["migrate", "portal", "--to", to, "--yes", "--no-input", "--report", &format!("{to}.md")])
}

/// The report of a move.
fn report(desk: &Desk, to: &str) -> String {
    desk.read(&format!("{to}.md"))
}

/// Every combination.
fn each(see: impl Fn(&str, Told, bool)) {
    for profile in PROFILES {
        for told in WAYS {
            [false, true].into_iter().for_each(|own| see(profile, told, own));
        }
    }
}

/// The rules with an error in a portal.
fn errors(desk: &Desk, told: Told, image: &[&str]) -> BTreeSet<String> {
    let files: &[&str] = match told {
        Told::Dotenv => &["portal/app-config.local.yaml", "--env-file", "portal/.env"],
        Told::Compose | Told::Listed if desk.path("portal/app-config.local.yaml").exists() => {
            &["portal/compose.yaml", "portal/app-config.local.yaml"]
        }
        Told::Compose | Told::Listed => &["portal/compose.yaml"],
        Told::Helm => &["portal/values.yaml"],
    };
    let nothing = ["empty.yaml", "--env-file", "portal/.env"];
    let files = if told == Told::Dotenv && !desk.path(files[0]).exists() { &nothing } else { files };
    desk.put("empty.yaml", "{}\n");
    let said = desk.run(&[&["validate", "--format", "json", "--part"][..], files, image].concat());
    let json: serde_json::Value = serde_json::from_str(&said.text).unwrap_or_else(|_| panic!("{}", said.text));
    let found = json["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    found.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_a_portal_does_afterwards_is_what_it_did_but_for_what_the_report_names() {
    for to in ["v2", "backstage"] {
        each(|profile, told, own| {
            let desk = Desk::new();
            put(&desk, profile, told, own);
            let case = format!("{profile}, {told:?}, own layer {own}, to {to}");
            let before = by_path(&portal(&desk, told, &layers(profile, "v1")), &set(profile), to == "v2");
            let wrong = errors(&desk, told, &[]);
            let said = migrate(&desk, to);
            said.ended(0, &["moved: the portal is"]);
            assert!(!said.text.contains("CANARY") && !said.text.contains("Q0FOQVJZ"), "{case}: {}", said.text);
            let report = report(&desk, to);
            assert!(!report.contains("CANARY"), "{case}: {report}");
            let after = by_path(&portal(&desk, told, &layers(profile, to)), &set(profile), false);
            for path in differing(&before, &after, &[&report]) {
                assert!(is_named(&path, &report), "{case}: `{path}` is otherwise, and nobody was told\n{report}");
            }
            let image = ["--presets", presets(profile)];
            let new: BTreeSet<_> = errors(&desk, told, if to == "v2" { &image } else { &[] });
            // What only a person can get was told.
            let told_of =
                ["missing-variable", "preset-variables"].map(|rule| (rule, report.contains("is set in no file here")));
            // The App's key of these portals is none, which is seen once it lies in a file.
            let told_of = [&told_of[..], &[("github-app-key", to == "backstage")]].concat();
            let was_told = |rule: &&String| told_of.iter().any(|(told, was)| told == rule && *was);
            let new: Vec<_> = new.difference(&wrong).filter(|rule| !was_told(rule)).collect();
            assert!(new.is_empty(), "{case}: {new:?}");
            let files = desk.all();
            desk.run(&["migrate", "portal", "--to", to, "--yes", "--no-input"]);
            assert_eq!(desk.all(), files, "{case}: a second run changed something");
        });
    }
}

#[test]
fn the_image_is_told_its_presets_and_every_value_stays_byte_for_byte() {
    each(|profile, told, own| {
        let desk = Desk::new();
        put(&desk, profile, told, own);
        migrate(&desk, "v2").ended(0, &["moved: the portal is"]);
        let file = match told {
            Told::Dotenv => ".env",
            Told::Compose | Told::Listed => "compose.yaml",
            Told::Helm => "values.yaml",
        };
        let text = desk.read(&format!("portal/{file}"));
        assert!(text.contains("VEECODE_PRESETS") && !text.contains("VEECODE_PROFILE"), "{text}");
        assert!(text.contains(presets(profile)), "{text}");
        let values: String = ["portal/.env", "portal/portal.env", "portal/compose.yaml", "portal/values.yaml"]
            .iter()
            .filter(|name| desk.path(name).exists())
            .map(|name| desk.read(name))
            .collect();
        let (plain, secret) = variables(profile);
        let secret = if told == Told::Helm { Vec::new() } else { secret };
        for (name, value) in plain.iter().chain(&secret) {
            assert!(values.contains(value), "{profile}, {told:?}: the value of {name} is gone\n{values}");
        }
    });
}

#[test]
fn what_goes_to_presets_and_back_means_what_it_meant() {
    each(|profile, told, own| {
        let desk = Desk::new();
        put(&desk, profile, told, own);
        let case = format!("{profile}, {told:?}, own layer {own}");
        let before = by_path(&portal(&desk, told, &layers(profile, "v1")), &set(profile), true);
        migrate(&desk, "v2").ended(0, &["moved: the portal is"]);
        migrate(&desk, "v1").ended(0, &["moved: the portal is"]);
        let (there, back) = (report(&desk, "v2"), report(&desk, "v1"));
        let after = by_path(&portal(&desk, told, &layers(profile, "v1")), &set(profile), true);
        for path in differing(&before, &after, &[&there, &back]) {
            let of_environment = path == "auth.environment" || path.starts_with("platform.");
            let named = is_named(&earlier(&path, &back), &there) || is_named(&path, &back);
            assert!(of_environment || named, "{case}: `{path}`\n{there}\n{back}");
        }
    });
}

#[test]
fn comments_of_a_person_stay() {
    each(|profile, told, own| {
        let desk = Desk::new();
        put(&desk, profile, told, own);
        let comments = |desk: &Desk| -> Vec<String> {
            let names = [
                "portal/.env",
                "portal/portal.env",
                "portal/compose.yaml",
                "portal/values.yaml",
                "portal/app-config.local.yaml",
            ];
            let texts = names.iter().filter(|name| desk.path(name).exists()).map(|name| desk.read(name));
            texts
                .flat_map(|text| {
                    text.lines()
                        .filter_map(|line| line.split_once("# ").map(|(_, said)| said.to_owned()))
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        let before = comments(&desk);
        migrate(&desk, "v2").ended(0, &["moved: the portal is"]);
        let after = comments(&desk);
        for comment in before {
            assert!(after.contains(&comment), "{profile}, {told:?}: `{comment}` is gone");
        }
    });
}

#[test]
fn what_was_closed_does_not_open_by_a_move() {
    let after = |profile: &str, to: &[&str]| {
        let desk = Desk::new();
        put(&desk, profile, Told::Dotenv, false);
        to.iter().for_each(|to| _ = migrate(&desk, to));
        portal(&desk, Told::Dotenv, &layers(profile, to[to.len() - 1]))
    };
    // The presets close the page to guests, and the profile would open it again.
    let back = after("keycloak", &["v2", "v1"]);
    assert_eq!(back["auth"]["environment"], "production");
    assert_eq!(back["platform"]["guest"]["enabled"], true, "nobody reads it, so nobody is told to");
    // The profile verifies the directory's certificate, and the preset does not.
    let presets = after("ldap-ad", &["v2"]);
    let options = &presets["auth"]["providers"]["ldap"]["production"]["ldapAuthenticationOptions"]["ldapOpts"];
    assert_eq!(options["tlsOptions"]["rejectUnauthorized"], true);
    // The profile names one group of administrators, and the image for everybody two.
    let administrators = &after("azure", &["v2"])["permission"]["rbac"]["admin"]["superUsers"];
    assert_eq!(administrators.as_sequence().unwrap().len(), 1);
    // The image lets anybody be an administrator, which a plain Backstage is not told.
    assert!(after("gitlab", &["backstage"])["auth"]["providers"].get("guest").is_none());
}
