//! What is written stays where it was meant, belongs to whom it belonged, and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

use crate::program::Desk;

/// Whoever is not root.
const SOMEBODY: u32 = 65_534;

fn repository(desk: &Desk, env: &str) {
    desk.put("portal/.env", env);
    let setup = "cd portal && git init -q && git config user.email a@acme.test && git config user.name ada && git add -f .env && git commit -qm one";
    desk.shell(setup).ended(0, &[]);
}

#[test]
fn a_tracked_file_of_secrets_is_refused_whoever_owns_the_checkout() {
    let desk = Desk::new();
    repository(&desk, "A=1\n");
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can give a folder away");
        return;
    }
    desk.shell("chown -R 65534:65534 portal").ended(0, &[]);
    desk.rehearse(&[]).ended(4, &["git tracks it, and it will hold secrets"]);
    assert_eq!(desk.read("portal/.env"), "A=1\n");
    let desk = Desk::new().with("GIT_DIR", "/nowhere");
    desk.shell("true").ended(0, &[]);
    desk.put("portal/.env", "A=1\n");
    desk.shell("unset GIT_DIR; cd portal && git init -q && git add -f .env").ended(0, &[]);
    desk.rehearse(&[]).ended(4, &["git tracks it, and it will hold secrets"]);
}

#[test]
fn where_nobody_can_tell_whether_git_tracks_it_a_script_does_not_write() {
    let desk = Desk::new();
    repository(&desk, "A=1\n");
    desk.put("portal/.git/index", "no index");
    let before = desk.all();
    desk.rehearse(&[]).ended(
        4,
        &[
            "nothing was written: `.devportal-auth` will hold secrets, and whether git tracks it could not be determined: git says",
            "at a terminal",
        ],
    );
    assert!(desk.all() == before, "something was changed or left");
    let desk = desk.with("PATH", "/nowhere");
    desk.rehearse(&[]).ended(4, &["could not be determined: there is no git in an absolute folder of PATH"]);
    // Without a repository there is nothing to be told.
    fs::remove_dir_all(desk.path("portal/.git")).unwrap();
    desk.rehearse(&[]).ended(0, &["written 5 files"]);
}

#[test]
fn a_link_out_of_the_folder_is_named_and_refused_in_a_script() {
    for (name, link, target) in [
        (".env", "portal/.env", "../elsewhere/env"),
        ("app-config.local.yaml", "portal/app-config.local.yaml", "../elsewhere/config"),
    ] {
        let desk = Desk::new();
        desk.put("elsewhere/env", "");
        desk.put("elsewhere/config", "");
        fs::create_dir_all(desk.path("portal")).unwrap();
        symlink(target, desk.path(link)).unwrap();
        let before = desk.all();
        let real = fs::canonicalize(desk.path("elsewhere")).unwrap();
        let says = format!("nothing was written: `{name}` leads out of the output folder, to {}", real.display());
        desk.rehearse(&[]).ended(4, &[&says, "put a file in the place of the link, or write there with `--out"]);
        assert!(desk.all() == before, "{name}: something was changed or left");
        let desk = desk.with("GIVEN", "ghp_token");
        let shown =
            ["--offline", "--dry-run", "--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme"];
        desk.init(&[&shown[..], &["--secret-from", "GITHUB_TOKEN=env:GIVEN"]].concat())
            .ended(0, &[&format!("{name} -> {}", real.display()), &format!("link {name} -> ")]);
    }
}

