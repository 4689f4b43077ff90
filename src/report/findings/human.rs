//! For people: each finding with an excerpt, carets and what to do; the last line counts.

use std::rc::Rc;
use std::time::Duration;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use console::strip_ansi_codes;

use super::{ReadFor, Told};
use crate::config::{Detail, Place, Shown};
use crate::lint::{Finding, Severity};
use crate::report::fold;
use crate::report::{Look, clean, cut};
use crate::typed::{Typed, steers};

/// The widest excerpt, in columns. A mark that begins further to the right is told by its place alone: what stands before it in such a line is
/// another matter.
const WIDEST: usize = 120;

/// A place that is pointed at, with what is said there, and whether it is the finding's own.
type Mark<'t> = (Place, &'t str, bool);

pub(super) fn write(told: &Told<'_>, look: &Look) -> String {
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let decor = if look.unicode && look.color { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = renderer.decor_style(decor).term_width(usize::from(look.width).max(60));
    let mut text = String::new();
    for (finding, _) in told.counting() {
        let excerpts = excerpts(told, finding);
        let rendered = renderer.render(&[group(told, finding, &excerpts)]);
        text += &excerpts.iter().fold(rendered, |text, excerpt| excerpt.at_its_place(told, text));
        text += "\n\n";
    }
    // Only our own words are written in other signs; an excerpt would no longer stand above its carets.
    let ends = told.ends && !(look.quiet && text.is_empty());
    let text = if ends { text + &look.signs(&summary(told)) } else { text };
    fold(&text, look.width.into())
}

fn group<'t>(told: &'t Told<'_>, finding: &'t Finding, excerpts: &[Excerpt<'t>]) -> Group<'t> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(clean(&finding.message)).id(finding.rule).elements(Vec::<Origin<'_>>::new());
    for excerpt in excerpts {
        group = group.element(excerpt.element.clone());
    }
    if finding.place.is_some_and(|place| told.is_images(place)) {
        let yours = told.operators().unwrap_or("a file of yours that is loaded later".into());
        group = group.element(Level::NOTE.message(format!("this is the image's own file; {yours} may change it")));
    }
    if let Some(release) = &finding.comes_with {
        group = group.element(Level::NOTE.message(format!("this comes with Backstage {release}")));
    }
    if let Some(hint) = told.hint(finding) {
        group = group.element(Level::HELP.message(clean(&hint)));
    }
    // What a link out of the checkout leads to is mended when it is named.
    let is_here = |place: Place| told.sources.get(place.source).is_none_or(|source| !source.attached);
    let mended = finding.fix.is_some() && finding.place.is_none_or(is_here);
    if let Some(mends) = told.mends.as_ref().filter(|_| mended) {
        group = group.element(Level::HELP.message(format!("fix it: `{mends}`")));
    }
    group
}

/// Lines of a file, or nothing but a place in it.
struct Excerpt<'t> {
    element: Element<'t>,
    /// What is pointed at first, and the column in which it stands in what is shown.
    place: Place,
    column: u32,
}

impl Excerpt<'_> {
    /// The head of an excerpt counts columns in what is shown, where a secret is a few dots; it has to say where the file has it.
    fn at_its_place(&self, told: &Told<'_>, rendered: String) -> String {
        let line = self.place.start.line;
        let head = |column: u32| format!("{}:{line}:{column}", told.file(self.place));
        if self.column == self.place.start.column {
            return rendered;
        }
        let (wrong, right) = (head(self.column), head(self.place.start.column));
        let lines = rendered.split_inclusive('\n').map(|line| match line.split_once(&wrong) {
            Some((arrow, rest)) if is_arrow(arrow) && !rest.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{arrow}{right}{rest}")
            }
            _ => line.to_owned(),
        });
        lines.collect()
    }
}

/// Tells whether nothing but an arrow stands in front of a head.
fn is_arrow(text: &str) -> bool {
    !strip_ansi_codes(text).contains(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '`'))
}

