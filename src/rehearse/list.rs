//! Everybody who would not get in, as they are found: for people the first of them, in a document all.

use anyhow::Result;
use serde_json::json;

use super::everybody::{Count, Left};
use super::judge::Judged;
use super::tell::step;
use crate::proof::{Extent, Step};
use crate::report::{Look, clean, wrap};

/// The most people who are named to a person; a document has all.
const MOST_LISTED: usize = 20;

/// Everybody who would not get in, as they are found. A document is printed piece by piece, so that nobody has to be kept.
pub(super) struct List<'a> {
    json: bool,
    print: &'a mut dyn FnMut(&str) -> Result<()>,
    printed: Result<()>,
    begun: bool,
    first: Vec<Left>,
    first_untold: Option<(String, String)>,
}

/// What is said at the end.
pub(super) struct Whole<'a> {
    pub(super) provider: &'a str,
    pub(super) environment: &'a str,
    pub(super) release: String,
    pub(super) today: Option<String>,
    pub(super) count: Count,
    pub(super) extent: Extent,
    pub(super) lets_in: Option<bool>,
    pub(super) steps: &'a [Step],
}

impl<'a> List<'a> {
    /// Begins.
    pub(super) fn new(json: bool, print: &'a mut dyn FnMut(&str) -> Result<()>) -> Self {
        Self { json, print, printed: Ok(()), begun: false, first: Vec::new(), first_untold: None }
    }

    /// Takes one.
    pub(super) fn take(&mut self, left: &Left) {
        if !self.json {
            if self.first.len() < MOST_LISTED && matches!(left.judged, Judged::Left { .. }) {
                self.first.push(left.clone());
            }
            if let (None, Judged::Untold(why)) = (&self.first_untold, &left.judged) {
                self.first_untold = Some((left.name.clone(), why.clone()));
            }
            return;
        }
        let (gets_in, today, why) = match &left.judged {
            Judged::GetsIn => return,
            Judged::Left { why, today } => (Some(false), *today, why),
            Judged::Disabled(why) => (Some(false), Some(false), why),
            Judged::Untold(why) => (None, None, why),
        };
        let entry = json!({ "name": clean(&left.name), "gets-in": gets_in, "gets-in-today": today, "why": clean(why) });
        let before = if self.begun { ",\n    " } else { "{\n  \"people\": [\n    " };
        self.begun = true;
        self.put(&format!("{before}{entry}"));
    }

    fn put(&mut self, text: &str) {
        if self.printed.is_ok() {
            self.printed = (self.print)(text);
        }
    }

    /// Says how many there are of each.
    ///
    /// # Errors
    /// When it could not be printed.
    pub(super) fn end(mut self, whole: &Whole<'_>, look: &Look) -> Result<()> {
        let text = if self.json { self.json(whole)? } else { self.human(whole, look) };
        self.put(&text);
        self.printed
    }

    fn json(&self, whole: &Whole<'_>) -> Result<String> {
        let Count { people, get_in, left, new, today_untold: _, disabled, untold } = whole.count;
        let rest = json!({
            "version": 1,
            "provider": whole.provider,
            "environment": whole.environment,
            "backstage": whole.release,
            "backstage-today": whole.today,
            "everybody-gets-in": whole.lets_in,
            "read": if whole.extent == Extent::Whole { "whole" } else { "part" },
            "count": {
                "people": people, "get-in": get_in, "do-not": left, "get-in-only-today": new, "disabled": disabled, "unknown": untold
            },
            "steps": whole.steps.iter().map(step).collect::<Vec<_>>(),
        });
        let rest = serde_json::to_string_pretty(&rest)?;
        let begun = if self.begun { "\n  ],\n" } else { "{\n  \"people\": [],\n" };
        Ok(format!("{begun}{}\n", rest.trim_start_matches("{\n")))
    }

    fn human(&self, whole: &Whole<'_>, look: &Look) -> String {
        let width = usize::from(look.width);
        let Count { people, get_in, left, new, today_untold, disabled, untold } = whole.count;
        let mut sentence = match whole.lets_in {
            _ if people == 0 && whole.extent != Extent::Whole => {
                "whether people would get in could not be determined: nobody in the directory could be read".to_owned()
            }
            Some(true) if disabled == 0 => {
                format!("all {people} people in the directory would get in with Backstage {}", whole.release)
            }
            Some(true) => {
                format!("all {get_in} people whom the provider lets in would get in with Backstage {}", whole.release)
            }
            _ => format!("{get_in} of {people} people would get in with Backstage {}", whole.release),
        };
        if left > 0 {
            sentence += &format!("; {left} would not");
        }
        if let Some(today) = whole.today.as_ref().filter(|_| left > 0) {
            sentence += &format!(", of whom {new} get in today, with {today}");
            if today_untold > 0 {
                sentence += &format!(" (of {today_untold} it could not be determined)");
            }
        }
        if disabled > 0 {
            sentence += &format!("; {disabled} are disabled at the provider, and get in at no release");
        }
        if let Some((name, why)) = &self.first_untold {
            sentence += &format!("; of {untold} it could not be determined (`{name}`: {why})");
        }
        if let (1.., Extent::Part(_)) = (people, whole.extent) {
            sentence += "; only a part of the directory could be read";
        }
        let mut lines = wrap("", 2, &clean(&sentence), width);
        for one in &self.first {
            let Judged::Left { why, today } = &one.judged else { continue };
            let today = if *today == Some(true) { " (gets in today)" } else { "" };
            lines.extend(wrap("  ", 4, &clean(&format!("`{}`  {why}{today}", one.name)), width));
        }
        if left > self.first.len() {
            lines.extend(wrap(
                "  ",
                4,
                &format!("and {} more: `--format json` has all", left - self.first.len()),
                width,
            ));
        }
        look.signs(&(lines.join("\n") + "\n"))
    }
}
