//! Any bytes as input of `validate`: a finding or a clear error, with a documented exit code, in little time and memory.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use proptest::prelude::*;

/// A run may take this long on a machine that is busy with the other tests; alone it takes a hundredth.
const PATIENCE: Duration = Duration::from_secs(60);
/// What the hungriest of all runs here may take, in KiB; the debug build alone takes some 20 MB.
const MOST_KIB: i64 = 160 * 1024;

struct Said {
    code: i32,
    out: String,
    err: String,
    took: Duration,
}

fn run(folder: &Path, arguments: &[&OsStr]) -> Said {
    let began = Instant::now();
    let (out, err) = (folder.join(".out"), folder.join(".err"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_devportal-auth"))
        .arg("validate")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it did not end in {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = began.elapsed();
    let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).expect("what is said is text");
    Said { code: status.code().expect("it ends by itself"), out: text(&out), err: text(&err), took }
}

fn validated(folder: &Path, name: &str, arguments: &[&str]) -> Said {
    let arguments: Vec<&OsStr> = arguments.iter().copied().chain([name]).map(OsStr::new).collect();
    run(folder, &arguments)
}

/// The rules that a file of these bytes fires.
fn rules(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("app-config.yaml"), bytes).unwrap();
    rules_of(folder.path())
}

fn rules_of(folder: &Path) -> Vec<String> {
    let said = validated(folder, "app-config.yaml", &["--format", "json"]);
    assert!(said.code <= 1 && said.err.is_empty(), "{} {}", said.code, said.err);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let rules: Vec<_> = findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect();
    let errors = told["summary"]["errors"].as_u64().unwrap();
    assert_eq!(said.code, i32::from(errors > 0), "{rules:?}");
    // People get the same, with an excerpt.
    assert_eq!(validated(folder, "app-config.yaml", &[]).code, said.code);
    rules
}

fn fires(bytes: &[u8], rule: &str) {
    let told = rules(bytes);
    assert!(told.iter().any(|told| told == rule), "{rule} is not among {told:?}");
}

/// The hungriest child so far, in KiB.
fn peak() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() / if cfg!(target_vendor = "apple") { 1024 } else { 1 }
}

#[test]
fn bytes_that_are_no_configuration_are_findings() {
    fires(b"app:\n  title: \xff\xfe\n", "not-utf8");
    fires(b"a:\n\tb: 1\n", "tab-indentation");
    fires(b"a: 1\n---\nb: 2\n", "several-documents");
    fires(b"a: 1\na: 2\n", "duplicate-key");
    fires(b"- a\n", "root-not-map");
    fires(b"base: &base { a: 1 }\napp:\n  <<: *base\n", "merge-key");
    fires(b"a: [1\n", "yaml-syntax");
    fires("[".repeat(100_000).as_bytes(), "yaml-syntax");
    let deep: String = (0..5_000).map(|level| format!("{}k:\n", " ".repeat(level % 700))).collect();
    assert!(!rules(deep.as_bytes()).is_empty());
    assert!(!rules(format!("a: {}1{}\n", "{b: ".repeat(3_000), "}".repeat(3_000)).as_bytes()).is_empty());
}

#[test]
fn what_looks_odd_and_is_fine_is_taken() {
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbfapp:\n  title: Acme\n",
        b"app:\r\n  title: Acme\r\n",
        b"# nothing\n",
        b"null\n",
        "app:\n  title: \u{202e}\u{1f600}\n".as_bytes(),
    ] {
        let told = rules(bytes);
        let faults = ["yaml-syntax", "not-utf8", "root-not-map", "tab-indentation"];
        assert!(!told.iter().any(|rule| faults.contains(&rule.as_str())), "{told:?}");
    }
    // Control characters reach no terminal.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("app-config.yaml"), "a: \"\0\u{1b}[31m\"\na: 1\n").unwrap();
    let said = validated(folder.path(), "app-config.yaml", &[]);
    assert!(said.code <= 1 && !said.out.contains(['\0', '\u{1b}']), "{}", said.out);
}

