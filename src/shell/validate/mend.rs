//! `validate --fix`: shows what would change, asks where somebody is there, writes all files or none, and looks again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::super::edited::{above_all, alone, confirmed, names_of};
use super::super::end::{CannotBegin, NotKept};
use super::Chosen;
use super::held::{Held, Limits};
use super::judged::{Judged, judge};
use crate::config::{Place, Source};
use crate::credential::Secret;
use crate::here;
use crate::journal;
use crate::leaving::{Leaving, is_by_name, leaving};
use crate::report::findings::Format;
use crate::report::{Report, Screen};
use crate::shell::cli::{Global, Validate};
use crate::shell::init::Person;
use crate::validate::Input;
use crate::write::{Access, Change, Changes, Content, Earlier, FilePlan, Rendered};

/// A mend may uncover another; more rounds than these never did.
const ROUNDS: usize = 4;

/// What there is after mending.
pub(super) struct Fixed {
    /// What is to be looked at then: the mended texts, or those from before where they stay.
    pub(super) input: Input,
    /// Whether a mend was left out, as it would have opened something or brought an error.
    pub(super) is_held: bool,
}

/// Mends what can be mended safely.
pub(super) fn fix(input: &Input, flags: &Validate, global: &Global, chosen: &Chosen) -> Result<Fixed> {
    let before = judge(input.clone(), chosen, None)?;
    let Rounds { input: mended, judged: after, count, left, held } = rounds(input.clone(), &before, chosen)?;
    let fixed = |input: Input| Ok(Fixed { input, is_held: !held.is_empty() });
    let unchanged = || fixed(input.clone());
    let mut screen = Screen::new(super::super::look(global));
    for name in &after.out_of_reach {
        screen.line(&format!(
            "`{name}` was not fixed: only another file names it; to have it fixed, name it on the command line"
        ));
    }
    for line in left.iter().chain(held.iter().map(|held| &held.says)) {
        screen.line(line);
    }
    if count == 0 {
        screen.line("nothing here can be fixed safely without you");
        return unchanged();
    }
    if !flags.dry_run && !flags.yes && Person::of(global) == Person::Absent {
        let says = "nobody is here to agree to the fixes; add `--yes`, or see them with `--fix --dry-run`";
        bail!(anyhow::Error::msg(says).context(CannotBegin));
    }
    let mends = Mend::all(&before, &after)?;
    mends.iter().try_for_each(|mend| mend.stays_in_checkout(flags)).context(NotKept)?;
    mends.iter().filter_map(Mend::link).for_each(|line| screen.line(&line));
    if !flags.dry_run {
        mends.iter().try_for_each(Mend::has_one_name).context(NotKept)?;
    }
    if flags.yes {
        mends.iter().try_for_each(|mend| mend.stays_or_was_named(flags)).context(NotKept)?;
    }
    let files = mends.iter().map(|mend| mend.path.as_path());
    let _alone = if flags.dry_run { Vec::new() } else { alone(files)? };
    let mut changes = changes(&mends)?;
    changes.hide(&mends.iter().filter_map(Mend::leaving).collect::<Vec<_>>());
    if flags.dry_run {
        show(&before.assembled.known.conceal(&changes.diff()), flags.format, &mut screen)?;
        screen.line("dry run: nothing was written");
        return unchanged();
    }
    screen.diff(&before.assembled.known.conceal(&changes.diff()));
    if !flags.yes && !confirmed(&screen)? {
        screen.line("nothing was written");
        return unchanged();
    }
    let _whole = crate::interrupt::uninterruptible();
    let backup = folder_of_last(&before)?.join(journal::FOLDER).join(journal::COPIES);
    changes.apply(&backup, Earlier::Removed).context(NotKept)?;
    let files = changes.list().len();
    let s = if files == 1 { "" } else { "s" };
    screen.line(&format!("fixed {count} in {files} file{s}; the old ones are in {}", backup.display()));
    fixed(mended)
}

/// Shows what would change, where a program does not wait for one document alone.
fn show(diff: &str, format: Format, screen: &mut Screen) -> Result<()> {
    if format == Format::Human {
        super::super::print(diff)?;
    } else {
        screen.diff(diff);
    }
    Ok(())
}

/// What everything is like after mending.
struct Rounds {
    input: Input,
    judged: Judged,
    count: usize,
    /// What is said of the mends that could not be made in the end.
    left: Vec<String>,
    /// The mends that were not to be made.
    held: Vec<Held>,
}

/// Mends and looks again until nothing more can be mended.
fn rounds(mut input: Input, before: &Judged, chosen: &Chosen) -> Result<Rounds> {
    let limits = Limits::of(&input, before, chosen);
    let (mut count, mut left, mut held) = (0, Vec::<String>::new(), Vec::new());
    let mut now = judge(input.clone(), chosen, None)?;
    for _ in 0..ROUNDS {
        let Some(round) = limits.round(&input, &now, &mut held)? else { break };
        left = round.mended.left.iter().map(|place| left_out(&now, *place)).collect();
        left.dedup();
        if round.mended.texts.is_empty() {
            break;
        }
        count += round.mended.count;
        (input, now) = (round.input, round.judged);
    }
    Ok(Rounds { input, judged: now, count, left, held })
}

