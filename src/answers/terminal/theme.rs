//! How a question looks, and dialoguer's prompts with it.

use std::fmt::{self, Write};

use dialoguer::theme::Theme;

use crate::interrupt::OnScreen;
use crate::report::{Look, Tone, wrap};
use crate::secrecy::conceal;

/// Our look for dialoguer.
pub(super) struct Drawn<'a> {
    look: Look,
    line: &'a str,
    offer: Option<&'a str>,
}

/// A question as it stands before its answer: `? Which organisation?  `.
pub(super) struct Asked {
    /// The lines above the one that is answered on, where it does not fit on that one.
    pub(super) above: Vec<String>,
    /// The line that is answered on.
    pub(super) line: String,
}

impl Asked {
    /// The lines that have to go when the program is stopped meanwhile.
    pub(super) fn on_screen(&self) -> OnScreen {
        OnScreen::Lines(u16::try_from(self.above.len() + 1).unwrap_or(u16::MAX))
    }
}

/// What an answer needs at least behind the question.
const ROOM: usize = 8;

/// Writes a question. No word of it is cut, however narrow the terminal is.
pub(super) fn asked(look: &Look, prompt: &str) -> Asked {
    let lines = wrap("", 0, &conceal(&look.clean(prompt)), usize::from(look.width).saturating_sub(ROOM + 2));
    let strong = |line: &String| look.paint(Tone::Strong, line);
    let first = format!("{} {}", look.paint(Tone::Look, "?"), lines.first().map(strong).unwrap_or_default());
    let rest = lines.iter().skip(1).map(|line| format!("  {}", strong(line)));
    let mut above: Vec<_> = std::iter::once(first).chain(rest).collect();
    let line = above.pop().unwrap_or_default() + "  ";
    Asked { above, line }
}

/// What stands behind the question while an answer is typed: its default.
pub(super) fn offered(look: &Look, default: Option<&str>) -> String {
    default
        .map(|default| format!("{} ", look.paint(Tone::Skippable, &format!("[{}]", conceal(default)))))
        .unwrap_or_default()
}

impl<'a> Drawn<'a> {
    /// With the line that is answered on, and what stands behind the question.
    pub(super) fn new(look: Look, line: &'a str, offer: Option<&'a str>) -> Self {
        Self { look, line, offer }
    }
}

impl Theme for Drawn<'_> {
    fn format_input_prompt(&self, f: &mut dyn Write, _prompt: &str, _default: Option<&str>) -> fmt::Result {
        write!(f, "{}{}", self.line, offered(&self.look, self.offer))
    }
}
