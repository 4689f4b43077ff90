//! Safe mends: each finding that knows one changes the text it stands in. Comments, order and everything else stay: each mend is read
//! back, and what came to more than was meant is left out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use zeroize::Zeroizing;

use super::Assembled;
use crate::config::{Piece, Place, keeps_comments, only_replaces};
use crate::credential::Secret;
use crate::document;
use crate::dotenv;
use crate::lint::{Finding, Fix};
use crate::written;

/// What the mends come to.
#[derive(Default)]
pub struct Mended {
    /// The new texts, by the number of their source; they may hold secrets.
    pub texts: BTreeMap<usize, Zeroizing<String>>,
    /// How many findings they mend.
    pub count: usize,
    /// Where findings stand whose mend was left out, as it cannot be made without touching more than the value.
    pub left: BTreeSet<Place>,
}

/// Whether a mend has a text that it may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This source, which was given to be looked at.
    Given(usize),
    /// This source, which only another file names: nobody said that it may be changed.
    NamedElsewhere(usize),
    /// None.
    Nowhere,
}

/// Tells which text a mend changes. What others carry is only edited where it stands.
pub fn reach(assembled: &Assembled, fix: &Fix) -> Reach {
    let source = match fix {
        Fix::Replace { place, .. } | Fix::Value { place, .. } => {
            (assembled.is_yours(*place) && assembled.is_sharp(*place)).then_some(place.source)
        }
        Fix::Merge(_) => assembled.operators_file(),
    };
    match source {
        Some(source) if assembled.is_named(source) => Reach::Given(source),
        Some(source) => Reach::NamedElsewhere(source),
        None => Reach::Nowhere,
    }
}

fn can_mend(assembled: &Assembled, fix: &Fix) -> bool {
    matches!(reach(assembled, fix), Reach::Given(_))
}

/// Tells whether a finding counts and has a mend that may be made.
pub fn is_mended(assembled: &Assembled, finding: &Finding) -> bool {
    finding.counts() && finding.fix.as_ref().is_some_and(|fix| can_mend(assembled, fix))
}

/// Applies the mends of all findings that count. Of two that touch the same text, one is applied; what cannot be edited stays
/// as it is. What the image's own files say is mended in the operator's last file.
pub fn mend<'f>(assembled: &Assembled, findings: impl IntoIterator<Item = &'f Finding>) -> Mended {
    let mut mended = Mended::default();
    let mendable = findings.into_iter().filter(|finding| is_mended(assembled, finding));
    let fixes: Vec<_> = mendable.filter_map(|finding| Some((finding, finding.fix.as_ref()?))).collect();
    for (source, edits) in edits(assembled, &fixes, &mut mended.left) {
        let Some(text) = assembled.sources.get(source).map(|source| source.text.clone()) else { continue };
        let holds = if assembled.env_files().contains(&source) { same_variables } else { comes_to };
        let text = mended.edit(text, &edits, holds);
        mended.texts.insert(source, text);
    }
    let Some(operators) = assembled.operators_file() else { return mended };
    for (finding, fix) in fixes {
        let Fix::Merge(yaml) = fix else { continue };
        let before = match mended.texts.get(&operators) {
            Some(text) => text.clone(),
            None => assembled.sources.get(operators).map(|source| source.text.clone()).unwrap_or_default(),
        };
        match document::merge(&before, yaml) {
            Ok(after) if keeps_comments(&before, &after) => {
                mended.count += usize::from(after != *before);
                mended.texts.insert(operators, after.into());
            }
            _ => mended.left.extend(finding.place.filter(|place| assembled.is_yours(*place))),
        }
    }
    mended.texts.retain(|source, text| assembled.sources.get(*source).is_some_and(|old| old.text != *text));
    mended
}

/// A mend of a stretch of text.
struct Edit {
    bytes: Range<usize>,
    /// What is to be written there; it may be a secret.
    with: Secret,
    /// What that is to say.
    meant: Vec<Piece>,
    /// Where its finding stands.
    told: Place,
}

/// What is mended in each source, from its end to its beginning, so that places stay where they are. What has no way to be written is left.
fn edits(assembled: &Assembled, fixes: &[(&Finding, &Fix)], left: &mut BTreeSet<Place>) -> BTreeMap<usize, Vec<Edit>> {
    let mut all: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    for (finding, fix) in fixes {
        let (Fix::Replace { place, .. } | Fix::Value { place, .. }) = *fix else { continue };
        let Some(source) = assembled.sources.get(place.source) else { continue };
        let (bytes, told) = (source.bytes(*place), finding.place.filter(|told| told.source == place.source));
        let told = told.unwrap_or(*place);
        match replacement(&source.text[bytes.clone()], fix) {
            Some((with, meant)) => all.entry(place.source).or_default().push(Edit { bytes, with, meant, told }),
            None => _ = left.insert(told),
        }
    }
    for edits in all.values_mut() {
        edits.sort_by_key(|edit| Reverse(edit.bytes.start));
        edits.dedup_by(|next, edit| next.bytes.end > edit.bytes.start);
    }
    all
}

impl Mended {
    /// Makes all edits, or each that holds where not all do.
    fn edit(&mut self, now: Zeroizing<String>, edits: &[Edit], holds: Holds) -> Zeroizing<String> {
        let mut then = now.clone();
        edits.iter().for_each(|edit| then.replace_range(edit.bytes.clone(), edit.with.expose()));
        if holds(&now, &then, edits) {
            self.count += edits.len();
            return then;
        }
        if let [edit] = edits {
            self.left.insert(edit.told);
            return now;
        }
        let (behind, before) = edits.split_at(edits.len() / 2);
        let now = self.edit(now, behind, holds);
        self.edit(now, before, holds)
    }
}

/// What is to be written in place of a text, and what that is to say.
fn replacement(written: &str, fix: &Fix) -> Option<(Secret, Vec<Piece>)> {
    match fix {
        Fix::Value { with, .. } => {
            let anew = written::in_place_of(written, with.expose())?;
            Some((Secret::new(anew), vec![Piece::text(with.expose())]))
        }
        // What a file of variables takes is no YAML, and is not read as such.
        Fix::Replace { with, .. } => Some((with.clone(), Piece::all(with.expose()).unwrap_or_default())),
        Fix::Merge(_) => None,
    }
}

/// Whether edits of a text, from its end to its beginning, came to what they were meant to, and to nothing else.
type Holds = fn(&str, &str, &[Edit]) -> bool;

fn comes_to(before: &str, after: &str, edits: &[Edit]) -> bool {
    let meant: Vec<_> = edits.iter().rev().map(|edit| edit.meant.as_slice()).collect();
    only_replaces(before, after, &meant)
}

/// A mend in a file of variables takes quotes away, and no value is another than before.
fn same_variables(before: &str, after: &str, _: &[Edit]) -> bool {
    matches!((dotenv::parse(before), dotenv::parse(after)), (Ok(before), Ok(after)) if before == after)
}
