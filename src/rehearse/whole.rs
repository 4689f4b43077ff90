//! The whole directory: everybody is asked for as they go by, and what came of it is told.

use std::cell::RefCell;

use anyhow::Result;

use super::everybody::{Count, Everybody, Left};
use super::found;
use super::judge::Judge;
use super::list::{List, Whole};
use super::people::{self, Source};
use super::run::{Edges, Ended, Scene};
use crate::proof::{Extent, Limit, Proof, Step, Verdict};

impl Scene<'_, '_> {
    /// Asks for everybody, and tells who would not get in.
    pub(super) async fn everybody(&self, edges: &mut Edges<'_>) -> Result<Ended> {
        edges.report.heading("Everybody");
        let (sources, mut steps) = people::sources(self.door, self.readers, edges.providers);
        let known = if steps.is_empty() { Extent::Whole } else { Extent::Part(Limit::Elsewhere) };
        let (keeps, today) = (self.keeps(&self.release), self.today.as_ref().map(|today| self.keeps(today)));
        let judge = Judge { chain: self.resolvers(), keeps: &keeps, today: today.as_deref() };
        let list = RefCell::new(List::new(self.options.json, &mut *edges.print));
        let mut hand_on = |left: Left| list.borrow_mut().take(&left);
        let report = &mut *edges.report;
        let mut busy = |people: usize| report.busy(&format!("asking for everybody · {people} people"));
        let mut everybody = Everybody::new(judge, &mut hand_on, &mut busy);
        let (extent, unread) = asked(&sources, known, &mut everybody).await;
        steps.extend(unread.into_iter().chain(self.news()).chain(found::also_wrong(self.subject)));
        let count = everybody.count;
        edges.report.idle();
        if !steps.is_empty() {
            edges.report.proof("", &Proof { steps: steps.clone(), ..Proof::default() });
        }
        self.ended(list.into_inner(), (count, extent), &steps)
    }

    /// Ends with a document of nobody, before anybody is asked for.
    pub(super) fn nobody(&self, step: Step, edges: &mut Edges<'_>) -> Result<Ended> {
        edges.report.proof("", &Proof { steps: vec![step.clone()], ..Proof::default() });
        let list = List::new(true, &mut *edges.print);
        self.ended(list, (Count::default(), Extent::Part(Limit::Elsewhere)), &[step])
    }

    /// Ends the list of everybody.
    fn ended(&self, list: List<'_>, (count, extent): (Count, Extent), steps: &[Step]) -> Result<Ended> {
        let lets_in = match (count.left, count.untold, extent) {
            (1.., ..) => Some(false),
            _ if steps.iter().any(|step| step.verdict == Verdict::Invalid) => Some(false),
            (0, 0, Extent::Whole) if count.get_in > 0 => Some(true),
            _ => None,
        };
        let whole = Whole {
            provider: &self.door.provider,
            environment: &self.door.environment,
            release: self.release.to_string(),
            today: self.today.as_ref().map(ToString::to_string),
            count,
            extent,
            lets_in,
            steps,
        };
        list.end(&whole, &self.options.look)?;
        Ok(Ended::of(lets_in))
    }
}

/// Has everybody come by; once more, where somebody's answer hangs on others. Tells how much was read, of which no more is `known` than this
/// from the start, and what could not be.
async fn asked(sources: &[Source<'_>], known: Extent, everybody: &mut Everybody<'_>) -> (Extent, Vec<Step>) {
    let (first, mut steps) = people::ask(sources, everybody).await;
    let mut again = None;
    if everybody.again() && steps.is_empty() {
        let (extent, unread) = people::ask(sources, everybody).await;
        again = Some(extent);
        steps.extend(unread);
    }
    let extent = known.and(first).and(again.unwrap_or_default());
    steps.extend(everybody.end(extent, again));
    (extent, steps)
}
