//! Runs a command for a secret. What it writes to its standard output is the secret and never shown; what it says besides is passed
//! on when it has ended, because only then is the secret known that has to be taken out of it.
#![expect(clippy::disallowed_methods, reason = "the edge that runs commands for secrets")]

use std::cmp::Reverse;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::whole::{self, TooLong};
use crate::credential::Secret;
use crate::interrupt::{self, Started};
use crate::secrecy::{DOTS, Nature, cut_out, is_name, is_word, veiled};
use crate::{outlet, secrecy};

/// Runs a command as the shell would, with our environment, for a limited time. It gets no standard input.
pub(super) fn run(command: &str, patience: Duration) -> Result<Secret> {
    let mut shell = shell(command);
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut started = interrupt::start(&mut shell).context("could not start a shell for its command")?;
    let deadline = Instant::now() + patience;
    let said = started.child.stderr.take().map(Said::listen);
    let coming = started.child.stdout.take().map(whole::begin).context("its command gave no output")?;
    let in_time = ended(&mut started, deadline)?;
    // Something that it started may hold the other end for ever; the command itself has said everything.
    let whole = if in_time { coming.by(Instant::now() + GRACE) } else { None };
    if whole.is_none() {
        started.end();
    }
    let status = started.child.wait().context("could not wait for its command")?;
    let secret = in_time.then(|| whole.unwrap_or_else(|| coming.so_far()));
    if let Some(Ok(secret)) = &secret {
        secrecy::learn(secret);
    }
    let own = if is_of_shell(status) { own_words(command) } else { Vec::new() };
    said.into_iter().for_each(|said| said.pass_on(&own));
    let Some(secret) = secret else {
        bail!("its command did not end in {} s", patience.as_secs());
    };
    judge(secret, status)
}

/// The system's own shell, by its whole path: nothing in the folder that we stand in can be taken for it.
#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]);
    shell
}

/// The same on Windows, where the shell takes its command as it is written, between quotes of its own.
#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt as _;
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    let mut shell = Command::new(std::path::Path::new(&root).join(r"System32\cmd.exe"));
    shell.raw_arg(format!("/D /S /C \"{command}\""));
    shell
}

/// Tells whether the shell itself may have said why: it could not read the command (2), or not start it (126, 127).
fn is_of_shell(status: ExitStatus) -> bool {
    matches!(status.code(), Some(2 | 126 | 127))
}

/// The words of a command that the shell repeats when it finds none of that name: all of them, where one is no word and so may be a part of a
/// secret that stands in a command's place.
fn own_words(command: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ';' | '|' | '&' | '(' | ')' | '<' | '>');
    let words: Vec<_> = command.split(is_part).filter(|word| word.len() > 1).collect();
    let is_plain = |word: &&str| {
        let mut parts = word.trim_start_matches('-').split(['=', ':', ',', '$', '~']);
        parts.all(|part| part.is_empty() || is_word(part) || is_name(part))
    };
    if words.iter().all(is_plain) { Vec::new() } else { words }
}

/// A line without some words, where they stand by themselves.
fn without(line: &str, words: &[&str]) -> String {
    let within = |c: char| c.is_alphanumeric();
    let stands =
        |(at, word): &(usize, &str)| !line[..*at].ends_with(within) && !line[at + word.len()..].starts_with(within);
    let found = words.iter().flat_map(|word| line.match_indices(word)).filter(stands);
    let mut found: Vec<_> = found.map(|(at, word)| at..at + word.len()).collect();
    found.sort_unstable_by_key(|found| (found.start, Reverse(found.end)));
    let mut end = 0;
    found.retain(|found| {
        let is_apart = found.start >= end;
        end = end.max(found.end);
        is_apart
    });
    cut_out(line, &found, DOTS)
}

/// What a command that has ended gave.
fn judge(secret: Result<Secret>, status: ExitStatus) -> Result<Secret> {
    match secret {
        Ok(secret) if status.success() => Ok(secret),
        Err(error) if status.success() || error.is::<TooLong>() => Err(error).context("its command"),
        _ => match status.code() {
            Some(code) => bail!("its command failed with status {code}"),
            None => bail!("its command was stopped by a signal"),
        },
    }
}

