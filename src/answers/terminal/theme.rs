//! How dialoguer's prompts look here. Lists are drawn from our own entries: dialoguer counts the bytes of an entry to
//! know how many lines to clear, which goes wrong for colours, for several lines and for most of the world's letters.

use std::fmt::{self, Write};

use dialoguer::theme::Theme;

use crate::interrupt::{OnScreen, on_screen};
use crate::report::{Look, Tone, cut};
use crate::secrecy::conceal;

/// One entry of a list, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What stands in the list.
    pub(super) line: String,
    /// What stands below it.
    pub(super) details: Vec<String>,
    /// Whether it belongs to the answers or only helps.
    pub(super) kind: Kind,
}

/// What choosing an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is the answer.
    Answer,
    /// It explains the others.
    Help,
}

/// Our look for dialoguer.
pub(super) struct Drawn<'a> {
    look: Look,
    offer: Option<&'a str>,
    entries: &'a [Entry],
}

/// A question as it stands before its answer: `? Which organisation?  `.
pub(super) fn asked(look: &Look, prompt: &str) -> String {
    let prompt = cut(&conceal(&look.clean(prompt)), usize::from(look.width) - 8);
    format!("{} {}  ", look.paint(Tone::Look, "?"), look.paint(Tone::Strong, &prompt))
}

/// What stands behind the question while an answer is typed: its default.
pub(super) fn offered(look: &Look, default: Option<&str>) -> String {
    default
        .map(|default| format!("{} ", look.paint(Tone::Skippable, &format!("[{}]", conceal(default)))))
        .unwrap_or_default()
}

impl<'a> Drawn<'a> {
    /// For a prompt without a list, with what stands behind the question.
    pub(super) fn new(look: Look, offer: Option<&'a str>) -> Self {
        Self { look, offer, entries: &[] }
    }

    /// For a list, whose entries dialoguer knows by their number.
    pub(super) fn list(look: Look, entries: &'a [Entry]) -> Self {
        Self { look, offer: None, entries }
    }

    /// Counts the lines of the whole list with its prompt, and the one below that the cursor stands on.
    fn height(&self) -> u16 {
        let lines: usize = self.entries.iter().map(|entry| 1 + entry.details.len()).sum();
        u16::try_from(lines + 3).unwrap_or(u16::MAX)
    }

    fn pointed(&self, entry: &Entry, active: bool) -> String {
        match (active, entry.kind) {
            (true, _) => conceal(&format!("{} {}", self.look.signs("❯"), entry.line)),
            (false, Kind::Answer) => conceal(&format!("  {}", entry.line)),
            (false, Kind::Help) => format!("  {}", self.look.paint(Tone::Skippable, &entry.line)),
        }
    }
}

impl Theme for Drawn<'_> {
    fn format_input_prompt(&self, f: &mut dyn Write, prompt: &str, _default: Option<&str>) -> fmt::Result {
        write!(f, "{}{}", asked(&self.look, prompt), offered(&self.look, self.offer))
    }

    fn format_select_prompt(&self, f: &mut dyn Write, prompt: &str) -> fmt::Result {
        on_screen(OnScreen::Lines(self.height()));
        f.write_str(asked(&self.look, prompt).trim_end())
    }

    fn format_select_prompt_item(&self, f: &mut dyn Write, number: &str, active: bool) -> fmt::Result {
        let Some((index, entry)) = number.parse().ok().and_then(|n: usize| Some((n, self.entries.get(n)?))) else {
            return f.write_str(number);
        };
        f.write_str(&self.pointed(entry, active))?;
        for detail in &entry.details {
            write!(f, "\n    {}", self.look.paint(Tone::Skippable, &conceal(detail)))?;
        }
        if index + 1 == self.entries.len() {
            write!(f, "\n  {}", self.look.paint(Tone::Skippable, &self.look.signs(list_keys(&self.look))))?;
        }
        Ok(())
    }

    fn format_fuzzy_select_prompt(&self, f: &mut dyn Write, prompt: &str, typed: &str, at: usize) -> fmt::Result {
        let (before, after) = typed.split_at(at);
        write!(f, "{}{before}|{after}", asked(&self.look, prompt))
    }
}

fn list_keys(look: &Look) -> &'static str {
    if look.unicode { "↑↓ move · enter choose · esc back" } else { "up/down move, enter choose, esc back" }
}