#[test]
fn a_folder_that_is_a_link_out_of_here_is_named_and_refused_in_a_script() {
    let (desk, elsewhere) = (Desk::new(), tempfile::tempdir().unwrap());
    symlink(elsewhere.path(), desk.path("portal")).unwrap();
    let real = fs::canonicalize(elsewhere.path()).unwrap();
    let says = format!("`portal` is a link and leads out of here, to {}", real.display());
    desk.rehearse(&[]).ended(4, &["nothing was written", &says, "name what it leads to, or remove the link"]);
    let below = ["init", "--sandbox", "--no-input", "--out", "portal/sub/./", "--profile", "github-pat"];
    let said = format!("`portal/sub` lies behind the link `portal` and leads out of here, to {}", real.display());
    desk.run(&below).ended(4, &[&said]);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "something was made there");
    // A dry run may be shown to anybody who brought the link.
    fs::write(elsewhere.path().join("app-config.local.yaml"), "app:\n  title: marked\n").unwrap();
    let desk = desk.with("GIVEN", "ghp_token");
    let shown = ["--offline", "--dry-run", "--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme"];
    let dry = desk.init(&[&shown[..], &["--secret-from", "GITHUB_TOKEN=env:GIVEN"]].concat());
    dry.ended(0, &[&says, "link portal -> ", "its lines are not shown", "dry run: nothing was written"]);
    assert!(!dry.text.contains("marked"), "{}", dry.text);
}

#[test]
fn a_link_within_the_folder_is_followed_and_named() {
    let desk = Desk::new();
    desk.put("portal/config/ours.yaml", "app: {}\n");
    symlink("config/ours.yaml", desk.path("portal/app-config.local.yaml")).unwrap();
    desk.rehearse(&[]).ended(0, &["app-config.local.yaml -> ", "config/ours.yaml"]);
    assert!(desk.read("portal/config/ours.yaml").contains("baseUrl"));
}

#[test]
fn a_folder_of_copies_that_is_a_link_is_refused_before_anything_is_made() {
    for link in [".devportal-auth", ".devportal-auth/backup"] {
        let desk = Desk::new();
        desk.put("portal/app-config.local.yaml", "app: {}\n");
        fs::create_dir_all(desk.path("elsewhere")).unwrap();
        fs::create_dir_all(desk.path("portal").join(link).parent().unwrap()).unwrap();
        symlink(desk.path("elsewhere"), desk.path("portal").join(link)).unwrap();
        let said = desk.rehearse(&[]);
        assert!(matches!(said.code, 2 | 4), "{}: {}", said.code, said.text);
        assert_eq!(fs::read_dir(desk.path("elsewhere")).unwrap().count(), 0, "{link} was followed");
        assert_eq!(desk.read("portal/app-config.local.yaml"), "app: {}\n");
    }
}

#[test]
fn what_root_writes_belongs_to_whom_the_folder_or_the_file_belongs() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root writes for others");
        return;
    }
    let desk = Desk::new();
    let config = desk.put("portal/app-config.local.yaml", "app: {}\n");
    chown(desk.path("portal"), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    chown(&config, Some(SOMEBODY - 1), Some(SOMEBODY - 2)).unwrap();
    desk.rehearse(&[]).ended(0, &["written 5 files"]);
    let owner = |name: &str| {
        let about = fs::symlink_metadata(desk.path("portal").join(name)).unwrap();
        (about.uid(), about.gid())
    };
    assert_eq!(owner("app-config.local.yaml"), (SOMEBODY - 1, SOMEBODY - 2));
    let backup = ".devportal-auth/backup";
    let copy = format!("{backup}/app-config.local.yaml.1");
    for name in [".env", ".gitignore", ".devportal-auth", ".devportal-auth/.gitignore", backup, &copy] {
        assert_eq!(owner(name), (SOMEBODY, SOMEBODY), "{name}");
    }
}

#[test]
fn what_stands_under_a_name_of_ours_by_another_name_too_keeps_its_owner_and_its_content() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root has files that another user may not own");
        return;
    }
    for (name, code) in [("lock", 2), (".journal-room", 0)] {
        let desk = Desk::new();
        let own = desk.put("own", "root's own\n");
        fs::create_dir_all(desk.path("portal/.devportal-auth")).unwrap();
        fs::hard_link(&own, desk.path("portal/.devportal-auth").join(name)).unwrap();
        for folder in ["portal", "portal/.devportal-auth"] {
            chown(desk.path(folder), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        }
        assert_eq!(desk.rehearse(&[]).code, code, "{name}");
        let about = fs::symlink_metadata(&own).unwrap();
        assert_eq!((about.uid(), desk.read("own")), (0, "root's own\n".to_owned()), "{name}");
    }
}

