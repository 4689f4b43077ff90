//! The sandbox: from an empty folder to files, by itself.

use std::fs;

use crate::agreed::{at_a_terminal, sees};
use crate::program::Desk;

const FILES: [&str; 5] = [".env", ".env.example", ".gitignore", "app-config.local.yaml", "devportal-auth.yaml"];

#[test]
fn the_sandbox_writes_five_files_and_says_that_nothing_is_real() {
    let desk = Desk::new();
    let said = desk.rehearse(&[]);
    said.ended(0, &["written 5 files in portal", "nothing in these files is real", "all 7 repositories"]);
    assert!(!said.text.contains("if it is not there yet"), "the App was made with the callback: {}", said.text);
    assert_eq!(desk.portal(), FILES);
    assert!(desk.read("portal/app-config.local.yaml").contains("nothing in this file is real"));
    let secrets: Vec<String> = secrets_of(&desk);
    assert!(secrets.len() >= 3, "the sandbox made an App with its parts");
    for name in FILES.iter().filter(|name| **name != ".env") {
        let text = desk.read(&format!("portal/{name}"));
        assert!(secrets.iter().all(|secret| !text.contains(secret.as_str())), "a secret in {name}");
    }
}

fn secrets_of(desk: &Desk) -> Vec<String> {
    let env = desk.read("portal/.env");
    let secret = |name: &str| ["SECRET", "TOKEN", "BASE64"].iter().any(|word| name.contains(word));
    let pairs = env.lines().filter_map(|line| line.split_once('='));
    pairs.filter(|(name, _)| secret(name)).map(|(_, value)| value.to_owned()).collect()
}

#[cfg(unix)]
#[test]
fn the_file_of_secrets_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("portal/.env"), 0o600);
    assert!(desk.read("portal/.gitignore").lines().any(|line| line == ".env"));
}

#[test]
fn a_second_run_changes_nothing() {
    for profile in ["github", "github-pat"] {
        let desk = Desk::new();
        desk.rehearse(&["--profile", profile]).ended(0, &[]);
        let before = desk.all();
        desk.rehearse(&["--profile", profile]).ended(0, &["nothing to change"]);
        assert!(desk.all() == before, "{profile}: a second run changed something");
    }
}

#[test]
fn a_system_that_is_added_leaves_what_was_decided_as_it_is() {
    let desk = Desk::new();
    let first = ["--profile", "keycloak", "--stage", "production", "--portal-url", "https://portal.acme.test"];
    desk.rehearse(&first).ended(0, &["written"]);
    let config = desk.read("portal/app-config.local.yaml");
    desk.rehearse(&["--integration", "kubernetes"]).ended(0, &["written"]);
    let declared = desk.read("portal/devportal-auth.yaml");
    let kept = ["profile: keycloak", "stage: production", "provider: kubernetes"];
    assert!(kept.iter().all(|line| declared.contains(line)), "{declared}");
    let now = desk.read("portal/app-config.local.yaml");
    assert!(config.lines().all(|line| now.contains(line)), "{now}");
    desk.rehearse(&[]).ended(0, &["nothing to change"]);
    assert_eq!(desk.read("portal/devportal-auth.yaml"), declared);
    assert_eq!(desk.read("portal/app-config.local.yaml"), now);
}

#[test]
fn what_is_played_takes_no_place_of_a_secret_that_somebody_has() {
    let desk = Desk::new();
    desk.put("portal/.env", "GITHUB_TOKEN=ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q\n");
    let before = desk.all();
    desk.rehearse(&["--profile", "github-pat"])
        .ended(2, &["`GITHUB_TOKEN`, which the sandbox did not make", "`--out`"]);
    assert!(desk.all() == before, "something was written");
}

