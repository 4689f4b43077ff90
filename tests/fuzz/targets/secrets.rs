//! A secret in front of any bytes: whatever follows it, in the configuration or in the file of variables, no format shows it.
#![no_main]

#[path = "../../canary/seek.rs"]
mod seek;

use std::collections::BTreeMap;

use devportal_auth::answers::file::Target;
use devportal_auth::config::{Attached, FaultKind, Files};
use devportal_auth::credential::Secret;
use devportal_auth::lint::{self, Portal};
use devportal_auth::report::findings::{Format, Told};
use devportal_auth::report::{Color, Look};
use devportal_auth::validate::{FileText, Input, assemble};
use libfuzzer_sys::fuzz_target;
use seek::{SIGN, marks};

/// Keys that hold a secret, down to the line that it stands on.
const KEYS: [&str; 6] = [
    "integrations:\n  github:\n    - token",
    "integrations:\n  github:\n    - host: github.com\n      apps:\n        - clientSecret",
    "auth:\n  environment: production\n  session:\n    secret",
    "auth:\n  providers:\n    github:\n      production:\n        clientSecret",
    "backend:\n  database:\n    connection:\n      password",
    "proxy:\n  endpoints:\n    /a:\n      headers:\n        Authorization",
];

/// Ways to write it, with `@` for the secret.
const WAYS: [&str; 12] = [
    "@",
    "'@'",
    "\"@\"",
    "\"@\" # @",
    "&a @",
    "[ '@' ]",
    "{ value: '@' }",
    "{ '@': x }",
    "${UNSET:-@}",
    "${UNSET:=@}",
    "${UNSET} # @",
    "\"${@\"",
];

/// Nothing is included but the second text.
struct Beside(String);

impl Files for Beside {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, path: &str) -> Result<Attached, String> {
        Ok(Attached { name: path.to_owned(), text: self.0.clone() })
    }
}

fn file(name: &str, bytes: &[u8]) -> FileText {
    let text = std::str::from_utf8(bytes).map(Secret::new);
    FileText { name: name.to_owned(), text: text.map_err(|_| (FaultKind::NotText, "no text".to_owned())) }
}

fn portal(first: u8) -> Portal {
    match first % 3 {
        0 => Portal { target: Target::V1, profile: Some("github".to_owned()), ..Portal::default() },
        1 => Portal { target: Target::V2, presets: vec!["github".to_owned()], ..Portal::default() },
        _ => Portal { target: Target::Backstage, ..Portal::default() },
    }
}

fuzz_target!(|bytes: &[u8]| {
    let [first, key, way, rest @ ..] = bytes else { return };
    // The fuzzer reads what a comparison wants and may write it somewhere that is no secret's place.
    let letters = rest.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect::<Vec<_>>();
    if rest.len() > 4096 || !marks(rest).is_empty() || letters.windows(SIGN.len()).any(|sign| sign == SIGN.as_bytes()) {
        return;
    }
    let mut texts = rest.splitn(2, |byte| *byte == 0);
    let (lower, variables) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
    let canary = |code: &str| format!("Canary-{SIGN}{code}");
    let written = WAYS[usize::from(*way) % WAYS.len()].replace('@', &canary("kept"));
    let head = format!("{}: {written}\n", KEYS[usize::from(*key) % KEYS.len()]);
    let set = format!("GITHUB_TOKEN={}\n", canary("sets"));
    let input = Input {
        files: vec![file("app-config.yaml", &[head.as_bytes(), lower].concat())],
        env_files: vec![file(".env", &[set.as_bytes(), variables].concat())],
        portal: portal(*first),
        now: 1_780_000_000,
        ..Input::default()
    };
    let assembled = assemble(input, &Beside(String::from_utf8_lossy(variables).into_owned()));
    let mut findings = lint::check(&assembled.subject(), |_| true);
    lint::conclude(&mut findings, &assembled.sources, &assembled.known);
    let fingerprints = lint::fingerprints(&findings, &assembled.sources);
    let mut told = Told::new(&findings, &fingerprints, &assembled.sources, &assembled.known);
    told.env_files = assembled.env_files().iter().copied().collect();
    let none = BTreeMap::<String, String>::new();
    for color in [Color::Never, Color::Always] {
        let look = Look::from(|name| none.get(name).cloned(), Some(80), color);
        for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit] {
            let said = told.write(format, &look);
            let shown = marks(said.as_bytes());
            assert!(shown.is_empty(), "{format:?} shows {shown:?}: {said}");
        }
    }
});
