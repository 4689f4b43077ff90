//! Shows what would be written, asks, writes secrets and files, and says what is next.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result};

use super::allow::Allowed;
use super::declare::declare;
use super::get::Proven;
use super::next::{Done, next};
use super::no_longer;
use super::objections::{Heard, When, hear};
use super::people::count;
use super::{Edges, End, Options, Writing, agree, ask};
use crate::answers::file::OF_SANDBOX;
use crate::answers::{Choice, Form, Question, Reply, Who};
use crate::credential::{Answers, Variable};
use crate::interrupt;
use crate::journal::{self, Held};
use crate::plan::Plan;
use crate::proof::{Proof, Step};
use crate::render::{self, Sheet};
use crate::secrets::{self, NotPutBack, Put, StoreName};
use crate::write::{self, Applied, Change, ChangeKind, Changes, Earlier, PartlyWritten};

/// The files could not be written. Everything is as it was.
#[derive(Clone, Copy, Debug)]
pub struct NotWritten;

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was written")
    }
}

/// Refuses files that could not be edited, before anything is made at a provider: with the answers so far, so that only the
/// values can be other ones in the end.
///
/// # Errors
/// What cannot be edited, or would need a yes that nobody gave.
pub(super) fn try_out(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &Answers,
    allowed: &mut Allowed,
) -> Result<Option<End>> {
    let settled = without(plan, answers, |variable| !plan.is_secret(variable));
    write::refuse_linked(&backup_folder(options)).context(NotWritten)?;
    let changes = changes(plan, options, edges, &settled, None)?;
    if options.writing == Writing::Confirmed && !allowed.all(edges, &changes)? {
        edges.report.line("nothing was written");
        return Ok(Some(End::Declined));
    }
    Ok(None)
}

/// The answers without parts of credentials, which may still be mended by their proofs.
fn without(plan: &Plan, answers: &Answers, goes: impl Fn(&Variable) -> bool) -> Answers {
    let mut settled = answers.clone();
    for (_, variable) in plan.needs.iter().flat_map(Plan::variables).filter(|(_, variable)| goes(variable)) {
        settled.remove(&variable);
    }
    settled
}

/// Tells whether a person wants to say again what `validate` would call an error in what the answers so far come to. What cannot be rendered yet
/// is told when it is tried out.
///
/// # Errors
/// With all of it, where nobody is there to be asked.
pub(super) fn is_objected_to(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &Answers,
    allowed: &mut Allowed,
) -> Result<bool> {
    let settled = without(plan, answers, |_| true);
    let Ok(changes) = changes(plan, options, edges, &settled, None) else { return Ok(false) };
    let heard = hear(plan, (&options.out, &changes), (edges, &settled), allowed, When::Settled)?;
    Ok(heard == Heard::No)
}

fn backup_folder(options: &Options) -> PathBuf {
    options.out.join(journal::FOLDER).join(journal::COPIES)
}

fn changes(
    plan: &Plan,
    options: &Options,
    edges: &Edges<'_>,
    answers: &Answers,
    administrators: Option<&str>,
) -> Result<Changes> {
    let mut answers = answers.clone();
    render::derive(plan, &mut answers)?;
    let answers = &answers;
    let declared = declare(plan, options, edges, answers, administrators)?;
    let notice = options.in_sandbox().then_some(OF_SANDBOX);
    let closed = no_longer::closed(plan, options);
    let store = edges.store.name();
    let sheet = Sheet { plan, answers, administrators, store, declared: &declared, closed: &closed, notice };
    Changes::between(&render::render(&sheet)?, &options.out).context(NotWritten)
}

