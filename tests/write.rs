//! Writing to a real disk: modes, backups, all or nothing, and diffs without secrets.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage must stop")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use devportal_auth::credential::{Secret, Variable};
use devportal_auth::write::{
    Access, ChangeKind, Changes, Content, DotenvLine, Earlier, FilePlan, Rendered, Visibility,
};

const CANARY: &str = "CANARY-8d1f";

/// Whoever is not root.
const SOMEBODY: u32 = 65_534;

fn file(path: &str, access: Access, content: Content) -> FilePlan {
    FilePlan { path: path.into(), about: format!("about {path}"), content, access }
}

fn variable(name: &str, value: &str, visibility: Visibility) -> DotenvLine {
    DotenvLine { variable: Variable::new(name), value: Secret::new(value), visibility, comment: None }
}

fn rendered() -> Rendered {
    let lines =
        vec![variable("GITHUB_ORG", "acme", Visibility::Plain), variable("GITHUB_TOKEN", CANARY, Visibility::Masked)];
    let fragment = "auth:\n  # closed, because anybody could enter\n  guest: null\n";
    Rendered {
        files: vec![
            file(
                "app-config.local.yaml",
                Access::Shared,
                Content::Fragment(fragment.into(), |_, fragment| Ok(fragment.to_owned())),
            ),
            file(".env", Access::Private, Content::Dotenv(lines, Vec::new())),
            file("deploy/compose.yaml", Access::Shared, Content::Whole("services: {}\n".into())),
            file(".gitignore", Access::Shared, Content::IgnoreEntries(vec![".env".into()])),
        ],
    }
}

fn backup_dir(out: &Path) -> PathBuf {
    out.join(".devportal-auth/backup")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Everything below a folder: path, mode and content, so that "nothing changed" can be compared.
fn snapshot(folder: &Path) -> Vec<(PathBuf, u32, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.push((path.clone(), mode(&path), None));
            found.extend(snapshot(&path));
        } else {
            found.push((path.clone(), mode(&path), Some(fs::read(&path).unwrap())));
        }
    }
    found.sort();
    found
}

#[test]
fn new_files_are_written_with_their_modes_and_a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("not/there/yet");
    let changes = Changes::between(&rendered(), &out).unwrap();
    assert!(changes.list().iter().all(|change| change.kind == ChangeKind::New && change.removed == 0));
    let applied = changes.apply(&backup_dir(&out), Earlier::Removed).unwrap();
    assert_eq!(applied.written[0], Path::new(".gitignore"), "git must ignore `.env` before it is there");
    assert!(applied.backups.is_empty() && !out.join(".devportal-auth").exists());
    assert_eq!(mode(&out.join(".env")), 0o600);
    assert_eq!(
        fs::read_to_string(out.join(".env")).unwrap(),
        format!("# devportal-auth\nGITHUB_ORG=acme\nGITHUB_TOKEN={CANARY}\n")
    );
    assert_eq!(fs::read_to_string(out.join("deploy/compose.yaml")).unwrap(), "services: {}\n");

    let modified = fs::metadata(out.join(".env")).unwrap().modified().unwrap();
    let again = Changes::between(&rendered(), &out).unwrap();
    assert!(again.is_empty() && again.diff().is_empty());
    again.apply(&backup_dir(&out), Earlier::Removed).unwrap();
    assert_eq!(fs::metadata(out.join(".env")).unwrap().modified().unwrap(), modified);
}

#[test]
fn what_is_replaced_keeps_its_mode_and_leaves_a_copy_until_the_next_time() {
    let out = tempfile::tempdir().unwrap();
    let config = out.path().join("app-config.local.yaml");
    fs::write(&config, "auth:\n  environment: x # mine\n").unwrap();
    set_mode(&config, 0o664);
    fs::write(out.path().join(".env"), "OLD='secret of mine'\n").unwrap();
    set_mode(&out.path().join(".env"), 0o644);
    let applied =
        Changes::between(&rendered(), out.path()).unwrap().apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    assert_eq!(mode(&config), 0o664);
    assert_eq!(mode(&out.path().join(".env")), 0o600, "a private file is never wider than its owner");
    assert_eq!(mode(&backup_dir(out.path())), 0o700);
    assert_eq!(fs::read_to_string(backup_dir(out.path()).join(".gitignore")).unwrap(), "*\n");
    let names: Vec<_> = applied.backups.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["app-config.local.yaml.1", ".env.1"]);
    assert!(applied.backups.iter().all(|path| mode(path) == 0o600));

    fs::write(&config, "auth: {}\n").unwrap();
    Changes::between(&rendered(), out.path()).unwrap().apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    let copies: Vec<_> = snapshot(&backup_dir(out.path())).into_iter().map(|(path, _, text)| (path, text)).collect();
    let kept = |name: &str, text: &str| (backup_dir(out.path()).join(name), Some(text.as_bytes().to_vec()));
    assert_eq!(
        copies,
        [kept(".gitignore", "*\n"), kept("app-config.local.yaml.2", "auth: {}\n")],
        "the last copies alone"
    );
}

