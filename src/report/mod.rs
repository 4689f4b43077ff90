//! What a person is told. Everything goes to stderr; text from outside is cleaned of control characters on its way.

pub mod findings;
mod fold;
mod lines;
mod look;
pub mod markdown;
mod screen;
mod text;
pub mod used;

use std::time::Duration;

use crate::typed::Typed;
pub use fold::fold;
pub use lines::summary;
pub(crate) use lines::{hint, problem, prose};
pub use look::{Color, Look, Mark, Tone};
pub use screen::Screen;
pub use text::{clean, clean_lines, cut, wrap};

use crate::proof::Proof;

/// The edge that talks to a person. The pipeline says what happened; the edge decides how it looks.
pub trait Report {
    /// Starts a part of the run (`Look`, `Choose`, `You will need`, `Get  1 of 3 · GitHub App`, `Write  /home/ada/portal`).
    fn heading(&mut self, words: &str);

    /// A named value found or made, indented by two: `folder      app-config.yaml`.
    fn detail(&mut self, name: &str, value: &str);

    /// A line of prose, indented by two.
    fn line(&mut self, text: &str);

    /// A command to paste, whole on its line, and what it is for.
    fn command(&mut self, command: &Typed, what_for: &str);

    /// What was learnt about something: one line a step with its mark, hints below it.
    fn proof(&mut self, subject: &str, proof: &Proof);

    /// A problem that is no proof's: what, and what to do next.
    fn problem(&mut self, what: &str, hint: Option<&str>);

    /// Text that is shown as it is (a diff), cleaned and coloured by line.
    fn diff(&mut self, text: &str);

    /// Starts (or renames) the spinner; silent where there is no terminal.
    fn busy(&mut self, doing: &str);

    /// Ends the spinner and clears its line.
    fn idle(&mut self);

    /// Says how long the browser is still waited for.
    fn waits_for_browser(&mut self, left: Duration) {
        let (minutes, seconds) = (left.as_secs() / 60, left.as_secs() % 60);
        self.busy(&format!("waiting for the browser · {minutes}:{seconds:02} left"));
    }
}