#[test]
fn aliases_and_includes_that_multiply_end() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "));
    }
    fires(bomb.as_bytes(), "too-many-aliases");
    let own: String = (0..30).map(|key| format!("k{key}: {{ $include: app-config.yaml }}\n")).collect();
    fires(own.as_bytes(), "include-not-found");
    assert!(peak() < MOST_KIB, "{} KiB", peak());
}

/// A portal whose service names files beside it.
fn composed(folder: &Path, services: &str) {
    let own = "app: { title: x, baseUrl: 'http://localhost:3000' }\nbackend: { baseUrl: 'http://localhost:7007' }\n";
    fs::write(folder.join("app-config.yaml"), own).unwrap();
    fs::write(folder.join("compose.yaml"), format!("services:\n{services}")).unwrap();
}

#[test]
fn what_a_compose_file_names_many_times_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let portal = "  backstage:\n    image: backstage\n";
    let mount = |at: usize| format!("      - ./big.yaml:/app/app-config.{at}.yaml\n");
    fs::write(folder.path().join("big.yaml"), format!("app: {{ title: y }}\n#{}\n", "x".repeat(3_000_000))).unwrap();
    composed(folder.path(), &format!("{portal}    volumes:\n{}", (0..90).map(mount).collect::<String>()));
    let said = validated(folder.path(), ".", &[]);
    assert!(said.code <= 1 && peak() < MOST_KIB, "{} {} KiB", said.code, peak());
    let base = format!("services:\n  s: {{ image: backstage }}\n{}", "#x\n".repeat(30_000));
    fs::write(folder.path().join("big.yaml"), base).unwrap();
    let extends = |at: usize| format!("  s{at}: {{ image: backstage, extends: {{ service: s, file: big.yaml }} }}\n");
    let follows = |at: usize| format!("  s{at}: {{ image: backstage, extends: {{ service: s{} }} }}\n", at + 1);
    let variables = format!("{portal}    env_file:\n{}", "      - ./big.env\n".repeat(90));
    fs::write(folder.path().join("big.env"), "A=b\n".repeat(20_000)).unwrap();
    for services in [(0..90).map(extends).collect(), (0..2000).map(follows).collect(), variables] {
        composed(folder.path(), &services);
        let said = validated(folder.path(), ".", &[]);
        assert!(said.code <= 1 && said.took < Duration::from_secs(5), "{} {:?}", said.code, said.took);
    }
}

#[test]
fn what_a_compose_file_names_beyond_all_measure_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = (0..150).map(|at| format!("      - ./{at}.yaml:/app/app-config.{at}.yaml\n")).collect();
    (0..150).for_each(|at| fs::write(folder.path().join(format!("{at}.yaml")), "app: { title: y }\n").unwrap());
    composed(folder.path(), &format!("  backstage:\n    image: backstage\n    volumes:\n{}", files.concat()));
    let said = validated(folder.path(), ".", &[]);
    assert!(said.out.contains("names 50 more mounted files"), "{}", said.out);
    assert!(!said.out.contains("as the whole portal"), "{}", said.out);
}

#[test]
fn a_file_of_a_hundred_megabytes_is_a_finding_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("app-config.yaml");
    let mut file = File::create(&name).unwrap();
    file.write_all(b"app:\n  title: Acme\n").unwrap();
    file.set_len(100 << 20).unwrap();
    assert_eq!(rules_of(folder.path()), ["file-too-large"]);
    let said = validated(folder.path(), "app-config.yaml", &[]);
    assert!(said.took < Duration::from_secs(3), "{:?}", said.took);
    // The same as a file of variables, and as a file that is included.
    fs::rename(&name, folder.path().join("large")).unwrap();
    fs::write(&name, "a: { $file: large }\n").unwrap();
    let said = validated(folder.path(), "app-config.yaml", &["--env-file", "large"]);
    assert!(said.code <= 1 && said.took < Duration::from_secs(3), "{} {:?}", said.code, said.took);
    assert!(peak() < MOST_KIB, "{} KiB", peak());
}

