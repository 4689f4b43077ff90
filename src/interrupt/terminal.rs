//! The modes of the controlling terminal: remembered at the start, hushed for a prompt, put back at the end.
//! The only module that knows termios.
#![expect(clippy::disallowed_methods, reason = "the terminal's own device is opened, where standard input is none")]

/// How keys arrive while a prompt is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// One by one and without echo. Ctrl-C still raises a signal.
    Single,
    /// Like `Single`; what was typed ahead and not read is dropped in the end, since it may belong to a secret.
    Secret,
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, IsTerminal};
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::OnceLock;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::getpgrp;
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

    use super::Keys;

    /// The terminal and its modes as the program found them.
    static FOUND: OnceLock<(OwnedFd, Termios)> = OnceLock::new();

    pub(crate) fn remember() {
        let found = controlling().and_then(|terminal| Some((terminal.try_clone().ok()?, tcgetattr(&terminal).ok()?)));
        if let Some(found) = found {
            let _ = FOUND.set(found);
        }
    }

    /// Puts the modes back and drops what was typed and not read: the half of a secret must not reach the shell.
    /// A program in the background leaves the terminal alone; touching it would only stop the program.
    pub(crate) fn restore() {
        let Some((terminal, modes)) = FOUND.get() else { return };
        if tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()) {
            let _ = tcsetattr(terminal, OptionalActions::Flush, modes);
        }
    }

    /// stdin if it is a terminal, else the one that the program was started from.
    fn controlling() -> Option<OwnedFd> {
        if io::stdin().is_terminal() {
            return io::stdin().as_fd().try_clone_to_owned().ok();
        }
        File::options().read(true).write(true).open("/dev/tty").map(OwnedFd::from).ok()
    }

    /// Keeps the terminal quiet for as long as it lives.
    #[derive(Debug)]
    pub(crate) struct Hush {
        before: Option<(OwnedFd, Termios)>,
        keys: Keys,
    }

    /// Stops the terminal from showing keys by itself.
    ///
    /// `console` switches to raw mode for the time of one key only. What arrives between two keys (a paste always does)
    /// would be shown a second time, or shown although it is secret, and a line longer than 4095 characters would be cut.
    pub(crate) fn hush(keys: Keys) -> Hush {
        let before = controlling().and_then(|terminal| {
            let modes = tcgetattr(&terminal).ok()?;
            let mut quiet = modes.clone();
            quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
            tcsetattr(&terminal, OptionalActions::Now, &quiet).ok()?;
            Some((terminal, modes))
        });
        Hush { before, keys }
    }

    impl Hush {
        /// Waits for a key, not longer than this. Where there is no terminal to look at, one is taken to be there.
        pub(crate) fn key_comes(&self, within: Duration) -> bool {
            let Some((terminal, _)) = &self.before else { return true };
            let limit = Timespec::try_from(within).ok();
            let mut looked_at = [PollFd::new(terminal, PollFlags::IN)];
            // An interrupted look is ctrl-c, which ends the program.
            poll(&mut looked_at, limit.as_ref()).is_ok_and(|ready| ready > 0)
        }
    }

    impl Drop for Hush {
        fn drop(&mut self) {
            let Some((terminal, modes)) = &self.before else { return };
            let when = match self.keys {
                Keys::Single => OptionalActions::Drain,
                Keys::Secret => OptionalActions::Flush,
            };
            let _ = tcsetattr(terminal, when, modes);
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::Keys;

    pub(crate) fn remember() {}

    pub(crate) fn restore() {}

    /// Nothing to keep quiet: the console shows no keys of its own while they are read one by one.
    #[derive(Debug)]
    pub(crate) struct Hush;

    impl Hush {
        /// A console is not looked at: its keys are waited for as they come.
        pub(crate) fn key_comes(&self, _within: std::time::Duration) -> bool {
            true
        }
    }

    pub(crate) fn hush(_keys: Keys) -> Hush {
        Hush
    }
}

#[cfg(not(unix))]
pub(crate) use other::{Hush, hush, remember, restore};
#[cfg(unix)]
pub(crate) use unix::{Hush, hush, remember, restore};
