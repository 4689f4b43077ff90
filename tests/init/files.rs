//! Files that cannot be read or written: what, where, what next; and everything stays as it was.

use std::fs;

use crate::program::Desk;

/// Rehearses with a file in the way, and holds that nothing was made, changed or left.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, code: i32, says: &[&str]) {
    let desk = Desk::new();
    desk.put(&format!("portal/{name}"), content);
    let before = desk.all();
    desk.rehearse(&[]).ended(code, says);
    assert!(desk.all() == before, "{name}: something was changed or left");
}

#[test]
fn a_configuration_that_cannot_be_edited_is_refused_with_its_place_before_anything_is_made() {
    for (content, says) in [
        ("app:\n\ttitle: x\n", ["a tab indents the line (2:1)", "indent with spaces"]),
        ("a: &x {b: 1}\nauth: *x\n", ["`auth` shares its value through an anchor", "(2:1); write the values out"]),
        ("base: &x {b: 1}\nauth:\n  <<: *x\n", ["`auth` shares its value", "(2:1); write the values out"]),
        ("a: 1\n---\nb: 1\n", ["a second document begins (2:1)", "keep one document"]),
        ("just text\n", ["not a map of keys and values (1:1)", "write `key: value` lines"]),
        ("a: 1\na: 2\n", ["`a` stands twice in the same map (2:1)", "keep one of the two"]),
        ("x: 1\nauth: [1]\n", ["`auth` holds keys, and a list or a plain value stands there (2:1)", "make it a map"]),
        ("a: {b: [}\n", ["the text is not YAML", "fix the line and run again"]),
    ] {
        let all = [&["nothing was written: `app-config.local.yaml` cannot be written: "][..], &says].concat();
        refused("app-config.local.yaml", content, 4, &all);
    }
    refused(
        "app-config.local.yaml",
        b"a: \xff\xfe\n",
        4,
        &["it holds bytes in line 1 that are no UTF-8 text; save it as UTF-8"],
    );
    refused(
        "app-config.local.yaml",
        "k: v\n".repeat(2_100_000),
        4,
        &["has more than 1 MiB", "check that it is the right file"],
    );
}

#[test]
fn aliases_that_unfold_without_end_cost_nothing() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{below}]\n");
    }
    refused("app-config.local.yaml", bomb, 4, &["`app-config.local.yaml` cannot be written"]);
}

#[test]
fn other_files_that_cannot_be_read_are_refused_with_their_place() {
    for (name, content, says) in [
        (".env", "A=1\nB=\"open\nC=2\n", ["the quote that begins the value is never closed (line 2)", "close it"]),
        (".env", "this is no line\n", ["the text is not `NAME=value` (line 1)", "fix the line"]),
        ("devportal-auth.yaml", "version: 1\nprofil: x\n", ["line 2, column 1: `profil` is not known", "`profile`?"]),
        ("devportal-auth.yaml", ": : :\n", ["line 1, column 1: it is no YAML", "devportal-auth.yaml"]),
        ("devportal-auth.yaml", "version: 7\n", ["version 7 is not known", "reads version 1"]),
    ] {
        refused(name, content, 2, &says);
    }
}

#[test]
fn what_is_not_a_file_is_not_written_over() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("portal/app-config.local.yaml")).unwrap();
    desk.rehearse(&[]).ended(4, &["`app-config.local.yaml` cannot be written: it is a folder; move it away"]);

    let desk = Desk::new();
    desk.put("portal", "a file");
    desk.rehearse(&[]).ended(4, &["could not make portal", "name a folder that can be written with `--out`"]);
    assert_eq!(desk.read("portal"), "a file");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_one_that_leads_nowhere_is_named() {
    let desk = Desk::new();
    desk.put("portal/common/config.yaml", "app: {}\n");
    std::os::unix::fs::symlink("common/config.yaml", desk.path("portal/app-config.local.yaml")).unwrap();
    desk.rehearse(&[]).ended(0, &[]);
    assert!(desk.path("portal/app-config.local.yaml").is_symlink());
    assert!(desk.read("portal/common/config.yaml").contains("baseUrl"));

    let desk = Desk::new();
    fs::create_dir_all(desk.path("portal")).unwrap();
    std::os::unix::fs::symlink("../gone/config.yaml", desk.path("portal/app-config.local.yaml")).unwrap();
    desk.rehearse(&[]).ended(4, &["its symbolic link leads to", "there is no such folder; fix the link"]);
    assert!(!desk.path("gone").exists());
}

/// A limit on the size of files stands in for a full disk. It ends the run wherever it strikes, and what an App's creation
/// gave is in the journal or was never had.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_run_and_leaves_every_file_as_it_was() {
    let theirs = "# ours\napp: {}\n";
    let mut failures = 0;
    // In blocks of 512 bytes, as POSIX counts them.
    for blocks in 0..10 {
        let desk = Desk::new();
        desk.put("portal/app-config.local.yaml", theirs);
        let limited = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" init --sandbox --no-input --store dotenv --out portal"
        );
        let said = desk.shell(&limited);
        if said.code == 0 {
            break;
        }
        failures += 1;
        let where_it_struck = ["could not write", "could not make room"];
        assert!(where_it_struck.iter().any(|words| said.text.contains(words)), "{}", said.text);
        assert!(said.text.contains("File too large"), "{}", said.text);
        assert_eq!(said.code, 4, "{}", said.text);
        assert_eq!(desk.read("portal/app-config.local.yaml"), theirs);
        assert!(!desk.path("portal/.env").exists() && !desk.path("portal/devportal-auth.yaml").exists());
        let resume = if said.text.contains("--resume") { &["--resume"][..] } else { &[] };
        desk.rehearse(resume).ended(0, &["written 5 files"]);
    }
    assert!(failures >= 2, "the limit struck {failures} times");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    let portal = desk.path("portal");
    fs::create_dir_all(&portal).unwrap();
    fs::set_permissions(&portal, fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(portal.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    desk.rehearse(&[]).ended(2, &["could not make portal/.devportal-auth", "Permission denied"]);
    fs::set_permissions(&portal, fs::Permissions::from_mode(0o700)).unwrap();
}