/// Renders, shows, confirms, writes.
pub(super) fn finish(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    answers: &Answers,
    administrators: Option<&str>,
    (proven, allowed): (&[Proven<'_>], &mut Allowed),
) -> Result<End> {
    let changes = changes(plan, options, edges, answers, administrators)?;
    let pending = pending_secrets(plan, edges, answers)?;
    let heard = hear(plan, (&options.out, &changes), (edges, answers), allowed, When::Written)?;
    if heard == Heard::No {
        edges.report.line("nothing was written");
        return Ok(End::Declined);
    }
    show_changes(options, edges, &changes, &pending);
    if changes.is_empty() && pending.is_empty() {
        edges.report.line("nothing to change");
        agree::keep(plan, edges, answers)?;
        next(plan, options, edges, &Done { answers, proven, administrators })?;
        return Ok(End::Fine);
    }
    if options.writing == Writing::DryRun {
        edges.report.diff(&changes.diff());
        edges.report.line("dry run: nothing was written");
        return Ok(End::Fine);
    }
    if !allowed.all(edges, &changes)? || !confirmed(edges, &changes)? {
        edges.report.line("nothing was written");
        return Ok(End::Declined);
    }
    interrupt::reword(|| "cancelled; each file is as it was or as it shall be, and `--resume` goes on".to_owned());
    let held = held(plan, answers);
    let copies_of_before = if edges.journal.is_half_written() { Earlier::Kept } else { Earlier::Removed };
    let is_as_before = |error: &Error| !error.is::<PartlyWritten>();
    let write = || changes.apply(&backup_folder(options), copies_of_before);
    let write = || edges.journal.while_writing(&held, write, is_as_before);
    let applied = secrets::put_together(edges.store, &pending, write, is_as_before);
    let applied = applied.map_err(|error| match error.is::<PartlyWritten>() || error.is::<NotPutBack>() {
        true => error,
        false => error.context(NotWritten),
    })?;
    // Whoever stops the program from here on is told that it was done.
    interrupt::reword(|| "cancelled when everything was written".to_owned());
    if let Err(error) = edges.journal.finish() {
        edges
            .report
            .problem(&format!("everything is written; {error:#}"), Some("remove it by hand: it may hold secrets"));
    }
    let files = changes.list().len();
    let secrets = if pending.is_empty() { "" } else { ", and the secrets in the keyring" };
    let says = format!("{} in {}{secrets}", count(files, "file"), options.out.display());
    edges.report.proof("", &Proof::of(Step::valid("written", says)));
    if let Some(told) = copies(&applied, &backup_folder(options)) {
        edges.report.detail("copies", &told);
    }
    agree::keep(plan, edges, answers)?;
    next(plan, options, edges, &Done { answers, proven, administrators })?;
    Ok(End::Fine)
}

/// Where the files of before are, which may hold old secrets, and for how long.
fn copies(applied: &Applied, folder: &Path) -> Option<String> {
    let gone = if applied.removed == 0 { "" } else { "; those of earlier runs were removed" };
    let until = "as before, until the next run that replaces something";
    (!applied.backups.is_empty())
        .then(|| format!("{} in {}, {until}{gone}", count(applied.backups.len(), "file"), folder.display()))
}

/// Everything that is written, with which a run that is killed in the midst of it goes on.
fn held(plan: &Plan, answers: &Answers) -> Held {
    let mut held = Held::default();
    for (variable, spec) in render::written(plan) {
        let Some(value) = answers.get(variable) else { continue };
        let values = if spec.secret { &mut held.secret } else { &mut held.plain };
        values.insert(variable.clone(), value.clone());
    }
    held
}

/// Secrets that the store does not hold yet, with what it holds in their place. Those of the dotenv store are part of the files.
fn pending_secrets(plan: &Plan, edges: &Edges<'_>, answers: &Answers) -> Result<Vec<Put>> {
    let mut pending = Vec::new();
    if edges.store.name() == StoreName::Dotenv {
        return Ok(pending);
    }
    for (variable, spec) in render::written(plan) {
        let Some(value) = answers.get(variable).filter(|_| spec.secret) else { continue };
        let (variable, value) = render::carried(variable, spec, value);
        let before = edges.store.get(&variable)?;
        if before.as_ref() != Some(&value) {
            pending.push(Put { variable, value, before });
        }
    }
    Ok(pending)
}

/// What somebody does whose own entry of a list goes.
const AGAIN: &str = "put it in again beside what is written; a copy of the file is kept until the next change";

fn show_changes(options: &Options, edges: &mut Edges<'_>, changes: &Changes, pending: &[Put]) {
    let report = &mut *edges.report;
    report.heading(&format!("Write  {}", options.out.display()));
    let shown = |change: &Change| match &change.leads_to {
        Some(target) => format!("{} -> {}", change.path.display(), target.display()),
        None => change.path.display().to_string(),
    };
    let width = changes.list().iter().map(|change| shown(change).len()).max().unwrap_or_default();
    for change in changes.list() {
        let (kind, lines) = match change.kind {
            ChangeKind::New => ("new", count(change.added, "line")),
            ChangeKind::Edit => ("edit", format!("{} added, {} removed", count(change.added, "line"), change.removed)),
        };
        let path = shown(change);
        report.line(&format!("{kind:<4}  {path:<width$}  {} · {lines}", change.about));
        for entry in &change.lost {
            report.problem(&format!("{entry} goes: the list is written anew"), Some(AGAIN));
        }
    }
    if !pending.is_empty() {
        let replaced = pending.iter().filter(|put| put.before.is_some()).count();
        let (kind, replaced) = match replaced {
            0 => ("new", String::new()),
            _ => ("edit", format!(", {replaced} replaced")),
        };
        report.line(&format!("{kind:<4}  {:<width$}  {}{replaced}", "keyring", count(pending.len(), "secret")));
    }
}

fn confirmed(edges: &mut Edges<'_>, changes: &Changes) -> Result<bool> {
    loop {
        let question = write_question();
        match ask(edges, &question, None)? {
            Reply::Answer(answer) if answer.expose() == "yes" => return Ok(true),
            Reply::Answer(answer) if answer.expose() == "show" => edges.report.diff(&changes.diff()),
            Reply::Answer(_) => return Ok(false),
            // Everything is decided: what is to be otherwise is chosen in a run of its own, and esc throws nothing away.
            Reply::Back => {}
            Reply::None => return Err(super::Missing::of(vec![question]).into()),
        }
    }
}

pub(super) fn write_question() -> Question {
    let choices = [("yes", "yes"), ("show", "show the differences first"), ("no", "no, write nothing")];
    Question {
        key: "write".into(),
        prompt: "Write?".into(),
        about: "whether these files are written".into(),
        form: Form::Choice(choices.map(|(value, label)| Choice { value: value.into(), label: label.into() }).into()),
        ways: vec!["--yes, or --dry-run to see the differences".into()],
        who: Who::WhoRuns,
        alone: true,
        ..Question::default()
    }
}