#[test]
fn the_same_answers_give_the_same_files() {
    for stage in [&["--stage", "local"][..], &["--stage", "production", "--portal-url", "https://portal.acme.test"]] {
        for profile in ["github", "github-pat"] {
            let [one, other] = [Desk::new(), Desk::new()];
            for desk in [&one, &other] {
                desk.rehearse(&[&["--profile", profile, "--without-sign-in"], stage].concat()).ended(0, &[]);
            }
            assert!(one.all() == other.all(), "{profile}, {stage:?}: two runs wrote different files");
        }
    }
}

#[test]
fn a_dry_run_makes_nothing_and_writes_nothing() {
    let desk = Desk::new();
    desk.rehearse(&["--dry-run"]).ended(0, &["a GitHub App would be made", "dry run: nothing was made or written"]);
    assert_eq!(desk.portal(), [""; 0]);
    desk.rehearse(&["--dry-run", "--profile", "github-pat"]).ended(0, &["dry run: nothing was written", "+app:"]);
    assert_eq!(desk.portal(), [""; 0]);
}

#[test]
fn a_dry_run_hides_no_word_of_its_own_and_no_name_of_a_variable() {
    let desk = Desk::new();
    let said = desk.rehearse(&["--dry-run", "--profile", "gitlab"]);
    said.ended(0, &["credential: access-token", "GITLAB_TOKEN: dotenv", "GITLAB_TOKEN=••••"]);
    assert!(!said.text.contains("GITLAB_AUTH_CLIENT_ID: ••••"), "{}", said.text);
    let said = desk.rehearse(&["--dry-run", "--profile", "ldap"]);
    said.ended(0, &["credential: bind-account", "LDAP_SECRET: dotenv", "LDAP_SECRET=••••", "secure: false"]);
    desk.rehearse(&["--dry-run", "--profile", "oidc"]).ended(0, &["tokenSignedResponseAlg: \"RS256\""]);
    assert!(!said.text.contains("••••_") && !said.text.contains("••••: "), "{}", said.text);
}

#[test]
fn production_closes_guest_and_names_one_environment() {
    let desk = Desk::new();
    desk.rehearse(&["--stage", "production", "--portal-url", "https://portal.acme.test"]).ended(0, &[]);
    let config: serde_yaml::Value = serde_yaml::from_str(&desk.read("portal/app-config.local.yaml")).unwrap();
    assert_eq!(config["auth"]["environment"], "production");
    assert!(config["auth"]["providers"]["guest"].is_null());
    assert!(config["auth"]["providers"]["github"]["production"].is_mapping());
    assert_eq!(config["backend"]["baseUrl"], "https://portal.acme.test");
    assert_eq!(config["permission"]["rbac"]["admin"]["superUsers"][0]["name"], "group:default/platform");
}