#[test]
fn the_copies_of_the_last_run_alone_are_kept_and_told() {
    let desk = Desk::new();
    desk.put("portal/.env", "OLD=secret-of-before\n");
    desk.rehearse(&[]).ended(0, &["portal/.devportal-auth/backup, as before, until the next run"]);
    assert_eq!(desk.read("portal/.devportal-auth/backup/.env.1"), "OLD=secret-of-before\n");
    desk.rehearse(&["--stage", "production", "--portal-url", "https://portal.acme.dev"])
        .ended(0, &["those of earlier runs were removed"]);
    let copies = fs::read_dir(desk.path("portal/.devportal-auth/backup")).unwrap();
    for copy in copies.map(|entry| entry.unwrap().path()) {
        assert!(
            !fs::read_to_string(&copy).unwrap().contains("secret-of-before") || copy.ends_with(".env.2"),
            "{copy:?}"
        );
        assert!(!copy.ends_with(".env.1"), "{copy:?}");
    }
}

#[test]
fn images_are_kept_clear_of_secrets_where_they_are_built() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &["written 5 files"]);
    assert!(!desk.path("portal/.dockerignore").exists());
    for (name, content) in [("Dockerfile", "FROM scratch\n"), (".dockerignore", "node_modules\n")] {
        let desk = Desk::new();
        desk.put(&format!("portal/{name}"), content);
        desk.rehearse(&[]).ended(0, &["written 6 files", ".dockerignore"]);
        assert!(desk.read("portal/.dockerignore").ends_with(".env\n.devportal-auth/\n.devportal-auth-*.tmp\n"));
    }
}

#[test]
fn what_a_builder_reads_in_the_place_of_dockerignore_gets_the_same_entries() {
    let desk = Desk::new();
    let others = ["Dockerfile.dockerignore", ".containerignore", "Containerfile.containerignore"];
    others.iter().for_each(|name| _ = desk.put(&format!("portal/{name}"), "node_modules\n"));
    desk.put("portal/Dockerfile", "FROM scratch\n");
    desk.rehearse(&[]).ended(0, &["written 9 files"]);
    for name in others.iter().chain(&[".dockerignore"]) {
        let text = desk.read(&format!("portal/{name}"));
        assert!(text.ends_with(".env\n.devportal-auth/\n.devportal-auth-*.tmp\n"), "{name}: {text}");
    }
    desk.rehearse(&[]).ended(0, &["nothing"]);
    // Where only such a file is there, it is enough.
    let desk = Desk::new();
    desk.put("portal/.containerignore", "");
    desk.rehearse(&[]).ended(0, &["written 6 files"]);
    assert!(!desk.path("portal/.dockerignore").exists());
}

#[test]
fn a_temporary_folder_that_is_not_there_is_named_with_its_variable() {
    let desk = Desk::new().with("TMPDIR", "/nowhere/at-all");
    let says = "/nowhere/at-all, which is no folder; name another in `TMPDIR`";
    desk.run(&["init", "--sandbox", "--no-input", "--yes"]).ended(2, &[says]);
}

