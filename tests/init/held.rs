//! Nothing on the disk holds a run up or makes it grow: pipes, devices, folders and huge files where a file is expected.
#![cfg(unix)]

use std::fs::{self, File};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{Desk, Said};

/// A run may take this long on a machine that is busy with the other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the program and ends it when it does not end by itself.
#[track_caller]
fn ends(desk: &Desk, arguments: &[&str]) -> Said {
    let (out, began) = (desk.path("said"), Instant::now());
    let to = || File::create(&out).unwrap();
    let mut child = desk.command(arguments).stdout(to()).stderr(to()).stdin(Stdio::null()).spawn().unwrap();
    let code = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.code().unwrap_or(-1),
            None if began.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("it did not end in {PATIENCE:?}: {arguments:?}");
            }
        }
    };
    let text = fs::read_to_string(&out).unwrap();
    fs::remove_file(&out).unwrap();
    Said { code, text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
}

fn pipe(desk: &Desk, name: &str) {
    let path = desk.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
}

fn huge(desk: &Desk, name: &str) {
    desk.put(name, "# x\n");
    File::options().write(true).open(desk.path(name)).unwrap().set_len(1 << 40).unwrap();
}

const INIT: [&str; 6] = ["init", "--no-input", "--yes", "--sandbox", "--out", "portal"];

#[test]
fn a_pipe_or_a_huge_file_in_the_folder_holds_neither_init_nor_run_up() {
    for name in [".env", "devportal-auth.yaml"] {
        for (make, says) in [(pipe as fn(&Desk, &str), "is no ordinary file"), (huge, "has more than")] {
            let desk = Desk::new();
            make(&desk, &format!("portal/{name}"));
            ends(&desk, &INIT).ended(2, &[&format!("could not read portal/{name}"), says]);
            ends(&desk, &["run", "--out", "portal", "--", "true"]).ended(2, &[name, says]);
        }
    }
}

#[test]
fn a_pipe_where_a_configuration_is_read_or_written_ends_the_run_with_its_name() {
    let desk = Desk::new();
    pipe(&desk, "portal/app-config.production.yaml");
    pipe(&desk, "portal/app-config.local.yaml");
    ends(&desk, &INIT).ended(4, &["`app-config.local.yaml` cannot be written: it is no ordinary file; move it away"]);
}

#[test]
fn a_journal_that_is_no_file_or_huge_is_refused() {
    for (make, says) in [(pipe as fn(&Desk, &str), "it is no ordinary file"), (huge, "it has more than 1 MiB")] {
        let desk = Desk::new();
        make(&desk, "portal/.devportal-auth/journal.yaml");
        ends(&desk, &INIT).ended(2, &["is no journal of this program", says]);
        ends(&desk, &["init", "--resume", "--no-input", "--out", "portal"]).ended(2, &[says]);
    }
    let desk = Desk::new();
    pipe(&desk, "portal/.devportal-auth/lock");
    ends(&desk, &INIT).ended(2, &["it is no plain file; move it away"]);
}

#[test]
fn files_that_flags_and_variables_name_are_read_within_their_limits() {
    let desk = Desk::new();
    pipe(&desk, "pipe");
    huge(&desk, "huge");
    for (name, says) in [("pipe", "is no ordinary file"), ("huge", "has more than"), ("/dev/zero", "is no ordinary")] {
        ends(&desk, &[&INIT[..], &["--ca-cert", name]].concat()).ended(2, &[says]);
        ends(&desk, &["validate", ".", "--baseline", name]).ended(2, &[says]);
    }
    for (name, says) in [("huge", "has more than"), ("/dev/zero", "is no ordinary")] {
        ends(&desk, &[&INIT[..], &["--answers", name]].concat()).ended(2, &[says]);
        ends(&desk, &[&INIT[..], &["--secret-from", &format!("GITHUB_TOKEN=file:{name}")]].concat()).ended(2, &[says]);
    }
    let desk = Desk::new().with("SSL_CERT_FILE", "pipe");
    pipe(&desk, "pipe");
    ends(&desk, &INIT).ended(2, &["certificate authorities in `pipe`", "is no ordinary file"]);
}

#[test]
fn presets_and_keys_beside_are_read_within_their_limits() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: Acme }\n");
    for name in ["presets/pipe.yaml", "key.pem"] {
        pipe(&desk, name);
    }
    huge(&desk, "presets/huge.yaml");
    huge(&desk, "other.pem");
    ends(&desk, &["validate", "app-config.yaml", "--presets", "own", "--presets-dir", "presets"])
        .ended(1, &["is no ordinary file", "has more than 4 MiB"]);
    for number in 0..=1_000 {
        desk.put(&format!("many/{number}.yaml"), "");
    }
    ends(&desk, &["validate", "app-config.yaml", "--presets", "own", "--presets-dir", "many"])
        .ended(2, &["many holds more than 1000 presets"]);
}

#[test]
fn a_value_may_be_handed_over_through_a_pipe() {
    let desk = Desk::new();
    desk.put("app-config.yaml", "app: { title: '${TITLE}' }\nbackend: { baseUrl: '${URL}' }\n");
    // What a shell makes of `<(…)`.
    desk.shell("mkfifo vars; (echo TITLE=x > vars) & \"$0\" validate app-config.yaml --env-file vars --select missing-variable")
        .ended(1, &["`URL` is not set"]);
    desk.shell("mkfifo answers; (echo 'version: 9' > answers) & \"$0\" init --no-input --sandbox --answers answers")
        .ended(2, &["version 9 is not known"]);
    desk.shell("echo | \"$0\" init --no-input --sandbox --secret-from GITHUB_TOKEN=file:/dev/stdin")
        .ended(2, &["/dev/stdin holds nothing"]);
}

#[test]
fn nested_answers_and_configurations_cost_nothing() {
    let deep = format!("version: 1\nvalues: {}", "[".repeat(200_000));
    let mut bomb = "version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "));
    }
    for (text, says) in [(&deep, "more than 100 levels"), (&bomb, "aliases in aliases")] {
        let desk = Desk::new();
        desk.put("portal/devportal-auth.yaml", text);
        ends(&desk, &INIT).ended(2, &["devportal-auth.yaml", says]);
        desk.journal(text);
        ends(&desk, &["init", "--resume", "--no-input", "--out", "portal"])
            .ended(2, &["is no journal of this program"]);
        desk.put("presets/own.yaml", text);
        ends(&desk, &["validate", "portal", "--presets", "own", "--presets-dir", "presets"]).ended(2, &[says]);
    }
}
