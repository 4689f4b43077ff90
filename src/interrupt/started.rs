//! Other programs that must not outlive this one, with everything that they start.

use std::io;
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError};

/// The groups of the programs that run, by the number of their first process.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// A program in a group of its own. Whoever started it waits for it before letting go of this.
#[derive(Debug)]
pub(crate) struct Started {
    /// The program itself.
    pub(crate) child: Child,
}

/// Starts a program. While it is being started, this one is not stopped; once this one is being stopped, none is started.
///
/// # Errors
/// When it could not be started.
pub(crate) fn start(command: &mut Command) -> io::Result<Started> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn()?;
    running.push(child.id());
    Ok(Started { child })
}

impl Started {
    /// Tells whether the program itself has ended. It is not waited for yet, so that its group can still be ended.
    ///
    /// # Errors
    /// When the system does not tell.
    #[cfg(unix)]
    pub(crate) fn has_ended(&mut self) -> io::Result<bool> {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

        let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) else { return Ok(true) };
        let looks = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(pid), looks)?.is_some())
    }

    #[cfg(not(unix))]
    pub(crate) fn has_ended(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Ends the program, which was not waited for yet, with everything that it started.
    pub(crate) fn end(&mut self) {
        end_group(self.child.id());
        _ = self.child.kill();
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).retain(|group| *group != self.child.id());
    }
}

/// Ends what still runs. To be called when this program is about to end; nothing new can be started from then on.
pub(super) fn end_all() {
    let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    running.iter().copied().for_each(end_group);
    std::mem::forget(running);
}

#[cfg(unix)]
fn end_group(group: u32) {
    if let Some(group) = i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw) {
        _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_group: u32) {}
