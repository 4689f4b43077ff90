//! Reads a log of differences without context: which line was added to which file, by which commit.
//!
//! What a header says counts only outside of what it announces: a line that was added may read like one (`++ b/other`).

use std::io::{self, BufRead, Read};

use zeroize::Zeroizing;

/// What of a line is looked at in one piece.
const PIECE: u64 = 1 << 20;

/// A line that was added, or a piece of a long one. Its text may hold a secret.
pub struct Added<'l> {
    /// The short id of the commit.
    pub commit: &'l str,
    /// The file's name in the repository.
    pub file: &'l str,
    /// What was added, without the end of the line.
    pub text: &'l str,
}

/// Gives each line that a log has as added. The log is read line by line, so that its length does not matter; of a line that does not
/// end, in pieces.
///
/// # Errors
/// When it cannot be read.
pub fn added(log: &mut dyn BufRead, each: &mut dyn FnMut(&Added<'_>)) -> io::Result<()> {
    let (mut commit, mut file, mut bytes) = (String::new(), String::new(), Zeroizing::new(Vec::new()));
    let mut left = Hunk::default();
    let mut goes_on: Option<bool> = None;
    while log.take(PIECE).read_until(b'\n', &mut bytes)? > 0 {
        let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
        let line = text.trim_end_matches(['\n', '\r']);
        let is_added = match goes_on {
            Some(is_added) => is_added,
            None if left.is_over() => {
                if let Some(id) = line.strip_prefix("commit ") {
                    id.clone_into(&mut commit);
                } else if let Some(name) = line.strip_prefix("+++ ") {
                    file = name_of(name);
                } else if let Some(hunk) = line.strip_prefix("@@ ") {
                    left = Hunk::of(hunk);
                }
                false
            }
            None => left.takes(line),
        };
        if is_added {
            let text = if goes_on.is_some() { line } else { &line[1..] };
            each(&Added { commit: &commit, file: &file, text });
        }
        goes_on = (!bytes.ends_with(b"\n")).then_some(is_added);
        bytes.clear();
    }
    Ok(())
}

/// How many lines of a difference are still to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Hunk {
    removed: u64,
    added: u64,
}

impl Hunk {
    /// Reads `-1,2 +3,4 @@`; a count that is not said is one.
    fn of(said: &str) -> Self {
        let count = |word: Option<&str>| {
            let (_, count) = word?.split_once(',').unwrap_or(("", "1"));
            count.parse().ok()
        };
        let mut words = said.split(' ');
        let (removed, added) = (count(words.next()), count(words.next()));
        Self { removed: removed.unwrap_or_default(), added: added.unwrap_or_default() }
    }

    const fn is_over(self) -> bool {
        self.removed == 0 && self.added == 0
    }

    /// Counts a line, and tells whether it was added.
    fn takes(&mut self, line: &str) -> bool {
        let was = *self;
        let (removed, added) = match line.as_bytes().first() {
            Some(b'+') => (0, 1),
            Some(b'-') => (1, 0),
            Some(b'\\') => (0, 0),
            _ => (1, 1),
        };
        self.removed = was.removed.saturating_sub(removed);
        self.added = was.added.saturating_sub(added);
        (removed, added) == (0, 1)
    }
}

/// The name behind `+++ `: git puts one with a quote, a backslash or a control character in quotes as C does, and a tab behind one with a blank.
fn name_of(said: &str) -> String {
    let quoted = said.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let name = quoted.map_or_else(|| said.trim_end_matches('\t').to_owned(), plain);
    name.strip_prefix("b/").map_or_else(|| name.clone(), str::to_owned)
}

/// A name as it is, out of the way in which C would write it.
fn plain(quoted: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut octal = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit) = rest.next_if(|next| (b'0'..=b'7').contains(next)) else { break };
                    octal = octal * 8 + u32::from(digit - b'0');
                }
                bytes.extend(u8::try_from(octal).ok());
            }
            Some(letter) => bytes.push(match letter {
                b'a' => 7,
                b'b' => 8,
                b't' => b'\t',
                b'n' => b'\n',
                b'v' => 11,
                b'f' => 12,
                b'r' => b'\r',
                other => other,
            }),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(log: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut each = |added: &Added<'_>| lines.push(format!("{} {}: {}", added.commit, added.file, added.text));
        super::added(&mut log.as_bytes(), &mut each).unwrap();
        lines
    }

    #[test]
    fn a_line_that_reads_like_a_header_is_what_it_is() {
        let log = "commit a1\ndiff --git a/a.yaml b/a.yaml\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,4 @@ app:\n-commit b2\n--- x\n\
                   +++ b/other.yaml\n+commit c3\n+@@ -1 +1 @@\n+last\n\\ No newline at end of file\ncommit d4\n+++ b/b.yaml\n@@ -0,0 +1 @@\n+b\n";
        let said = [
            "a1 a.yaml: ++ b/other.yaml",
            "a1 a.yaml: commit c3",
            "a1 a.yaml: @@ -1 +1 @@",
            "a1 a.yaml: last",
            "d4 b.yaml: b",
        ];
        assert_eq!(read(log), said);
    }

    #[test]
    fn a_name_is_read_as_git_writes_it() {
        let named = |name: &str| read(&format!("commit a\n+++ {name}\n@@ -0,0 +1 @@\n+x\n")).remove(0);
        assert_eq!(named(r#""b/odd\"na\\me\303\251.yaml""#), "a odd\"na\\meé.yaml: x");
        assert_eq!(named("b/with blank.yaml\t"), "a with blank.yaml: x");
        assert_eq!(named("b/plain.yaml"), "a plain.yaml: x");
    }

    #[test]
    fn a_line_that_does_not_end_comes_in_pieces() {
        let long = "x".repeat(PIECE as usize + 5);
        let lines = read(&format!("commit a\n+++ b/a\n@@ -1 +1,2 @@\n-{long}\n+{long}\n+y\n"));
        let lengths: Vec<_> = lines.iter().map(|line| line.len() - "a a: ".len()).collect();
        assert_eq!(lengths, [PIECE as usize - 1, 6, 1]);
    }
}
