//! Secrets in the past of files: what git tells of it, read line by line.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::files::Disk;
use crate::canonical::canonical;
use crate::config::{Attached, Files};
use crate::git::added::added;
use crate::git::ask as git;
use crate::here::folder_of;
use crate::leaving::lies_outside;
use crate::lint::{Around, Past};
use crate::secrecy::token_of;

/// Looks for secrets in everything that was ever added to the files that were given and to those that were read with them, on any branch,
/// and remembers what it could not look at. What links lead to counts as well; what lies outside of the checkout is nobody's past here.
///
/// # Errors
/// When a file that was given is in no repository, or nothing of its past can be read.
pub(crate) fn look(given: &[PathBuf], read: &[PathBuf], around: &mut Around) -> Result<()> {
    let is_given = |path: &PathBuf| given.contains(path);
    let lies_here = |path: &PathBuf| given.iter().any(|given| !lies_outside(given, path));
    let targets = given.iter().chain(read).filter_map(|path| target(path));
    let further: BTreeSet<PathBuf> = read.iter().cloned().chain(targets).filter(|path| !is_given(path)).collect();
    let (here, elsewhere): (Vec<_>, Vec<_>) = further.into_iter().partition(lies_here);
    around.unseen.extend(elsewhere.iter().map(|path| format!("`{}` lies outside of the checkout", path.display())));
    let mut repositories: BTreeMap<PathBuf, (bool, Vec<PathBuf>)> = BTreeMap::new();
    for path in given.iter().chain(&here) {
        let folder = folder_of(path).to_path_buf();
        let (has_given, files) = repositories.entry(git::root(&folder).unwrap_or(folder)).or_default();
        *has_given |= is_given(path);
        files.push(path.clone());
    }
    for (root, (has_given, files)) in repositories {
        match git::past(&root, &files, &mut |log| read_log(log, &mut around.history)) {
            Ok(unseen) => around.unseen.extend(unseen),
            Err(why) if has_given => return Err(why),
            Err(why) => around.unseen.push(format!("{why:#}")),
        }
    }
    around.unseen.sort();
    around.unseen.dedup();
    around.history.sort();
    around.history.dedup();
    Ok(())
}

/// What a file really is, when its name is that of a link.
fn target(path: &Path) -> Option<PathBuf> {
    let real = canonical(path).ok()?;
    let stands = canonical(folder_of(path)).ok()?.join(path.file_name()?);
    (real != stands).then_some(real)
}

/// The real disk, and what was read of it.
#[derive(Default)]
pub(crate) struct Noted(RefCell<BTreeSet<PathBuf>>);

impl Noted {
    /// Every file that another one named and that was read.
    pub(crate) fn read(self) -> BTreeSet<PathBuf> {
        self.0.into_inner()
    }
}

impl Files for Noted {
    fn attached(&self, from: &str, path: &str) -> Result<Attached, String> {
        let attached = Disk.attached(from, path)?;
        self.0.borrow_mut().insert(PathBuf::from(&attached.name));
        Ok(attached)
    }

    fn keeping(&self, from: &str, object: &str) -> Option<String> {
        Disk.keeping(from, object)
    }

    fn is_outside(&self, from: &str, name: &str) -> bool {
        Disk.is_outside(from, name)
    }

    fn comes_later(&self, from: &str, path: &str) -> bool {
        Disk.comes_later(from, path)
    }

    fn is_ignored(&self, from: &str, path: &str) -> bool {
        Disk.is_ignored(from, path)
    }
}

fn read_log(log: &mut dyn BufRead, found: &mut Vec<Past>) -> io::Result<()> {
    added(log, &mut |added| {
        let Some(what) = secret_in(added.text) else { return };
        found.push(Past { file: added.file.to_owned(), commit: added.commit.to_owned(), what: what.to_owned() });
    })
}

/// What kind of secret stands in a line, as it is or in base64: the `data` of a Secret is never anything else.
fn secret_in(added: &str) -> Option<&'static str> {
    plain(added).or_else(|| words(added).find_map(packed))
}

fn plain(text: &str) -> Option<&'static str> {
    let whole = text.contains("-----BEGIN ").then_some(text);
    whole.into_iter().chain(words(text)).find_map(token_of)
}

/// Fewer letters of base64 hold nothing that has a form.
const LEAST_PACKED: usize = 20;

fn packed(word: &str) -> Option<&'static str> {
    let word = Some(word).filter(|word| word.len() >= LEAST_PACKED)?;
    let bytes = Zeroizing::new(STANDARD_NO_PAD.decode(word).ok()?);
    plain(std::str::from_utf8(&bytes).ok()?)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | ',' | '[' | ']' | '{' | '}');
    text.split(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(log: &str) -> Vec<Past> {
        let mut found = Vec::new();
        read_log(&mut log.as_bytes(), &mut found).unwrap();
        found
    }

    #[test]
    fn a_secret_that_was_ever_added_is_found_with_its_commit_and_without_its_text() {
        let log = format!(
            "commit abc1234\ndiff --git a/a.yaml b/a.yaml\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1 +1,2 @@\n-token: old\n+token: 'ghp_{0}'\n+plain: value\ncommit def5678\n+++ b/.env\n@@ -0,0 +1 @@\n+KEY=glpat-{0}\n",
            "a1".repeat(18)
        );
        let found = found(&log);
        let said: Vec<_> = found.iter().map(|past| (past.commit.as_str(), past.file.as_str())).collect();
        assert_eq!(said, [("abc1234", "a.yaml"), ("def5678", ".env")]);
        assert!(!format!("{found:?}").contains("a1a1"));
    }

    #[test]
    fn a_secret_in_base64_is_found_and_words_in_base64_are_none() {
        let packed = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let token = packed(&format!("ghp_{}", "a1".repeat(18)));
        let file = packed(&format!("app:\n  token: glpat-{}\n", "a1".repeat(18)));
        let words = packed("nothing but words in a row");
        let log =
            format!("commit a\n+++ b/a\n@@ -0,0 +1,3 @@\n+data: {{A: {token}}}\n+  b: \"{file}\"\n+  c: {words}\n");
        let whats: Vec<_> = found(&log).into_iter().map(|past| past.what).collect();
        assert_eq!(whats.len(), 2, "{whats:?}");
    }

    #[test]
    fn a_line_that_does_not_end_is_looked_at_in_pieces() {
        let log =
            format!("commit a\n+++ b/a\n@@ -0,0 +1,2 @@\n+{} ghp_{}\n+plain\n", "x ".repeat(1 << 20), "a1".repeat(18));
        assert_eq!(found(&log).len(), 1);
    }
}
