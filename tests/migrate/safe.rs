//! What a move never does: show or spread a secret, open what was closed, lose a key when it is killed, reach beyond the portal's folder.

use std::collections::BTreeSet;
use std::process::Command;

use crate::program::Desk;

const MOVE: [&str; 4] = ["migrate", "portal", "--yes", "--no-input"];
const SECRET: &str = "CANARYgaQ7wLmZx81TnVbR4";
const LAYER: &str = "auth:\n  environment: production\n  providers:\n    guest: null\n    github:\n      production:\n        clientId: Ov23liTE53Xt1KlHiVAB\n        clientSecret: CANARYgaQ7wLmZx81TnVbR4\n";

fn compose(more: &str) -> String {
    format!(
        "services:\n  portal:\n    image: veecode/devportal:1\n    environment:\n      VEECODE_PROFILE: github\n    volumes: [\"./app-config.local.yaml:/app/app-config.local.yaml\"]\n{more}"
    )
}

#[test]
fn a_secret_of_a_layer_gets_into_no_carrier() {
    let desk = Desk::new();
    desk.put("portal/compose.yaml", compose(""));
    desk.put("portal/app-config.local.yaml", LAYER);
    desk.run(&MOVE).ended(0, &["`GITHUB_AUTH_CLIENT_SECRET`: what stood in its place, in `portal/.env`"]);
    let text = desk.read("portal/compose.yaml");
    assert!(
        !text.contains("CANARY") && text.contains("GITHUB_AUTH_CLIENT_SECRET: \"${GITHUB_AUTH_CLIENT_SECRET}\""),
        "{text}"
    );
    assert!(desk.read("portal/.env").contains(&format!("GITHUB_AUTH_CLIENT_SECRET={SECRET}\n")));
    assert!(desk.read("portal/.gitignore").lines().any(|line| line == ".env"));
    // A file of variables that the container gets hands it over by itself.
    let desk = Desk::new();
    desk.put("portal/compose.yaml", compose("    env_file: [portal.env]\n"));
    desk.put("portal/portal.env", "GITHUB_ORG=acme\n");
    desk.put("portal/app-config.local.yaml", LAYER);
    desk.run(&MOVE).ended(0, &["in `portal/portal.env`"]);
    assert!(desk.read("portal/portal.env").contains(SECRET) && !desk.path("portal/.env").exists());
    assert!(!desk.read("portal/compose.yaml").contains("GITHUB_AUTH_CLIENT_SECRET"));
    // Values of a chart have no private place: the layer keeps it, and a person is told.
    let desk = Desk::new();
    let values = "extraEnvVars:\n  - name: VEECODE_PROFILE\n    value: github\n";
    desk.put("values.yaml", values);
    desk.put("app-config.local.yaml", LAYER);
    desk.run(&["migrate", "values.yaml", "app-config.local.yaml", "--yes", "--no-input"])
        .ended(0, &["set `GITHUB_AUTH_CLIENT_SECRET` from where the portal's secrets are"]);
    assert!(!desk.read("values.yaml").contains("CANARY") && desk.read("app-config.local.yaml").contains(SECRET));
}

