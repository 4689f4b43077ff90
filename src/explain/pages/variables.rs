//! Variables: what each means, who reads it, and how it is given.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use super::credentials::{sentence, serves};
use super::table::{listed, table};
use crate::contract::preset::{self, PresetVariable};
use crate::contract::{Contract, VariableSpec, image, names};
use crate::credential::{Purpose, Variable};
use crate::explain::page::{Kind, Page};
use crate::typed::pasted;

/// Lines of the image's files that read a variable: so many are shown.
const SHOWN: usize = 5;

pub(super) fn pages(facts: &Facts) -> Vec<Page> {
    let read = read_by_the_image();
    let contracts = facts.contracts.iter().flat_map(|contract| contract.variables.keys().map(Variable::to_string));
    let presets = preset::all().iter().flat_map(|preset| preset.variables.keys().cloned());
    // What a profile reads stands before what only a preset or the image does.
    let first: BTreeSet<_> = contracts.collect();
    let others: BTreeSet<_> = presets.chain(read.keys().cloned()).filter(|name| !first.contains(name)).collect();
    let all: Vec<_> = first.into_iter().chain(others).collect();
    let all: Vec<_> = all.iter().map(|name| Subject::of(facts, name, &read)).collect();
    all.iter().map(Subject::page).collect()
}

/// Everything that is known of a variable.
struct Subject<'f> {
    facts: &'f Facts,
    name: &'f str,
    contracts: Vec<(&'f Contract, &'f VariableSpec)>,
    presets: Vec<(&'static str, &'static PresetVariable)>,
    lines: &'f [String],
}

impl<'f> Subject<'f> {
    fn of(facts: &'f Facts, name: &'f str, read: &'f BTreeMap<String, Vec<String>>) -> Self {
        let variable = Variable::new(name);
        let contracts =
            facts.contracts.iter().filter_map(|contract| Some((contract, contract.variable(&variable)?))).collect();
        let presets = preset::all()
            .iter()
            .filter_map(|preset| Some((preset.name.as_str(), preset.variables.get(name)?)))
            .collect();
        Self { facts, name, contracts, presets, lines: read.get(name).map(Vec::as_slice).unwrap_or_default() }
    }

    fn page(&self) -> Page {
        let spec = self.contracts.first().map(|(_, spec)| *spec);
        let about =
            spec.map(|spec| spec.about.as_str()).or_else(|| self.presets.first().map(|(_, spec)| spec.about.as_str()));
        let about = about.unwrap_or("a variable that the image's own files read");
        let mut text = format!("# Variable `{}`\n\n{}.\n", self.name, sentence(about));
        if let Some(spec) = spec.filter(|spec| !spec.explain.is_empty()) {
            text += &format!("\n{}\n", told(&spec.explain));
        }
        text += &format!("\n{}", table(&["", ""], &self.rows(spec)));
        if !self.lines.is_empty() {
            text += "\n## Read by\n\n";
            text.extend(self.lines.iter().take(SHOWN).map(|line| format!("- {line}\n")));
        }
        text += &self.given(spec);
        let mut page = Page::of(Kind::Variable, self.name, about, &text);
        page.also = self.others();
        page
    }

