//! `validate --fix`: shows what would change, asks where somebody is there, writes all files or none, and looks again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::super::end::NotKept;
use super::super::init::Person;
use super::files::Disk;
use super::{Chosen, Judged, judge};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Form, Question, Reply};
use crate::credential::Secret;
use crate::journal;
use crate::lint::Severity;
use crate::report::{Report, Screen};
use crate::shell::cli::{Global, Validate};
use crate::validate::{Input, Mended, mend};
use crate::write::{Access, Changes, Content, FilePlan, Rendered};

/// A mend may uncover another; more rounds than these never did.
const ROUNDS: usize = 4;

/// Mends what can be mended safely, and gives what is to be looked at then: the mended texts, or those from before where they stay.
/// Nothing, when the mends were only to be shown.
pub(super) fn fix(input: &Input, flags: &Validate, global: &Global, chosen: &Chosen) -> Result<Option<(Input, Disk)>> {
    let unchanged = || Some((input.clone(), Disk::default()));
    let before = judge(input.clone(), &Disk::default(), chosen, None)?;
    let Rounds { input: mended, disk, judged: after, count } = rounds(input.clone(), &before, chosen)?;
    let mut screen = Screen::new(super::super::look(global));
    if count == 0 {
        screen.line("nothing here can be mended safely by itself");
        return Ok(unchanged());
    }
    let changes = changes(&before, &after)?;
    if flags.dry_run {
        super::super::print(&before.assembled.known.conceal(&changes.diff()))?;
        screen.line("dry run: nothing was written");
        return Ok(None);
    }
    screen.diff(&before.assembled.known.conceal(&changes.diff()));
    if !flags.yes && Person::of(global) == Person::There && !confirmed(&screen)? {
        screen.line("nothing was written");
        return Ok(unchanged());
    }
    let _whole = crate::interrupt::uninterruptible();
    let backup = folder_of(&before)?.join(journal::FOLDER).join("backup");
    changes.apply(&backup).context(NotKept)?;
    let files = changes.list().len();
    let s = if files == 1 { "" } else { "s" };
    screen.line(&format!("mended {count} in {files} file{s}; the old ones are in {}", backup.display()));
    Ok(Some((mended, disk)))
}

/// What everything is like after mending.
struct Rounds {
    input: Input,
    disk: Disk,
    judged: Judged,
    count: usize,
}

/// Mends and looks again until nothing more can be mended. No mend may bring a new error.
fn rounds(mut input: Input, before: &Judged, chosen: &Chosen) -> Result<Rounds> {
    let (mut disk, mut count) = (Disk::default(), 0);
    let mut now = judge(input.clone(), &disk, chosen, None)?;
    for _ in 0..ROUNDS {
        let Mended { texts, count: mended } = mend(&now.assembled, &now.findings);
        if texts.is_empty() {
            break;
        }
        for (source, text) in texts {
            let name = now.assembled.sources.name(source).to_owned();
            match input.files.iter_mut().chain(&mut input.env_files).find(|file| file.name == name) {
                Some(file) => file.text = Ok(Secret::new(text)),
                // One that another file names.
                None => drop(disk.mended.insert(name, Secret::new(text))),
            }
        }
        let then = judge(input.clone(), &disk, chosen, None)?;
        let known: BTreeSet<_> = before.fingerprints.iter().chain(&now.fingerprints).collect();
        let mut new = then.findings.iter().zip(&then.fingerprints).filter(|(_, known_by)| !known.contains(known_by));
        if let Some((new, _)) = new.find(|(finding, _)| finding.severity == Severity::Error && finding.counts()) {
            bail!("mending would bring `{}`: {}; nothing was written", new.rule, new.message);
        }
        count += mended;
        now = then;
    }
    Ok(Rounds { input, disk, judged: now, count })
}

fn changes(before: &Judged, after: &Judged) -> Result<Changes> {
    let mut files = Vec::new();
    for (number, old) in before.assembled.sources.iter() {
        let new = after.assembled.sources.get(number).filter(|new| new.name == old.name && *new.text != *old.text);
        let Some(new) = new else { continue };
        let path = fs::canonicalize(&old.name).with_context(|| format!("could not find {}", old.name))?;
        files.push((path, new.text.to_string()));
    }
    let root = above_all(files.iter().map(|(path, _)| path.as_path()));
    let plan = |(path, text): (PathBuf, String)| FilePlan {
        path: path.strip_prefix(&root).map_or_else(|_| path.clone(), Path::to_path_buf),
        about: "mended".to_owned(),
        content: Content::Edited(Secret::new(text)),
        access: Access::Shared,
    };
    Changes::between(&Rendered { files: files.into_iter().map(plan).collect() }, &root).context(NotKept)
}

/// The deepest folder that holds all files.
fn above_all<'p>(files: impl Iterator<Item = &'p Path>) -> PathBuf {
    let mut folders = files.filter_map(Path::parent);
    let first = folders.next().unwrap_or_else(|| Path::new("/")).to_path_buf();
    folders.fold(first, |above, folder| {
        above.ancestors().find(|above| folder.starts_with(above)).unwrap_or_else(|| Path::new("/")).to_path_buf()
    })
}

/// The folder of the operator's last file.
fn folder_of(judged: &Judged) -> Result<PathBuf> {
    let name = judged.assembled.operators().map(|source| judged.assembled.sources.name(source).to_owned());
    let path = fs::canonicalize(name.unwrap_or_else(|| ".".to_owned())).context("could not find the folder")?;
    Ok(path.parent().map_or_else(|| path.clone(), Path::to_path_buf))
}

fn confirmed(screen: &Screen) -> Result<bool> {
    let question = Question {
        key: "write".into(),
        prompt: "Write?".into(),
        form: Form::YesNo,
        default: Some("no".into()),
        ..Question::default()
    };
    let answer = Terminal::new(screen.look()).answer(&question, None)?;
    Ok(matches!(answer, Reply::Answer(answer) if answer.expose() == "yes"))
}