/// The rules of which a portal has findings that say that somebody comes in who should not.
fn open(desk: &Desk) -> BTreeSet<String> {
    let said = desk.run(&["validate", "portal", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.text).unwrap_or_else(|_| panic!("{}", said.text));
    let rules = json["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap());
    let opening = [
        "guest-open",
        "guest-button",
        "service-key",
        "resolver-any-domain",
        "other-way-in",
        "ldap-unverified",
        "sign-in-level",
    ];
    rules.filter(|rule| opening.contains(rule)).map(str::to_owned).collect()
}

#[test]
fn no_move_gives_a_finding_of_who_comes_in_that_was_not_there() {
    let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
    for (from, profiles) in [
        ("backstage", &["github", "keycloak", "gitlab", "azure"][..]),
        ("v1", &["github", "keycloak", "gitlab", "azure", "ldap", "ldap-ad"]),
        ("v2", &["github", "keycloak", "gitlab", "azure", "ldap", "ldap-ad"]),
    ] {
        for (profile, to) in profiles.iter().flat_map(|profile| ["v1", "v2", "backstage"].map(|to| (profile, to))) {
            if to == from {
                continue;
            }
            let desk = Desk::new();
            desk.rehearse(&[&portal[..], &["--target", from, "--profile", profile]].concat()).ended(0, &["written"]);
            let before = open(&desk);
            desk.run(&[&MOVE[..], &["--to", to]].concat()).ended(0, &["moved: the portal is"]);
            let new: Vec<_> = open(&desk).difference(&before).cloned().collect();
            assert!(
                new.is_empty(),
                "{profile}, {from} to {to}: {new:?}\n{}",
                desk.read("portal/app-config.local.yaml")
            );
        }
    }
}

/// What lies below a block of one's own comes in key by key.
#[test]
fn what_comes_in_below_a_block_of_ones_own_opens_nothing() {
    let silent = "auth:\n  environment: production\n  providers:\n    guest: null\n    github:\n      production: { clientId: Ov23liTE53Xt1KlHiVAB, clientSecret: '${GITHUB_AUTH_CLIENT_SECRET}' }\n";
    let desk = Desk::new();
    let env = "VEECODE_PROFILE=github\nGITHUB_ORG=acme\nGITHUB_AUTH_CLIENT_SECRET=t\nGITHUB_TOKEN=t\n";
    desk.put("portal/.env", env);
    desk.put("portal/app-config.local.yaml", silent);
    opens_nothing(&desk, "v2");
    let keycloak = "KEYCLOAK_BASE_URL=https://sso.acme.test\nKEYCLOAK_REALM=acme\nKEYCLOAK_CLIENT_ID=portal\nKEYCLOAK_CLIENT_SECRET=t\nAUTH_SESSION_SECRET=t\nVEECODE_PROFILE=keycloak\n";
    let silent = "auth:\n  environment: production\n  providers:\n    guest: null\n    oidc:\n      production: { metadataUrl: '${KEYCLOAK_BASE_URL}/realms/acme', clientId: portal, clientSecret: '${KEYCLOAK_CLIENT_SECRET}', prompt: auto }\n";
    let desk = Desk::new();
    desk.put("portal/.env", keycloak);
    desk.put("portal/app-config.local.yaml", silent);
    opens_nothing(&desk, "v2");
    for to in ["v1", "v2"] {
        let desk = Desk::new();
        let portal = ["--portal-url", "https://portal.acme.test", "--stage", "production"];
        desk.rehearse(&[&portal[..], &["--target", "backstage", "--profile", "github"]].concat())
            .ended(0, &["written"]);
        let layer = desk.read("portal/app-config.local.yaml");
        let (above, auth) = layer.split_once("auth:\n").unwrap();
        let guest = "  providers:\n    guest: { userEntityRef: 'user:default/guest' }\n";
        desk.put(
            "portal/app-config.local.yaml",
            format!("{above}auth:\n{}", auth.replacen("  providers:\n", guest, 1)),
        );
        opens_nothing(&desk, to);
        // A file that somebody pushes still brings no people.
        assert!(desk.read("portal/app-config.local.yaml").contains("- Component\n"), "to {to}");
    }
}

/// The backend signs people in for every environment below a provider, as a request names one, so that the one that the other image brings
/// is a second way in beside the operator's own.
#[test]
fn no_move_brings_an_environment_beside_ones_own() {
    let client = "clientId: '${GITHUB_AUTH_CLIENT_ID}', clientSecret: '${GITHUB_AUTH_CLIENT_SECRET}'";
    let by_name = "signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] }";
    let layer = |environment: &str, blocks: &str| {
        format!("auth:\n  environment: {environment}\n  providers:\n    guest: null\n    github:\n{blocks}\n")
    };
    let own = |environment: &str| format!("      {environment}: {{ {client}, {by_name} }}");
    let tokens = format!("      development: {{ {client}, disableIdentityResolution: true }}");
    for (image, to, layer) in [
        ("VEECODE_PRESETS=github-auth,github", "v1", layer("production", &own("production"))),
        (
            "VEECODE_PRESETS=github-auth,github",
            "v1",
            layer("staging", &format!("      production: null\n{}", own("staging"))),
        ),
        ("VEECODE_PROFILE=github", "v2", layer("development", &own("development"))),
        ("VEECODE_PROFILE=github", "v2", layer("development", &tokens)),
        ("VEECODE_PROFILE=github", "v2", layer("production", "      development: null")),
    ] {
        let desk = Desk::new();
        let token = if to == "v1" { "GITHUB_PAT" } else { "GITHUB_TOKEN" };
        let variables = "GITHUB_ORG=acme\nGITHUB_AUTH_CLIENT_ID=Ov23liTE53Xt1KlHiVAB\nGITHUB_AUTH_CLIENT_SECRET=t";
        desk.put("portal/.env", format!("{image}\n{variables}\n{token}=t\n"));
        desk.put("portal/app-config.local.yaml", &layer);
        opens_nothing(&desk, to);
        let after = desk.read("portal/app-config.local.yaml");
        let brought = if to == "v1" { "development: null" } else { "production: null" };
        assert!(after.contains(brought), "to {to} of {layer}: {after}");
    }
}

fn opens_nothing(desk: &Desk, to: &str) {
    let before = open(desk);
    desk.run(&[&MOVE[..], &["--to", to]].concat()).ended(0, &["moved: the portal is"]);
    let new: Vec<_> = open(desk).difference(&before).cloned().collect();
    assert!(new.is_empty(), "to {to}: {new:?}\n{}", desk.read("portal/app-config.local.yaml"));
}

#[test]
fn what_only_a_carrier_names_outside_of_the_folder_is_neither_shown_nor_changed() {
    for (named, mounted) in
        [("../outside/environment", "./app-config.local.yaml"), ("portal.env", "../outside/private.yaml")]
    {
        let desk = Desk::new();
        let text = compose(&format!("    env_file: [{named}]\n")).replace("./app-config.local.yaml", mounted);
        desk.put("portal/compose.yaml", text.replace("VEECODE_PROFILE: github", "VEECODE_PROFILE: github-pat"));
        desk.put("portal/portal.env", "GITHUB_ORG=acme\n");
        desk.put("portal/app-config.local.yaml", "app: {title: x}\n");
        desk.put("outside/environment", "GITHUB_TOKEN=CANARY-of-outside\nPLAIN=whatever\n");
        desk.put("outside/private.yaml", "app: {title: whatever ${GITHUB_TOKEN}}\n");
        let before = desk.all();
        for more in [&[][..], &["--dry-run"]] {
            let said = desk.run(&[&MOVE[..], more].concat());
            said.ended(4, &["is outside of the portal's folder", "nothing was written"]);
            assert!(!said.text.contains("whatever") && !said.text.contains("CANARY"), "{}", said.text);
        }
        assert_eq!(desk.all(), before);
    }
}

#[test]
fn a_reference_in_a_file_of_variables_follows_the_name_and_a_literal_stays() {
    let desk = Desk::new();
    let lines = "OTHER=${GITHUB_TOKEN}\nPLAIN=\"a $GITHUB_TOKEN b\" # ${GITHUB_TOKEN}\nLITERAL='${GITHUB_TOKEN}'\nESCAPED=$$GITHUB_TOKEN\nLONGER=$GITHUB_TOKENS\n";
    desk.put("portal/.env", format!("VEECODE_PROFILE=github-pat\nGITHUB_ORG=acme\nGITHUB_TOKEN=CANARY\n{lines}"));
    desk.run(&MOVE).ended(0, &["moved:"]);
    let text = desk.read("portal/.env");
    let expected = "OTHER=${GITHUB_PAT}\nPLAIN=\"a $GITHUB_PAT b\" # ${GITHUB_TOKEN}\nLITERAL='${GITHUB_TOKEN}'\nESCAPED=$$GITHUB_TOKEN\nLONGER=$GITHUB_TOKENS\n";
    assert!(text.contains(expected), "{text}");
}

const KEY: &str = "VEECODE_PROFILE=github\nGITHUB_APP_ID=1\nGITHUB_PRIVATE_KEY_BASE64=Q0FOQVJZIGtleQpvZiBub2JvZHkK\nGITHUB_ORG=acme\n";

#[test]
fn private_files_are_kept_out_of_git_and_of_images() {
    let desk = Desk::new();
    desk.put("portal/.env", KEY);
    desk.put("portal/Dockerfile", "FROM scratch\nCOPY . .\n");
    desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["moved: the portal is for plain Backstage"]);
    for file in [".gitignore", ".dockerignore"] {
        let text = desk.read(&format!("portal/{file}"));
        for entry in [".env", "github-app-private-key.pem", ".devportal-auth/", ".devportal-auth-*.tmp"] {
            assert!(text.lines().any(|line| line == entry), "{file} lacks {entry}: {text}");
        }
    }
    // A second time there is nothing to do, also where no file of ours says what the portal is.
    desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["nothing to change"]);
    let tracked = Desk::new();
    tracked.put("portal/.env", KEY);
    tracked.put("portal/.devportal-auth/x", "");
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(arguments).current_dir(tracked.path("portal")).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q", "."]);
    git(&["add", "-f", ".devportal-auth/x"]);
    tracked.run(&MOVE).ended(2, &["git tracks files in"]);
}

