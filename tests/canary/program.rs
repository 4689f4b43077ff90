//! The built program in a folder of its own, with an empty environment, and which canaries it shows.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::canary::{Canary, begin_again};
use crate::report::{Leak, Report};
use crate::seek::marks;

/// A secret that must not be seen: where it stands, how it is written, and the secret.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) place: String,
    pub(crate) way: String,
    pub(crate) canary: Canary,
}

/// One run of the program.
#[derive(Clone, Default)]
pub(crate) struct Run {
    /// What it is called in the report.
    pub(crate) name: String,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) input: Vec<u8>,
    /// A file that it writes for others to read, which counts as said.
    pub(crate) writes: Option<&'static str>,
}

/// Files with secrets in them, and what is done with the files.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) cases: Vec<Case>,
    pub(crate) runs: Vec<Run>,
}

impl Sheet {
    pub(crate) fn put(&mut self, name: &str, text: impl Into<Vec<u8>>) {
        self.files.insert(name.to_owned(), text.into());
    }

    pub(crate) fn hides(&mut self, place: &str, way: &str, canary: &Canary) {
        self.cases.push(Case { place: place.to_owned(), way: way.to_owned(), canary: canary.clone() });
    }

    pub(crate) fn run(&mut self, name: &str, arguments: &[&str]) -> &mut Run {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        self.runs.push(Run { name: name.to_owned(), arguments, ..Run::default() });
        self.runs.last_mut().unwrap()
    }
}

/// Runs everything on two threads.
pub(crate) fn hold(sheets: &[Sheet]) -> Report {
    begin_again();
    let next = AtomicUsize::new(0);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(sheet) = sheets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let held = held(sheet);
                    report.lock().unwrap().add(held);
                }
            });
        }
    });
    report.into_inner().unwrap()
}

fn held(sheet: &Sheet) -> Report {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in &sheet.files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let mut report = Report { cases: sheet.cases.len(), runs: sheet.runs.len(), ..Report::default() };
    for run in &sheet.runs {
        let mut child = Command::new(env!("CARGO_BIN_EXE_devportal-auth"))
            .args(&run.arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", folder.path().join("home"))
            .env("PATH", "/usr/bin:/bin")
            .envs(run.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that never reads it has closed it.
        let _ = child.stdin.take().unwrap().write_all(&run.input);
        let output = child.wait_with_output().unwrap();
        let mut said = [&output.stdout[..], b"\n", &output.stderr[..]].concat();
        if let Some(name) = run.writes {
            said.extend(fs::read(folder.path().join(name)).unwrap_or_default());
        }
        let text = String::from_utf8_lossy(&said);
        let ended = output.status.code().is_some_and(|code| code <= 4) && !text.contains("panicked at");
        if !ended {
            report.faults.push(format!("{}: {:?} {text:.400}", run.arguments.join(" "), output.status));
        }
        report.rules.extend(rules(&text));
        let found = marks(&said);
        for case in sheet.cases.iter().filter(|case| found.contains(&case.canary.mark)) {
            report.leaks.push(Leak::new(case, run, &text));
        }
    }
    report
}

/// The rules that are named in a JSON document, or in what people read.
fn rules(text: &str) -> Vec<String> {
    let named = |line: &str| {
        let line = line.trim();
        let json = line.strip_prefix("\"rule\": \"").and_then(|rest| rest.split_once('"'));
        let severity = ["error[", "warning[", "note["].into_iter().find_map(|severity| line.strip_prefix(severity));
        let rule = json.or_else(|| severity.and_then(|rest| rest.split_once(']')));
        rule.map(|(rule, _)| rule.to_owned())
    };
    text.lines().filter_map(named).collect()
}
