//! The report on a screen: everything to stderr, one spinner at most.
#![expect(clippy::disallowed_types, reason = "the edge that speaks to a person")]

use std::io::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::look::{Look, Tone};
use super::text::{clean_lines, cut};
use super::{Report, lines};
use crate::interrupt::{Hush, Keys, OnScreen, hush, on_screen};
use crate::outlet;
use crate::proof::Proof;
use crate::secrecy::conceal;
use crate::typed::Typed;

/// Tells a person at a terminal, or a log. What cannot be written is lost: there is nobody to tell.
pub struct Screen {
    look: Look,
    out: Box<dyn Write + Send>,
    waiting: Waiting,
    started: bool,
}

/// What is being waited for.
enum Waiting {
    Nothing,
    /// Said in one plain line, by these words.
    Said(String),
    /// Drawn again and again; the terminal shows no keys meanwhile, which would push the line on.
    Spinning(ProgressBar, Hush),
}

impl Screen {
    /// Writes to stderr.
    pub fn new(look: Look) -> Self {
        Self::to(look, outlet::person())
    }

    /// Writes elsewhere. A spinner is still drawn on stderr, so give a look without animation.
    pub fn to(look: Look, out: Box<dyn Write + Send>) -> Self {
        Self { look, out, waiting: Waiting::Nothing, started: false }
    }

    /// Tells how this looks.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Says why the program ends, flush left: `error: …`. Told even when only problems are.
    pub fn failed(&mut self, why: &str) {
        let word = self.look.paint(Tone::Broken, "error:");
        let blank = self.started.then(String::new);
        let said = lines::failed(&self.look, &word, why);
        let lines: Vec<_> = blank.into_iter().chain(said).collect();
        self.tell(&lines);
    }

    fn tell(&mut self, lines: &[String]) {
        let mut text = lines.join("\n");
        text.push('\n');
        let out = &mut self.out;
        let mut write = || {
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        };
        match &self.waiting {
            Waiting::Spinning(bar, _) => bar.suspend(write),
            Waiting::Nothing | Waiting::Said(_) => write(),
        }
        self.started = true;
    }

    fn told_aloud(&mut self, lines: &[String]) {
        if !self.look.quiet {
            self.tell(lines);
        }
    }

    /// Leaves what scrolls by once out of a countdown: only the words before the first ` · ` start a new line.
    fn say_once(&mut self, doing: &str) {
        let words = doing.split(" · ").next().unwrap_or(doing).to_owned();
        if matches!(&self.waiting, Waiting::Said(said) if *said == words) {
            return;
        }
        let line = self.look.signs(&format!("… {words}"));
        self.told_aloud(&[line]);
        self.waiting = Waiting::Said(words);
    }

    fn spin(&mut self, doing: &str) {
        let words = spinner_line(&self.look, doing);
        if let Waiting::Spinning(bar, _) = &self.waiting {
            bar.set_message(words);
            return;
        }
        let bar = ProgressBar::with_draw_target(None, outlet::spinners()).with_style(spinner_style(&self.look));
        bar.set_message(words);
        let hush = hush(Keys::Single);
        on_screen(OnScreen::Lines(1));
        bar.enable_steady_tick(Duration::from_millis(100));
        self.waiting = Waiting::Spinning(bar, hush);
    }
}

/// The words beside the spinner, with the way out at the right edge.
fn spinner_line(look: &Look, doing: &str) -> String {
    const WAY_OUT: &str = "ctrl-c stops";
    let room = usize::from(look.width).saturating_sub(4 + WAY_OUT.len() + 2);
    let words = cut(&conceal(&look.clean(doing)), room);
    let gap = " ".repeat(room + 2 - console::measure_text_width(&words));
    format!("{words}{gap}{}", look.paint(Tone::Skippable, WAY_OUT))
}