#[test]
fn a_command_that_cannot_be_run_ends_as_a_shell_would_end_it() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let run = |command: &str| desk.run(&["run", "--out", "portal", "--", command]);
    run("no-such-command").ended(127, &["there is no command `no-such-command`"]);
    let plain = desk.put("plain", "no program");
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o644)).unwrap();
    run("./plain").ended(126, &["could not start `./plain`: Permission denied"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_gets_the_secrets_and_no_argument_holds_one() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let written = fs::read_to_string(desk.path("portal/.env")).unwrap();
    let secret = written.lines().find_map(|line| line.strip_prefix("GITHUB_AUTH_CLIENT_SECRET=")).unwrap().to_owned();
    let script = "test -n \"$GITHUB_AUTH_CLIENT_SECRET\" && echo it is there; cat /proc/$$/cmdline /proc/$PPID/cmdline | tr '\\0' ' '";
    let said = desk.run(&["run", "--out", "portal", "--", "sh", "-c", script]);
    said.ended(0, &["it is there", "cmdline"]);
    assert!(!said.text.contains(&secret), "an argument holds a secret");
}

#[test]
fn a_command_is_looked_for_as_a_shell_does() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let mine = desk.put("mine", "#!/bin/sh\necho mine ran\n");
    fs::set_permissions(mine, fs::Permissions::from_mode(0o755)).unwrap();
    desk.shell("exec \"$0\" run --out portal -- mine").ended(127, &["there is no command `mine`"]);
    desk.shell("PATH=.:$PATH exec \"$0\" run --out portal -- mine").ended(0, &["mine ran"]);
}

#[test]
fn a_command_gets_nothing_of_the_folder_that_no_profile_reads_unless_it_is_named() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let written = fs::read_to_string(desk.path("portal/.env")).unwrap();
    desk.put(
        "portal/.env",
        format!("{written}BASH_ENV=./marked.sh\nHTTPS_PROXY=http://127.0.0.1:9\nACME_COLOUR=blue\nAPP_CONFIG_auth_environment=development\nSTRIPE_SECRET=not-the-portals\nOWN_TOKEN=of-a-layer\n"),
    );
    let layer = desk.read("portal/app-config.local.yaml");
    desk.put(
        "portal/app-config.local.yaml",
        format!("{layer}jenkins: {{ apiKey: '${{OWN_TOKEN}}', x: '${{BASH_ENV}}' }}\n"),
    );
    desk.put("marked.sh", "echo a stranger ran\n");
    let show =
        ["--", "bash", "-c", "echo it is \"<$ACME_COLOUR$HTTPS_PROXY$STRIPE_SECRET>\" ${OWN_TOKEN:+and a layer}"];
    let said = desk.run(&[&["run", "--out", "portal"][..], &show].concat());
    said.ended(
        0,
        &[
            "it is <> and a layer",
            "not passed to the command, as no profile or preset names it: ACME_COLOUR, APP_CONFIG_auth_environment, BASH_ENV, HTTPS_PROXY, STRIPE_SECRET",
        ],
    );
    assert!(!said.text.contains("a stranger ran"), "{}", said.text);
    let said = desk.run(&[&["run", "--out", "portal", "--also", "ACME_COLOUR"][..], &show].concat());
    said.ended(0, &["it is <blue>"]);
}

#[test]
fn a_name_for_the_command_that_nothing_sets_is_refused_before_it_starts() {
    let desk = Desk::new().with("FROM_THE_SHELL", "red");
    desk.rehearse(&[]).ended(0, &[]);
    let run = |name: &str| desk.run(&["run", "--out", "portal", "--also", name, "--", "echo", "started"]);
    for (name, says) in [
        ("NOPE", "nothing sets `NOPE`, which `--also` names: it is neither in .env nor in the environment"),
        ("GITHUB_ORGS", "which `--also` names; did you mean `GITHUB_ORG`?"),
        ("ACME_COLOUR=blue", "nothing sets what `--also` names"),
    ] {
        let said = run(name);
        said.ended(2, &[says]);
        assert!(!said.text.contains("started") && !said.text.contains("=blue"), "{}", said.text);
    }
    run("FROM_THE_SHELL").ended(0, &["started"]);
}

#[test]
fn a_secret_that_nobody_brought_is_missed_before_the_command_starts() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    desk.run(&["run", "--out", "portal", "--", "true"]).ended(0, &[]);
    fs::remove_file(desk.path("portal/.env")).unwrap();
    let said = desk.run(&["run", "--out", "portal", "--", "echo", "started"]);
    said.ended(0, &["not set, although the portal was set up with it: VEECODE_PROFILE, GITHUB_APP_ID, ", "started"]);
    assert!(said.text.contains("GITHUB_AUTH_CLIENT_SECRET"), "{}", said.text);
}

