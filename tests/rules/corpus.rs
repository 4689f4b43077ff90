//! Cases as they are written in `tests/rules/*.yaml`, and what is found in them.

use std::collections::{BTreeMap, BTreeSet};

use devportal_auth::answers::file::{Stage, Target};
use devportal_auth::config::{Attached, Files, Sources};
use devportal_auth::contract::release::Release;
use devportal_auth::credential::Secret;
use devportal_auth::lint::{self, Around, Code, Declared, Finding, Image, Portal};
use devportal_auth::validate::{FileText, Input, assemble};
use indexmap::IndexMap;
use serde::Deserialize;

/// The cases of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corpus {
    /// Cases that fire it.
    pub(crate) fires: Vec<Case>,
    /// Cases that almost do.
    pub(crate) almost: Vec<Case>,
}

/// One configuration and what is true of it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What is special.
    pub(crate) because: String,
    /// The profile of the v1 image.
    #[serde(default)]
    pub(crate) profile: Option<String>,
    /// What `devportal-auth.yaml` says of it.
    #[serde(default)]
    pub(crate) declared: Option<String>,
    /// The presets of the v2 image.
    #[serde(default)]
    pub(crate) presets: Vec<String>,
    /// What the portal was declared to be for.
    #[serde(default)]
    pub(crate) stage: Option<Stage>,
    /// Whether the files are all there is, when it is said.
    #[serde(default)]
    pub(crate) whole: Option<bool>,
    /// The release of Backstage, when it was said.
    #[serde(default)]
    pub(crate) backstage: Option<String>,
    /// The operator's files, in order.
    #[serde(default)]
    pub(crate) files: IndexMap<String, String>,
    /// Files that others include.
    #[serde(default)]
    pub(crate) beside: BTreeMap<String, String>,
    /// The text of `.env`, when there is one; then the environment is complete.
    #[serde(default)]
    pub(crate) dotenv: Option<String>,
    /// What starts the files in a built image.
    #[serde(default)]
    pub(crate) image: Option<Image>,
    /// Whether `.env` was only found, so that more may be set.
    #[serde(default)]
    pub(crate) found: bool,
    /// Files that count before all of these where the portal is deployed, and were not given.
    #[serde(default)]
    pub(crate) above: BTreeMap<String, String>,
    /// Files that are expected later, where others include them.
    #[serde(default)]
    pub(crate) later: BTreeSet<String>,
    /// The portal's own code, where it lies beside.
    #[serde(default)]
    pub(crate) code: Option<Written>,
    /// Variables of the process; then the environment is complete.
    #[serde(default)]
    pub(crate) env: Option<BTreeMap<String, String>>,
    /// The day, when it matters.
    #[serde(default)]
    pub(crate) today: Option<String>,
    /// Where the rule fires: `file:line:column`, or `file:*`, or `-` for nowhere.
    #[serde(default)]
    pub(crate) finds: Vec<String>,
    /// How bad each of them is, where that is what matters.
    #[serde(default)]
    pub(crate) severity: Option<String>,
    /// Whether a mend is offered, where that is what matters.
    #[serde(default)]
    pub(crate) mends: Option<bool>,
    /// Every other rule that fires.
    #[serde(default)]
    pub(crate) also: BTreeSet<String>,
}

/// The code of a portal.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    backend: Option<String>,
    app: Option<String>,
    role: Option<String>,
}

impl Written {
    fn code(&self) -> Code {
        let texts = |text: &Option<String>| text.clone().map(|text| vec![text]);
        Code::of(texts(&self.backend), texts(&self.app)).with_role(self.role.as_deref().unwrap_or_default())
    }
}

struct Beside<'c>(&'c Case);

impl Files for Beside<'_> {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _from: &str, path: &str) -> Result<Attached, String> {
        match self.0.beside.get(path) {
            Some(text) => Ok(Attached { name: path.to_owned(), text: text.clone() }),
            None => Err("does not exist".to_owned()),
        }
    }

    fn comes_later(&self, _from: &str, path: &str) -> bool {
        path.starts_with('/') || self.0.later.contains(path)
    }
}

fn file(name: &str, text: &str) -> FileText {
    FileText { name: name.to_owned(), text: Ok(Secret::new(text)) }
}

fn release(text: &str) -> Release {
    Release::said(text.parse().expect("a release"), "the case")
}

/// What is found in a case, and the texts behind it.
fn judged(case: &Case) -> (Vec<Finding>, Sources) {
    let target = match (&case.profile, case.presets.is_empty()) {
        (Some(_), _) => Target::V1,
        (None, false) => Target::V2,
        (None, true) => Target::Backstage,
    };
    let environment = case
        .env
        .as_ref()
        .map(|env| env.iter().map(|(name, value)| (name.clone(), Secret::new(value.as_str()))).collect::<Vec<_>>());
    let today = case.today.as_deref().unwrap_or("2026-06-01");
    let input = Input {
        files: case.files.iter().map(|(name, text)| file(name, text)).collect(),
        env_files: case.dotenv.iter().map(|text| file(".env", text)).collect(),
        environment,
        found: case.found,
        around: Around {
            code: case.code.as_ref().map(Written::code).unwrap_or_default(),
            image: case.image.clone(),
            ..Around::default()
        },
        portal: Portal {
            target,
            profile: case.profile.clone(),
            presets: case.presets.clone(),
            declared: case.declared.clone().map(|profile| Declared {
                target: Some(Target::V1),
                profile: Some(profile),
                ..Declared::default()
            }),
            stage: case.stage,
            whole: case.whole,
            release: case.backstage.as_deref().map(release),
            ..Portal::default()
        },
        above: case.above.iter().map(|(name, text)| file(name, text)).collect(),
        now: devportal_auth::providers::http::date::day(today).expect("a day"),
        ..Input::default()
    };
    let assembled = assemble(input, &Beside(case));
    let mut findings = lint::check(&assembled.subject(), |_| true);
    lint::conclude(&mut findings, &assembled.sources, &assembled.known);
    findings.retain(Finding::counts);
    (findings, assembled.sources)
}

