//! The file of known findings: it is committed, so it is readable, whole, in its place, and made of no value.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::program::Desk;

const WRITE: [&str; 5] = ["validate", "a.yaml", "--write-baseline", "known.json", "--fail-on"];

fn write(desk: &Desk) -> crate::program::Said {
    desk.run(&[&WRITE[..], &["never"]].concat())
}

fn desk(value: &str) -> Desk {
    let desk = Desk::new();
    let text = format!(
        "integrations: {{ github: [{{ host: github.com, token: ghp_{value} }}] }}\nbackend: {{ auth: {{ keys: [{{ secret: {value} }}] }} }}\n"
    );
    desk.put("a.yaml", text);
    desk
}

#[test]
fn a_baseline_has_the_mode_that_the_umask_gives_and_keeps_the_one_it_has() {
    let desk = desk(&"a1".repeat(18));
    let mode = || fs::metadata(desk.path("known.json")).unwrap().permissions().mode() & 0o777;
    let written =
        |umask: &str| desk.shell(&format!("umask {umask}; exec \"$0\" {} never", WRITE.join(" "))).ended(0, &[]);
    written("022");
    assert_eq!(mode(), 0o644);
    fs::set_permissions(desk.path("known.json"), fs::Permissions::from_mode(0o640)).unwrap();
    written("077");
    assert_eq!(mode(), 0o640);
    fs::remove_file(desk.path("known.json")).unwrap();
    written("077");
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_baseline_says_nothing_of_any_value() {
    let told = |value: &str| {
        let desk = desk(value);
        write(&desk).ended(0, &["inline-secret"]);
        desk.read("known.json")
    };
    let (one, other) = (told(&"a1".repeat(18)), told(&"b2".repeat(18)));
    assert!(one.contains("inline-secret"), "{one}");
    assert_eq!(one, other, "a fingerprint is made of a value");
}

#[test]
fn a_baseline_that_is_a_link_out_of_its_folder_is_not_followed() {
    let desk = desk(&"a1".repeat(18));
    desk.put("home/theirs", "precious");
    symlink("home/theirs", desk.path("known.json")).unwrap();
    fs::create_dir(desk.path("ci")).unwrap();
    symlink("../home/theirs", desk.path("ci/known.json")).unwrap();
    desk.run(&["validate", "a.yaml", "--write-baseline", "ci/known.json"])
        .ended(4, &["a link that leads out of its folder", "home/theirs"]);
    assert_eq!(desk.read("home/theirs"), "precious");
    // One that stays below its folder is.
    write(&desk).ended(0, &[]);
    assert!(desk.path("known.json").is_symlink() && desk.read("home/theirs").contains("inline-secret"));
}