const LINES: &str = "auth:\n  environment: production\n  providers:\n    guest: null\n";

/// The portal of an App, and what a move makes of it.
fn moved() -> (Desk, Desk) {
    let portal = || {
        let desk = Desk::new();
        desk.put("portal/.env", KEY);
        desk.put("portal/app-config.local.yaml", LINES);
        desk
    };
    let done = portal();
    done.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["moved:"]);
    (portal(), done)
}

/// The files in the order in which they are written: those that keep out, what is new, and then what is old.
const ORDER: [&str; 4] = [".gitignore", "github-app-private-key.pem", ".env", "app-config.local.yaml"];

fn record(before: &Desk, after: &Desk) -> String {
    let mut files = Vec::new();
    for name in ORDER {
        let path = format!("portal/{name}");
        let old = before.path(&path).exists().then(|| before.read(&path));
        let private = matches!(name, ".env" | "github-app-private-key.pem");
        files.push(serde_json::json!({"path": name, "before": old, "after": after.read(&path), "private": private}));
    }
    let record = serde_json::json!({"version": 1, "mark": MARK, "to": "backstage", "report": "# From x\n", "files": files, "kept": []});
    serde_yaml::to_string(&record).unwrap()
}

/// By what the program knows a record again.
const MARK: &str = "0123456789abcdef0123456789abcdef";

