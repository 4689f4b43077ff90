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
fn whoever_keeps_what_is_known_is_told_where_and_has_not_failed() {
    let desk = desk(&"a1".repeat(18));
    let said = desk.run(&["validate", "a.yaml", "--write-baseline", "known.json"]);
    said.ended(0, &["inline-secret", "known.json holds 2 findings; `--baseline` with this file does not count them"]);
    desk.run(&["validate", "a.yaml", "--baseline", "known.json"]).ended(0, &[]);
}

#[test]
fn a_baseline_says_nothing_of_any_value() {
    let told = |value: &str| {
        let desk = Desk::new();
        desk.put("a.yaml", format!("backend: {{ auth: {{ keys: [{{ secret: {value} }}] }} }}\n"));
        write(&desk).ended(0, &["inline-secret"]);
        desk.read("known.json")
    };
    let (one, other) = (told("hunter2-of-acme"), told("hunter3-of-acme"));
    assert!(one.contains("inline-secret") && !one.contains("secret\":"), "{one}");
    assert_eq!(one, other, "a fingerprint is made of a value that could be guessed");
    // Of a secret that nobody could guess it keeps a digest, and that of one baseline says nothing beside another one's.
    let of_token = || {
        let desk = desk(&"a1".repeat(18));
        write(&desk).ended(0, &["inline-secret"]);
        let document: serde_json::Value = serde_json::from_str(&desk.read("known.json")).unwrap();
        let digests: Vec<_> =
            document["findings"].as_array().unwrap().iter().map(|known| known["secret"].clone()).collect();
        assert!(!document.to_string().contains("a1a1"), "{document}");
        digests
    };
    let (one, other) = (of_token(), of_token());
    assert!(one.iter().any(serde_json::Value::is_string), "{one:?}");
    assert_ne!(one, other);
}