/// What is found in a case.
pub(crate) fn found(case: &Case) -> Vec<Finding> {
    judged(case).0
}

/// What is found in a case, as `file:line:column rule`.
pub(crate) fn places(case: &Case) -> Vec<String> {
    let (findings, sources) = judged(case);
    findings.iter().map(|finding| format!("{} {}", place(finding, &sources), finding.rule)).collect()
}

fn place(finding: &Finding, sources: &Sources) -> String {
    match finding.place {
        Some(place) => format!("{}:{}:{}", sources.name(place.source), place.start.line, place.start.column),
        None => "-".to_owned(),
    }
}

impl Case {
    /// The same with another name for the file that Backstage loads first, said to be all; nothing where there is none.
    pub(crate) fn with_another_name(mut self) -> Option<Self> {
        let text = self.files.get("app-config.yaml")?.clone();
        let at = self.files.get_index_of("app-config.yaml")?;
        self.files.shift_remove("app-config.yaml");
        self.files.shift_insert(at, "lowest.yml".to_owned(), text);
        self.whole = Some(true);
        Some(self)
    }

    /// Compares what is found with what should be.
    pub(crate) fn judge(&self, rule: &str) -> Option<String> {
        let (findings, sources) = judged(self);
        let place = |finding: &Finding| place(finding, &sources);
        let own: Vec<_> = findings.iter().filter(|finding| finding.rule == rule).map(place).collect();
        let fits = |place: &str, expected: &str| {
            expected.strip_suffix('*').map_or(place == expected, |start| place.starts_with(start))
        };
        let same =
            own.len() == self.finds.len() && own.iter().zip(&self.finds).all(|(place, expected)| fits(place, expected));
        let others: BTreeSet<_> =
            findings.iter().filter(|finding| finding.rule != rule).map(|finding| finding.rule.to_owned()).collect();
        let mut rules = findings.iter().filter(|finding| finding.rule == rule);
        let fits = |finding: &Finding| {
            self.severity.as_deref().is_none_or(|severity| severity == finding.severity.id())
                && self.mends.is_none_or(|mends| mends == finding.fix.is_some())
        };
        if same && others == self.also && rules.all(fits) {
            return None;
        }
        let said: Vec<_> = findings
            .iter()
            .map(|finding| {
                let (severity, mends) = (finding.severity.id(), finding.fix.is_some());
                format!("    {} {severity} {} (fixes: {mends}): {}", place(finding), finding.rule, finding.message)
            })
            .collect();
        Some(format!(
            "fires at {own:?}, others {others:?}; should be {:?}, {:?}\n{}",
            self.finds,
            self.also,
            said.join("\n")
        ))
    }

    /// The examples in a part of a page: each fenced block of YAML is a whole `app-config.yaml`.
    pub(crate) fn of_page(page: &str, part: &str) -> Vec<Self> {
        let Some((_, rest)) = page.split_once(&format!("\n{part}")) else { return Vec::new() };
        let own = rest.split("\n## ").next().unwrap_or_default();
        let mut cases: Vec<Self> = Vec::new();
        for (head, text) in own.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')) {
            let mut case = Self { because: "the page".to_owned(), ..Self::default() };
            // `yaml in production`, `yaml github in production`: the portal was declared to be for the company.
            let head = head.trim();
            let declared = head.strip_suffix(" in production");
            case.stage = declared.map(|_| Stage::Production);
            match declared.unwrap_or(head) {
                "yaml" => {
                    case.files.insert("app-config.yaml".to_owned(), text.to_owned());
                }
                // `yaml github`: the operator's file of a profile; `yaml preset ldap,ldap-ad`: of presets; `yaml declared github`: of
                // the profile that was chosen, whatever the portal starts with.
                head if head.starts_with("yaml ") => {
                    match head.split(' ').collect::<Vec<_>>()[..] {
                        [_, "preset", presets] => case.presets = presets.split(',').map(str::to_owned).collect(),
                        [_, "declared", profile] => case.declared = Some(profile.to_owned()),
                        _ => case.profile = head.strip_prefix("yaml ").map(str::to_owned),
                    }
                    case.files.insert("app-config.local.yaml".to_owned(), text.to_owned());
                }
                // The text of `.env`, for the block above it or alone.
                "env" => match cases.last_mut() {
                    Some(above) => {
                        above.dotenv = Some(text.to_owned());
                        continue;
                    }
                    None => case.dotenv = Some(text.to_owned()),
                },
                // The backend's code, for the block above it.
                "ts" => {
                    let above = cases.last_mut().expect("code stands below the configuration that it reads");
                    above.code = Some(Written { backend: Some(text.to_owned()), ..Written::default() });
                    continue;
                }
                _ => continue,
            }
            cases.push(case);
        }
        cases
    }
}