#[cfg(unix)]
fn put_record(desk: &Desk, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = desk.put("portal/.devportal-auth/move.yaml", text);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let folder = std::fs::canonicalize(desk.path("portal")).unwrap();
    desk.put(&format!("home/.local/state/devportal-auth/move-{MARK}"), folder.to_str().unwrap());
}

#[cfg(unix)]
#[test]
fn a_record_of_a_move_that_nobody_here_made_is_gone_on_with_by_name_alone() {
    let (desk, done) = moved();
    put_record(&desk, &record(&desk, &done).replace("path: .gitignore", "path: Makefile"));
    desk.shell("rm -r home/.local").ended(0, &[]);
    let to = [&MOVE[..], &["--to", "backstage"]].concat();
    desk.run(&to).ended(4, &["nothing here says that this program made", "Makefile", "`--dry-run`"]);
    assert!(!desk.path("portal/Makefile").exists() && desk.read("portal/.env") == KEY);
    desk.run(&[&to[..], &["--dry-run"]].concat()).ended(0, &["Makefile"]);
    let named = ["portal/Makefile", "portal/github-app-private-key.pem", "portal/app-config.local.yaml"];
    desk.run(&[&to[..], &named, &["--env-file", "portal/.env"]].concat())
        .ended(0, &["moved: the move to backstage is done"]);
    assert!(desk.path("portal/Makefile").exists());
}

