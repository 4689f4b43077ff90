//! Ctrl-C, Ctrl-\, SIGTERM, SIGHUP and all other signals that would end it: the terminal is put back, one line says what there is now, and the program ends with 130.
//!
//! The prompts ask for keys in raw mode and hide the cursor; a signal may come at any moment of that. So what has to be
//! put back is remembered here, once, and the signal's own thread does it, whatever the rest of the program is doing. Files that are
//! only there for a moment and programs that were started go then, too.

mod hollow;
mod leftover;
mod started;
mod terminal;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::outlet;

pub(crate) use hollow::{Hollow, goes_when_empty};
pub(crate) use leftover::{Leftover, goes_away};
pub(crate) use started::{Started, start};
pub(crate) use terminal::{Hush, Keys, hush};

/// The exit code after a signal: 128 and the number of SIGINT, as shells count.
pub const EXIT_CODE: i32 = 130;

/// The exit code after a panic, as it is of every program in Rust.
const PANICKED: i32 = 101;
/// How long tidying up may take after a panic.
const PATIENCE: Duration = Duration::from_secs(1);

/// What gives the last line.
type OnCancel = Box<dyn Fn() -> String + Send>;

static ON_CANCEL: Mutex<Option<OnCancel>> = Mutex::new(None);
static INSTALLED: AtomicBool = AtomicBool::new(false);
static DRAWN: AtomicU16 = AtomicU16::new(0);
static LEFT: AtomicBool = AtomicBool::new(false);
static APPLYING: Mutex<usize> = Mutex::new(0);
static APPLIED: Condvar = Condvar::new();

/// What of a prompt or spinner stands on the terminal and has to be cleared away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnScreen {
    /// Nothing that is ever drawn again: no terminal code may be written.
    Plain,
    /// The line of the cursor and the ones above it, so many in all.
    Lines(u16),
}

/// Notes what stands on the terminal, before it is drawn.
pub fn on_screen(what: OnScreen) {
    let lines = match what {
        OnScreen::Plain => 0,
        OnScreen::Lines(lines) => lines,
    };
    DRAWN.store(lines, Ordering::SeqCst);
}

/// The person stopped the program. Only seen where no handler is installed; else the program is already over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// Installs the handler, before the first prompt and before the first program is started. A later call only changes what is said.
///
/// `on_cancel` gives the line that is said at the end: `cancelled; nothing was written`, or what exists and how to go
/// on. It runs on a thread of its own while the program still stands still somewhere, so it must not wait for a lock
/// that is held during a prompt.
///
/// # Errors
/// When the system refuses a signal handler.
#[expect(clippy::disallowed_methods, reason = "signals are listened for here, and end the program")]
pub fn install(on_cancel: impl Fn() -> String + Send + 'static) -> Result<()> {
    reword(on_cancel);
    if INSTALLED.load(Ordering::SeqCst) {
        return Ok(());
    }
    terminal::remember();
    ctrlc::set_handler(|| {
        if LEFT.load(Ordering::SeqCst) {
            return;
        }
        started::end_all();
        wait_for_files();
        leftover::clear();
        let on_cancel = ON_CANCEL.lock().unwrap_or_else(PoisonError::into_inner);
        let words = on_cancel.as_ref().map_or_else(String::new, |on_cancel| on_cancel());
        hollow::clear();
        put_back_and_say(&words);
        std::process::exit(EXIT_CODE);
    })
    .context("could not listen for ctrl-c")?;
    take_others_for_ctrl_c().context("could not listen for ctrl-\\ and signals")?;
    INSTALLED.store(true, Ordering::SeqCst);
    Ok(())
}

/// Signals by which the system itself would end the program, besides those that are ctrl-c already. A fault of the program's own is none, as
/// it would be at the same place again.
#[cfg(unix)]
fn others() -> impl Iterator<Item = i32> {
    use rustix::process::Signal;

    let everywhere = [
        Signal::QUIT,
        Signal::ABORT,
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::VTALARM,
        Signal::PROF,
        Signal::XCPU,
    ];
    #[cfg(target_os = "linux")]
    let more = [Signal::IO, Signal::POWER, Signal::STKFLT].into_iter().map(Signal::as_raw).chain(OF_REAL_TIME);
    #[cfg(not(target_os = "linux"))]
    let more = std::iter::empty();
    everywhere.into_iter().map(Signal::as_raw).chain(more)
}

/// Signals without a meaning of their own. The C library keeps the first ones of the system for itself: glibc 32 and 33, musl 34 as well.
#[cfg(target_os = "linux")]
const OF_REAL_TIME: std::ops::RangeInclusive<i32> = if cfg!(target_env = "musl") { 35..=64 } else { 34..=64 };

/// Ends the program by any of them as by ctrl-c: the system's own answer would leave the terminal without echo, and what was started behind.
#[cfg(unix)]
fn take_others_for_ctrl_c() -> std::io::Result<()> {
    let mut quits = signal_hook::iterator::Signals::new(others())?;
    let raise = move || {
        for _ in quits.forever() {
            _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT);
        }
    };
    std::thread::Builder::new().name("quit".to_owned()).spawn(raise).map(|_| ())
}

#[cfg(not(unix))]
fn take_others_for_ctrl_c() -> std::io::Result<()> {
    Ok(())
}

