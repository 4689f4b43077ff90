//! `devportal-auth validate`: reads what is there, holds it against the rules, and says what was found.

mod baseline;
pub(super) mod gather;
mod held;
mod judged;
pub(super) mod links;
pub(super) mod live;
mod mend;
mod named;
mod placed;
mod release;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use self::baseline::Baseline;
use self::judged::judge;
use self::live::Live;
use super::cli::{FailOn, Global, Validate};
use super::end::CannotBegin;
use super::folder;
use crate::answers::file::Stage;
use crate::interrupt;
use crate::lint::{self, Finding, Rule, Severity, Unread};
use crate::near::did_you_mean;
use crate::outlet;
use crate::portal_files::files::Disk;
use crate::report::findings::{Format, counted, severities};
use crate::report::{Look, Report, Screen, used};
use crate::secrecy::{DOTS, Nature, cut_out, veiled};
use crate::typed::Typed;
use crate::validate::{Input, assemble};

/// Something was found that counts.
const FOUND: u8 = 1;

/// Runs the command.
pub(super) fn validate(flags: &Validate, global: &Global, told: Look) -> Result<ExitCode> {
    let began = Instant::now();
    let chosen = Chosen::of(flags).context(CannotBegin)?;
    let look = look(global);
    named::refuse(flags).context(CannotBegin)?;
    stoppable(flags)?;
    if flags.each {
        return each(flags, &chosen, &look);
    }
    let (flags, below) = placed::placed(flags).context(CannotBegin)?;
    let flags = &flags;
    leave_nothing(flags, told);
    let from = below.as_ref().map(|below| below.from.as_path());
    let mut input = gather::whole(flags, from).context(CannotBegin)?;
    input.below = below.map(|below| below.at);
    if let Some(address) = &flags.explain_credential {
        return credential(address, input, flags.format, &look);
    }
    let mut live = Live::prepare(flags, global, told, &mut input).context(CannotBegin)?;
    let mut is_held = false;
    if flags.fix {
        let fixed = mend::fix(&input, flags, global, &chosen)?;
        (input, is_held) = (fixed.input, fixed.is_held);
    }
    // What is said of the time is of looking, and a person may think for as long as they like.
    let began = if flags.fix { Instant::now() } else { began };
    let judged = judge(input, &chosen, live.as_mut())?;
    let mut told = judged.told();
    told.rules = chosen.rules();
    told.took = began.elapsed().saturating_sub(live.as_ref().map(Live::waited).unwrap_or_default());
    told.mends = (!flags.fix).then(|| mends(flags));
    let known = flags.write_baseline.as_ref();
    let known = known.map(|path| Baseline::write(path, &judged)).transpose()?;
    let written = told.write(flags.format, &look);
    print(&written, flags.format)?;
    if let Some(known) = &known {
        Screen::new(super::look(global)).line(known);
    }
    let code = match known {
        // What could not be read is not known from now on either.
        Some(_) => code(flags.fail_on, judged.findings.iter().filter(|finding| finding.is_of_unread_file())),
        None if is_held => held(flags.fail_on),
        None => code(flags.fail_on, judged.findings.iter()),
    };
    Ok(live.filter(|_| code == ExitCode::SUCCESS).map_or(code, |live| live.code()))
}

/// Removes what killed runs left where this one looks, and tells of a move that is not done.
fn leave_nothing(flags: &Validate, told: Look) {
    let folder = |file: &PathBuf| if file.is_dir() { file.clone() } else { folder_of(file) };
    let mut folders: BTreeSet<PathBuf> = flags.at.files.iter().map(folder).collect();
    if folders.is_empty() {
        folders.insert(PathBuf::from("."));
    }
    for folder in &folders {
        folder::sweep(folder);
        folder::tell_half_moved(folder, &mut Screen::new(told));
    }
}

/// Lets a run be stopped with everything that it started, and say what there is then.
fn stoppable(flags: &Validate) -> Result<()> {
    let there_is = if writes(flags) { "each file is as it was or as it shall be" } else { "nothing was written" };
    interrupt::install(move || format!("cancelled; {there_is}"))
}

fn writes(flags: &Validate) -> bool {
    (flags.fix && !flags.dry_run) || flags.write_baseline.is_some()
}

