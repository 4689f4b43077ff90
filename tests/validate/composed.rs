//! What compose reads where nobody names a file belongs to what the portal is started with.

use crate::program::Desk;

/// Nobody but people of GitHub comes in.
const CLOSED: &str = "app: { baseUrl: https://p.acme.dev }\nbackend: { baseUrl: https://p.acme.dev }\nauth:\n  environment: production\n  providers:\n    guest: null\n    github: { production: { clientId: '${A}', clientSecret: '${B}', signIn: { resolvers: [{ resolver: usernameMatchingUserEntityName }] } } }\n";
/// A variable that opens the backend to everybody.
const OPENS: &str = "APP_CONFIG_backend_auth_dangerouslyDisableDefaultAuthPolicy";
const COMMAND: &str = "    command: [node, packages/backend, --config, app-config.yaml]\n";
const RUN: [&str; 3] = ["validate", "--select", "service-key"];

fn service(more: &str) -> String {
    format!("services:\n  portal:\n{more}")
}

/// A folder with a portal that nothing in its own files opens, and these.
fn desk(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.put("app-config.yaml", CLOSED);
    for (name, text) in files {
        desk.put(name, text);
    }
    desk
}

fn starts() -> String {
    service(&format!("    image: acme/portal:1\n{COMMAND}"))
}

fn opens() -> String {
    service(&format!("    environment: ['{OPENS}=true']\n"))
}

#[test]
fn the_files_that_compose_is_told_by_a_variable_are_read() {
    for variables in
        ["COMPOSE_FILE=base.yaml:more/prod.yml\n", "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=base.yaml,more/prod.yml\n"]
    {
        let desk = desk(&[("base.yaml", &starts()), ("more/prod.yml", &opens()), (".env", variables)]);
        desk.run(&RUN).ended(1, &["error[service-key]", "the command in `base.yaml`"]);
        // All that they name is seen from the first one's folder.
        desk.put("more/prod.yml", service("    env_file: [open.env]\n"));
        desk.put("open.env", format!("{OPENS}=true\n"));
        desk.run(&RUN).ended(1, &["error[service-key]"]);
    }
    let left = desk(&[
        ("compose.yaml", &starts()),
        ("compose.override.yaml", &opens()),
        (".env", "COMPOSE_FILE=compose.yaml\n"),
    ]);
    left.run(&RUN).ended(0, &["nothing found", "judged as the whole portal"]);
}

#[test]
fn a_file_of_that_variable_that_is_not_read_makes_it_a_part() {
    for (named, why) in [("prod.yml", "which is not here"), ("../prod.yml", "which lies outside of what was looked at")]
    {
        let desk = Desk::new();
        desk.put("prod.yml", opens());
        desk.put("portal/app-config.yaml", CLOSED);
        desk.put("portal/compose.yaml", starts());
        desk.put("portal/.env", format!("COMPOSE_FILE=compose.yaml:{named}\n"));
        desk.shell("git init -q portal").ended(0, &[]);
        let says = format!("judged as a part of the portal: `COMPOSE_FILE` in `portal/.env` names `{named}`, {why}");
        let run = ["validate", "portal", "--select", "service-key"];
        desk.run(&run).ended(0, &["nothing found", &says]);
        let image = "    image: veecode/devportal:1.2\n    environment: [VEECODE_PROFILE=github]\n";
        desk.put("portal/compose.yaml", service(image));
        desk.shell("mv portal/app-config.yaml portal/app-config.local.yaml").ended(0, &[]);
        assert!(desk.run(&run).text.contains(&says), "{named}");
    }
}

#[test]
fn a_service_that_another_extends_is_read_with_it() {
    let base = format!("services:\n  base:\n    image: acme/portal:1\n    environment: ['{OPENS}=true']\n{COMMAND}");
    for extends in ["    extends: { file: more/base.yaml, service: base }\n", "    extends: { service: inner }\n"] {
        let inner = "  inner:\n    extends: { file: more/base.yaml, service: base }\n";
        let text = service(&format!("{extends}    ports: ['7007:7007']\n{inner}"));
        let desk = desk(&[("compose.yaml", &text), ("more/base.yaml", &base)]);
        desk.run(&RUN)
            .ended(1, &["error[service-key]", "judged as the whole portal, by the command in `more/base.yaml`"]);
        // What it says itself counts before that.
        desk.put(
            "compose.yaml",
            format!("{text}    environment: [A=b]\n")
                .replace("    ports", &format!("    environment: ['{OPENS}=false']\n    ports")),
        );
        desk.run(&RUN).ended(0, &["nothing found"]);
    }
}

