//! What a file comes to, by what is in it and what has to be. Pure.

use anyhow::Result;

use super::{Content, DotenvLine};
use crate::{document, dotenv};

/// Puts what must be in a file into what is there.
///
/// # Errors
/// When it cannot be merged, or a value cannot be said in a file of variables.
pub(super) fn content(content: &Content, existing: &str) -> Result<String> {
    match content {
        Content::Fragment(fragment, fit) => Ok(document::merge(existing, &fit(existing, fragment)?)?),
        Content::Dotenv(lines, gone) => {
            let lines = lines.iter().map(encode).collect::<Result<Vec<_>, _>>()?;
            Ok(dotenv::edit(&dotenv::without(existing, gone)?, &lines)?)
        }
        Content::Whole(text) => Ok(text.clone()),
        Content::Edited(text) => Ok(text.expose().to_owned()),
        Content::IgnoreEntries(entries) | Content::IgnoreEntriesBeside(entries, _) => {
            Ok(with_entries(existing, entries))
        }
    }
}

fn encode(line: &DotenvLine) -> Result<dotenv::Line, dotenv::Unsayable> {
    let encoded = dotenv::encode(line.variable.as_str(), &line.value)?;
    Ok(match &line.comment {
        Some(comment) => encoded.with_comment(comment),
        None => encoded,
    })
}

/// Adds the entries that are missing. A later `!entry` takes an entry back, so then it is missing too.
fn with_entries(existing: &str, entries: &[String]) -> String {
    let newline = if existing.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = existing.to_owned();
    for entry in entries {
        let mut rules = text.lines().map(|line| line.trim_end().trim_start_matches('/'));
        let bare = entry.trim_start_matches('/');
        let last = rules.rfind(|rule| rule.trim_start_matches('!').trim_start_matches('/') == bare);
        if last.is_some_and(|rule| !rule.starts_with('!')) {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(newline);
        }
        text.push_str(entry);
        text.push_str(newline);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignore_entries_are_added_once() {
        let entries = [".env".to_owned(), "/.devportal-auth/".to_owned()];
        let once = with_entries("node_modules\n.env", &entries);
        assert_eq!(once, "node_modules\n.env\n/.devportal-auth/\n");
        assert_eq!(with_entries(&once, &entries), once);
    }

    #[test]
    fn an_entry_that_is_taken_back_is_added_again() {
        assert_eq!(with_entries(".env\n!.env\n", &[".env".to_owned()]), ".env\n!.env\n.env\n");
    }
}
