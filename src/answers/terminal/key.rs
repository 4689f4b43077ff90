//! Keys over several lines: pasted without being shown, or read from a file.
#![expect(clippy::disallowed_methods, reason = "`~/` in the path of a key is the person's own folder")]

use std::path::PathBuf;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::secret::Hidden;
use super::text::{nothing_typed, way_out};
use super::{Heard, Terminal, lost};
use crate::answers::tidy::tidy;
use crate::answers::{Choice, Question};
use crate::credential::Secret;
use crate::intake::{self, Kind};
use crate::interrupt::{Keys, hush};
use crate::report::{clean, problem};
use crate::secrecy;

/// What a key begins with.
pub(super) const BEGIN: &str = "-----BEGIN";

/// The same in base64.
const BEGIN_IN_BASE64: &str = "LS0tLS1CRUdJTi";

/// More than this is no key; the largest in use, of 8192 bits, is a tenth of it.
const LARGEST: usize = 64 * 1024;

impl Terminal {
    /// Asks for a key: a path, or the key itself. Going back from either leads to the choice between them.
    pub(super) fn secret_file(&self, question: &Question) -> Result<Heard> {
        let ways = [choice("file", "read it from a file"), choice("paste", "paste it here; it is not shown")];
        let which = Question { default: None, ..question.clone() };
        loop {
            let heard = match self.choice(&which, &ways)? {
                Heard::Pasted(key) => return Ok(Heard::Value(key)),
                Heard::Value(way) if way.expose() == "paste" => self.pasted("Paste it")?,
                Heard::Value(_) => self.key_from_path()?,
                other => return Ok(other),
            };
            if heard != Heard::Back {
                return Ok(heard);
            }
        }
    }

    fn key_from_path(&self) -> Result<Heard> {
        self.aside(&["  ? explains · < goes back".to_owned()])?;
        loop {
            match self.key_at_path()? {
                // The path alone is asked for again, not the way.
                Heard::Refused(why) => self.say(&problem(&self.look, &why, None))?,
                heard => return Ok(heard),
            }
        }
    }

    fn key_at_path(&self) -> Result<Heard> {
        // Someone who pastes the key here after all must not see the rest of it.
        let _hush = self.look.animated.then(|| hush(Keys::Secret));
        let typed = Zeroizing::new(self.line("Path to the file", None)?);
        let (path, _) = tidy(&typed);
        if path.starts_with(BEGIN) {
            return self.rest_of_paste(typed.as_str());
        }
        if path.is_empty() {
            return Ok(nothing_typed());
        }
        Ok(way_out(path).unwrap_or_else(|| read_key_file(path)))
    }

    fn pasted(&self, prompt: &str) -> Result<Heard> {
        self.aside(&["  it ends with its END line, anything else with an empty line".to_owned()])?;
        let _hush = hush(Keys::Secret);
        self.start_hidden(prompt)?;
        let first = match self.hidden_line().map_err(lost)? {
            Hidden::Line(line) => line,
            Hidden::Escape => return self.end_hidden("").map(|()| Heard::Back),
        };
        if let Some(heard) = way_out(first.trim()) {
            return self.end_hidden("").map(|()| heard);
        }
        self.rest_of_paste(&first)
    }

    /// Takes what was pasted where no text is asked for, to its end.
    pub(super) fn all_of_paste(&self, first: &str) -> Result<Heard> {
        let _hush = hush(Keys::Secret);
        let heard = match first.contains(BEGIN) || first.starts_with(BEGIN_IN_BASE64) {
            true => self.rest_of_paste(first)?,
            false => {
                self.end_hidden(&format!("({} characters, hidden)", first.chars().count()))?;
                Heard::Value(Secret::new(first))
            }
        };
        Ok(match heard {
            Heard::Value(pasted) => {
                secrecy::learn(&pasted);
                Heard::Pasted(pasted)
            }
            other => other,
        })
    }