/// Waits for a command, as long as there is time, and tells whether it has ended by itself.
fn ended(started: &mut Started, deadline: Instant) -> Result<bool> {
    loop {
        let ended = started.has_ended().context("could not wait for its command")?;
        if ended || Instant::now() >= deadline {
            return Ok(ended);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The most of what a command says besides that is passed on.
const MOST_SAID: usize = 16 * 1024;

/// How long what it says and gives is waited for, once it has ended: something that it started may hold the other end for ever.
const GRACE: Duration = Duration::from_millis(200);

/// What a command says besides.
struct Said {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Said {
    /// Listens to the end. What is too much is taken and forgotten, or the command would wait.
    fn listen(mut from: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (tell, ended) = mpsc::channel();
        let into = Arc::clone(&bytes);
        thread::spawn(move || {
            let mut piece = [0; 4096];
            loop {
                match from.read(&mut piece) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Ok(0) | Err(_) => break,
                    Ok(count) => {
                        let mut into = into.lock().unwrap_or_else(PoisonError::into_inner);
                        let room = (MOST_SAID + 1).saturating_sub(into.len());
                        into.extend_from_slice(&piece[..count.min(room)]);
                    }
                }
            }
            // Nobody listens any more when the grace is over.
            _ = tell.send(());
        });
        Self { bytes, ended }
    }

    /// Passes it on, line by line, without what could move the cursor, and without some words of the command's own.
    fn pass_on(self, own: &[&str]) {
        // That it has not ended is no reason to keep what came.
        _ = self.ended.recv_timeout(GRACE);
        let bytes = std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner));
        if !bytes.is_empty() {
            outlet::say(&without(&plain(&bytes), own));
        }
    }
}

/// The text of what was said, whole lines of it.
fn plain(bytes: &[u8]) -> String {
    let cut = bytes.len() > MOST_SAID;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_SAID)]);
    // A piece of a line could be the first half of a secret.
    let text = if cut { text.rsplit_once('\n').map_or("", |(whole, _)| whole) } else { &text };
    let text = console::strip_ansi_codes(text);
    let mut plain = String::new();
    for line in text.lines() {
        let line: String = line.chars().filter(|letter| !letter.is_control() || *letter == '\t').collect();
        // It may speak of another secret than the one that it gives.
        plain += &cut_out(&line, &veiled(&line, Nature::Open), DOTS);
        plain.push('\n');
    }
    if cut {
        plain.push_str("(the command says more, which is left out)\n");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_command_that_does_not_end_is_ended() {
        for command in ["sleep 60", "echo CANARY; exec >&-; exec sleep 60"] {
            let error = format!("{:#}", run(command, Duration::ZERO).unwrap_err());
            assert_eq!(error, "its command did not end in 0 s");
        }
    }

    #[test]
    fn a_secret_in_the_place_of_a_command_is_not_repeated_by_the_shell() {
        let said = |command: &str, line: &str| without(line, &own_words(command));
        assert_eq!(said("Kx7Qz9!vb", "sh: 1: Kx7Qz9!vb: not found"), "sh: 1: ••••: not found");
        assert_eq!(said("s3cret pass;word", "sh: 1: word: not found"), "sh: 1: ••••: not found");
        assert_eq!(
            said("vault kv get -field=token secret/portal", "sh: 1: vault: not found"),
            "sh: 1: vault: not found"
        );
    }

    #[test]
    fn what_a_command_says_is_bounded_and_moves_no_cursor() {
        assert_eq!(plain(b"\x1b[31mtouch\x1b[0m the key\r\nnow\x07"), "touch the key\nnow\n");
        assert_eq!(plain(b"> Authorization: Bearer kiwi88abc\n"), "> Authorization: Bearer ••••\n");
        let much = [&b"first\n"[..], &vec![b'x'; 2 * MOST_SAID]].concat();
        assert_eq!(plain(&much), "first\n(the command says more, which is left out)\n");
    }
}
