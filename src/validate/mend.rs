//! Safe mends: each finding that knows one changes the text it stands in. Comments, order and everything else stay.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Assembled;
use super::exact::exact;
use crate::document;
use crate::lint::{Finding, Fix};

/// What the mends come to.
#[derive(Default)]
pub struct Mended {
    /// The new texts, by the number of their source.
    pub texts: BTreeMap<usize, String>,
    /// How many findings they mend.
    pub count: usize,
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
        Fix::Replace { place, .. } => {
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

/// Applies the mends of all findings that count. Of two that touch the same text, the first is applied; what cannot be edited stays
/// as it is. What the image's own files say is mended in the operator's last file.
pub fn mend(assembled: &Assembled, findings: &[Finding]) -> Mended {
    let mut mended = Mended::default();
    let fixes = || findings.iter().filter(|finding| finding.counts()).filter_map(|finding| finding.fix.as_ref());
    let mut replaced: BTreeMap<usize, Vec<(Range<usize>, &str)>> = BTreeMap::new();
    for fix in fixes() {
        let Fix::Replace { place, with } = fix else { continue };
        let Some(source) = assembled.sources.get(place.source).filter(|_| can_mend(assembled, fix)) else { continue };
        let told = source.bytes(*place);
        let Some(written) = exact(&source.text, told.clone()) else { continue };
        // What is written anew out of all that was told has the comment behind it, too.
        let behind = &source.text[written.end..told.end.max(written.end)];
        let with = with.expose();
        let with = with.strip_suffix(behind).filter(|_| !behind.is_empty()).unwrap_or(with);
        // Lines of a block have an indent, which nobody knows here.
        if with.contains('\n') {
            continue;
        }
        let taken = replaced.entry(place.source).or_default();
        if taken.iter().all(|(other, _)| other.end <= written.start || written.end <= other.start) {
            taken.push((written, with));
            mended.count += 1;
        }
    }
    for (source, mut places) in replaced {
        let Some(text) = assembled.sources.get(source).filter(|_| !places.is_empty()) else { continue };
        let mut new = text.text.to_string();
        // From the end to the beginning, so that places stay where they were.
        places.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        for (place, with) in places {
            new.replace_range(place, with);
        }
        mended.texts.insert(source, new);
    }
    let Some(operators) = assembled.operators_file() else { return mended };
    for fix in fixes().filter(|fix| can_mend(assembled, fix)) {
        let Fix::Merge(yaml) = fix else { continue };
        let before = match mended.texts.get(&operators) {
            Some(text) => text.clone(),
            None => assembled.sources.get(operators).map(|source| source.text.to_string()).unwrap_or_default(),
        };
        if let Ok(after) = document::merge(&before, yaml) {
            mended.count += usize::from(after != before);
            mended.texts.insert(operators, after);
        }
    }
    mended.texts.retain(|source, text| assembled.sources.get(*source).is_some_and(|old| *old.text != *text));
    mended
}
