//! Any bytes as a configuration, the rest of them as variables and as what is included: no panic, and an end.
#![no_main]

use std::collections::BTreeMap;

use devportal_auth::answers::file::Target;
use devportal_auth::config::{Attached, FaultKind, Files};
use devportal_auth::credential::Secret;
use devportal_auth::lint::{self, Portal};
use devportal_auth::report::findings::{Format, Told};
use devportal_auth::report::{Color, Look};
use devportal_auth::validate::{FileText, Input, assemble};
use libfuzzer_sys::fuzz_target;

/// Whatever is included is the second text.
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

/// The first byte says what the configuration is for, a NUL parts the texts.
fn portal(first: u8) -> Portal {
    let profile = ["github", "keycloak", "ldap-ad"].get(usize::from(first % 6)).map(|name| (*name).to_owned());
    let presets = if first % 6 == 3 { vec!["ldap".to_owned(), "ldap-ad".to_owned()] } else { Vec::new() };
    let target = match (&profile, presets.is_empty()) {
        (Some(_), _) => Target::V1,
        (None, false) => Target::V2,
        (None, true) => Target::Backstage,
    };
    Portal { target, profile, presets, whole: Some(first % 2 == 0), ..Portal::default() }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let mut texts = rest.splitn(3, |byte| *byte == 0);
    let mut next = || texts.next().unwrap_or_default();
    let (lower, upper, beside) = (next(), next(), next());
    let input = Input {
        files: vec![file("app-config.yaml", lower), file("values.yaml", upper)],
        env_files: if first & 64 == 0 { Vec::new() } else { vec![file(".env", beside)] },
        portal: portal(*first),
        now: 1_780_000_000,
        ..Input::default()
    };
    let assembled = assemble(input, &Beside(String::from_utf8_lossy(beside).into_owned()));
    let mut findings = lint::check(&assembled.subject(), |_| true);
    lint::conclude(&mut findings, &assembled.sources, &assembled.known);
    let fingerprints = lint::fingerprints(&findings, &assembled.sources);
    let told = Told::new(&findings, &fingerprints, &assembled.sources, &assembled.known);
    let none = BTreeMap::<String, String>::new();
    let look = Look::from(|name| none.get(name).cloned(), Some(80), Color::Never);
    let formats = [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit];
    let format = formats[findings.len() % formats.len()];
    assert!(!told.write(format, &look).contains('\0'));
});