fn spinner_style(look: &Look) -> ProgressStyle {
    let ticks: &[&str] = if look.unicode {
        &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏", " "]
    } else {
        &["|", "/", "-", "\\", " "]
    };
    // The template is a constant; should it ever not parse, the default spinner does as well.
    ProgressStyle::with_template("{spinner} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .tick_strings(ticks)
}

impl Report for Screen {
    fn heading(&mut self, words: &str) {
        let heading = lines::heading(&self.look, words);
        let blank = self.started.then(String::new);
        self.told_aloud(&blank.into_iter().chain([heading]).collect::<Vec<_>>());
    }

    fn detail(&mut self, name: &str, value: &str) {
        self.told_aloud(&lines::detail(&self.look, name, value));
    }

    fn line(&mut self, text: &str) {
        self.told_aloud(&lines::prose(&self.look, text));
    }

    fn command(&mut self, command: &Typed, what_for: &str) {
        self.told_aloud(&lines::command(&self.look, command, what_for));
    }

    fn proof(&mut self, subject: &str, proof: &Proof) {
        if !self.look.quiet {
            return self.tell(&lines::proof(&self.look, subject, proof));
        }
        let rest = lines::worth_a_look(proof);
        if !rest.steps.is_empty() {
            self.tell(&lines::proof(&self.look, subject, &rest));
        }
    }

    fn problem(&mut self, what: &str, hint: Option<&str>) {
        self.tell(&lines::problem(&self.look, what, hint));
    }

    fn diff(&mut self, text: &str) {
        let look = self.look;
        let text = clean_lines(text.trim_end_matches('\n'));
        let shown: Vec<_> = text.split('\n').map(|line| diff_line(&look, line)).collect();
        self.tell(&shown);
    }

    fn busy(&mut self, doing: &str) {
        if self.look.quiet {
            return;
        }
        if self.look.animated { self.spin(doing) } else { self.say_once(doing) }
    }

    fn idle(&mut self) {
        if let Waiting::Spinning(bar, _hush) = std::mem::replace(&mut self.waiting, Waiting::Nothing) {
            bar.finish_and_clear();
            on_screen(OnScreen::Plain);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.idle();
    }
}

/// Colours by weight: green and red are kept for what is proven and what is broken.
fn diff_line(look: &Look, line: &str) -> String {
    let tone = match line.as_bytes().first() {
        Some(b'+') => Tone::Strong,
        Some(b'-' | b'@' | b'\\') => Tone::Skippable,
        _ => return line.to_owned(),
    };
    look.paint(tone, line)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::proof::Step;

    const LOOK: Look = Look { color: false, unicode: true, animated: false, width: 80, quiet: false };

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn shown(look: Look, tell: impl FnOnce(&mut dyn Report)) -> String {
        let paper = Paper::default();
        tell(&mut Screen::to(look, Box::new(paper.clone())));
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn everything(report: &mut dyn Report) {
        report.heading("Look");
        report.detail("folder", "app-config.yaml (portal at https://portal.acme.dev), compose.yaml");
        report.heading("Get  1 of 3 · GitHub App");
        report.line("the page holds the name and the permissions");
        report.busy("waiting for GitHub · 4:12 left");
        report.busy("waiting for GitHub · 4:11 left");
        report.proof("GITHUB_TOKEN", &Proof::of(Step::invalid("token", "refused").hint("make a new one")));
        report.proof("app", &Proof::of(Step::valid("app", "works")));
        report.idle();
        report.problem("1 team is refused by the catalog: \"Ops & SRE\"", Some("rename it"));
        report.diff("@@ -1 +1 @@\n-old: \u{1b}[31m1\n+new: 2\n");
    }

    #[test]
    fn a_run_reads_like_this_without_a_terminal() {
        insta::assert_snapshot!(shown(LOOK, everything), @r#"
        Look
          folder       app-config.yaml (portal at https://portal.acme.dev), compose.yaml

        Get  1 of 3 · GitHub App
          the page holds the name and the permissions
        … waiting for GitHub
          ✗ GITHUB_TOKEN     refused
            = make a new one
          ✓ app              works
          ! 1 team is refused by the catalog: "Ops & SRE"
            = rename it
        @@ -1 +1 @@
        -old: 1
        +new: 2
        "#);
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = shown(Look { color: true, ..LOOK }, everything);
        assert_eq!(console::strip_ansi_codes(&coloured), shown(LOOK, everything));
        assert!(coloured.contains("\u{1b}[32m✓"), "{coloured:?}");
        assert!(coloured.contains("\u{1b}[31m✗"), "{coloured:?}");
    }

    #[test]
    fn quiet_tells_only_what_a_person_should_look_at() {
        let told = shown(LOOK.quiet(), |report| {
            everything(report);
            report.proof("fine", &Proof::of(Step::valid("fine", "works")));
        });
        assert!(told.starts_with("  ✗ GITHUB_TOKEN"), "{told}");
        assert!(!told.contains("works"), "{told}");
        assert!(told.contains("rename it"), "{told}");
    }

    #[test]
    fn the_line_beside_the_spinner_never_reaches_the_edge() {
        for doing in ["x", &"waiting ".repeat(40)] {
            let line = spinner_line(&LOOK, doing);
            assert_eq!(console::measure_text_width(&line), 76, "{line}");
            assert!(line.ends_with("ctrl-c stops"));
        }
    }
}