#[test]
fn a_private_file_that_others_can_read_is_tightened_although_its_text_is_right() {
    let out = tempfile::tempdir().unwrap();
    Changes::between(&rendered(), out.path()).unwrap().apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    set_mode(&out.path().join(".env"), 0o640);
    let changes = Changes::between(&rendered(), out.path()).unwrap();
    assert_eq!((changes.list().len(), changes.list()[0].added), (1, 0));
    assert!(changes.diff().starts_with("old mode 0640\nnew mode 0600\n"));
    changes.apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    assert_eq!(mode(&out.path().join(".env")), 0o600);
}

#[test]
fn the_diff_shows_the_change_and_no_secret() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join(".env"), format!("GITHUB_TOKEN={CANARY}-old\nGITHUB_ORG=acne\nMINE='{CANARY}-mine'\n"))
        .unwrap();
    let config = format!("auth:\n  guest: yes\nkey: x\ntoken: {CANARY}-inline\nnote: {CANARY}\n");
    fs::write(out.path().join("app-config.local.yaml"), config).unwrap();
    let changes = Changes::between(&rendered(), out.path()).unwrap();
    let diff = changes.diff();
    assert!(!diff.contains("CANARY") && !format!("{changes:?}").contains("CANARY"), "{diff}");
    for line in ["-GITHUB_TOKEN=••••", "+GITHUB_TOKEN=••••", "-GITHUB_ORG=acne", "+GITHUB_ORG=acme", "+  guest: null"]
    {
        assert!(diff.lines().any(|found| found == line), "{line} is not in\n{diff}");
    }
    assert!(
        diff.contains("--- a/.env\n+++ b/.env\n@@ -1,3 +1,3 @@\n")
            && diff.contains("--- /dev/null\n+++ b/.gitignore\n@@ -0,0 +1,1 @@\n")
    );
}

#[test]
fn a_symbolic_link_stays_and_its_target_is_written() {
    let out = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("real.yaml"), "a: 1\n").unwrap();
    symlink(elsewhere.path().join("real.yaml"), out.path().join("app-config.local.yaml")).unwrap();
    symlink("dangling.env", out.path().join(".env")).unwrap();
    Changes::between(&rendered(), out.path()).unwrap().apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    assert!(out.path().join("app-config.local.yaml").is_symlink() && out.path().join(".env").is_symlink());
    assert!(fs::read_to_string(elsewhere.path().join("real.yaml")).unwrap().starts_with("a: 1\nauth:\n"));
    assert_eq!(mode(&out.path().join("dangling.env")), 0o600);
    let ignored = fs::read_to_string(out.path().join(".gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "dangling.env"), "{ignored}");
}

/// Expects a refusal before anything is written and returns its words.
fn refused(out: &Path) -> String {
    let before = snapshot(out);
    let error = Changes::between(&rendered(), out).unwrap_err();
    assert_eq!(snapshot(out), before);
    format!("{error:#}")
}

#[test]
fn files_that_cannot_be_edited_are_refused_with_the_reason() {
    let cases: [(&str, Vec<u8>, &str); 5] = [
        (
            "app-config.local.yaml",
            b"a: 1\n".repeat(2_000_000),
            "`app-config.local.yaml` cannot be written: it has more than 1 MiB; check that it is the right file",
        ),
        (
            ".env",
            b"A=1\nB=\xff\n".to_vec(),
            "`.env` cannot be written: it holds bytes in line 2 that are no UTF-8 text; save it as UTF-8",
        ),
        (
            ".env",
            b"A=\"CANARY\n".to_vec(),
            "`.env` cannot be written: the quote that begins the value is never closed (line 1); close it",
        ),
        (
            "app-config.local.yaml",
            b"auth:\n\tb: 1\n".to_vec(),
            "`app-config.local.yaml` cannot be written: a tab indents the line (2:1); indent with spaces",
        ),
        (
            "deploy",
            Vec::new(),
            "`deploy/compose.yaml` cannot be written: a part of its path is a file, not a folder; choose another folder",
        ),
    ];
    for (name, content, message) in cases {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join(name), content).unwrap();
        assert_eq!(refused(out.path()), message);
    }
    let out = tempfile::tempdir().unwrap();
    fs::create_dir(out.path().join(".env")).unwrap();
    assert_eq!(refused(out.path()), "`.env` cannot be written: it is a folder; move it away");
}

#[test]
fn a_private_file_that_git_tracks_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let status = Command::new("git").arg("-C").arg(out.path()).args(arguments).output().unwrap().status;
        assert!(status.success(), "git {arguments:?}");
    };
    git(&["init", "-q"]);
    fs::write(out.path().join(".env"), "A=1\n").unwrap();
    Changes::between(&rendered(), out.path()).unwrap();
    git(&["add", ".env"]);
    assert_eq!(
        refused(out.path()),
        "`.env` cannot be written: git tracks it, and it will hold secrets; run `git rm --cached .env` and commit that first"
    );
}

