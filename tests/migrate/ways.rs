//! By what people sign in, and what an image has for it: what is refused, which profile or presets are taken, and what is no secret.

use devportal_auth::config::learn_text;
use devportal_auth::contract::system::{System, systems};
use devportal_auth::contract::{self, image};
use devportal_auth::secrecy::Known;
use serde_yaml::Value;

use crate::meaning::portal;
use crate::portals::Told;
use crate::printed;
use crate::program::Desk;

const PORTAL: [&str; 4] = ["--portal-url", "https://portal.acme.test", "--stage", "production"];

/// Every row by which people sign in.
fn ways() -> impl Iterator<Item = &'static System> {
    systems().iter().filter(|system| system.signs_in.is_some())
}

/// A portal of plain Backstage, as `init --sandbox` writes it.
fn plain(flags: &[&str]) -> Desk {
    let desk = Desk::new();
    desk.rehearse(&[&PORTAL[..], &["--target", "backstage"], flags].concat()).ended(0, &["written"]);
    desk
}

fn migrate(desk: &Desk, to: &str) -> crate::program::Said {
    desk.run(&["migrate", "portal", "--to", to, "--yes", "--no-input"])
}

/// What an image comes to with the portal's own layer.
fn after(desk: &Desk) -> Value {
    let env = desk.read("portal/.env");
    let said = |name: &str| env.lines().find_map(|line| line.strip_prefix(&format!("{name}=")).map(str::to_owned));
    let layers = match (said("VEECODE_PROFILE"), said("VEECODE_PRESETS")) {
        (Some(profile), None) => image::layers_of_profile(Some(&profile)),
        (None, Some(presets)) => image::layers_of_presets(
            &presets.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>(),
        ),
        both => panic!("{both:?}"),
    };
    portal(desk, Told::Dotenv, &layers)
}

#[test]
fn what_a_way_in_says_in_the_open_is_taken_for_no_secret() {
    for system in ways() {
        let contract = contract::all().iter().find(|contract| contract.name == system.name).unwrap();
        let mut text: String = contract.fragment.iter().map(|piece| piece.yaml.as_str()).collect();
        // A client's id may be the secret that was swapped with it.
        let is_of_client =
            |variable| contract.credentials.values().any(|spec| spec.fields.values().any(|of| of == variable));
        for (variable, spec) in
            contract.variables.iter().filter(|(variable, spec)| !spec.secret && !is_of_client(*variable))
        {
            text = text.replace(&format!("${{{variable}}}"), spec.example.as_deref().unwrap());
        }
        let mut known = Known::default();
        learn_text(&text, &mut known);
        assert_eq!(known.conceal(&text), text, "{}", system.name);
    }
}

#[test]
fn a_portal_moves_to_no_image_that_has_nothing_for_its_way_in() {
    for system in ways() {
        let desk = plain(&["--auth", &system.name, "--integration", "github-token"]);
        let before = desk.all();
        for to in ["v1", "v2"] {
            let said = migrate(&desk, to);
            said.ended(2, &[&system.title, "nobody could sign in after this move; nothing was written"]);
            assert_eq!(desk.all(), before, "{}", system.name);
            let commands = printed::commands(&said.text);
            let [command] = &commands[..] else { panic!("{commands:?}") };
            desk.shell_of(&format!("{command} --no-input --dry-run")).ended(0, &["nothing "]);
        }
    }
    // One that an image has lets people in; of the other it is told.
    let desk = plain(&["--profile", "gitlab"]);
    let layer = desk.read("portal/app-config.local.yaml");
    let google = "  providers:\n    google:\n      production:\n        signIn: { resolvers: [{ resolver: emailMatchingUserEntityProfileEmail }] }\n";
    let (above, auth) = layer.split_once("auth:\n").unwrap();
    desk.put("portal/app-config.local.yaml", format!("{above}auth:\n{}", auth.replacen("  providers:\n", google, 1)));
    migrate(&desk, "v1").ended(
        0,
        &[
            "page does not offer `auth.providers.google`, and the backend signs people in by it",
            "VEECODE_PROFILE=gitlab",
        ],
    );
}

