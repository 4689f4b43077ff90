//! How many secrets were hidden in how many runs, and which were not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::program::{Case, Run};

/// A secret that was seen.
pub(crate) struct Leak {
    way: String,
    place: String,
    run: String,
    mark: String,
    /// A line that shows it, when one does by itself.
    line: String,
}

impl Leak {
    pub(crate) fn new(case: &Case, run: &Run, said: &str) -> Self {
        let shows = |line: &&str| line.to_ascii_lowercase().contains(&case.canary.mark);
        let line = said.lines().find(shows).unwrap_or("in pieces, or encoded");
        Self {
            way: case.way.clone(),
            place: case.place.clone(),
            run: run.name.clone(),
            mark: case.canary.mark.clone(),
            line: line.trim().chars().take(160).collect(),
        }
    }
}

/// What came of many runs.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) cases: usize,
    pub(crate) runs: usize,
    pub(crate) leaks: Vec<Leak>,
    /// Runs that ended as no run should.
    pub(crate) faults: Vec<String>,
    /// The rules that found something.
    pub(crate) rules: BTreeSet<String>,
}

impl Report {
    pub(crate) fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.runs += other.runs;
        self.leaks.extend(other.leaks);
        self.faults.extend(other.faults);
        self.rules.extend(other.rules);
    }

    /// Says how much was held, and fails when something was seen, or when less was held than there should be.
    pub(crate) fn judge(self, of_what: &str, cases: usize, runs: usize) {
        let seen: BTreeSet<_> = self.leaks.iter().map(|leak| &leak.mark).collect();
        let said = format!(
            "{of_what}: {} cases, {} runs, {} shown, {} rules reached",
            self.cases,
            self.runs,
            seen.len(),
            self.rules.len()
        );
        println!("{said}");
        assert!(self.cases >= cases && self.runs >= runs, "{said}; there were {cases} cases and {runs} runs");
        assert!(self.leaks.is_empty() && self.faults.is_empty(), "{said}\n{}{}", self.table(), self.faults.join("\n"));
    }

    /// The ways with how many secrets each kind of run showed, and one of them.
    fn table(&self) -> String {
        let mut ways: BTreeMap<&str, BTreeMap<&str, Vec<&Leak>>> = BTreeMap::new();
        for leak in &self.leaks {
            ways.entry(&leak.way).or_default().entry(&leak.run).or_default().push(leak);
        }
        let mut text = String::new();
        for (way, runs) in ways {
            let counts: Vec<_> = runs.iter().map(|(run, leaks)| format!("{run} {}", leaks.len())).collect();
            let _ = writeln!(text, "{way} · {}", counts.join(", "));
            let mut places = BTreeSet::new();
            for leak in runs.values().flatten().filter(|leak| places.insert(&leak.place)).take(3) {
                let _ = writeln!(text, "    {} [{}] {}", leak.place, leak.run, leak.line);
            }
        }
        text
    }
}