#[cfg(unix)]
#[test]
fn a_move_leaves_nothing_in_ones_own_folder_once_it_is_done() {
    let (_, done) = moved();
    let own = std::fs::read_dir(done.path("home/.local/state/devportal-auth")).unwrap();
    assert_eq!(
        own.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("move-")).count(),
        0
    );
}

#[cfg(unix)]
#[test]
fn a_move_that_was_killed_after_any_file_is_gone_on_with_to_its_end() {
    for written in 0..=ORDER.len() {
        let (desk, done) = moved();
        put_record(&desk, &record(&desk, &done));
        for name in &ORDER[..written] {
            desk.put(&format!("portal/{name}"), done.read(&format!("portal/{name}")));
        }
        // What was staged and never took its place.
        let staged = ["", ".devportal-auth/", ".devportal-auth/before-move/"];
        let staged = staged.map(|folder| format!("portal/{folder}.devportal-auth-2147483647-x.tmp"));
        staged.iter().for_each(|file| _ = desk.put(file, "CANARY key"));
        let half = desk.all();
        let to = [&MOVE[..], &["--to", "backstage"]].concat();
        desk.run(&[&to[..], &["--dry-run"]].concat())
            .ended(0, &["is not done, and is gone on with", "nothing was written"]);
        assert_eq!(desk.all(), half);
        desk.init(&["--profile", "github"])
            .ended(2, &["a move of this portal is not done", "devportal-auth migrate portal"]);
        let said = desk.run(&["validate", "portal"]);
        assert!(said.text.contains("a move of this portal is not done"), "{}", said.text);
        staged.iter().for_each(|file| _ = desk.put(file, "CANARY key"));
        let said = desk.run(&to);
        said.ended(0, &["moved: the move to backstage is done"]);
        assert!(!said.text.contains("CANARY"), "{}", said.text);
        for name in ORDER {
            let path = format!("portal/{name}");
            assert_eq!(desk.read(&path), done.read(&path), "{name}, killed after {written}");
        }
        assert!(!desk.path("portal/.devportal-auth/move.yaml").exists());
        assert!(staged.iter().all(|file| !desk.path(file).exists()), "killed after {written}: {:?}", desk.all().keys());
        desk.run(&to).ended(0, &["nothing to change"]);
    }
}

#[cfg(unix)]
#[test]
fn a_move_is_not_gone_on_with_over_what_somebody_changed_or_beyond_the_folder() {
    let (desk, done) = moved();
    let text = record(&desk, &done);
    put_record(&desk, &text);
    desk.put("portal/.env", "MINE=1\n");
    desk.run(&MOVE).ended(4, &["was changed since the move was stopped", "nothing was written"]);
    assert_eq!(desk.read("portal/.env"), "MINE=1\n");
    let (desk, _) = moved();
    put_record(&desk, &text.replace("path: .gitignore", "path: ../.gitignore"));
    desk.run(&MOVE).ended(4, &["is outside of the portal's folder"]);
    assert!(!desk.path(".gitignore").exists());
    put_record(&desk, &text.replace("path: .gitignore", "path: .git/config"));
    desk.run(&MOVE).ended(4, &["no move writes", ".git/config"]);
    assert!(!desk.path("portal/.git/config").exists());
}