#[test]
fn a_move_from_plain_backstage_takes_the_profile_or_the_presets_that_people_sign_in_by() {
    for (profile, page, key, presets) in [
        ("github", "github", "github", "github-auth,github"),
        ("gitlab", "gitlab", "gitlab", "gitlab"),
        ("azure", "microsoft", "microsoft", "azure-auth,azure"),
        ("keycloak", "keycloak", "oidc", "keycloak"),
        ("oidc", "keycloak", "oidc", ""),
    ] {
        let loaded = if profile == "oidc" { "none" } else { profile };
        for (to, told) in [("v1", format!("VEECODE_PROFILE={loaded}")), ("v2", format!("VEECODE_PRESETS={presets}"))] {
            let desk = plain(&["--profile", profile]);
            migrate(&desk, to).ended(0, &[&format!("# From plain Backstage to `{told}`"), "moved: the portal is"]);
            let env = desk.read("portal/.env");
            assert!(env.lines().any(|line| line == told), "{env}");
            let answers = desk.read("portal/devportal-auth.yaml");
            assert_eq!(
                answers.contains(&format!("\nprofile: {profile}\n")),
                to == "v1" && profile != "oidc",
                "{answers}"
            );
            let after = after(&desk);
            assert_eq!(after["signInPage"], page, "{profile} to {to}");
            assert_eq!(after["auth"]["environment"], "production");
            assert!(after["auth"]["providers"][key]["production"]["clientSecret"].is_string(), "{after:?}");
            // Each source of code and people is read once.
            for (kind, entries) in after["catalog"]["providers"].as_mapping().into_iter().flatten() {
                let named = entries.as_mapping().filter(|_| kind != "githubOrg").map_or(1, serde_yaml::Mapping::len);
                assert_eq!(named, 1, "{profile} to {to}: {kind:?} {entries:?}");
            }
        }
    }
}

#[test]
fn the_configuration_says_by_what_people_sign_in_where_the_answers_do_not() {
    let own = |provider: &str| {
        let desk = Desk::new();
        desk.put("portal/devportal-auth.yaml", "version: 1\ntarget: backstage\n");
        desk.put("portal/.env", "AUTH_CLIENT_ID=x\nAUTH_CLIENT_SECRET=CANARYy\n");
        let block = "{ clientId: '${AUTH_CLIENT_ID}', clientSecret: '${AUTH_CLIENT_SECRET}'";
        let lets_in = "signIn: { resolvers: [{ resolver: emailMatchingUserEntityProfileEmail }] } }";
        let layer =
            provider.replace("LETS_IN", &format!("{block}, {lets_in}")).replace("BLOCK", &format!("{block} }}"));
        desk.put("portal/app-config.local.yaml", format!("auth:\n  environment: production\n  providers:\n{layer}"));
        desk
    };
    let desk = own("    github: { production: LETS_IN }\n");
    migrate(&desk, "v1").ended(0, &["VEECODE_PROFILE=github"]);
    let after_move = after(&desk);
    assert_eq!(after_move["signInPage"], "github");
    // The profile reads code and people, and this portal read none.
    for (above, key) in [("integrations", "github"), ("catalog", "providers")] {
        let there = &after_move[above][key];
        assert!(there.is_null() || there.as_mapping().is_some_and(|map| map.values().all(Value::is_null)), "{there:?}");
    }
    let said = migrate(&own("    github: { production: LETS_IN }\n"), "v2");
    said.ended(0, &["VEECODE_PRESETS=github-auth` ## ", "`GITHUB_PAT` is set in no file here"]);
    // Names of one's own say nothing of Keycloak, and many a portal has GitHub for people's tokens.
    let desk = own("    github: { production: BLOCK }\n    oidc: { production: LETS_IN }\n");
    migrate(&desk, "v1").ended(0, &["VEECODE_PROFILE=none", "--profile oidc"]);
    assert_eq!(after(&desk)["signInPage"], "keycloak");
    // Nobody signed in by it, and the images have a resolver of their own for it.
    assert_eq!(after(&desk)["auth"]["providers"]["github"]["production"]["disableIdentityResolution"], true);
    // Backstage asks for the open environment where nobody says one, and presets for the closed one.
    let desk = own("    gitlab: { development: LETS_IN }\n");
    let layer = desk.read("portal/app-config.local.yaml").replace("  environment: production\n", "");
    desk.put("portal/app-config.local.yaml", layer);
    migrate(&desk, "v2").ended(0, &["`auth.providers.gitlab.development` | `auth.providers.gitlab.production`"]);
    // What a company made itself is known to nobody here.
    let desk = own("    acme: { production: LETS_IN }\n");
    migrate(&desk, "v1").ended(0, &["look whether the image has a module for `auth.providers.acme`"]);
}