#[test]
fn an_image_that_an_extended_service_tells_its_profile_is_judged_with_it() {
    let base = "services:\n  base:\n    image: veecode/devportal:1.2\n    environment: { VEECODE_PROFILE: github }\n    volumes: ['../app-config.local.yaml:/app/app-config.local.yaml']\n";
    for (text, named) in [
        (service("    extends: { file: more/base.yaml, service: base }\n"), "more/base.yaml"),
        ("include: [more/base.yaml]\nservices: { db: { image: postgres } }\n".to_owned(), "more/base.yaml"),
        ("include:\n  - path: [more/base.yaml]\nservices: { db: { image: postgres } }\n".to_owned(), "more/base.yaml"),
    ] {
        let desk = Desk::new();
        desk.put("compose.yaml", &text);
        desk.put("more/base.yaml", base);
        desk.put("app-config.local.yaml", "auth: { environment: production }\n");
        for run in
            [&["validate", "--select", "guest-open"][..], &["validate", "--select", "guest-open", "compose.yaml"]]
        {
            desk.run(run).ended(1, &["error[guest-open]", "the image's own files below"]);
        }
        desk.shell(&format!("rm {named}")).ended(0, &[]);
        let said = desk.run(&["validate"]);
        assert!(said.text.contains(&format!("`compose.yaml` names `{named}`, which")), "{}", said.text);
        assert!(said.text.contains("judged as a part of the portal"), "{}", said.text);
    }
}

#[test]
fn what_an_extended_service_has_outside_of_the_checkout_is_not_read_and_that_is_said() {
    let desk = Desk::new();
    let secret = "GITHUB_TOKEN: ghp_1Qz7Kp2Lm9Xw4Rt6Yb8Nc3Vd5Hs1Jf0Ga1";
    desk.put("base.yaml", format!("services:\n  base:\n    image: x\n    environment: {{ {secret} }}\n"));
    desk.put("portal/app-config.yaml", CLOSED);
    desk.put(
        "portal/compose.yaml",
        service(&format!("    extends: {{ file: ../base.yaml, service: base }}\n{COMMAND}")),
    );
    desk.shell("cd portal && git init -q").ended(0, &[]);
    let said = desk.run(&["validate", "portal"]);
    said.ended(0, &["names `../base.yaml`, which lies outside of what was looked at"]);
    assert!(!said.text.contains("ghp_") && !said.text.contains("secret-in-values"), "{}", said.text);
}

#[test]
fn what_a_script_sets_for_its_command_counts() {
    for sets in [format!("{OPENS}=true"), format!("cross-env A=b {OPENS}=true")] {
        let script =
            format!("{{\"scripts\": {{\"start\": \"{sets} node packages/backend --config app-config.yaml\"}}}}");
        let desk = desk(&[("package.json", &script)]);
        desk.run(&RUN).ended(1, &["error[service-key]", "judged as the whole portal, by `start` in `package.json`"]);
    }
}

#[test]
fn a_service_that_only_mounts_the_file_that_is_loaded_first_starts_with_it() {
    let mounts = "    image: acme/portal:1\n    volumes: ['./app-config.yaml:/app/app-config.yaml']\n";
    let open = service(&format!("{mounts}    environment: ['{OPENS}=true']\n"));
    let desk = desk(&[("compose.yaml", &open), ("app-config.local.yaml", "app: { title: Desk }\n")]);
    let by = "judged as the whole portal, by what is mounted in `compose.yaml`";
    desk.run(&RUN).ended(1, &["error[service-key]", by]);
    desk.put("compose.yaml", service(mounts));
    desk.run(&RUN).ended(0, &["1 file, ", by]);
    // What builds the image here says what it loads.
    desk.put("Dockerfile", "FROM node\nCMD [\"node\", \"packages/backend\", \"--config\", \"app-config.yaml\"]\n");
    desk.run(&RUN).ended(0, &["by the command in `Dockerfile`"]);
}

#[cfg(unix)]
#[test]
fn a_start_that_is_there_and_cannot_be_read_makes_no_portal_whole() {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    let make: [fn(&Path); 4] = [
        |path| nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRWXU).unwrap(),
        |path| fs::create_dir(path).unwrap(),
        |path| symlink("nowhere", path).unwrap(),
        |path| fs::write(path, "services: [").unwrap(),
    ];
    for (number, make) in make.iter().enumerate() {
        for name in ["compose.yaml", "docker-compose.yml"] {
            let desk = self::desk(&[]);
            make(&desk.path(name));
            let said = desk.run(&["validate"]);
            assert!(said.text.contains(&format!("names `{name}`, which")), "{number}: {}", said.text);
            assert!(!said.text.contains("as the whole portal"), "{number}: {}", said.text);
        }
    }
    let desk = self::desk(&[]);
    fs::write(desk.path("Dockerfile"), b"FROM node\n# \xff\n").unwrap();
    let said = desk.run(&["validate"]);
    assert!(said.text.contains("names `Dockerfile`, which") && !said.text.contains("as the whole"), "{}", said.text);
    // Compose takes the next name where a link leads nowhere.
    let desk = self::desk(&[("docker-compose.yml", &starts())]);
    symlink("nowhere", desk.path("compose.yaml")).unwrap();
    desk.run(&RUN).ended(0, &["the command in `docker-compose.yml`"]);
}