#[test]
fn a_new_secret_in_the_place_of_a_known_one_is_told() {
    let desk = Desk::new();
    let token = |value: &str| format!("ghp_{}", value.repeat(18));
    let entry = |host: &str, value: &str| format!("{{ host: {host}, token: {} }}", token(value));
    let put =
        |entries: &[String]| desk.put("a.yaml", format!("integrations: {{ github: [{}] }}\n", entries.join(", ")));
    let run = || desk.run(&["validate", "--part", "a.yaml", "--baseline", "known.json"]);
    put(&[entry("github.com", "a1")]);
    desk.run(&["validate", "--part", "a.yaml", "--write-baseline", "known.json"]).ended(0, &["leaked-token"]);
    run().ended(0, &["silenced"]);
    put(&[entry("github.com", "b2")]);
    run().ended(1, &["leaked-token"]);
    put(&[entry("ghe.acme.dev", "b2"), entry("github.com", "a1")]);
    run().ended(1, &["leaked-token"]);
    let key = |value: &str| {
        let body = format!("{}\n    {}", value.repeat(30), value.repeat(30));
        let (begin, end) = ("-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----");
        desk.put("a.yaml", format!("acme:\n  privateKey: |\n    {begin}\n    {body}\n    {end}\n"));
    };
    key("a1");
    desk.run(&["validate", "--part", "a.yaml", "--write-baseline", "known.json"]).ended(0, &["leaked-token"]);
    run().ended(0, &["silenced"]);
    key("b2");
    run().ended(1, &["leaked-token"]);
    // A baseline that says nothing of secrets lets none of them in.
    let known = desk.read("known.json");
    let mut document: serde_json::Value = serde_json::from_str(&known).unwrap();
    for known in document["findings"].as_array_mut().unwrap() {
        known.as_object_mut().unwrap().remove("secret");
    }
    desk.put("known.json", document.to_string());
    run().ended(1, &["leaked-token"]);
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
    desk.put("home/theirs", r#"{"version":1,"findings":[]}"#);
    write(&desk).ended(0, &[]);
    assert!(desk.path("known.json").is_symlink() && desk.read("home/theirs").contains("inline-secret"));
}

#[test]
fn nothing_but_a_baseline_is_replaced_by_one() {
    let desk = desk(&"a1".repeat(18));
    let theirs = ["a.yaml", "cfg.yaml", ".env", "package.json", "list.json", "text.json", "later.json"];
    desk.put("cfg.yaml", "a: b\n");
    desk.put(".env", "TOKEN=x\n");
    desk.put("package.json", "{\"version\":\"1.0.0\",\"findings\":[]}");
    desk.put("list.json", "[]");
    desk.put("text.json", [0xff, 0xfe]);
    desk.put("later.json", "{\"version\":2,\"findings\":[]}");
    let before = desk.all();
    for name in theirs {
        let says = [&*format!("could not write {name}: something else is there"), "name another file"];
        desk.run(&["validate", "a.yaml", "--write-baseline", name]).ended(4, &says);
        assert!(desk.all() == before, "{name} was replaced");
    }
    // What holds nothing, and an earlier baseline, may be.
    desk.put("known.json", "\n");
    write(&desk).ended(0, &[]);
    let first = desk.read("known.json");
    desk.put("a.yaml", "app: { title: Acme }\n");
    write(&desk).ended(0, &[]);
    assert_ne!(desk.read("known.json"), first);
}

#[test]
fn what_is_no_baseline_is_told_by_its_place_and_never_by_its_content() {
    let desk = desk(&"a1".repeat(18));
    for text in ["\"CANARY\"", "[\"CANARY\"]", "{\"version\":\"CANARY\"}", "{\"CANARY\": 1}", "CANARY"] {
        desk.put("known.json", text);
        let said = desk.run(&["validate", "a.yaml", "--baseline", "known.json"]);
        said.ended(2, &["known.json: it is no baseline: ", "at line 1, column"]);
        assert!(!said.text.contains("CANARY"), "{}", said.text);
        let said = desk.run(&["validate", "a.yaml", "--write-baseline", "known.json", "--select", "leaked-token"]);
        assert!(!said.text.contains("CANARY"), "{}", said.text);
    }
}

#[test]
fn a_path_that_cannot_be_written_is_said_once() {
    let desk = desk(&"a1".repeat(18));
    let said = desk.run(&["validate", "a.yaml", "--write-baseline", "password: CANARY/x/known.json"]);
    said.ended(4, &["could not write password: ••••: there is no such folder"]);
    assert!(!said.text.contains("CANARY") && !said.text.contains(".tmp"), "{}", said.text);
}

#[test]
fn a_baseline_in_a_folder_that_is_a_link_out_of_here_is_not_written_there() {
    let desk = desk(&"a1".repeat(18));
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), desk.path("d")).unwrap();
    fs::create_dir(desk.path("sub")).unwrap();
    symlink("sub", desk.path("s")).unwrap();
    for name in ["d/known.json", "./d/known.json", "sub/../d/known.json"] {
        desk.run(&["validate", "a.yaml", "--write-baseline", name])
            .ended(4, &["could not write", "leads out, to", "name that file, or remove the link"]);
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "{name}");
    }
    // A link that stays is followed, and a folder elsewhere that is named without one is meant.
    desk.run(&["validate", "a.yaml", "--write-baseline", "s/known.json"]).ended(0, &[]);
    assert!(desk.read("sub/known.json").contains("inline-secret"));
    let named = elsewhere.path().join("known.json").display().to_string();
    desk.run(&["validate", "a.yaml", "--write-baseline", &named]).ended(0, &[]);
}

#[test]
fn a_baseline_that_is_a_link_to_a_file_beside_it_is_written_there() {
    let desk = desk(&"a1".repeat(18));
    symlink("real.json", desk.path("known.json")).unwrap();
    write(&desk).ended(0, &["inline-secret"]);
    assert!(desk.path("known.json").is_symlink() && desk.read("real.json").contains("inline-secret"));
}

#[test]
fn what_could_not_be_read_is_never_known() {
    let desk = desk(&"a1".repeat(18));
    for text in ["a: [1", "a: 1\na: 2\n", "a:\n\tb: 1\n"] {
        desk.put("app-config.b.yaml", text);
        let run = |flag: &str| desk.run(&["validate", "--part", "a.yaml", "app-config.b.yaml", flag, "known.json"]);
        run("--write-baseline").ended(1, &["known.json holds 2 findings"]);
        run("--baseline").ended(1, &["app-config.b.yaml", "1 error", "2 silenced"]);
    }
    desk.put("app-config.b.yaml", "app: { title: Acme }\n");
    desk.run(&["validate", "--part", "a.yaml", "app-config.b.yaml", "--baseline", "known.json"])
        .ended(0, &["2 silenced"]);
}
