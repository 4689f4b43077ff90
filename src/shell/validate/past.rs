//! Secrets in the past of files: what git tells of it, read line by line.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::path::Path;

use anyhow::Result;
use zeroize::Zeroizing;

use super::around::folder;
use crate::git::ask as git;
use crate::lint::{Around, Past};
use crate::secrecy::token_of;

/// What of a line is looked at in one piece.
const PIECE: u64 = 1 << 20;

/// Looks for secrets in everything that was ever added to these files, on any branch, and remembers what it could not look at.
///
/// # Errors
/// When a folder is in no repository, or nothing of its past can be read.
pub(super) fn look<'n>(names: impl Iterator<Item = &'n str>, around: &mut Around) -> Result<()> {
    let mut by_folder: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for name in names {
        by_folder.entry(folder(Path::new(name))).or_default().push(name);
    }
    for (folder, names) in by_folder {
        around.unseen.extend(git::past(folder, &names, &mut |log| read(log, &mut around.history))?);
    }
    around.unseen.sort();
    around.unseen.dedup();
    around.history.sort();
    around.history.dedup();
    Ok(())
}

/// Reads a log line by line, so that its length does not matter; of a line that does not end, in pieces.
fn read(log: &mut dyn BufRead, found: &mut Vec<Past>) -> io::Result<()> {
    let (mut commit, mut file, mut bytes) = (String::new(), String::new(), Zeroizing::new(Vec::new()));
    let mut goes_on = false;
    while log.take(PIECE).read_until(b'\n', &mut bytes)? > 0 {
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        let line = text.trim_end();
        let added = if goes_on { Some(line) } else { line.strip_prefix('+') };
        if let Some(name) = line.strip_prefix("commit ").filter(|_| !goes_on) {
            name.clone_into(&mut commit);
        } else if let Some(name) = line.strip_prefix("+++ b/").filter(|_| !goes_on) {
            name.clone_into(&mut file);
        } else if let Some(what) = added.and_then(secret_in) {
            found.push(Past { file: file.clone(), commit: commit.clone(), what: what.to_owned() });
        }
        goes_on = !bytes.ends_with(b"\n") && added.is_some();
        bytes.clear();
    }
    Ok(())
}

fn secret_in(added: &str) -> Option<&'static str> {
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | ',' | '[' | ']' | '{' | '}');
    let whole = added.contains("-----BEGIN ").then_some(added);
    whole.into_iter().chain(added.split(end)).find_map(token_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(log: &str) -> Vec<Past> {
        let mut found = Vec::new();
        read(&mut log.as_bytes(), &mut found).unwrap();
        found
    }

    #[test]
    fn a_secret_that_was_ever_added_is_found_with_its_commit_and_without_its_text() {
        let log = format!(
            "commit abc1234\ndiff --git a/a.yaml b/a.yaml\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +1 @@\n-token: old\n+token: 'ghp_{0}'\n+plain: value\ncommit def5678\n+++ b/.env\n+KEY=glpat-{0}\n",
            "a1".repeat(18)
        );
        let found = found(&log);
        let said: Vec<_> = found.iter().map(|past| (past.commit.as_str(), past.file.as_str())).collect();
        assert_eq!(said, [("abc1234", "a.yaml"), ("def5678", ".env")]);
        assert!(!format!("{found:?}").contains("a1a1"));
    }

    #[test]
    fn a_line_that_does_not_end_is_looked_at_in_pieces() {
        let log = format!("commit a\n+++ b/a\n+{} ghp_{}\n+plain\n", "x ".repeat(1 << 20), "a1".repeat(18));
        assert_eq!(found(&log).len(), 1);
    }
}