/// Changes what is said at the end, where somebody listens for signals at all.
pub fn reword(on_cancel: impl Fn() -> String + Send + 'static) {
    *ON_CANCEL.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(on_cancel));
}

/// Another program has the terminal for as long as this lives, and ctrl-c with it.
#[derive(Debug)]
#[must_use = "ctrl-c ends this program again as soon as this is dropped"]
pub(crate) struct Left(());

/// Leaves ctrl-c to a program that was given the terminal (a pager), and that may go on after it.
///
/// # Errors
/// When the system refuses a signal handler.
pub(crate) fn left_to_another() -> Result<Left> {
    install(|| "cancelled".to_owned())?;
    LEFT.store(true, Ordering::SeqCst);
    Ok(Left(()))
}

impl Drop for Left {
    fn drop(&mut self) {
        LEFT.store(false, Ordering::SeqCst);
    }
}

/// Holds a cancellation off for as long as it lives; see [`uninterruptible`].
#[derive(Debug)]
#[must_use = "cancelling is possible again as soon as this is dropped"]
pub struct Guard(());

/// Makes a cancellation wait while files are being put in place, so that they are old or new and never half.
/// May be nested. Never ask or wait for a network under it: the person could not stop that.
pub fn uninterruptible() -> Guard {
    *APPLYING.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    Guard(())
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut applying = APPLYING.lock().unwrap_or_else(PoisonError::into_inner);
        *applying = applying.saturating_sub(1);
        APPLIED.notify_all();
    }
}

/// Waits for the last guard. What it locks stays locked, so that nothing new is begun: the program ends next.
fn wait_for_files() {
    let applying = APPLYING.lock().unwrap_or_else(PoisonError::into_inner);
    let ended = APPLIED.wait_while(applying, |applying| *applying > 0).unwrap_or_else(PoisonError::into_inner);
    std::mem::forget(ended);
}

/// Turns an interrupted read into the end of the program. A prompt that reads keys in raw mode sees ctrl-c before the
/// handler does (`console` raises SIGINT itself and returns); it must say nothing of its own then.
pub(crate) fn stand_still() -> Cancelled {
    while INSTALLED.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_secs(1));
    }
    Cancelled
}

/// Makes the terminal what it was (its modes, the cursor, no rest of a prompt) and says the last words, all in one
/// piece: a spinner may still be drawing.
fn put_back_and_say(words: &str) {
    terminal::restore();
    let clearing = clearing(DRAWN.load(Ordering::SeqCst), outlet::is_terminal());
    outlet::say(&format!("{clearing}{words}\n"));
}

/// What has to be written to clear a prompt of so many lines. Without any, a line end after the `^C` that the terminal
/// itself may have shown is all.
fn clearing(drawn: u16, is_terminal: bool) -> String {
    match (drawn, is_terminal) {
        (_, false) => String::new(),
        (0, true) => "\n".to_owned(),
        (1, true) => "\r\x1b[J\x1b[?25h".to_owned(),
        (lines, true) => format!("\r\x1b[{}A\x1b[J\x1b[?25h", lines - 1),
    }
}

/// Lets the system keep no image of the memory when the program is ended, since it holds secrets. A command that is started instead of this
/// program is not concerned.
pub fn leave_no_core() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Lets a write beyond the system's limit for a file (`ulimit -f`) fail, so that what was staged is taken away, in place of ending the
/// program in the middle of it. A program that is started instead of this one gets the signal as usual.
pub fn let_writes_fail() {
    // Nobody looks at the flag: once there is a handler, the system's own answer to the signal is gone.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(FILE_TOO_LARGE, std::sync::Arc::default());
}

/// The number of SIGXFSZ.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = rustix::process::Signal::XFSZ.as_raw();

/// Ends the program on a panic, whichever thread it is in, and tidies up as a signal does. Says only where it happened: a panic's message
/// may hold any value.
#[expect(clippy::disallowed_methods, reason = "a mistake of its own ends the program")]
pub fn hook_panics() {
    std::panic::set_hook(Box::new(|panic| {
        tidy_up(PATIENCE);
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        put_back_and_say(&format!(
            "error: the program stopped at a mistake of its own, in {place}\n  \
             = its message is held back, because it could show a secret"
        ));
        std::process::exit(PANICKED);
    }));
}

/// Takes away what must not outlive the program, as far as it can be done in some time: the thread that failed may hold what is waited for.
fn tidy_up(patience: Duration) {
    let (done, ended) = mpsc::channel();
    let tidies = std::thread::Builder::new().spawn(move || {
        started::end_all();
        leftover::clear();
        hollow::clear();
        _ = done.send(());
    });
    if tidies.is_ok() {
        _ = ended.recv_timeout(patience);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_line_end_is_written_where_nothing_was_drawn() {
        assert_eq!(clearing(0, true), "\n");
        assert_eq!(clearing(7, false), "");
    }

    #[test]
    fn all_lines_of_a_prompt_are_cleared_and_the_cursor_is_shown() {
        assert_eq!(clearing(1, true), "\r\x1b[J\x1b[?25h");
        assert_eq!(clearing(5, true), "\r\x1b[4A\x1b[J\x1b[?25h");
    }

    #[test]
    fn without_a_handler_an_interrupted_prompt_is_an_error() {
        assert_eq!(stand_still(), Cancelled);
    }
}
