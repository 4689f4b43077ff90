//! What a move opens to nobody and spreads nowhere, by what stands around: holes, links, files that are there, a stranger's signs.

use std::collections::BTreeSet;

use crate::program::Desk;

const MOVE: [&str; 4] = ["migrate", "portal", "--yes", "--no-input"];
const KEY: &str = "VEECODE_PROFILE=github\nGITHUB_APP_ID=1\nGITHUB_PRIVATE_KEY_BASE64=Q0FOQVJZIGtleQpvZiBub2JvZHkK\nGITHUB_ORG=acme\n";

/// A plain Backstage with a block of guests and more in its layer.
fn plain(guest: &str, more: &str) -> Desk {
    let desk = Desk::new();
    desk.put(
        "portal/devportal-auth.yaml",
        "version: 1\ntarget: backstage\npurposes:\n  authentication: { provider: github }\n",
    );
    desk.put("portal/.env", "GITHUB_ORG=acme\nGITHUB_AUTH_CLIENT_SECRET=CANARYd5oauthsecretofnobodyatall000000000\n");
    let github = "production: { clientId: Ov23liTE53Xt1KlHiVAB, clientSecret: '${GITHUB_AUTH_CLIENT_SECRET}', signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] } }";
    desk.put(
        "portal/app-config.local.yaml",
        format!(
            "auth:\n  environment: production\n  providers:\n    guest: {guest}\n    github:\n      {github}\n{more}"
        ),
    );
    desk
}

fn layer(desk: &Desk) -> serde_yaml::Value {
    serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap()
}