#[test]
fn a_file_that_changed_since_the_diff_was_shown_is_not_overwritten() {
    let out = tempfile::tempdir().unwrap();
    let changes = Changes::between(&rendered(), out.path()).unwrap();
    fs::write(out.path().join("app-config.local.yaml"), "mine: now\n").unwrap();
    let before = snapshot(out.path());
    let error = changes.apply(&backup_dir(out.path()), Earlier::Removed).unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "nothing was changed: `app-config.local.yaml` was changed by somebody else in the meantime; run again"
    );
    assert_eq!(snapshot(out.path()), before);
}

#[test]
fn a_path_that_leads_out_of_the_folder_is_refused() {
    for path in ["../x", "/etc/x", ""] {
        let plan = Rendered { files: vec![file(path, Access::Shared, Content::Whole(String::new()))] };
        let error = Changes::between(&plan, Path::new("/nonexistent")).unwrap_err();
        assert_eq!(error.to_string(), format!("`{path}` leads out of the output folder"));
    }
}

/// Runs [`child_that_writes`] in a process of its own, below a shell that sets limits, perhaps as another user.
fn child(out: &Path, limits: &str) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", &format!("{limits}; exec \"$0\" --exact child_that_writes --ignored --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env("WRITE_TO", out);
    shell.output().unwrap()
}

#[test]
#[ignore = "is run by other tests, in a process of its own"]
fn child_that_writes() {
    let out = PathBuf::from(std::env::var_os("WRITE_TO").unwrap());
    let mut plan = rendered();
    // Larger than the limits that the tests set, and last, so that the others are staged already.
    plan.files.push(file("large.txt", Access::Shared, Content::Whole("x".repeat(100_000))));
    match Changes::between(&plan, &out).and_then(|changes| changes.apply(&backup_dir(&out), Earlier::Removed)) {
        Ok(_) => println!("outcome: written"),
        Err(error) => println!("outcome: {error:#}"),
    }
}

/// A folder with something in each file that will be edited.
fn lived_in() -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join(".env"), "A=1\n").unwrap();
    fs::write(out.path().join("app-config.local.yaml"), "a: 1\n").unwrap();
    out
}

#[test]
fn when_the_disk_takes_no_more_everything_stays_as_it_was_and_the_file_is_named() {
    let out = lived_in();
    let before = snapshot(out.path());
    let output = child(out.path(), "trap '' XFSZ; ulimit -f 16");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains(
            "outcome: nothing was changed: could not write `large.txt`: the file would be larger than the system allows"
        ),
        "{said}"
    );
    assert_eq!(snapshot(out.path()), before);
}

#[test]
fn when_the_process_is_killed_in_the_middle_each_file_is_old_or_new() {
    let out = lived_in();
    let output = child(out.path(), "ulimit -c 0; ulimit -f 16");
    assert_eq!(output.status.signal(), Some(25), "SIGXFSZ ends the process in the middle of a write");
    assert_eq!(fs::read_to_string(out.path().join(".env")).unwrap(), "A=1\n");
    assert_eq!(fs::read_to_string(out.path().join("app-config.local.yaml")).unwrap(), "a: 1\n");
    Changes::between(&rendered(), out.path()).unwrap().apply(&backup_dir(out.path()), Earlier::Removed).unwrap();
    let left: Vec<_> =
        snapshot(out.path()).into_iter().filter(|(path, ..)| path.extension().is_some_and(|e| e == "tmp")).collect();
    assert!(left.is_empty(), "the next run sweeps up: {left:?}");
}

#[test]
fn when_the_folder_may_not_be_written_to_the_reason_is_told() {
    let out = lived_in();
    set_mode(out.path(), 0o555);
    // Modes do not stop root, so then the folder and the child are somebody else's.
    if rustix::process::geteuid().is_root() {
        for path in [out.path().to_owned(), out.path().join(".env"), out.path().join("app-config.local.yaml")] {
            chown(path, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        }
    }
    let before = snapshot(out.path());
    let said = said_by_somebody(out.path());
    assert!(said.contains("outcome: nothing was changed: could not "), "{said}");
    assert!(said.contains("permission denied; check who owns the folder and the file"), "{said}");
    assert_eq!(snapshot(out.path()), before);
    set_mode(out.path(), 0o755);
}

/// What the child says that writes as somebody who is not root.
fn said_by_somebody(out: &Path) -> String {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "exec \"$0\" --exact child_that_writes --ignored --nocapture"]);
    shell.arg(std::env::current_exe().unwrap()).env("WRITE_TO", out);
    if rustix::process::geteuid().is_root() {
        shell.uid(SOMEBODY).gid(SOMEBODY);
    }
    String::from_utf8(shell.output().unwrap().stdout).unwrap()
}

#[test]
fn a_file_is_not_taken_from_another_user() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can be two users");
        return;
    }
    let out = lived_in();
    set_mode(out.path(), 0o777);
    set_mode(&out.path().join("app-config.local.yaml"), 0o666);
    let before = snapshot(out.path());
    let said = said_by_somebody(out.path());
    assert!(said.contains("it belongs to another user (0), who would lose it; run as that user"), "{said}");
    assert_eq!(snapshot(out.path()), before);
}
