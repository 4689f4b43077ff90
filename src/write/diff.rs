//! A unified diff without secrets: real lines are compared, masked ones shown.

use std::path::Path;

use similar::{Algorithm, DiffOp, DiffTag};

use crate::typed::shown;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// How two texts differ.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    operations: Vec<DiffOp>,
}

impl Difference {
    /// Compares line by line.
    pub(super) fn between(before: &str, after: &str) -> Self {
        let (before, after): (Vec<&str>, Vec<&str>) =
            (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
        Self { operations: similar::capture_diff_slices(Algorithm::Myers, &before, &after) }
    }

    /// Counts lines added and lines removed.
    pub(super) fn counts(&self) -> (usize, usize) {
        let changed = self.operations.iter().filter(|operation| operation.tag() != DiffTag::Equal);
        changed.fold((0, 0), |(added, removed), operation| {
            (added + operation.new_range().len(), removed + operation.old_range().len())
        })
    }

    /// Writes the hunks, taking the lines' text from the masked sides.
    pub(super) fn unified(&self, path: &Path, before: Option<&[String]>, after: &[String]) -> String {
        let name = shown(&path.display().to_string());
        let old_name = if before.is_some() { format!("a/{name}") } else { "/dev/null".into() };
        let mut text = format!("--- {old_name}\n+++ b/{name}\n");
        let before = before.unwrap_or_default();
        for hunk in similar::group_diff_ops(self.operations.clone(), CONTEXT) {
            text += &head(&hunk);
            for operation in &hunk {
                if operation.tag() == DiffTag::Equal {
                    push(&mut text, ' ', &after[operation.new_range()]);
                } else {
                    push(&mut text, '-', &before[operation.old_range()]);
                    push(&mut text, '+', &after[operation.new_range()]);
                }
            }
        }
        text
    }
}

fn head(hunk: &[DiffOp]) -> String {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return String::new() };
    let old = first.old_range().start..last.old_range().end;
    let new = first.new_range().start..last.new_range().end;
    format!("@@ -{} +{} @@\n", place(&old), place(&new))
}

/// Writes a range as unified diffs do: counted from 1, and from the line before when it is empty.
fn place(range: &std::ops::Range<usize>) -> String {
    let start = if range.is_empty() { range.start } else { range.start + 1 };
    format!("{start},{}", range.len())
}

fn push(text: &mut String, sign: char, lines: &[String]) {
    for line in lines {
        text.push(sign);
        text.push_str(line);
        text.push('\n');
    }
}