    fn rows(&self, spec: Option<&VariableSpec>) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut row = |name: &str, says: String| rows.push(vec![name.to_owned(), says]);
        let profiles: Vec<_> = self.contracts.iter().map(|(contract, _)| &contract.name).collect();
        if !profiles.is_empty() {
            row("with v1", listed(profiles));
        }
        if !self.presets.is_empty() {
            row("with v2, presets", listed(self.presets.iter().map(|(name, _)| name)));
        }
        if let Some(part) = self.part_of() {
            row("part of", part);
        }
        if let Some(spec) = spec {
            if spec.secret {
                row("secret", "yes: never in a file that git tracks, never an argument".to_owned());
            }
            let texts = [
                ("example", &spec.example),
                ("default", &spec.default),
                ("made from", &spec.derived),
                ("found at", &spec.docs),
            ];
            for (name, says) in texts {
                if let Some(says) = says {
                    row(name, format!("`{says}`"));
                }
            }
            if !spec.choices.is_empty() {
                row("one of", listed(spec.choices.keys()));
            }
            if let Some(packed) = &spec.base64 {
                row(
                    "in `.env`",
                    format!("as `{packed}`, packed in base64, because a file of variables cannot hold its lines"),
                );
            }
            if let Some(other) = &spec.fallback {
                row("when it is empty", format!("the image takes `{other}`"));
            }
            let kept = [
                (spec.transient, "used once, never written"),
                (spec.ours, "stands in `devportal-auth.yaml` only"),
                (spec.unused, "nowhere: it has no effect"),
            ];
            kept.iter().filter(|(is, _)| *is).for_each(|(_, says)| row("kept", (*says).to_owned()));
        }
        if let Some(other) = self.other_generation() {
            row("the same is", other);
        }
        let generations =
            names::same(self.name).flat_map(|same| same.profile.iter().chain(&same.preset)).collect::<Vec<_>>();
        let mistaken: Vec<_> = self.others().into_iter().filter(|other| !generations.contains(&other)).collect();
        if !mistaken.is_empty() {
            row("mistaken for it", listed(mistaken));
        }
        rows
    }

    /// The credential that it is a part of, with what that serves.
    fn part_of(&self) -> Option<String> {
        let variable = Variable::new(self.name);
        self.contracts.iter().find_map(|(contract, _)| {
            let (id, spec) =
                contract.credentials.iter().find(|(_, spec)| spec.fields.values().any(|held| *held == variable))?;
            let purposes =
                Purpose::ALL.into_iter().filter(|purpose| serves(contract, id, *purpose)).map(Purpose::title);
            let provider = self.facts.title(&contract.provider);
            Some(format!("`{id}`, the {} of {provider}, for {}", spec.title, purposes.collect::<Vec<_>>().join(", ")))
        })
    }

    fn other_generation(&self) -> Option<String> {
        let same = names::same(self.name)
            .find(|same| [&same.profile, &same.preset].into_iter().flatten().any(|name| name == self.name))?;
        let named = |name: &Option<String>, of: &str| {
            name.as_ref().filter(|name| *name != self.name).map(|name| format!("`{name}` with {of}"))
        };
        named(&same.preset, "v2").or_else(|| named(&same.profile, "v1"))
    }

    /// What people write in its place.
    fn others(&self) -> Vec<String> {
        let own =
            |same: &&names::Same| [&same.profile, &same.preset].into_iter().flatten().any(|name| name == self.name);
        let mut others: BTreeSet<_> =
            names::same(self.name).filter(own).flat_map(names::Same::names).map(str::to_owned).collect();
        others.extend(self.contracts.iter().filter_map(|(_, spec)| spec.base64.as_ref().map(Variable::to_string)));
        others.remove(self.name);
        others.into_iter().collect()
    }

    fn given(&self, spec: Option<&VariableSpec>) -> String {
        match spec {
            None => String::new(),
            Some(spec) if spec.unused => String::new(),
            Some(spec) if spec.secret => format!(
                "\n## How to give it\n\n`--secret-from {name}=env:NAME`, `file:PATH`, `cmd:COMMAND` or `-`; or set `{name}` in the environment.\n",
                name = self.name
            ),
            Some(spec) => format!(
                "\n## How to give it\n\n`--set {name}={example}`, or below `values` of `devportal-auth.yaml`; or set `{name}` in the environment.\n",
                name = self.name,
                example = spec.example.as_deref().unwrap_or("VALUE")
            ),
        }
    }
}

/// Where the image's own files read which variable.
fn read_by_the_image() -> BTreeMap<String, Vec<String>> {
    let profiles = image::profiles().flat_map(|profile| image::layers_of_profile(Some(profile)));
    let presets = preset::all().iter().filter_map(|preset| image::layer_of_preset(&preset.name));
    let files: BTreeMap<_, _> = profiles.chain(image::layers_before_presets()).chain(presets).collect();
    let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in files {
        for (number, line) in text.lines().enumerate() {
            for name in line.split("${").skip(1).filter_map(|rest| rest.split(['}', ':', '-']).next()) {
                read.entry(name.trim().to_owned()).or_default().push(format!(
                    "`{file}`, line {}: `{}`",
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    read.retain(|name, _| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
    read
}

/// What is told of a variable as prose, with each command on a line of its own.
fn told(lines: &[String]) -> String {
    let set = |line: &String| {
        pasted(line).map_or_else(|| format!("{line} "), |command| format!("\n\n```sh\n{command}\n```\n\n"))
    };
    lines.iter().map(set).collect::<String>().trim().to_owned()
}