#[test]
fn a_long_line_and_many_findings_are_told_in_little() {
    let long = format!("app:\n  title: {}\n  title: x\n", "ä".repeat(1_000_000));
    fires(long.as_bytes(), "duplicate-key");
    let many: String = (0..20_000).map(|number| format!("key{number}: ghp_{number:036}\n")).collect();
    rules(many.as_bytes());
    assert!(peak() < MOST_KIB, "{} KiB", peak());
}

/// What many times as much takes is held against what little takes, on whatever machine, as seconds of a busy one say nothing.
fn take_as_long_as_they_are(few: usize, ways: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let took = |letters: usize, begins: &str, way: &str, ends: &str| {
        fs::write(folder.path().join("a.yaml"), format!("{begins}{}{ends}", way.repeat(letters / way.len()))).unwrap();
        let said = validated(folder.path(), "a.yaml", &[]);
        assert!(said.code <= 1, "{}", said.code);
        said.took
    };
    for (begins, ends) in [
        ("app:\n  title: '", "'\n"),
        ("app:\n  title: x # ", "\n"),
        ("services:\n  backstage:\n    image: backstage\n    environment:\n      X: '", "'\n"),
    ] {
        for way in ways {
            let (some, many) = (took(few, begins, way, ends), took(few * 10, begins, way, ends));
            assert!(many < some * 30 + Duration::from_secs(1), "{begins}{way}: {some:?} and {many:?}");
        }
    }
}

#[test]
fn references_that_never_end_take_as_long_as_they_are() {
    take_as_long_as_they_are(40_000, &["${A", "${A:-", "${"]);
}

#[test]
fn what_may_begin_a_secret_at_every_letter_takes_as_long_as_it_is() {
    let ways = [
        "@",
        "a:@",
        "a@",
        "://",
        "x://",
        "x://y:1",
        "token=",
        "token: ",
        "token:",
        "&token=",
        "password={",
        "x: ",
        " # token: x",
    ];
    take_as_long_as_they_are(4_000, &ways);
    let ways = [
        "psql -p",
        "password ",
        "machine a password b ",
        "jdbc:oracle:thin:",
        "jdbc:oracle:thin:a/",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
    ];
    take_as_long_as_they_are(4_000, &ways);
    take_as_long_as_they_are(4_000, &["https://hooks.slack.com/services/", "LS0tLS1CRUdJTi", "</password>", "%40"]);
}

#[test]
fn what_is_no_file_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    symlink("loop", at("loop")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    nix::unistd::mkfifo(&at("fifo"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::write(at("closed"), "a: 1\n").unwrap();
    fs::set_permissions(at("closed"), std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    fs::write(at("fine.yaml"), "app:\n  title: Acme\n").unwrap();
    let names = ["loop", "folder", "fifo", "/dev/zero", "nowhere"];
    let closed = ["closed"].into_iter().filter(|_| fs::read(at("closed")).is_err());
    for name in names.into_iter().chain(closed) {
        for way in [&["--format", "json", "fine.yaml"][..], &["--format", "json", "fine.yaml", "--env-file"]] {
            let said = validated(folder.path(), name, way);
            let told = said.code == 1 && said.out.contains("file-unreadable") || said.code == 2 && !said.err.is_empty();
            assert!(told, "{name} {way:?}: {} {} {}", said.code, said.out, said.err);
            assert!(!said.err.contains("panicked"), "{}", said.err);
        }
    }
}

#[test]
fn a_name_that_is_no_text_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"app-\xff-config.yaml");
    fs::write(folder.path().join(name), "a: 1\na: 2\n").unwrap();
    let said = run(folder.path(), &[name]);
    assert!(matches!(said.code, 1 | 2) && !said.err.contains("panicked"), "{} {}", said.code, said.err);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_findings_or_nothing(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        rules(&bytes);
    }

    #[test]
    fn any_text_of_a_configurations_letters_is_findings_or_nothing(
        text in "((app|auth|a|\\$env|\\$include): |[-:{}\\[\\]&*!|>'\"%@#?]|\\$\\{[A-Z:-]{0,3}\\}|\n {0,4}|\t|\r|\\x00|ä)*"
    ) {
        rules(text.as_bytes());
    }
}