/// Whoever changes a folder chooses what its links lead to.
#[cfg(unix)]
#[test]
fn what_a_link_leads_to_out_of_the_portal_is_moved_when_it_is_named_and_never_shown() {
    let desk = Desk::new();
    let layer = "# marked\napp: { title: marked-title }\nauth: { environment: marked-environment }\nintegrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN} # marked\n";
    desk.put("outside/theirs.yaml", layer);
    desk.put("outside/theirs.env", "# marked\nGITHUB_TOKEN=marked-token\nGITHUB_ORG=marked-org\n");
    desk.put("outside/.gitignore", "marked-entry\n");
    std::fs::create_dir(desk.path("portal")).unwrap();
    std::os::unix::fs::symlink("../outside/theirs.yaml", desk.path("portal/app-config.local.yaml")).unwrap();
    std::os::unix::fs::symlink("../outside/theirs.env", desk.path("portal/.env")).unwrap();
    let moves = |how: &str| desk.shell(&format!("cd portal && \"$0\" migrate --profile github {how}"));
    moves("--dry-run").ended(4, &["leads out of its folder, to", "nothing was written"]);
    for how in ["--dry-run", "--yes"] {
        let said = moves(&format!("./app-config.local.yaml --env-file ./.env {how}"));
        said.ended(
            0,
            &["app-config.local.yaml -> ", "its lines are not shown", "theirs.yaml, of which nothing is shown"],
        );
        assert!(!said.text.contains("marked"), "{}", said.text);
    }
    assert!(
        desk.read("outside/theirs.yaml").contains("GITHUB_PAT")
            && desk.read("outside/theirs.env").contains("GITHUB_PAT")
    );
}

/// What takes its place or goes, in folders, as the system tells it in its order.
#[cfg(target_os = "linux")]
fn watched(desk: &Desk, folders: &[&str], run: impl FnOnce()) -> Vec<String> {
    use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};
    let inotify = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
    for folder in folders {
        add_watch(&inotify, desk.path(folder), WatchFlags::MOVED_TO | WatchFlags::DELETE).unwrap();
    }
    run();
    let mut buffer = [std::mem::MaybeUninit::uninit(); 4096];
    let mut events = Reader::new(&inotify, &mut buffer);
    let mut seen = Vec::new();
    while let Ok(event) = events.next() {
        let name = event.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".tmp") {
            let goes = if event.events().contains(ReadFlags::DELETE) { "-" } else { "" };
            seen.push(format!("{goes}{name}"));
        }
    }
    seen
}

/// Whatever moment it is killed in: the record is there before anything changes, and goes when everything has.
#[cfg(target_os = "linux")]
#[test]
fn the_record_of_a_move_is_there_before_the_first_file_changes_and_until_the_last_one_has() {
    let (desk, _) = moved();
    std::fs::create_dir(desk.path("portal/.devportal-auth")).unwrap();
    let seen = watched(&desk, &["portal", "portal/.devportal-auth"], || {
        desk.run(&[&MOVE[..], &["--to", "backstage"]].concat()).ended(0, &["moved:"]);
    });
    let seen: Vec<_> =
        seen.iter().map(String::as_str).filter(|name| *name == "-move.yaml" || !name.starts_with('-')).collect();
    let wanted: Vec<_> = ["move.yaml"].into_iter().chain(ORDER).chain(["-move.yaml"]).collect();
    assert_eq!(seen, wanted);
}

/// A portal of v1 whose variables are in `.env`, with a compose file, and files beside it.
fn with(compose: &str, files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.put(".env", "KEYCLOAK_BASE_URL=https://sso.acme.dev\nKEYCLOAK_REALM=acme\nKEYCLOAK_CLIENT_ID=portal\n");
    desk.put("docker-compose.yml", compose);
    for (name, text) in files {
        desk.put(name, text);
    }
    desk
}

