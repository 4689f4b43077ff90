//! What an interrupted run holds needs a place in the run that takes it up, or it would be dropped at its end.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use anyhow::Result;

use super::Edges;
use crate::credential::Variable;
use crate::journal::{Files, Pending};
use crate::plan::Plan;
use crate::render;

/// The run has no use for something that the interrupted one holds.
#[derive(Clone, Debug)]
pub struct NoPlace {
    what: String,
    journal: PathBuf,
}

impl fmt::Display for NoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the interrupted run left {}, which has no place in what is chosen now; leave out what is chosen otherwise, or remove {} if \
             nothing of it is wanted",
            self.what,
            self.journal.display()
        )
    }
}

impl std::error::Error for NoPlace {}

/// Lets go of what was typed for other choices, before the person went back and changed them.
///
/// # Errors
/// When the journal cannot be written, or the store does not drop a secret.
pub(super) fn let_go(plan: &Plan, edges: &mut Edges<'_>) -> Result<()> {
    let written: BTreeSet<Variable> = render::written(plan).into_keys().cloned().collect();
    edges.journal.let_go(&|variable| !written.contains(variable), edges.store)
}

/// Refuses other choices than those for which something was made or kept.
///
/// # Errors
/// [`NoPlace`], which names it.
pub(super) fn has_its_place(plan: &Plan, edges: &Edges<'_>) -> Result<()> {
    let Some(Pending { file, made, begun, kept, answers: _, files: _ }) = edges.journal.holds() else { return Ok(()) };
    let written: BTreeSet<&Variable> = render::written(plan).into_keys().collect();
    let is_needed = |credential: &String| plan.needs.iter().any(|need| need.id == *credential);
    let left = Pending {
        file,
        made: made.into_iter().filter(|made| !is_needed(&made.credential)).collect(),
        begun: begun.into_iter().filter(|credential| !is_needed(credential)).collect(),
        kept: kept.into_iter().filter(|variable| !written.contains(variable)).collect(),
        answers: 0,
        files: Files::AsBefore,
    };
    let what = left.describe();
    if what.is_empty() { Ok(()) } else { Err(NoPlace { what, journal: left.file }.into()) }
}
