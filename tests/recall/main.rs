//! How much of what is wrong is found, and at the right line: configurations of real shape, each with one thing wrong or a few, written
//! by somebody who had not read the rules. Mended, each is right: whatever is called an error then is a false one.
//!
//! `cargo test --test recall -- --nocapture` prints the figures; `missed.txt` has what is missed.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]
#![allow(clippy::print_stdout, reason = "what is missed is read by whoever asks for it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use devportal_auth::answers::file::Target;
use devportal_auth::config::{Attached, Files};
use devportal_auth::contract::release::{Release, releases};
use devportal_auth::credential::Secret;
use devportal_auth::lint::{self, Finding, Portal, Severity};
use devportal_auth::validate::{Assembled, FileText, Input, assemble};
use indexmap::IndexMap;
use serde::Deserialize;

/// A day on which the configurations are judged.
const TODAY: &str = "2026-06-01";

/// What is promised of that which stops a start or leaks, in percent.
const STOPS_OR_LEAKS: f64 = 95.0;
/// The same of everything.
const ALL: f64 = 90.0;

/// What is wrong does this to a portal.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// It does not start.
    Stops,
    /// A secret lies open, or a door does.
    Leaks,
    /// A sign-in or a part of it fails.
    Breaks,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    kind: Kind,
    #[serde(rename = "source")]
    _source: String,
    #[serde(default)]
    args: Vec<String>,
    files: IndexMap<String, String>,
    wrong: Vec<Wrong>,
    mended: BTreeMap<String, BTreeMap<usize, String>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    at: String,
    what: String,
}

impl Case {
    fn flag(&self, name: &str) -> Option<&str> {
        let at = self.args.iter().position(|arg| arg == name)?;
        self.args.get(at + 1).map(String::as_str)
    }

    fn portal(&self) -> Portal {
        let target = match self.flag("--target") {
            Some("v1") => Target::V1,
            Some("v2") => Target::V2,
            _ => Target::Backstage,
        };
        let presets = self.flag("--presets").into_iter().flat_map(|names| names.split(','));
        Portal {
            target,
            profile: self.flag("--profile").map(str::to_owned),
            presets: presets.map(str::to_owned).collect(),
            release: self
                .flag("--backstage")
                .map(|named| Release::said(releases().named(named).expect("a release that is known"), "the case")),
            ..Portal::default()
        }
    }

    /// With the mends, line by line.
    fn mended(&self) -> Self {
        let mut mended = self.clone();
        for (file, lines) in &self.mended {
            let text = mended.files.get_mut(file).expect("a file of the case");
            let of_line = |(number, line): (usize, &str)| match lines.get(&number) {
                Some(new) if new.is_empty() => None,
                Some(new) => Some(new.trim_end_matches('\n').to_owned()),
                None => Some(line.to_owned()),
            };
            *text = (1..).zip(text.lines()).filter_map(of_line).map(|line| line + "\n").collect();
        }
        mended
    }

    /// The same in files whose names say nothing, where nothing else names them.
    fn renamed(&self) -> Self {
        let mut renamed = self.clone();
        let mentions = |name: &str| self.files.values().any(|text| text.contains(name));
        let number = |name: &str| self.files.get_index_of(name).unwrap_or_default();
        let other = |name: &str| format!("settings-{}.yml", number(name));
        let silent = |name: &&String| name.starts_with("app-config") && !mentions(name);
        for name in self.files.keys().filter(silent) {
            let text =
                renamed.files.get_index_mut(number(name)).map(|(_, text)| std::mem::take(text)).unwrap_or_default();
            renamed.files.shift_remove(name);
            renamed.files.shift_insert(number(name), other(name), text);
            if let Some(mended) = renamed.mended.remove(name) {
                renamed.mended.insert(other(name), mended);
            }
            for wrong in &mut renamed.wrong {
                wrong.at = wrong.at.replace(&format!("{name}:"), &format!("{}:", other(name)));
            }
        }
        renamed
    }

    /// The lines beside a line where one is to be added, and the one that opens their block: each is as exact as any other.
    fn beside(&self, at: &str) -> BTreeSet<String> {
        let Some((file, line)) = at.split_once(':') else { return BTreeSet::new() };
        let (Some(text), Ok(line)) = (self.files.get(file), line.parse::<usize>()) else { return BTreeSet::new() };
        let lines: Vec<_> = text.lines().collect();
        let Some(own) = line.checked_sub(1).and_then(|at| lines.get(at)) else { return BTreeSet::new() };
        let mend = self.mended.get(file).and_then(|lines| lines.get(&line)).map_or("", String::as_str);
        if mend.lines().count() < 2 || !mend.lines().any(|line| line.trim() == own.trim()) {
            return BTreeSet::new();
        }
        let depth = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
        let inside = |at: &usize| lines[*at].trim().is_empty() || depth(lines[*at]) >= depth(own);
        let above = (0..line - 1).rev().take_while(inside);
        let below = (line..lines.len()).take_while(inside);
        let first = above.clone().last().unwrap_or(line - 1);
        let beside = above.chain(below).filter(|at| depth(lines[*at]) == depth(own));
        beside.chain(first.checked_sub(1)).map(|at| format!("{file}:{}", at + 1)).collect()
    }