    /// Reads on until the key is complete, or until an empty line for what cannot be told.
    pub(super) fn rest_of_paste(&self, first: &str) -> Result<Heard> {
        let _hush = hush(Keys::Secret);
        let mut pasted = Zeroizing::new(String::with_capacity(LARGEST));
        pasted.push_str(first);
        while !is_complete(&pasted) && pasted.len() < LARGEST {
            match self.hidden_line().map_err(lost)? {
                Hidden::Line(line) if !line.trim().is_empty() => {
                    pasted.push('\n');
                    pasted.push_str(&line);
                }
                _ => break,
            }
        }
        if pasted.trim().is_empty() {
            self.end_hidden("")?;
            return Ok(nothing_typed());
        }
        let lines = pasted.lines().count();
        self.end_hidden(&format!(
            "({} characters in {lines} {}, hidden)",
            pasted.chars().count(),
            if lines == 1 { "line" } else { "lines" }
        ))?;
        Ok(Heard::Value(Secret::new(pasted.as_str())))
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned() }
}

/// Tells whether a pasted key needs no further line: its END line came, as it is or inside base64.
fn is_complete(pasted: &str) -> bool {
    let ended = |text: &str| text.find("-----END").is_some_and(|at| text[at + 8..].contains("-----"));
    if pasted.contains(BEGIN) {
        return ended(pasted);
    }
    let packed: Zeroizing<String> = Zeroizing::new(pasted.split_whitespace().collect());
    let Ok(bytes) = STANDARD.decode(packed.trim_matches(['"', '\''])).map(Zeroizing::new) else { return false };
    std::str::from_utf8(&bytes).is_ok_and(ended)
}

fn read_key_file(typed: &str) -> Heard {
    let shown = clean(typed);
    match intake::text(&expand(typed), Kind::KEY) {
        Ok(text) if text.expose().trim().is_empty() => Heard::Refused(format!("`{shown}` is empty")),
        Ok(text) => Heard::Value(text),
        Err(unread) => Heard::Refused(format!("`{shown}` {unread}")),
    }
}

/// Reads `~/` as a shell would; nothing else is expanded.
fn expand(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----";

    #[test]
    fn a_paste_ends_with_its_last_line_and_not_before() {
        let lines: Vec<_> = KEY.lines().collect();
        assert!(!is_complete(lines[0]));
        assert!(!is_complete(&lines[..2].join("\n")));
        assert!(is_complete(KEY));
        assert!(is_complete(&KEY.replace('\n', " ")));
        assert!(is_complete(&KEY.replace('\n', "\\n")));
    }

    #[test]
    fn base64_ends_where_it_holds_the_whole_key() {
        let packed = STANDARD.encode(KEY);
        assert!(is_complete(&packed));
        let wrapped: Vec<_> = packed.as_bytes().chunks(40).map(|line| str::from_utf8(line).unwrap()).collect();
        assert!(!is_complete(wrapped[0]));
        assert!(is_complete(&wrapped.join("\n")));
        assert!(!is_complete("just some words"));
    }

    #[test]
    fn a_file_that_cannot_be_a_key_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let said = |path: &str| match read_key_file(path) {
            Heard::Refused(reason) => reason,
            other => format!("{other:?}"),
        };
        std::fs::write(path("empty"), " \n").unwrap();
        std::fs::write(path("large"), "x".repeat(70_000)).unwrap();
        std::fs::write(path("binary"), [0xff, 0xfe, 0x00]).unwrap();
        std::fs::write(path("key"), KEY).unwrap();
        assert!(said(&path("nowhere")).ends_with("nowhere` does not exist"));
        assert!(said(&path("")).ends_with("is a folder"));
        assert!(said(&path("empty")).ends_with("is empty"));
        assert!(said(&path("large")).ends_with("large` has more than 64 KiB"));
        assert!(said(&path("binary")).ends_with("holds bytes in line 1 that are no UTF-8 text"));
        assert_eq!(read_key_file(&path("key")), Heard::Value(Secret::new(KEY)));
    }
}