#[test]
fn a_guest_whom_a_variable_that_nobody_sets_kept_out_stays_out() {
    for (guest, opened) in [
        ("{ dangerouslyAllowOutsideDevelopment: '${ALLOW_GUEST}' }", "guest-open"),
        ("'${GUEST}'", "guest-open"),
        ("'${GUEST}'", "guest-button"),
    ] {
        for to in ["v1", "v2"] {
            let desk = plain(guest, "");
            let found = |desk: &Desk| -> BTreeSet<String> {
                let said = desk.run(&["validate", "portal", "--format", "json"]);
                let json: serde_json::Value = serde_json::from_str(&said.text).unwrap();
                json["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].to_string()).collect()
            };
            assert!(!found(&desk).contains(&format!("\"{opened}\"")));
            desk.run(&[&MOVE[..], &["--to", to]].concat()).ended(0, &["moved:"]);
            assert!(!found(&desk).contains(&format!("\"{opened}\"")), "{guest} to {to}");
            let block = &layer(&desk)["auth"]["providers"]["guest"];
            assert!(block.is_null() || block["dangerouslyAllowOutsideDevelopment"] == false, "{block:?}");
        }
    }
    // Who a guest is, is no more than it was.
    let desk = plain("{ dangerouslyAllowOutsideDevelopment: true, userEntityRef: '${GUEST_REF}' }", "");
    desk.run(&[&MOVE[..], &["--to", "v1"]].concat()).ended(0, &["moved:"]);
    assert!(layer(&desk)["auth"]["providers"]["guest"]["userEntityRef"].is_null());
}

/// Whatever lets more people in than before ends a move, whether somebody thought of it or not: here a value that is there and empties itself.
#[test]
fn a_move_after_which_more_people_come_in_is_refused_before_anything_is_written() {
    let narrow = "signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] }";
    for (guest, instead, opened) in [
        ("{ dangerouslyAllowOutsideDevelopment: '${ALLOW_GUEST:-}' }", narrow, "anybody is `user:"),
        ("'${GUEST:-}'", narrow, "anybody is `user:"),
        ("null", "signIn: { resolvers: '${RESOLVERS:-}' }", "`ada@` anything becomes"),
        ("null", "signIn: { resolvers: { $env: RESOLVERS } }", "`ada@` anything becomes"),
    ] {
        let desk = plain(guest, "");
        let layer = desk.read("portal/app-config.local.yaml").replace(narrow, instead);
        desk.put("portal/app-config.local.yaml", layer);
        let before = desk.all();
        for more in [&[][..], &["--dry-run"]] {
            let said = desk.run(&[&MOVE[..], &["--to", "v2"], more].concat());
            said.ended(
                2,
                &["this move would", opened, "nothing was written: say in your own layer who comes in there"],
            );
            assert_eq!(desk.all(), before, "{guest} {instead}");
        }
    }
}

/// Nobody comes in by a provider whose resolvers empty themselves or were never written; the image has some of its own for each.
#[test]
fn a_provider_that_lets_nobody_in_lets_nobody_in_by_an_images_own_resolvers() {
    let written = "signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] }";
    let keycloak = "metadataUrl: 'https://sso.acme.dev/realms/acme/.well-known/openid-configuration', clientId: portal";
    for (provider, client) in [
        ("oidc", keycloak),
        ("microsoft", "tenantId: 9b1c0e3a-0000-4000-8000-5d1f2a3b4c5d, clientId: 7b1c0e3a-0000-4000-8000-5d1f2a3b4c5d"),
        ("github", "clientId: Ov23liTE53Xt1KlHiVAB"),
    ] {
        for instead in [
            "signIn: { resolvers: '${RESOLVERS:-}' }",
            "signIn: '${SIGN_IN:-}'",
            "signIn: { resolvers: [] }",
            "signIn: {}",
        ] {
            let desk = plain("null", "");
            let layer = desk.read("portal/app-config.local.yaml");
            let layer = layer.replace(written, instead).replace("clientId: Ov23liTE53Xt1KlHiVAB", client);
            desk.put("portal/app-config.local.yaml", layer.replace("    github:", &format!("    {provider}:")));
            let by = match provider {
                "oidc" => "keycloak",
                "microsoft" => "azure",
                _ => "github",
            };
            let declared = desk.read("portal/devportal-auth.yaml").replace("github", by);
            desk.put("portal/devportal-auth.yaml", declared);
            let before = desk.all();
            let said = desk.run(&[&MOVE[..], &["--to", "v2"]].concat());
            said.ended(2, &["this move would", "nothing was written"]);
            assert_eq!(desk.all(), before, "{provider} {instead}");
        }
    }
}

/// The page asks for an environment that the old profile has no block for, and the new preset has one.
#[test]
fn who_says_that_people_come_in_is_moved_and_who_does_not_is_told_why_nobody_does() {
    let desk = Desk::new();
    desk.put("portal/.env", "VEECODE_PROFILE=github\nGITHUB_AUTH_CLIENT_ID=Ov23liTE53Xt1KlHiVAB\nGITHUB_AUTH_CLIENT_SECRET=0123456789abcdef0123456789abcdef01234567\n");
    let layer = "auth:\n  environment: production\n  providers:\n    guest: null\n";
    desk.put("portal/app-config.local.yaml", layer);
    let before = desk.all();
    let to = [&MOVE[..], &["--to", "v2"]].concat();
    desk.run(&to).ended(
        2,
        &[
            "where nobody comes in now",
            "`auth.environment` is `production`",
            "auth.providers.github.production.signIn.resolvers",
        ],
    );
    assert_eq!(desk.all(), before);
    let said = "    github:\n      production:\n        signIn:\n          resolvers:\n            - resolver: usernameMatchingUserEntityName\n";
    desk.put("portal/app-config.local.yaml", format!("{layer}{said}"));
    desk.run(&to).ended(0, &["moved:", "portal/.devportal-auth/before-move, until another move"]);
    // What goes on with the portal leaves the way back.
    let copies = |desk: &Desk| {
        desk.all().into_keys().filter(|name| name.starts_with("portal/.devportal-auth/before-move")).count()
    };
    let kept = copies(&desk);
    assert!(kept > 1);
    desk.init(&["--offline", "--no-input", "--yes", "--target", "v2", "--profile", "github", "--stage", "production"]);
    assert_eq!(copies(&desk), kept);
}

#[test]
fn a_layer_that_the_portal_is_started_with_counts_whatever_it_is_called_or_nothing_moves() {
    let compose = |command: &str| {
        format!(
            "services:\n  portal:\n    image: veecode/devportal:1\n    environment: {{ VEECODE_PROFILE: github }}\n    command: {command}\n    volumes: ['./app-config.local.yaml:/app/app-config.local.yaml', './sign-in.yaml:/app/who.yaml']\n"
        )
    };
    let desk = |command: &str| {
        let desk = Desk::new();
        desk.put("portal/compose.yaml", compose(command));
        desk.put("portal/app-config.local.yaml", "auth: { environment: production }\n");
        desk.put("portal/sign-in.yaml", "auth: { providers: { github: { development: null } } }\n");
        desk
    };
    let mounted = desk("[node, packages/backend, --config, app-config.local.yaml, --config, who.yaml]");
    mounted.run(&[&MOVE[..], &["--to", "v2"]].concat()).ended(0, &["moved: the portal is"]);
    let layers = [mounted.read("portal/app-config.local.yaml"), mounted.read("portal/sign-in.yaml")].concat();
    assert!(layers.contains("production: null"), "{layers}");
    // One that is built into the image, it may be; nobody looked at it.
    let beside = desk("[node, packages/backend, --config, app-config.local.yaml, --config, sign-in.yaml]");
    let before = beside.all();
    beside
        .run(&[&MOVE[..], &["--to", "v2"]].concat())
        .ended(4, &["`portal/compose.yaml` starts the portal with `portal/sign-in.yaml`", "name it behind the folder"]);
    assert_eq!(beside.all(), before);
    beside
        .shell_of("devportal-auth migrate portal portal/sign-in.yaml --to v2 --dry-run --no-input")
        .ended(0, &["production", "dry run: nothing was written"]);
    let built = plain("null", "");
    built.put("portal/sign-in.yaml", "auth: { providers: { github: { development: null } } }\n");
    let start = "FROM veecode/devportal:1\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.local.yaml\", \"--config\", \"sign-in.yaml\"]\n";
    built.put("portal/Dockerfile", start);
    let said = built.run(&[&MOVE[..], &["--to", "v1"]].concat());
    said.ended(
        4,
        &["starts the portal with `portal/sign-in.yaml`", "devportal-auth migrate portal portal/sign-in.yaml"],
    );
    // What lies in the image is the image's.
    let images = desk("[node, packages/backend, --config, app-config.yaml]");
    images.run(&[&MOVE[..], &["--to", "v2"]].concat()).ended(4, &["`portal/sign-in.yaml` lies beside"]);
    images
        .run(&["migrate", "--yes", "--no-input", "portal/compose.yaml", "--to", "v2"])
        .ended(0, &["moved: the portal is"]);
}

#[test]
fn what_backstage_takes_without_a_word_stays_where_an_image_says_more() {
    for to in ["v1", "v2"] {
        let desk = plain("null", "");
        desk.run(&[&MOVE[..], &["--to", to]].concat()).ended(0, &["- `catalog.rules`", "+ enabled: false"]);
        let layer = layer(&desk);
        assert_eq!(
            layer["catalog"]["rules"],
            serde_yaml::from_str::<serde_yaml::Value>("[{ allow: [Component, API, Location] }]").unwrap()
        );
        for key in ["experimentalDynamicClientRegistration", "experimentalRefreshToken"] {
            assert_eq!(layer["auth"][key]["enabled"], false, "{to}");
        }
        // Who said something said it.
        let desk = plain("null", "catalog:\n  rules: [{ allow: [Component, Group] }]\n");
        desk.run(&[&MOVE[..], &["--to", to]].concat()).ended(0, &["moved:"]);
        assert_eq!(self::layer(&desk)["catalog"]["rules"][0]["allow"].as_sequence().unwrap().len(), 2);
    }
}

#[test]
fn a_password_in_an_address_gets_into_no_carrier_however_short_it_is() {
    let desk = Desk::new();
    let compose = "services:\n  portal:\n    image: veecode/devportal:1\n    environment:\n      VEECODE_PROFILE: ldap\n    volumes: [\"./app-config.local.yaml:/app/app-config.local.yaml\"]\n";
    desk.put("portal/compose.yaml", compose);
    let options = "userSearchBase: ou=p,dc=acme\n          usernameAttribute: uid\n          adminDn: cn=reader,dc=acme\n          adminPassword: ${LDAP_SECRET}\n          ldapOpts: { url: 'ldaps://reader:hunter2@ldap.acme.dev' }\n";
    desk.put(
        "portal/app-config.local.yaml",
        format!("auth:\n  environment: production\n  providers:\n    guest: null\n    ldap:\n      production:\n        ldapAuthenticationOptions:\n          {options}"),
    );
    let said = desk.run(&MOVE);
    said.ended(0, &["`LDAP_URL`: what stood in its place, in `portal/.env`"]);
    let text = desk.read("portal/compose.yaml");
    assert!(
        !said.text.contains("hunter2") && !text.contains("hunter2") && text.contains("LDAP_URL: \"${LDAP_URL}\""),
        "{text}"
    );
    assert!(desk.read("portal/.env").contains("hunter2"));
}

#[test]
fn another_key_that_has_the_name_is_left_and_nothing_moves() {
    let desk = Desk::new();
    desk.put("portal/.env", KEY);
    desk.put("portal/github-app-private-key.pem", "CANARY of another App\n");
    let before = desk.all();
    desk.run(&[&MOVE[..], &["--to", "backstage"]].concat())
        .ended(4, &["`portal/github-app-private-key.pem` is there and holds something else", "nothing was written"]);
    assert_eq!(desk.all(), before);
    desk.put("portal/github-app-private-key.pem", "CANARY key\nof nobody\n");
    desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["moved:"]);
}

