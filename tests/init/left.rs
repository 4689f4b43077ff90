//! What a killed or failing run left is taken away by the next one, whatever that one does, and is nowhere seen in between.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::program::Desk;

/// What a process left that is not there any more.
const LEFT: &str = ".devportal-auth-2147483647-a1b2c3.tmp";

#[test]
fn whatever_the_next_run_does_it_takes_away_what_a_killed_one_left() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    for (arguments, code) in [
        (&["init", "--no-input", "--yes", "--sandbox", "--store", "dotenv", "--out", "portal"][..], 0),
        (&["validate", "portal"], 0),
        (&["validate", "portal/app-config.local.yaml", "--fail-on", "never"], 0),
        (&["validate", "portal", "--fix", "--yes"], 0),
        (&["run", "--out", "portal", "--", "true"], 0),
    ] {
        desk.put(&format!("portal/{LEFT}"), "GITHUB_TOKEN=secret\n");
        desk.put(&format!("portal/.devportal-auth/backup/{LEFT}"), "GITHUB_TOKEN=secret\n");
        let said = desk.run(arguments);
        assert!(!desk.path(&format!("portal/{LEFT}")).exists(), "{arguments:?}: {}", said.text);
        assert!(!desk.path(&format!("portal/.devportal-auth/backup/{LEFT}")).exists(), "{arguments:?}: {}", said.text);
        assert!(said.code == code || arguments[0] == "validate", "{arguments:?} {}: {}", said.code, said.text);
    }
}

#[test]
fn a_baseline_beyond_the_limit_for_files_leaves_nothing() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    let said = desk.shell("ulimit -c 0; ulimit -f 0; \"$0\" validate app-config.yaml --write-baseline known.json; echo \"it ended by $?\"");
    said.ended(0, &["could not write known.json", "ulimit -f", "it ended by 4"]);
    let names: Vec<_> = desk.all().into_keys().collect();
    assert_eq!(names, [std::path::PathBuf::from("app-config.yaml")]);
}

#[test]
fn ctrl_c_at_a_mend_is_an_end_of_its_own() {
    let desk = Desk::new().with("TERM", "xterm").with("ACCESSIBLE", "1");
    desk.put("app-config.yaml", "app: { title: Acme }\nauth: { environment: production, providers: { github: {} } }\nbackend: { baseUrl: http://a/, listen: ':7007' }\ncatalog: { locatons: [] }\n");
    let mut command = desk.command(&["validate", "app-config.yaml", "--fix"]);
    command.stdin(std::process::Stdio::inherit());
    let mut run = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    run.exp_string("Write?").unwrap();
    run.send_control('c').unwrap();
    run.exp_string("cancelled; each file is as it was or as it shall be").unwrap();
    run.exp_eof().unwrap();
}

#[test]
fn a_strangers_journal_consents_to_nothing() {
    let desk = Desk::new();
    let desk = desk.with("GITHUB_TOKEN", "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q");
    let choices = "  write: 'yes'\n  write-anyway: 'yes'\n";
    desk.journal(&format!("version: 1\nstore: dotenv\nchoices:\n{choices}"));
    let flags = ["--offline", "--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme"];
    let resume = [&["init", "--resume", "--no-input", "--out", "portal"][..], &flags].concat();
    desk.run(&resume).ended(2, &["--yes"]);
    assert!(!desk.path("portal/.env").exists(), "a journal agreed to the write");
    desk.journal(&format!("version: 1\nstore: dotenv\nchoices:\n{choices}"));
    desk.run(&[&resume[..], &["--yes"]].concat()).ended(0, &["written"]);
}

#[test]
fn what_an_interrupted_run_was_allowed_is_asked_anew() {
    let desk = Desk::new();
    desk.put("elsewhere/env", "");
    fs::create_dir_all(desk.path("portal")).unwrap();
    symlink("../elsewhere/env", desk.path("portal/.env")).unwrap();
    let real = fs::canonicalize(desk.path("elsewhere/env")).unwrap();
    let doubt = format!("`.env` leads out of the output folder, to {}", real.display());
    desk.journal(&format!("version: 1\nstore: dotenv\nchoices:\n  sandbox: 'yes'\n  allowed..env: '{doubt}'\n"));
    desk.rehearse(&["--resume"]).ended(4, &[&doubt]);
    assert_eq!(desk.read("elsewhere/env"), "");
}