#[test]
fn a_portal_whose_compose_file_lies_below_is_moved_by_naming_that() {
    let service = "services:\n  portal:\n    image: veecode/devportal:1.2\n    env_file: ../.env\n    volumes: ['../app-config.local.yaml:/app/app-config.local.yaml']\n";
    let desk = Desk::new();
    desk.put(".env", "VEECODE_PROFILE=keycloak\nKEYCLOAK_BASE_URL=https://sso.acme.dev\nKEYCLOAK_REALM=acme\nKEYCLOAK_CLIENT_ID=portal\n");
    desk.put("app-config.local.yaml", "app: { title: Acme }\n");
    desk.put("deploy/compose.yaml", service);
    let before = desk.all();
    desk.run(&["migrate", "--to", "v2", "--yes", "--no-input"]).ended(4, &["`deploy/compose.yaml` lies beside"]);
    assert_eq!(desk.all(), before);
    let named = ["migrate", ".", "deploy/compose.yaml", "--to", "v2", "--yes", "--no-input"];
    desk.run(&named).ended(0, &["moved: the portal is"]);
    assert!(desk.read(".env").contains("VEECODE_PRESETS=keycloak"));
}

#[test]
fn what_tells_the_image_by_another_variable_is_not_moved() {
    let service = "services:\n  portal:\n    image: veecode/devportal:1.2\n    env_file: .env\n    environment: { VEECODE_PROFILE: '${CHOSEN}' }\n";
    let set =
        "CHOSEN=keycloak\nKEYCLOAK_BASE_URL=https://sso.acme.dev\nKEYCLOAK_REALM=acme\nKEYCLOAK_CLIENT_ID=portal\n";
    let desk = with(service, &[(".env", set)]);
    let before = desk.all();
    desk.run(&["migrate", "--to", "v2", "--yes", "--no-input"])
        .ended(2, &["`VEECODE_PRESETS` would be the value of `CHOSEN` in `docker-compose.yml`", "nothing was written"]);
    assert_eq!(desk.all(), before);
}

#[test]
fn values_with_two_portals_or_with_files_from_elsewhere_are_not_moved_by_half() {
    let one = "    backstage:\n      extraEnvVars: [{ name: VEECODE_PROFILE, value: keycloak }]\n";
    let two = format!("stage:\n  upstream:\n{one}prod:\n  upstream:\n{one}");
    let brought = "upstream:\n  backstage:\n    extraVolumes: [{ name: l, configMap: { name: layer } }]\n    extraEnvVars: [{ name: VEECODE_PROFILE, value: keycloak }]\n";
    for (values, said) in
        [(two.as_str(), "nothing was written"), (brought, "`extraVolumes`, and what that brings was not looked at")]
    {
        let desk = Desk::new();
        desk.put("values.yaml", values);
        let before = desk.all();
        let run = desk.run(&["migrate", "--to", "v2", "--yes", "--no-input"]);
        assert_ne!(run.code, 0, "{}", run.text);
        assert!(run.text.contains(said), "{}", run.text);
        assert_eq!(desk.all(), before);
    }
}

