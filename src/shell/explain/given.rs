//! What is asked: words of the command line, or an error as it stands, by standard input, so that no shell reads its quotes.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::answers::secret_from;
use crate::shell::cli::Explain;
use crate::shell::process;

/// What stands for the standard input in the place of a topic.
const STDIN: &str = "-";

/// How long something is waited for that was announced; a person may paste it.
const ANNOUNCED: Duration = Duration::from_secs(5 * 60);

/// How long something is waited for that nobody announced: the standard input of a script may be a pipe that nobody closes.
const UNANNOUNCED: Duration = Duration::from_secs(10);

/// The words, or what is piped in; nothing where neither is there.
pub(super) fn asked(flags: &Explain) -> Result<String> {
    let words = flags.topic.join(" ");
    match words.trim() {
        STDIN => piped(ANNOUNCED)?.context("nothing was given: pipe the error in, or paste it and end it by ctrl-d"),
        "" if !process::is_typed() => Ok(piped(UNANNOUNCED)?.unwrap_or_default()),
        _ => Ok(words),
    }
}

fn piped(patience: Duration) -> Result<Option<String>> {
    let text = secret_from::text(process::stdin(), patience).context("the standard input")?;
    Ok(text.map(|text| text.expose().to_owned()))
}