/// The places of a finding by file, its own file first.
fn excerpts<'t>(told: &'t Told<'_>, finding: &'t Finding) -> Vec<Excerpt<'t>> {
    let Some(place) = finding.place else { return Vec::new() };
    let mut marks = vec![(place, "", true)];
    marks.extend(finding.because.iter().map(|(place, label)| (*place, label.as_str(), false)));
    let mut files: Vec<usize> = Vec::new();
    for (place, ..) in &marks {
        if !files.contains(&place.source) {
            files.push(place.source);
        }
    }
    let of_file = |file: usize| marks.iter().copied().filter(|mark| mark.0.source == file).collect::<Vec<_>>();
    files
        .into_iter()
        .flat_map(|file| near(of_file(file)).into_iter().map(move |marks| excerpt(told, file, &marks)))
        .collect()
}

/// How many lines may lie between two marks that are shown in one piece. What is folded is gone through all the same.
const FAR: u32 = 200;

/// The marks of a file in pieces that are near to each other; the first mark is in the first.
fn near(mut marks: Vec<Mark<'_>>) -> Vec<Vec<Mark<'_>>> {
    let first = marks.first().map(|mark| mark.0);
    marks.sort_by_key(|(place, ..)| place.start.line);
    let mut pieces: Vec<Vec<_>> = Vec::new();
    for mark in marks {
        let last = pieces.last().and_then(|piece| piece.last()).map(|(place, ..): &Mark<'_>| place.start.line);
        match pieces.last_mut() {
            Some(piece) if last.is_some_and(|last| mark.0.start.line - last <= FAR) => piece.push(mark),
            _ => pieces.push(vec![mark]),
        }
    }
    pieces.sort_by_key(|piece| !piece.iter().any(|mark| Some(mark.0) == first));
    pieces
}

/// The lines from the first mark to the last, or the spot alone in a file of which nothing is shown.
fn excerpt<'t>(told: &'t Told<'_>, file: usize, marks: &[Mark<'t>]) -> Excerpt<'t> {
    let (place, ..) = *marks.iter().find(|(.., primary)| *primary).unwrap_or(&marks[0]);
    let Place { start, .. } = place;
    let spot = || Origin::path(told.file(place)).line(start.line as usize).char_column(start.column as usize).into();
    match snippet(told, file, marks) {
        Some(element) => {
            let shown = told.line(file, start.line, Detail::Values);
            Excerpt { element, place, column: shown.map_or(start.column, |shown| shown.column(start.column)) }
        }
        None => Excerpt { element: spot(), place, column: start.column },
    }
}

/// The lines with marks, and those in between as far as they are few. Of a file that is meant as a whole no line is shown.
fn snippet<'t>(told: &'t Told<'_>, file: usize, marks: &[Mark<'t>]) -> Option<Element<'t>> {
    if marks.iter().all(|(place, ..)| place.is_top()) {
        return None;
    }
    let lines = || marks.iter().map(|(place, ..)| place.start.line);
    let (first, last) = (lines().min().unwrap_or(1), lines().max().unwrap_or(1));
    let mut source = String::new();
    let mut spans = Vec::new();
    for number in first..=last {
        let here: Vec<_> = marks.iter().filter(|(place, ..)| place.start.line == number).collect();
        // Of lines between the marks nobody needs more than the keys, and of those that are folded nothing.
        let detail = if here.is_empty() { Detail::Keys } else { Detail::Values };
        let shown = if detail == Detail::Values || last - first < 12 {
            told.line(file, number, detail)?
        } else {
            Rc::default()
        };
        let is_far = |place: &Place| shown.column(place.start.column) as usize > WIDEST;
        if here.iter().any(|(place, _, primary)| *primary && is_far(place)) {
            return None;
        }
        let line = cut(&visible(beginning(&shown.text)), WIDEST);
        for (place, label, primary) in here.into_iter().filter(|(place, ..)| !is_far(place)) {
            spans.push((span(&line, &shown, *place, source.len()), *label, *primary));
        }
        source += &line;
        source.push('\n');
    }
    let mut snippet = Snippet::source(source).line_start(first as usize).path(told.file(Place::top(file)));
    for (span, label, primary) in spans {
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(span);
        snippet = snippet.annotation(if label.is_empty() { annotation } else { annotation.label(label) });
    }
    Some(snippet.into())
}