#[cfg(unix)]
#[test]
fn a_key_that_goes_through_a_link_is_kept_out_of_git_where_that_leads() {
    let desk = Desk::new();
    desk.put("portal/.env", KEY);
    std::os::unix::fs::symlink("sub.pem", desk.path("portal/github-app-private-key.pem")).unwrap();
    desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["moved:"]);
    assert_eq!(desk.read("portal/sub.pem"), "CANARY key\nof nobody\n");
    assert!(desk.read("portal/.gitignore").lines().any(|line| line == "sub.pem"));
}

#[cfg(unix)]
#[test]
fn a_key_and_what_keeps_it_out_of_git_go_through_no_link_out_of_the_folder() {
    for name in ["github-app-private-key.pem", ".gitignore"] {
        let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().unwrap());
        desk.put("portal/.env", KEY);
        std::os::unix::fs::symlink(elsewhere.path().join("theirs"), desk.path("portal").join(name)).unwrap();
        desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(4, &["leads out of", "nothing was written"]);
        assert!(!elsewhere.path().join("theirs").exists() && desk.read("portal/.env") == KEY, "{name}");
    }
}

#[test]
fn a_terminal_obeys_nothing_that_a_file_of_the_portal_says() {
    let desk = Desk::new();
    desk.put("portal/.env", KEY);
    desk.put("portal/.gitignore", "a\n\u{1b}]2;PWNTITLE\u{7}\u{1b}[2J spoofed\nb\n");
    for more in [&["--dry-run"][..], &[]] {
        let said = desk.run(&[&MOVE[..], &["--to", "backstage"], more].concat());
        said.ended(0, &["github-app-private-key.pem"]);
        assert!(!said.text.contains(['\u{1b}', '\u{7}']), "{:?}", said.text);
    }
}

#[test]
fn no_key_is_put_beside_an_include() {
    for to in ["v1", "v2"] {
        let desk = plain("null", "");
        desk.put("portal/app-config.local.yaml", "auth:\n  $include: auth.yaml\n");
        desk.put("portal/auth.yaml", "environment: production\n");
        let before = desk.all();
        let said = desk.run(&[&MOVE[..], &["--to", to]].concat());
        said.ended(
            2,
            &["`auth` of `portal/app-config.local.yaml` comes from `auth.yaml` by `$include`", "nothing was written"],
        );
        assert_eq!(desk.all(), before);
        desk.put(
            "portal/app-config.local.yaml",
            "auth:\n  environment: production\n  providers: { $env: PROVIDERS }\n",
        );
        let said = desk.run(&[&MOVE[..], &["--to", to]].concat());
        said.ended(2, &["`auth.providers` of `portal/app-config.local.yaml` comes from `PROVIDERS` by `$env`"]);
    }
}
