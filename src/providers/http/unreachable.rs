//! The error of the network edge: no answer came, and this is how far it went.

use std::fmt;
use std::time::Duration;

use crate::agreed::{Server, Weaker};
use crate::proof::{Aspect, Step, Verdict};
use crate::secrecy::conceal;

/// No answer came. Says which step failed, never with a secret, a proxy's credentials or a query string in it.
#[derive(Clone, Debug)]
pub struct Unreachable {
    /// The host that was asked.
    pub host: String,
    /// What was looked at, in order: `name`, `connect`, `proxy`, `TLS`, `HTTP`; the last one failed. Here a failed step
    /// is `invalid`, for a picture of the way; in a proof use [`Unreachable::step`], because a credential that could
    /// not be tried is not refused.
    pub steps: Vec<Step>,
    /// What failed, in one sentence without a period.
    pub says: String,
    /// What to do next.
    pub hint: Option<String>,
    /// Whether nothing was sent because nobody agreed to the server.
    pub not_agreed: bool,
}

impl Unreachable {
    /// Tells how far it went; the last step is the one that failed.
    pub(super) fn at(host: &str, steps: Vec<Step>) -> Self {
        let failed = steps.last().filter(|step| step.verdict != Verdict::Valid);
        let says = failed.map_or_else(|| "no answer came".to_owned(), |step| step.says.clone());
        let hint = failed.and_then(|step| step.hint.clone());
        Self { host: host.to_owned(), steps, says, hint, not_agreed: false }
    }

    /// Tells why nothing was sent.
    pub(crate) fn unsent(host: &str, says: &str) -> Self {
        Self { host: host.to_owned(), steps: Vec::new(), says: says.to_owned(), hint: None, not_agreed: false }
    }

    /// Tells that nobody agreed to a server, and how somebody would.
    pub(super) fn not_agreed(server: &Server, way: &str) -> Self {
        let step = Step::invalid("host", "nobody agreed to this host; nothing was sent").hint(way);
        Self { not_agreed: true, ..Self::at(server.host(), vec![step]) }
    }

    /// Tells that nobody agreed to a connection that lacks something.
    pub(super) fn not_agreed_weaker(server: &Server, weaker: Weaker) -> Self {
        let says = format!("nobody agreed to send secrets there {weaker}; nothing was sent");
        Self { not_agreed: true, ..Self::at(server.host(), vec![Step::invalid("TLS", says)]) }
    }

    /// Returns this as a step of a proof: nothing was learnt about the credential.
    pub fn step<'a>(&self, aspect: impl Into<Aspect<'a>>) -> Step {
        Step { hint: self.hint.clone(), ..Step::no_answer(aspect, self.to_string()) }
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not reach {}: {}", self.host, self.says)
    }
}

impl std::error::Error for Unreachable {}

/// Makes text from another machine fit to be shown: no control or direction characters, and not too long.
pub(super) fn clean(text: &str) -> String {
    let direction = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| if c.is_control() || direction(c) { '\u{fffd}' } else { c };
    conceal(text).chars().take(120).map(shown).collect()
}

/// Writes a time limit (`15 s`, `0.3 s`).
pub(super) fn seconds(limit: Duration) -> String {
    if limit.subsec_millis() == 0 { format!("{} s", limit.as_secs()) } else { format!("{:.1} s", limit.as_secs_f64()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_proof_not_being_reached_is_unknown_and_keeps_the_hint() {
        let failed = Step::invalid("name", "name not found").hint("is the name right?");
        let step = Unreachable::at("sso.acme.dev", vec![failed]).step("realm");
        assert_eq!(step.name, "realm");
        assert_eq!(step.verdict, Verdict::Unknown);
        assert_eq!(step.says, "could not reach sso.acme.dev: name not found");
        assert_eq!(step.hint.as_deref(), Some("is the name right?"));
    }

    #[test]
    fn text_from_outside_cannot_move_the_cursor_or_turn_the_line_around() {
        assert_eq!(clean("a\u{1b}[2Jb\r\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}d");
        assert_eq!(clean(&"x".repeat(500)).len(), 120);
    }

    #[test]
    fn time_limits_are_said_in_seconds() {
        assert_eq!([seconds(Duration::from_secs(15)), seconds(Duration::from_millis(300))], ["15 s", "0.3 s"]);
    }
}