fn folder_of(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The command that mends what was found, for what this one looked at.
fn mends(flags: &Validate) -> Typed {
    let files: &[PathBuf] = if flags.each { &[] } else { &flags.at.files };
    let presets = (!flags.at.presets.is_empty()).then(|| flags.at.presets.join(","));
    let listed = |rules: &[String]| (!rules.is_empty()).then(|| rules.join(","));
    Typed::ours("validate")
        .flag("--fix", true)
        .with("--profile", &flags.at.profile)
        .with("--presets", presets)
        .with("--presets-dir", &flags.at.presets_dir)
        .with("--backstage", flags.at.backstage.map(|release| release.to_string()))
        .with("--env-file", &flags.at.env_file)
        .flag("--process-env", flags.at.process_env)
        .flag("--whole", flags.whole)
        .flag("--part", flags.part)
        .with("--stage", flags.stage.map(Stage::id))
        .with("--select", listed(&flags.select))
        .with("--ignore", listed(&flags.ignore))
        .with("--baseline", &flags.baseline)
        .files(files)
}

/// Says which credential is used for an address.
fn credential(address: &str, input: Input, format: Format, look: &Look) -> Result<ExitCode> {
    let mut assembled = assemble(input, &Disk);
    links::hide(&mut assembled);
    let explanation = lint::credential_used(&assembled.subject(), address);
    let shown = cut_out(address, &veiled(address, Nature::Open), DOTS);
    let address = shown.rsplit_once('@').map_or(shown.as_str(), |(_, address)| address);
    let written = match format {
        Format::Human => used::human(address, &explanation, &assembled.sources, look),
        Format::Json => {
            let document = used::json(address, &explanation, &assembled.sources);
            return super::print_document(&assembled.known.conceal_document(&document));
        }
        _ => bail!(anyhow::Error::msg("`--explain-credential` writes `human` or `json`").context(CannotBegin)),
    };
    super::print(&assembled.known.conceal(&written))
}

/// Each file is a configuration by itself; what was found in one is told before the next is read.
fn each(flags: &Validate, chosen: &Chosen, look: &Look) -> Result<ExitCode> {
    ensure!(!flags.at.files.is_empty(), anyhow::Error::msg("`--each` needs files").context(CannotBegin));
    let streams = matches!(flags.format, Format::Human | Format::Github);
    if !streams {
        bail!(anyhow::Error::msg("`--each` writes `human` or `github`, which need no end").context(CannotBegin));
    }
    let (mut worst, mut found, mut counts) = (ExitCode::SUCCESS, 0_usize, [0_usize; 3]);
    let files = named::once(&flags.at.files);
    for file in &files {
        let judged = judge(gather::alone(file, flags).context(CannotBegin)?, chosen, None)?;
        let counting = || judged.findings.iter().filter(|finding| finding.counts());
        for (count, severity) in counts.iter_mut().zip([Severity::Error, Severity::Warning, Severity::Note]) {
            *count += counting().filter(|finding| finding.severity == severity).count();
        }
        if counting().next().is_some() {
            found += 1;
            let mut told = judged.told();
            told.ends = false;
            told.mends = Some(mends(flags).files([file]));
            print(&told.write(flags.format, look), flags.format)?;
        }
        if fails(flags.fail_on, judged.findings.iter()) {
            worst = ExitCode::from(FOUND);
        }
    }
    if flags.format == Format::Human && !(look.quiet && found == 0) {
        let files = counted(files.len(), "file");
        super::print(&match found {
            0 => format!("{files}, each by itself, {}, nothing found\n", counted(chosen.rules(), "rule")),
            found => format!("{} in {found} of {files}, each by itself\n", severities(counts)),
        })?;
    }
    Ok(worst)
}

fn code<'f>(fail_on: FailOn, findings: impl Iterator<Item = &'f Finding>) -> ExitCode {
    if fails(fail_on, findings) { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
}

/// Prints what was found, for whoever reads the format.
fn print(written: &str, format: Format) -> Result<ExitCode> {
    match format {
        Format::Github => super::print_exactly(written),
        format if format.is_json() => super::print_document(written),
        _ => super::print(written),
    }
}

/// The exit code where a mend was left out: whatever its rule weighs, something is left for a person.
fn held(fail_on: FailOn) -> ExitCode {
    if fail_on.severity().is_some() { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
}

fn fails<'f>(fail_on: FailOn, mut findings: impl Iterator<Item = &'f Finding>) -> bool {
    let Some(least) = fail_on.severity() else { return false };
    findings.any(|finding| finding.counts() && finding.severity >= least)
}

/// How findings look: they go to stdout, so that is the terminal that counts.
fn look(global: &Global) -> Look {
    super::looking(outlet::printed_columns(), global)
}

/// The rules that are held, and the findings that are known already.
struct Chosen {
    baseline: Option<Baseline>,
    select: BTreeSet<String>,
    ignore: BTreeSet<String>,
}

impl Chosen {
    fn of(flags: &Validate) -> Result<Self> {
        let chosen = Self {
            baseline: flags.baseline.as_deref().map(Baseline::read).transpose()?,
            select: flags.select.iter().cloned().collect(),
            ignore: flags.ignore.iter().cloned().collect(),
        };
        for id in chosen.select.iter().chain(&chosen.ignore) {
            if lint::rule(id).is_none() {
                let meant = did_you_mean(id, lint::rules().map(|rule| rule.id));
                bail!("no rule is called `{id}`{meant}; `devportal-auth explain rules` has their names");
            }
        }
        let unread = |id: &&String| lint::rule(id).and_then(Rule::unread) == Some(Unread::File);
        if let Some(id) = chosen.ignore.iter().find(unread) {
            bail!(
                "`{id}` cannot be ignored, as nothing in a file that could not be read was judged; leave out the file"
            );
        }
        ensure!(chosen.rules() > 0, "`--select` and `--ignore` leave no rule to judge by");
        Ok(chosen)
    }

    /// By how many rules is judged.
    fn rules(&self) -> usize {
        lint::rules().filter(|rule| self.is_selected(rule) && !self.is_ignored(rule)).count()
    }

    /// What could not be read is told whichever rules are chosen: none of them judged it. Nor do they choose among a provider's answers.
    fn takes(&self, rule: &Rule) -> bool {
        (self.is_selected(rule) || rule.unread().is_some() || rule.is_of_proof()) && !self.is_ignored(rule)
    }

    fn is_selected(&self, rule: &Rule) -> bool {
        self.select.is_empty() || self.select.contains(rule.id)
    }

    fn is_ignored(&self, rule: &Rule) -> bool {
        self.ignore.contains(rule.id)
    }
}