/// Where nobody signs in, a portal for production is asked about once more, and a no leads back to the first question.
#[test]
fn a_person_is_asked_twice_for_a_portal_in_which_nobody_signs_in() {
    let desk = Desk::new();
    let flags = ["--sandbox", "--stage", "production", "--portal-url", "https://portal.acme.test"];
    let mut terminal = at_a_terminal(&desk, &flags);
    for (asked, answer) in [
        ("Which portal is it?", "v1"),
        ("Where do people sign in?", "github-pat"),
        ("in which nobody signs in?", "no"),
        ("Where do people sign in?", "github-pat"),
        ("in which nobody signs in?", "yes"),
        ("What else", "none"),
    ] {
        sees(&mut terminal, asked);
        terminal.send_line(answer).unwrap();
    }
    sees(&mut terminal, "workflow runs?");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn a_person_is_helped_to_choose_with_reasons_and_decides_all_the_same() {
    let desk = Desk::new();
    let mut terminal = at_a_terminal(&desk, &["--sandbox", "--portal-url", "https://portal.acme.test"]);
    for (asked, answer) in [
        ("Which portal is it?", "v1"),
        ("Where do people sign in?", "help me choose"),
        ("How many people", "many"),
        ("wants a number", "250"),
        ("Where do these people have their accounts?", "keycloak"),
        ("Where is the code?", "gitlab"),
        ("What is the portal for?", "production"),
        ("What may you make there?", "tokens"),
        ("what fits, and why", ""),
    ] {
        sees(&mut terminal, asked);
        if !answer.is_empty() {
            terminal.send_line(answer).unwrap();
        }
    }
    // The advice is the default of each question, and another answer can be given.
    sees(&mut terminal, "Where do people sign in?");
    for (asked, taken) in [
        ("number or name", "= Keycloak"),
        ("Is this portal for production?", "= yes: one credential for people"),
        ("What holds your code", "= GitLab"),
    ] {
        sees(&mut terminal, asked);
        terminal.send_line("").unwrap();
        sees(&mut terminal, taken);
    }
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn a_run_of_the_sandbox_of_which_nothing_came_leaves_no_folder() {
    let desk = Desk::new().with("ACCESSIBLE", "1").with("TERM", "xterm");
    fs::create_dir(desk.path("tmp")).unwrap();
    let desk = {
        let tmp = desk.path("tmp").display().to_string();
        desk.with("TMPDIR", &tmp)
    };
    let left = || fs::read_dir(desk.path("tmp")).unwrap().count();
    desk.run(&["init", "--sandbox", "--no-input", "--dry-run"]).ended(0, &["dry run"]);
    assert_eq!(left(), 0, "after a dry run");
    desk.run(&["init", "--sandbox", "--no-input", "--answers", "nowhere.yaml"]).ended(2, &["nowhere.yaml"]);
    assert_eq!(left(), 0, "after a run that could not begin");
    let mut command = desk.command(&["init", "--sandbox", "--no-browser"]);
    command.stdin(std::process::Stdio::inherit());
    let mut terminal = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    sees(&mut terminal, "Which portal is it?");
    assert_eq!(left(), 1);
    terminal.send_control('c').unwrap();
    sees(&mut terminal, "cancelled; nothing was written");
    terminal.exp_eof().unwrap();
    assert_eq!(left(), 0, "after ctrl-c");
    desk.run(&["init", "--sandbox", "--no-input", "--yes"]).ended(0, &["written 5 files"]);
    assert_eq!(left(), 1, "what was written is gone");
}

#[test]
fn what_the_sandbox_wrote_is_not_taken_for_real() {
    let desk = Desk::new();
    desk.run(&["init", "--sandbox", "--no-input", "--yes", "--out", "tried"]).ended(0, &["written 5 files"]);
    desk.run(&["init", "--no-input", "--out", "tried"]).ended(2, &["was written by `init --sandbox`", "--out"]);
    let said = desk.run(&["rehearse", "tried", "--no-input"]);
    said.ended(2, &["was written by `init --sandbox`, so nobody can sign in by it"]);
    desk.run(&["init", "--sandbox", "--no-input", "--yes", "--out", "tried"]).ended(0, &["nothing to change"]);
}

#[test]
fn what_a_sandboxs_folder_says_to_type_works_there() {
    for (folder, command) in [("tried", "devportal-auth init"), (".", "devportal-auth init --out ../portal")] {
        let desk = Desk::new();
        let written = desk.run(&["init", "--sandbox", "--no-input", "--yes", "--out", folder]);
        written.ended(0, &["written 5 files", command]);
        let says = format!("`{command}` makes real");
        let paths = if folder == "." { vec![] } else { vec![folder] };
        desk.run(&[&["validate", "--live"], &paths[..]].concat()).ended(2, &[&says]);
        desk.run(&[&["rehearse", "--no-input", "--as", "ada"], &paths[..]].concat()).ended(2, &[&says]);
        let words: Vec<_> = command.split(' ').skip(1).chain(["--no-input"]).collect();
        desk.run(&words).ended(2, &["missing"]);
    }
}

#[test]
fn what_the_sandbox_offers_is_proven_without_a_warning() {
    for flags in [
        &["--target", "v2", "--profile", "gitlab"][..],
        &["--target", "v2", "--profile", "gitlab", "--feature", "scaffolder"],
        &["--profile", "keycloak", "--integration", "gitlab-token"],
        &["--profile", "keycloak", "--org-data", "ldap", "--integration", "gitlab-token", "--target", "backstage"],
        &["--profile", "azure", "--integration", "azure-devops-principal"],
    ] {
        let production = ["--stage", "production", "--portal-url", "https://portal.acme.test"];
        let said = Desk::new().rehearse(&[flags, &production].concat());
        said.ended(0, &["written"]);
        for warning in ["more than is needed", "may more than", "are one client", "acts as `Ada", "scopes: vso"] {
            assert!(!said.text.contains(warning), "{flags:?}: {warning} in {}", said.text);
        }
    }
}

#[test]
fn a_plain_backstage_takes_every_security_group_and_the_profile_those_of_its_name() {
    for (target, filter) in [("backstage", "securityEnabled eq true"), ("v1", "startsWith(displayName,'backstage-')")] {
        let desk = Desk::new();
        desk.rehearse(&["--target", target, "--profile", "azure", "--org-data", "entra"]).ended(0, &["written"]);
        let config = desk.read("portal/app-config.local.yaml");
        assert!(config.contains(filter) || target == "v1" && !config.contains("securityEnabled"), "{config}");
    }
}

#[test]
fn a_folder_that_a_run_made_goes_again_when_nothing_came_of_it() {
    let desk = Desk::new();
    desk.run(&["init", "--no-input", "--out", "new", "--profile", "github"]).ended(2, &["answers are missing"]);
    assert!(!desk.path("new").exists());
    fs::create_dir(desk.path("there")).unwrap();
    desk.run(&["init", "--no-input", "--out", "there", "--profile", "github"]).ended(2, &["answers are missing"]);
    assert!(desk.path("there").exists(), "it was there before");
}

/// A browser on another machine cannot come back to this one, so its address is pasted. The sandbox has somebody at such a browser.
#[test]
fn a_confirmation_is_pasted_back_where_the_browser_is_on_another_machine() {
    for (no_browser, variables) in [(&["--no-browser"][..], &[("DISPLAY", ":0")][..]), (&[], &[])] {
        let desk = variables.iter().fold(Desk::new(), |desk, (name, value)| desk.with(name, value));
        let given = ["--sandbox", "--profile", "github", "--stage", "local", "--portal-url", "http://localhost:7007"];
        let more = [
            "--set",
            "GITHUB_ORG=acme",
            "--create",
            "github-app",
            "--admin-group",
            "platform",
            "--yes",
            "--auth",
            "github-app",
            "--integration",
            "github-app",
        ];
        let mut terminal = at_a_terminal(&desk, &[&given[..], &more, no_browser].concat());
        sees(&mut terminal, "none here; addresses are printed, the sandbox presses its buttons");
        for (asked, answer) in [("workflow runs?", ""), ("create repositories?", "")] {
            sees(&mut terminal, asked);
            terminal.send_line(answer).unwrap();
        }
        sees(&mut terminal, "confirm.html");
        for (asked, answer) in [
            ("enter takes the sandbox's own; to see it fail: `refused`", "https://github.com/settings"),
            ("the address holds no `state`", "refused"),
            ("the one that was sent, so it belongs to", ""),
        ] {
            sees(&mut terminal, asked);
            sees(&mut terminal, "The address you land on");
            terminal.send_line(answer).unwrap();
        }
        for (asked, answer) in
            [("Whose sign-in shall be tried?", "nobodyx"), ("GitHub has nobody called `nobodyx`", "")]
        {
            sees(&mut terminal, asked);
            terminal.send_line(answer).unwrap();
        }
        sees(&mut terminal, "5 files in portal");
        terminal.exp_eof().unwrap();
        assert!(desk.read("portal/.env").contains("GITHUB_APP_ID="));
    }
}