#[test]
fn a_journal_that_others_can_read_or_git_has_is_not_taken_up() {
    let text = "version: 1\nstore: dotenv\nchoices:\n  sandbox: 'yes'\n";
    let desk = Desk::new();
    desk.put("portal/.devportal-auth/journal.yaml", text);
    for flags in [&["--resume"][..], &[]] {
        desk.rehearse(flags).ended(2, &["can be read by others, so this program did not write it"]);
    }
    let desk = Desk::new();
    desk.journal(text);
    desk.shell("cd portal && git init -q && git add -f .devportal-auth").ended(0, &[]);
    desk.rehearse(&["--resume"]).ended(2, &["git tracks files in"]);
    if rustix::process::geteuid().is_root() {
        let desk = Desk::new();
        let journal = desk.journal(text);
        std::os::unix::fs::chown(journal, Some(65_534), None).unwrap();
        desk.rehearse(&["--resume"]).ended(2, &["belongs to another user (65534)"]);
    }
}

/// Everything but where GitHub is, for a token that the environment holds as `GIVEN`.
const TOKEN_FLAGS: [&str; 8] = [
    "--profile",
    "github-pat",
    "--stage",
    "local",
    "--set",
    "GITHUB_ORG=acme",
    "--secret-from",
    "GITHUB_TOKEN=env:GIVEN",
];

#[test]
fn a_dry_run_remembers_no_host() {
    let desk = Desk::new().with("GIVEN", "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q");
    let trust = ["--url", "github=https://ghe.invalid", "--trust-host", "ghe.invalid", "--dry-run"];
    desk.init(&[&TOKEN_FLAGS[..], &trust].concat());
    assert!(!desk.path("home/.local/state").exists(), "a dry run left something");
}

#[test]
fn a_token_that_a_server_gives_as_a_name_is_written_into_no_file_that_can_be_committed() {
    use crate::fake::{Fake, acme, ada, answer, get, owner};

    const TOKEN: &str = "CANARY-of-1-token-and-no-known-form";
    let mut echo = acme();
    echo["login"] = TOKEN.into();
    let mut fake = Fake::start();
    fake.answers(2, get("/orgs/acme"), answer(200, echo));
    fake.once(get("/user"), ada("repo"));
    fake.once(get(&format!("/user/memberships/orgs/{TOKEN}")), owner());
    let desk = Desk::new().with("GIVEN", TOKEN);
    let at = format!("github={}", fake.base());
    let said = desk.init(&[&TOKEN_FLAGS[..], &["--url", &at, "--api-url", &at]].concat());
    for (path, content) in desk.all() {
        let text = String::from_utf8(content.unwrap_or_default()).unwrap();
        let private = path.ends_with(".env") || path.ends_with("journal.yaml");
        assert!(private || !text.contains(TOKEN), "{} holds the token", path.display());
    }
    said.ended(0, &["written 5 files"]);
    assert!(desk.read("portal/devportal-auth.yaml").contains("GITHUB_ORG: acme"), "a name that is none was taken over");
}

#[test]
fn git_and_image_builds_are_kept_out_of_what_is_being_written() {
    let desk = Desk::new();
    desk.put("portal/Dockerfile", "FROM scratch\n");
    desk.rehearse(&[]).ended(0, &["written 6 files"]);
    for name in [".gitignore", ".dockerignore"] {
        let ignored = desk.read(&format!("portal/{name}"));
        assert!(ignored.lines().any(|line| line == ".devportal-auth-*.tmp"), "{name}: {ignored}");
    }
}

#[test]
fn a_run_that_wrote_nothing_leaves_no_folder_of_those_that_it_made() {
    let desk = Desk::new();
    let begun = ["init", "--no-input", "--yes", "--offline", "--profile", "gitlab", "--out", "p/q/r"];
    desk.run(&begun).ended(2, &[]);
    assert!(!desk.path("p").exists());
    std::fs::create_dir(desk.path("p")).unwrap();
    desk.run(&begun).ended(2, &[]);
    assert!(desk.path("p").exists() && !desk.path("p/q").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_finds_no_room_is_told() {
    let desk = Desk::new();
    for asked in ["--help", "--version", "init --help"] {
        desk.shell(&format!("\"$0\" {asked} > /dev/full; echo \"it ended by $?\""))
            .ended(0, &["could not print", "it ended by 4"]);
    }
}
