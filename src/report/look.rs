//! How things look on this terminal: colour, signs, animation, width. Decided once, from what the shell says.

use console::Style;

use super::text::{self, ascii};
use crate::proof::{Step, Verdict};

/// When colour is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal that has it, unless the environment says otherwise.
    #[default]
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// The widest that prose is set, even on a wider terminal.
const WIDEST: u16 = 80;
/// The narrowest that is still set in columns; a narrower terminal breaks the lines itself.
const NARROWEST: u16 = 40;

/// How things look. Everything reads the same without colour, without Unicode and without animation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colour and weight are used.
    pub color: bool,
    /// Whether `✓ ! ✗ ~` can be shown; otherwise they are `ok !! no ~~`.
    pub unicode: bool,
    /// Whether lines may be drawn again (spinners, lists with a cursor).
    pub animated: bool,
    /// The columns that text may take.
    pub width: u16,
    /// Whether only problems are told.
    pub quiet: bool,
}

impl Look {
    /// Decides from the environment, the terminal's width (none when stderr is no terminal) and the `--color` flag.
    ///
    /// Read are `NO_COLOR` (<https://no-color.org>), `FORCE_COLOR` (<https://force-color.org>), `CLICOLOR_FORCE` and `CLICOLOR`
    /// (<https://bixense.com/clicolors>), `TERM`, the locale, and `ACCESSIBLE`, which asks for plain lines that a screen reader can follow: then not a
    /// single terminal code is written, unless colour is asked for by name.
    pub fn from(lookup: impl Fn(&str) -> Option<String>, terminal_width: Option<u16>, color: Color) -> Self {
        let said = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let on = |name: &str| said(name).filter(|value| value != "0" && !value.eq_ignore_ascii_case("false")).is_some();
        let animated = terminal_width.is_some() && said("TERM").is_none_or(|term| term != "dumb") && !on("ACCESSIBLE");
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if said("NO_COLOR").is_some() => false,
            Color::Auto if on("FORCE_COLOR") || on("CLICOLOR_FORCE") => true,
            // Node's programs take `FORCE_COLOR=0` for none at all.
            Color::Auto if said("FORCE_COLOR").is_some() => false,
            Color::Auto => animated && said("CLICOLOR").is_none_or(|value| value != "0"),
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(said).unwrap_or_default().to_ascii_lowercase();
        Self {
            color,
            unicode: cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8"),
            animated,
            width: terminal_width.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST),
            quiet: false,
        }
    }

    /// The same, telling only problems.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Puts a text into one of the five tones.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        let style = Style::new().force_styling(self.color);
        let style = match tone {
            Tone::Proven => style.green(),
            Tone::Broken => style.red(),
            Tone::Look => style.yellow(),
            Tone::Strong => style.bold(),
            Tone::Skippable => style.dim(),
        };
        if text.is_empty() { String::new() } else { style.apply_to(text).to_string() }
    }

    /// Cleans text from outside and writes our own signs as this terminal can show them.
    pub fn clean(&self, text: &str) -> String {
        self.signs(&text::clean(text))
    }

    /// Writes our own signs as this terminal can show them.
    pub fn signs(&self, text: &str) -> String {
        if self.unicode { text.to_owned() } else { ascii(text) }
    }

    /// The mark before a line, coloured.
    pub fn mark(&self, mark: Mark) -> String {
        let (sign, plain, tone) = match mark {
            Mark::Proven => ("✓", "ok", Tone::Proven),
            Mark::Look => ("!", "!!", Tone::Look),
            Mark::Broken => ("✗", "no", Tone::Broken),
            // A question mark is what stands before a question.
            Mark::Unknown => ("~", "~~", Tone::Look),
        };
        self.paint(tone, if self.unicode { sign } else { plain })
    }
}

/// The tones, by meaning. A tone never says what words do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Proven to work: the only use of green.
    Proven,
    /// Broken: the only use of red.
    Broken,
    /// A person should look here.
    Look,
    /// Headings and what is asked.
    Strong,
    /// May be skipped.
    Skippable,
}