fn left_out(judged: &Judged, place: Place) -> String {
    let name = judged.assembled.sources.name(place.source);
    format!(
        "`{name}`, line {}, was not fixed: the change would affect more than this value; fix it by hand",
        place.start.line
    )
}

/// A file that a mend changes.
struct Mend {
    /// As it was given.
    name: String,
    /// Where it really is.
    path: PathBuf,
    /// What was judged.
    before: Secret,
    /// What it comes to.
    after: Secret,
}

impl Mend {
    fn all(before: &Judged, after: &Judged) -> Result<Vec<Self>> {
        let changed = before.assembled.sources.iter().filter_map(|(number, old)| {
            let new = after.assembled.sources.get(number)?;
            (new.name == old.name && *new.text != *old.text).then_some((old, new))
        });
        let mend = |(old, new): (&Source, &Source)| {
            let path = fs::canonicalize(&old.name).with_context(|| format!("could not find {}", old.name))?;
            let (before, after) = (Secret::new(old.text.as_str()), Secret::new(new.text.as_str()));
            Ok(Self { name: old.name.clone(), path, before, after })
        };
        changed.map(mend).collect()
    }

    /// Refuses what a link out of the checkout leads to and nobody named, before a line of it is shown.
    fn stays_in_checkout(&self, flags: &Validate) -> Result<()> {
        if self.is_named(flags) || self.leaving().is_none() { Ok(()) } else { self.leads_out() }
    }

    /// Refuses a link out of its folder that nobody named: whoever said yes could not know of it.
    fn stays_or_was_named(&self, flags: &Validate) -> Result<()> {
        let stays = self.path.starts_with(folder_of(&self.name)?);
        if self.is_named(flags) || stays { Ok(()) } else { self.leads_out() }
    }

    fn is_named(&self, flags: &Validate) -> bool {
        flags.at.files.iter().any(|file| is_by_name(file, Path::new(&self.name)))
    }

    fn leads_out(&self) -> Result<()> {
        bail!(
            "`{}` leads out of its folder, to {}; nothing was written: name it to have it fixed there, or remove the link",
            self.name,
            self.path.display()
        )
    }

    /// Refuses a file with several names: one that is mended takes the place of the old one whole, which would live on by the others.
    fn has_one_name(&self) -> Result<()> {
        match names_of(&self.path) {
            Some(names) if names > 1 => bail!(
                "`{}` is one file by {names} names (hard links), and only this one would be fixed; nothing was written: make it a file of its own, or fix it by hand",
                self.name
            ),
            _ => Ok(()),
        }
    }

    /// The link by which it leads out of where that is.
    fn leaving(&self) -> Option<Leaving> {
        leaving(Path::new(&self.name))
    }

    /// Says where a link leads.
    fn link(&self) -> Option<String> {
        let is_link = || fs::symlink_metadata(&self.name).is_ok_and(|about| about.is_symlink());
        let (says, more) = match self.leaving() {
            Some(leaving) => (leaving.to_string(), ", of which nothing is shown"),
            None if is_link() => (format!("`{}` is a link", self.name), ""),
            None => return None,
        };
        Some(format!("{says}: what is fixed is {}{more}", self.path.display()))
    }
}

/// What is to be written, held against what is there now: that has to be what was judged.
fn changes(mends: &[Mend]) -> Result<Changes> {
    let root = above_all(mends.iter().map(|mend| mend.path.as_path()));
    let plan = |mend: &Mend| FilePlan {
        path: mend.path.strip_prefix(&root).map_or_else(|_| mend.path.clone(), Path::to_path_buf),
        about: "fixed".to_owned(),
        content: Content::Edited(mend.after.clone()),
        access: Access::Shared,
    };
    let rendered = Rendered { files: mends.iter().map(plan).collect() };
    let changes = Changes::between(&rendered, &root).context(NotKept)?;
    let judged =
        |change: &Change| mends.iter().any(|mend| change.was(&mend.before) && mend.path == root.join(&change.path));
    match changes.list().iter().find(|change| !judged(change)) {
        Some(change) => bail!(
            anyhow!(
                "`{}` was changed by somebody else in the meantime; nothing was written, run again",
                change.path.display()
            )
            .context(NotKept)
        ),
        None => Ok(changes),
    }
}

/// The folder of the operator's last file, as far as no link leads out: copies stay with whose they are.
fn folder_of_last(judged: &Judged) -> Result<PathBuf> {
    let last = judged.assembled.operators().map(|source| judged.assembled.sources.name(source)).unwrap_or_default();
    match leaving(Path::new(last)) {
        Some(leaving) => fs::canonicalize(leaving.folder()).context("could not find the folder"),
        None => folder_of(last),
    }
}

/// The folder that a file is in by its name, wherever the file itself leads.
fn folder_of(name: &str) -> Result<PathBuf> {
    fs::canonicalize(here::folder_of(Path::new(name))).context("could not find the folder")
}
