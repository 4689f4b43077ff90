//! How a question looks, and dialoguer's prompts with it.

use std::fmt::{self, Write};

use dialoguer::theme::Theme;

use crate::report::{Look, Tone, cut};
use crate::secrecy::conceal;

/// Our look for dialoguer.
pub(super) struct Drawn<'a> {
    look: Look,
    offer: Option<&'a str>,
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
    /// With what stands behind the question.
    pub(super) fn new(look: Look, offer: Option<&'a str>) -> Self {
        Self { look, offer }
    }
}

impl Theme for Drawn<'_> {
    fn format_input_prompt(&self, f: &mut dyn Write, prompt: &str, _default: Option<&str>) -> fmt::Result {
        write!(f, "{}{}", asked(&self.look, prompt), offered(&self.look, self.offer))
    }
}
