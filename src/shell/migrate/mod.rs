//! `devportal-auth migrate`: looks at a portal, decides, shows what would change, asks, and writes all or nothing.

mod again;
mod around;
mod kept;
mod led;
mod loaded;
mod look;
mod lost;
mod near;
mod next;
mod opened;
mod which;
mod write;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail, ensure};

use self::look::Portal;
use self::next::{next, purpose, refusal};
use self::write::Done;
use super::cli::{Global, Migrate};
use super::end::{CannotBegin, NotKept};
use super::init::Person;
use super::{edited, folder, print};
use crate::contract::Target;
use crate::credential::Secret;
use crate::here::folder_of;
use crate::intake::{self, Kind};
use crate::interrupt::{self, Cancelled};
use crate::journal::Moving;
use crate::migrate::{chosen, migrate as moved, report, shut_out};
use crate::report::{Look, Report, Screen, clean_lines};
use crate::secrecy;
use crate::typed::Typed;
use crate::write::{Doubt, NOT_SHOWN, refuse_led_out, single};

/// How long the copies stay.
const UNTIL: &str = "until another move; take them away when the portal runs";

/// Runs the command.
pub(super) fn migrate(flags: &Migrate, global: &Global, look: Look) -> Result<ExitCode> {
    interrupt::install(|| "cancelled; nothing was written".to_owned())?;
    let mut screen = Screen::new(look);
    let here = look::folder_of(flags);
    if let Some(moving) = Moving::left(&here).context(CannotBegin)? {
        if !flags.dry_run {
            folder::sweep(&here);
        }
        gone_on_with(&moving, flags, global, &mut screen)?;
        // The next move would take away what this one kept of the portal as it was, and nobody has seen this one run.
        if let Some(goal) = flags.to.filter(|goal| goal.target().id() != moving.to && !flags.dry_run) {
            let next = Typed::ours("migrate").files([&here]).with("--to", [goal.target().id()]);
            screen.command(&next, "goes on to what you asked for, when the portal runs");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let portal = Portal::look(flags).map_err(judged)?;
    secrecy::learn_all(&portal.known);
    if !flags.dry_run {
        folder::sweep(&portal.folder);
    }
    let from = &portal.found.image;
    let target = goal(flags, from.target).context(CannotBegin)?;
    if target == from.target {
        screen.line(&format!("nothing to change: the portal is {} already", called(target)));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(lacking) = shut_out(&portal.found, target) {
        bail!(anyhow!(refusal(&lacking, &portal)).context(CannotBegin));
    }
    let to = chosen(&portal.found, target).context(CannotBegin)?;
    let migration = moved(&portal.found, to).context(CannotBegin)?;
    opened::refuse_what_opens(&portal, &migration).context(CannotBegin)?;
    lost::refuse_what_is_lost(&portal, &migration).context(CannotBegin)?;
    let next = next(&migration, &portal);
    let conceal = |text: &str| portal.conceal(&secrecy::conceal(text));
    let text = conceal(&report(&migration, &next.to_string(), conceal));
    ensure_somebody_is_there(flags, global)?;
    flags.report.as_deref().map_or(Ok(()), |file| refuse_another(file, &text))?;
    let led = may_be_led(&portal.folder, flags, global, &mut screen)?;
    let work = write::Work::of(&portal, &migration, &text, flags.dry_run)?;
    led::led(&portal, &migration).iter().for_each(|line| screen.line(line));
    let diff = clean_lines(&portal.conceal(&work.changes.diff()));
    if flags.dry_run || flags.report.is_none() {
        print(&text)?;
    }
    if flags.dry_run {
        print(&format!("\n{}", led.map_or(diff, |_| format!("{NOT_SHOWN}\n"))))?;
        screen.line("dry run: nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    screen.diff(&diff);
    if !flags.yes && !edited::confirmed(&screen)? {
        bail!(Cancelled);
    }
    may_be_written();
    let Done { backup, left } = work.apply()?;
    flags.report.as_deref().map_or(Ok(()), |file| keep(file, &text))?;
    screen.line(&format!(
        "moved: the portal is {} now; the old files are in {}, {UNTIL}",
        called(target),
        backup.display()
    ));
    left.iter().for_each(|left| screen.line(left));
    screen.command(&next, purpose(&portal));
    Ok(ExitCode::SUCCESS)
}

/// From here on whoever stops the program is told so.
fn may_be_written() {
    interrupt::reword(|| "cancelled; each file is as it was or as it shall be".to_owned());
}

/// Goes on with a move that was stopped while it was written, and tells of it. Whoever says yes sees all of it: somebody else may have made
/// the record.
fn gone_on_with(moving: &Moving, flags: &Migrate, global: &Global, screen: &mut Screen) -> Result<()> {
    let files = moving.files.iter().map(|file| format!("`{}`", file.path.display()));
    let kept = moving.kept.iter().map(|(old, new)| format!("`{old}` of the keyring as `{new}`"));
    screen.line(&format!(
        "a move to {} is not done, and is gone on with: {}",
        moving.to,
        files.chain(kept).collect::<Vec<_>>().join(", ")
    ));
    flags.report.as_deref().map_or(Ok(()), |file| refuse_another(file, &moving.report))?;
    let led = may_be_led(&look::folder_of(flags), flags, global, screen)?;
    let rest = again::Rest::of(moving, flags, &look::folder_of(flags))?;
    if flags.dry_run || flags.report.is_none() {
        print(&format!("{}\n\n", clean_lines(&moving.report).trim_end()))?;
    }
    if flags.dry_run {
        print(&led.map_or_else(|| rest.diff(), |_| format!("{NOT_SHOWN}\n")))?;
        screen.line("dry run: nothing was written");
        return Ok(());
    }
    ensure_somebody_is_there(flags, global)?;
    screen.diff(&rest.diff());
    if !flags.yes && !edited::confirmed(screen)? {
        bail!(Cancelled);
    }
    may_be_written();
    let Done { backup, left } = rest.write(moving)?;
    flags.report.as_deref().map_or(Ok(()), |file| keep(file, &moving.report))?;
    screen.line(&format!(
        "moved: the move to {} is done; the old files are in {}, {UNTIL}",
        moving.to,
        backup.display()
    ));
    left.iter().for_each(|left| screen.line(left));
    Ok(())
}

/// Asks a person before anything is made in a folder that a link leads to elsewhere, and gives that there is one.
fn may_be_led(folder: &Path, flags: &Migrate, global: &Global, screen: &mut Screen) -> Result<Option<Doubt>> {
    let led = folder::led(folder);
    match &led {
        Some(doubt) if flags.dry_run => screen.line(&doubt.to_string()),
        Some(doubt) => folder::ask_about(doubt, Person::of(global), screen.look())?,
        None => {}
    }
    Ok(led)
}

/// What could not be looked at is usage, but for what is refused as it would not be kept.
fn judged(error: anyhow::Error) -> anyhow::Error {
    if error.is::<NotKept>() { error } else { error.context(CannotBegin) }
}

fn goal(flags: &Migrate, from: Target) -> Result<Target> {
    match (flags.to, from) {
        (Some(goal), _) => Ok(goal.target()),
        (None, Target::V1) => Ok(Target::V2),
        (None, Target::V2) => bail!("the portal has presets already; say where it goes: `--to v1` or `--to backstage`"),
        (None, Target::Backstage) => Ok(Target::Backstage),
    }
}

fn ensure_somebody_is_there(flags: &Migrate, global: &Global) -> Result<()> {
    let there = flags.yes || flags.dry_run || Person::of(global) == Person::There;
    ensure!(
        there,
        anyhow::Error::msg("nobody is here to confirm; say `--yes`, or look first with `--dry-run`")
            .context(CannotBegin)
    );
    Ok(())
}

const fn called(target: Target) -> &'static str {
    match target {
        Target::V1 => "for the v1 image (profiles)",
        Target::V2 => "for the v2 image (presets)",
        Target::Backstage => "for plain Backstage",
    }
}

/// Puts the report into a file, in the place of an earlier one. Where that cannot be, whoever runs this sees it all the same.
fn keep(file: &Path, text: &str) -> Result<()> {
    let Err(error) = single(file, text, |there| is_report(there, text)) else { return Ok(()) };
    print(text)?;
    let says = format!("everything has moved; its report stands above, and could not be put into {}", file.display());
    Err(error.context(says).context(NotKept))
}

/// The report of the same move is replaced, and that of another one is all that is left of what it wanted of a person.
fn is_report(there: &Secret, text: &str) -> Result<()> {
    let head = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    ensure!(there.expose().starts_with("# From "), "it is no report of a migration");
    ensure!(head(there.expose()) == head(text), "it is the report of another move");
    Ok(())
}

/// Refuses a file for the report that holds something else, or that cannot be one, before anything is written.
fn refuse_another(file: &Path, text: &str) -> Result<()> {
    let cannot = || format!("the report cannot be put into {}; name another file", file.display());
    let folder = folder_of(file);
    if !folder.is_dir() {
        bail!(anyhow!("there is no folder {}", folder.display()).context(cannot()).context(NotKept));
    }
    refuse_led_out(file).with_context(cannot).context(NotKept)?;
    let there = intake::text_if_there(file, Kind::BASELINE).map_err(|unread| anyhow!("it {unread}"));
    let there = there.map(|there| there.filter(|text| !text.expose().trim().is_empty()));
    let judged = there.and_then(|there| there.as_ref().map_or(Ok(()), |there| is_report(there, text)));
    judged.with_context(cannot).context(NotKept)
}