#[test]
fn a_portal_of_which_something_was_not_looked_at_is_not_moved() {
    const SERVICE: &str = "services:\n  portal:\n    image: veecode/devportal:1.2\n    env_file: .env\n    environment: { VEECODE_PROFILE: keycloak }\n";
    const LAYER: (&str, &str) = ("my/layer.yaml", "auth: { environment: production }\n");
    const OVER: &str = "/app/app-config.local.yaml";
    let more = |text: String| format!("{SERVICE}{text}");
    for (compose, files, said) in [
        (
            more(format!(
                "    configs: [{{ source: l, target: {OVER} }}]\nconfigs: {{ l: {{ file: ./my/layer.yaml }} }}\n"
            )),
            vec![LAYER],
            "what compose puts over",
        ),
        (
            more(format!(
                "    secrets: [{{ source: l, target: {OVER} }}]\nsecrets: {{ l: {{ file: ./my/layer.yaml }} }}\n"
            )),
            vec![LAYER],
            "what compose puts over",
        ),
        (more(format!("    volumes: ['${{CONF:-./my}}/layer.yaml:{OVER}']\n")), vec![LAYER], "was not looked at"),
        (
            more("    extends: { file: base.yml, service: b }\n".to_owned()),
            vec![("base.yml", "services: { b: { image: 'veecode/devportal:1.2' } }\n")],
            "what `base.yml` has of the portal by `extends` or `include`",
        ),
        (
            more(String::new()),
            vec![("docker-compose.override.yml", "services: { portal: { labels: [a] } }\n")],
            "`docker-compose.override.yml` lies beside",
        ),
        (more(String::new()), vec![("docker-compose.prod.yml", SERVICE)], "`docker-compose.prod.yml` lies beside"),
        (more(String::new()), vec![("compose.yaml", SERVICE)], "lies beside"),
        // Another stage's, which only sets a variable by its old name, or a key.
        (
            more(String::new()),
            vec![("compose.prod.yml", "services: { portal: { environment: [KEYCLOAK_REALM=other] } }\n")],
            "`compose.prod.yml` lies beside",
        ),
        (
            more(String::new()),
            vec![("stack.yml", "services: { other: { environment: [APP_CONFIG_auth_environment=x] } }\n")],
            "`stack.yml` lies beside",
        ),
        (more(String::new()), vec![(".envrc", "export VEECODE_PROFILE=keycloak\n")], "is moved by hand"),
        (
            more(String::new()),
            vec![("portal.service", "ExecStart=docker run --env-file .env veecode/devportal:1.2\n")],
            "is moved by hand",
        ),
        (more(SERVICE.replace("services:\n  portal:", "  other:")), vec![], "has several that may be the portal"),
        (
            more("    build: .\n".to_owned()),
            vec![LAYER, ("Dockerfile", "FROM veecode/devportal:1.2\nCOPY my/layer.yaml /app/app-config.local.yaml\n")],
            "`my/layer.yaml` lies beside",
        ),
        (
            more(String::new()),
            vec![("app-config.production.yaml", LAYER.1)],
            "`app-config.production.yaml` lies beside",
        ),
        (
            more(String::new()),
            vec![("deploy/prod.yaml", "backstage:\n  appConfig:\n    auth: {}\n")],
            "`deploy/prod.yaml` lies beside",
        ),
        (more(String::new()), vec![(".env.production", "KEYCLOAK_REALM=acme\n")], "`.env.production` lies beside"),
        (
            more(String::new()),
            vec![("run.sh", "docker run -e VEECODE_PROFILE=keycloak veecode/devportal:1\n")],
            "is moved by hand",
        ),
        (
            more(String::new()),
            vec![("img/Portal.Dockerfile", "FROM veecode/devportal:1\nENV VEECODE_PROFILE=keycloak\n")],
            "is moved by hand",
        ),
        (
            more("    build: .\n".to_owned()),
            vec![
                LAYER,
                (
                    "Dockerfile",
                    "FROM veecode/devportal:1.2\ncopy --chown=node \\\n  my/layer.yaml /app/app-config.local.yaml\n",
                ),
            ],
            "`my/layer.yaml` lies beside",
        ),
    ] {
        let desk = with(&compose, &files);
        let before = desk.all();
        desk.run(&["migrate", "--to", "v2", "--yes", "--no-input"]).ended(4, &[said, "nothing was written"]);
        assert_eq!(desk.all(), before, "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_move_that_is_gone_on_with_is_all_that_a_run_does() {
    let (desk, done) = moved();
    put_record(&desk, &record(&desk, &done));
    let said = desk.run(&["migrate", "portal", "--yes", "--no-input", "--to", "v1", "--report", "report.md"]);
    said.ended(0, &["moved: the move to backstage is done", "migrate portal --to v1"]);
    // What the portal was is there still, and what only a person can do.
    let kept = desk.all().into_keys().filter(|name| name.to_string_lossy().contains("before-move/")).count();
    assert!(kept > 0, "{:?}", desk.all().keys());
    assert_eq!(desk.read("report.md"), "# From x\n");
}