/// The marks before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Proven to work.
    Proven,
    /// Works, but a person should look.
    Look,
    /// Refused, or not enough.
    Broken,
    /// Could not tell.
    Unknown,
}

impl Mark {
    /// The mark of a verdict.
    pub fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => Self::Proven,
            Verdict::Unknown => Self::Unknown,
            Verdict::Insufficient | Verdict::Invalid => Self::Broken,
        }
    }

    /// The mark of a step, whose wish for attention shows only while nothing is wrong.
    pub fn of_step(step: &Step) -> Self {
        match step.verdict {
            Verdict::Valid if step.attention => Self::Look,
            verdict => Self::of_verdict(verdict),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(environment: &[(&str, &str)], terminal_width: Option<u16>, color: Color) -> Look {
        let lookup =
            |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Look::from(lookup, terminal_width, color)
    }

    #[test]
    fn a_usual_terminal_has_everything() {
        let usual = look(&[("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8")], Some(132), Color::Auto);
        assert_eq!(usual, Look { color: true, unicode: true, animated: true, width: 80, quiet: false });
    }

    #[test]
    fn a_pipe_has_neither_colour_nor_animation() {
        let pipe = look(&[("TERM", "xterm"), ("LC_ALL", "C")], None, Color::Auto);
        let unicode = cfg!(windows);
        assert_eq!(pipe, Look { color: false, unicode, animated: false, width: 80, quiet: false });
    }

    #[test]
    fn the_flag_wins_over_the_environment_and_no_color_over_force() {
        let color = |environment: &[_], width, flag| look(environment, width, flag).color;
        assert!(color(&[("NO_COLOR", "1")], None, Color::Always));
        assert!(!color(&[("CLICOLOR_FORCE", "1")], Some(80), Color::Never));
        assert!(!color(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Some(80), Color::Auto));
        assert!(color(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], None, Color::Auto));
        assert!(!color(&[("CLICOLOR_FORCE", "0")], None, Color::Auto));
        assert!(!color(&[("CLICOLOR", "0")], Some(80), Color::Auto));
        assert!(color(&[("FORCE_COLOR", "1")], None, Color::Auto));
        assert!(color(&[("FORCE_COLOR", "3"), ("TERM", "dumb")], Some(80), Color::Auto));
        assert!(!color(&[("FORCE_COLOR", "0")], Some(80), Color::Auto));
        assert!(!color(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], Some(80), Color::Auto));
        assert!(!color(&[("TERM", "dumb")], Some(80), Color::Auto));
    }

    #[test]
    fn accessible_and_dumb_terminals_are_not_animated() {
        let animated = |environment: &[_]| look(environment, Some(80), Color::Auto).animated;
        assert!(animated(&[]));
        for off in ["", "0", "false", "FALSE"] {
            assert!(animated(&[("ACCESSIBLE", off)]), "{off}");
        }
        assert!(!animated(&[("ACCESSIBLE", "1")]));
        assert!(!animated(&[("ACCESSIBLE", "yes")]));
        assert!(!look(&[("ACCESSIBLE", "1")], Some(80), Color::Auto).color);
        assert!(look(&[("ACCESSIBLE", "1")], Some(80), Color::Always).color);
        assert!(!animated(&[("TERM", "dumb")]));
    }

    #[test]
    #[cfg(unix)]
    fn the_first_locale_that_is_set_decides_about_signs() {
        let unicode = |environment: &[_]| look(environment, Some(80), Color::Auto).unicode;
        assert!(unicode(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(!unicode(&[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")]));
        assert!(!unicode(&[]));
    }

    #[test]
    fn attention_never_hides_that_something_is_wrong() {
        let step = Step { attention: true, ..Step::invalid("token", "refused") };
        assert_eq!(Mark::of_step(&step), Mark::Broken);
        assert_eq!(Mark::of_step(&Step::attention("token", "expires soon")), Mark::Look);
    }
}
