//! What lies around the files: their modes, what git knows of them, private keys beside them, and, when asked, secrets in their past.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::intake::{self, Kind};
use crate::lint::{Around, Kept, Past, token_of};

/// How much of git's output is read, in bytes.
const MOST_OF_A_PAST: usize = 256 << 20;

/// Looks around files, by the names that they were given by. Git is only asked about those that are made to hold secrets.
pub(super) fn look<'n>(
    files: impl Iterator<Item = &'n str>,
    env_files: impl Iterator<Item = &'n str> + Clone,
) -> Around {
    let mut around = Around::default();
    for name in env_files.clone() {
        around.kept.insert(name.to_owned(), kept(Path::new(name)));
    }
    let folders: BTreeSet<PathBuf> = files.chain(env_files).map(|name| folder(Path::new(name)).to_path_buf()).collect();
    for path in folders.iter().flat_map(|folder| keys(folder)) {
        around.key_files.insert(path.display().to_string(), kept(&path));
    }
    around
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn kept(path: &Path) -> Kept {
    let (tracked, ignored) = match in_repository(folder(path)) {
        true => (Some(git(path, &["ls-files", "--error-unmatch"])), Some(git(path, &["check-ignore", "--quiet"]))),
        false => (None, None),
    };
    Kept { mode: mode(path), tracked, ignored }
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).ok().map(|about| about.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_path: &Path) -> Option<u32> {
    None
}

/// Private keys in a folder, by their first line; what is below it is not looked at.
fn keys(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let likely = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pem" || ending == "key");
    let is_key = |path: &PathBuf| {
        intake::text(path, Kind::KEY).is_ok_and(|text| token_of(text.expose()) == Some("a private key"))
    };
    let mut keys: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    keys.retain(|path| likely(path) && is_key(path));
    keys.sort();
    keys
}

fn in_repository(folder: &Path) -> bool {
    let mut command = quiet(folder);
    command.args(["rev-parse", "--is-inside-work-tree"]).status().is_ok_and(|status| status.success())
}

fn git(path: &Path, arguments: &[&str]) -> bool {
    let Some(name) = path.file_name() else { return false };
    let literal = if arguments.contains(&"check-ignore") { None } else { Some("--literal-pathspecs") };
    let mut command = quiet(folder(path));
    command.args(literal).args(arguments).arg("--").arg(name).status().is_ok_and(|status| status.success())
}

fn quiet(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Looks for secrets in everything that was ever added to these files, on any branch.
///
/// # Errors
/// When a folder is in no repository, or git cannot be run.
pub(super) fn history<'n>(names: impl Iterator<Item = &'n str>) -> Result<Vec<Past>> {
    let mut by_folder: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for name in names {
        by_folder.entry(folder(Path::new(name))).or_default().push(name);
    }
    let mut found = Vec::new();
    for (folder, names) in by_folder {
        if !in_repository(folder) {
            bail!("`--history` needs git and a repository, and {} is in none", folder.display());
        }
        found.extend(past(folder, &names)?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn past(folder: &Path, names: &[&str]) -> Result<Vec<Past>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args([
        "--literal-pathspecs",
        "-c",
        "core.quotepath=off",
        "log",
        "--all",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--unified=0",
        "--format=commit %h",
        "--patch",
        "--",
    ]);
    command
        .args(names.iter().filter_map(|name| Path::new(name).file_name()))
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).spawn().context("could not run git")?;
    let mut found = Vec::new();
    if let Some(output) = child.stdout.take() {
        read(output, &mut found).context("could not read what git says")?;
    }
    let status = child.wait().context("could not run git")?;
    if !status.success() {
        bail!("git could not tell the past of the files in {}", folder.display());
    }
    Ok(found)
}

/// Reads a log line by line, so that its length does not matter.
fn read(output: impl Read, found: &mut Vec<Past>) -> io::Result<()> {
    let mut lines = BufReader::new(output.take(MOST_OF_A_PAST as u64));
    let (mut commit, mut file, mut bytes) = (String::new(), String::new(), Vec::new());
    while lines.read_until(b'\n', &mut bytes)? > 0 {
        let line = zeroize::Zeroizing::new(String::from_utf8_lossy(&bytes).trim_end().to_owned());
        bytes.clear();
        if let Some(name) = line.strip_prefix("commit ") {
            name.clone_into(&mut commit);
        } else if let Some(name) = line.strip_prefix("+++ b/") {
            name.clone_into(&mut file);
        } else if let Some(added) = line.strip_prefix('+') {
            let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | ',' | '[' | ']' | '{' | '}');
            let whole = added.contains("-----BEGIN ").then_some(added);
            if let Some(what) = whole.into_iter().chain(added.split(end)).find_map(token_of) {
                found.push(Past { file: file.clone(), commit: commit.clone(), what: what.to_owned() });
            }
        }
    }
    // What is behind the limit is still to be read, or git would wait for ever.
    io::copy(&mut lines.into_inner().into_inner(), &mut io::sink()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_was_ever_added_is_found_with_its_commit_and_without_its_text() {
        let log = format!(
            "commit abc1234\ndiff --git a/a.yaml b/a.yaml\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +1 @@\n-token: old\n+token: 'ghp_{0}'\n+plain: value\ncommit def5678\n+++ b/.env\n+KEY=glpat-{0}\n",
            "a1".repeat(18)
        );
        let mut found = Vec::new();
        read(log.as_bytes(), &mut found).unwrap();
        let said: Vec<_> = found.iter().map(|past| (past.commit.as_str(), past.file.as_str())).collect();
        assert_eq!(said, [("abc1234", "a.yaml"), ("def5678", ".env")]);
        assert!(!format!("{found:?}").contains("a1a1"));
    }
}