/// As much of a line as may be looked at: characters without a width of their own may stand between those that are counted.
fn beginning(line: &str) -> &str {
    line.char_indices().nth(WIDEST * 8).map_or(line, |(at, _)| &line[..at])
}

/// Characters that could steer a terminal take the place of one that cannot, so that columns stay.
fn visible(line: &str) -> String {
    line.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if steers(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// Where a place is in its line, which may be shorter than it was.
fn span(line: &str, shown: &Shown, place: Place, before: usize) -> std::ops::Range<usize> {
    let byte = |column: u32| {
        let column = shown.column(column).saturating_sub(1);
        line.char_indices().nth(column as usize).map_or(line.len(), |(at, _)| at)
    };
    let start = byte(place.start.column).min(line.len());
    let end = if place.end.line > place.start.line { line.trim_end().len() } else { byte(place.end.column) };
    let end = end.max(start);
    let least = line[start..].chars().next().map_or(0, char::len_utf8);
    before + start..before + end.max(start + least)
}

fn summary(told: &Told<'_>) -> String {
    let extent = told.extent.as_ref().map(|(_, said)| format!("{}\n", clean(said))).unwrap_or_default();
    let files = counted(told.files, "file");
    let quiet = told.findings.len() - told.counting().count();
    let quiet = if quiet == 0 { String::new() } else { format!(", {quiet} silenced") };
    let quiet = quiet + &told.read_for.as_ref().map(|read_for| release(told, read_for)).unwrap_or_default();
    let took = took(told.took);
    let Some(worst) = worst(told) else {
        return format!("{files}, {}, nothing found{quiet}{took}\n{extent}", counted(told.rules, "rule"));
    };
    let found = severities([Severity::Error, Severity::Warning, Severity::Note].map(|severity| told.count(severity)));
    let explain = Typed::ours("explain").and(worst.rule);
    format!("{found} in {files}{quiet}{took} · explain one: `{explain}`\n{extent}")
}

/// The first of those that weigh most.
fn worst<'t>(told: &'t Told<'_>) -> Option<&'t Finding> {
    told.counting().map(|(finding, _)| finding).min_by_key(|finding| std::cmp::Reverse(finding.severity))
}

/// How long it took, where that was measured.
fn took(took: Duration) -> String {
    match took.as_millis() {
        _ if took.is_zero() => String::new(),
        0 => ", under 1 ms".to_owned(),
        millis @ 1..1000 => format!(", {millis} ms"),
        _ => format!(", {:.1} s", took.as_secs_f64()),
    }
}

/// Says which release it was read for, and what comes with an upgrade to it.
fn release(told: &Told<'_>, read_for: &ReadFor) -> String {
    let by = read_for.said_by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
    let news = read_for.news.as_ref().map(|news| format!(", {news}")).unwrap_or_default();
    let upgrade = read_for.upgrades_from.as_ref().map(|now| {
        match told.counting().filter(|(finding, _)| finding.comes_with.is_some()).count() {
            0 => format!("; nothing comes with the upgrade from {now}"),
            1 => format!("; 1 comes with the upgrade from {now}"),
            count => format!("; {count} come with the upgrade from {now}"),
        }
    });
    format!(", for Backstage {}{by}{news}{}", read_for.release, upgrade.unwrap_or_default())
}

/// Says how many errors, warnings and notes there are; nothing of those that there are not.
pub fn severities(counts: [usize; 3]) -> String {
    let named = counts.into_iter().zip(["error", "warning", "note"]).filter(|(count, _)| *count > 0);
    named.map(|(count, name)| counted(count, name)).collect::<Vec<_>>().join(", ")
}

/// Says how many there are of something.
pub fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}