#[test]
fn a_folder_of_runs_that_git_has_is_refused_and_one_that_is_not_ignored_is_mended() {
    let desk = Desk::new();
    desk.put("portal/.devportal-auth/.gitignore", "");
    desk.rehearse(&[]).ended(0, &[]);
    let git = "cd portal && git init -q && mkdir -p .devportal-auth/backup && echo x >.devportal-auth/backup/.env.1 && git add -f .devportal-auth";
    desk.shell(git).ended(0, &[]);
    desk.rehearse(&[]).ended(
        2,
        &["git tracks files in", ".devportal-auth, which holds secrets while a run goes on", "git rm -r --cached"],
    );
    assert_eq!(fs::read_to_string(desk.path("portal/.devportal-auth/backup/.env.1")).unwrap(), "x\n");
}

#[test]
fn an_empty_variable_hides_a_kept_value_with_a_word() {
    let desk = Desk::new();
    desk.rehearse(&[]).ended(0, &[]);
    let said = desk.shell("VEECODE_PROFILE= exec \"$0\" run --out portal -- sh -c 'echo \"it is <$VEECODE_PROFILE>\"'");
    said.ended(0, &["it is <>", "`VEECODE_PROFILE` is set and empty in the environment", "unset VEECODE_PROFILE"]);
    let said =
        desk.shell("VEECODE_PROFILE=mine exec \"$0\" run --out portal -- sh -c 'echo \"it is <$VEECODE_PROFILE>\"'");
    said.ended(0, &["it is <mine>"]);
    assert!(!said.text.contains("is set and empty"), "{}", said.text);
}

#[test]
fn at_a_terminal_a_link_out_of_the_folder_is_asked_about_and_the_default_is_no() {
    let desk = Desk::new().with("ACCESSIBLE", "1").with("TERM", "xterm");
    desk.put("elsewhere/env", "");
    fs::create_dir_all(desk.path("portal")).unwrap();
    symlink("../elsewhere/env", desk.path("portal/.env")).unwrap();
    let flags = "init --sandbox --no-browser --yes --store dotenv --out portal --profile github-pat --stage local --portal-url http://localhost:7007 --set GITHUB_ORG=acme";
    let mut command = desk.command(&flags.split(' ').collect::<Vec<_>>());
    command.stdin(std::process::Stdio::inherit());
    let mut run = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    for (question, answer) in
        [("What else", ""), ("workflow runs?", ""), ("create repositories?", ""), ("Write it all the same?", "")]
    {
        run.exp_string(question).unwrap_or_else(|error| panic!("{question}: {error}"));
        run.send_line(answer).unwrap();
    }
    run.exp_string("nothing was written").unwrap();
    run.exp_string("--resume").unwrap();
    run.exp_eof().unwrap();
    assert_eq!(desk.read("elsewhere/env"), "");
    assert_eq!(desk.portal(), [".devportal-auth", ".env"]);
}

#[test]
fn at_a_terminal_a_folder_that_is_a_link_out_of_here_is_asked_about_before_anything_is_made() {
    let (desk, elsewhere) = (Desk::new().with("ACCESSIBLE", "1").with("TERM", "xterm"), tempfile::tempdir().unwrap());
    symlink(elsewhere.path(), desk.path("portal")).unwrap();
    let flags = "init --sandbox --no-browser --yes --store dotenv --out portal --profile github-pat --stage local";
    let mut command = desk.command(&flags.split(' ').collect::<Vec<_>>());
    command.stdin(std::process::Stdio::inherit());
    let mut run = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    run.exp_string("Write it all the same?").unwrap();
    run.send_line("").unwrap();
    run.exp_string("nothing was written").unwrap();
    run.exp_eof().unwrap();
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "something was made there");
}