    fn findings(&self) -> (Assembled, Vec<Finding>) {
        let file =
            |(name, text): (&String, &String)| FileText { name: name.clone(), text: Ok(Secret::new(text.as_str())) };
        // What another file includes is not named as well.
        let beside = |name: &str| {
            self.files
                .values()
                .any(|text| text.contains(&format!("$file: {name}")) || text.contains(&format!("$include: {name}")))
        };
        let given =
            |name: &str| [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending)) && !beside(name);
        let input = Input {
            files: self.files.iter().filter(|(name, _)| given(name)).map(file).collect(),
            env_files: self.files.iter().filter(|(name, _)| name.starts_with(".env")).map(file).collect(),
            portal: self.portal(),
            now: devportal_auth::providers::http::date::day(TODAY).expect("a day"),
            ..Input::default()
        };
        let assembled = assemble(input, &Beside(&self.files));
        let mut findings = lint::check(&assembled.subject(), |_| true);
        lint::conclude(&mut findings, &assembled.sources, &assembled.known);
        findings.retain(Finding::counts);
        (assembled, findings)
    }

    /// What is wrong and was not told of at its line.
    fn missed(&self) -> Vec<&Wrong> {
        let (assembled, findings) = self.findings();
        let told: BTreeSet<_> = findings
            .iter()
            .filter(|finding| self.kind == Kind::Breaks || finding.severity > Severity::Note)
            .filter_map(|finding| finding.place)
            .map(|place| format!("{}:{}", assembled.sources.name(place.source), place.start.line))
            .collect();
        let found = |wrong: &&Wrong| told.contains(&wrong.at) || !self.beside(&wrong.at).is_disjoint(&told);
        self.wrong.iter().filter(|wrong| !found(wrong)).collect()
    }
}

struct Beside<'c>(&'c IndexMap<String, String>);

impl Files for Beside<'_> {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, path: &str) -> Result<Attached, String> {
        let path = path.trim_start_matches("./");
        let text = self.0.get(path).ok_or_else(|| "does not exist".to_owned())?;
        Ok(Attached { name: path.to_owned(), text: text.clone() })
    }
}

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recall");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = fs::read_to_string(&path).expect("a text");
            let read: Vec<Case> =
                serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let theme = path.file_stem().expect("a name").to_string_lossy().into_owned();
            cases.extend(read.into_iter().map(|case| (theme.clone(), case)));
        }
    }
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    cases
}

/// How much of each kind was found, and what was not.
#[derive(Default)]
struct Score {
    /// How many were found, and how many there are.
    counts: BTreeMap<Kind, (usize, usize)>,
    /// What was missed, as lines of `missed.txt`.
    missed: BTreeSet<String>,
}

impl Score {
    fn of(cases: impl Iterator<Item = (String, Case)>) -> Self {
        let mut score = Self::default();
        for (theme, case) in cases {
            let missed = case.missed();
            let (found, all) = score.counts.entry(case.kind).or_default();
            *all += case.wrong.len();
            *found += case.wrong.len() - missed.len();
            score.missed.extend(missed.iter().map(|wrong| format!("{theme} · {} · {}", case.name, wrong.what)));
        }
        score
    }

    /// The share that was found, in percent.
    fn share(&self, kinds: &[Kind]) -> f64 {
        let of_kinds = || self.counts.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, counts)| *counts);
        let (found, all) = of_kinds().fold((0, 0), |(found, all), (more, of)| (found + more, all + of));
        100.0 * f64::from(u32::try_from(found).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1).max(1))
    }
}

/// What is missed, as it is known: a case that is lost shows, however many others are won.
fn known_as_missed() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recall/missed.txt");
    fs::read_to_string(path).expect("the list is there").lines().map(str::to_owned).collect()
}

#[test]
fn what_is_wrong_is_found_at_its_line_whatever_the_files_are_called() {
    let usual = Score::of(cases().into_iter());
    let renamed = Score::of(cases().into_iter().map(|(theme, case)| (theme, case.renamed())));
    for (named, score) in [("as usual", usual), ("anyhow", renamed)] {
        let worst = score.share(&[Kind::Stops, Kind::Leaks]);
        let all = score.share(&[Kind::Stops, Kind::Leaks, Kind::Breaks]);
        println!("files named {named}: {worst:.1} % of what stops or leaks, {all:.1} % of all");
        assert!(worst >= STOPS_OR_LEAKS && all >= ALL, "{worst:.1} % of what stops or leaks, {all:.1} % of all");
        assert_eq!(score.missed, known_as_missed(), "what is missed is another than `missed.txt` says");
    }
}

#[test]
fn what_was_mended_is_no_error() {
    let mut false_errors = 0;
    for (theme, case) in cases() {
        let (assembled, findings) = case.mended().findings();
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
            false_errors += 1;
            let at =
                finding.place.map(|place| format!("{}:{}", assembled.sources.name(place.source), place.start.line));
            println!(
                "error in {theme} · {} · {}: {} {}",
                case.name,
                at.unwrap_or_default(),
                finding.rule,
                finding.message
            );
        }
    }
    println!("{false_errors} errors in fixed configurations");
    assert_eq!(false_errors, 0, "errors in configurations that are right");
}
