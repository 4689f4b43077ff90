//! Puts our lines into a `.env` file and leaves everything else as it is.

use super::line::Line;
use super::parse::{Fault, Statement, Unreadable, statements};

const BOM: char = '\u{feff}';
/// Heads the block of lines that were not in the file before.
const HEADER: &str = "# devportal-auth";

/// Replaces or appends lines by name; every other byte of the file stays.
///
/// A name that stands more than once keeps its last place, the one that counts. Our lines end in a plain newline even in a file with CRLF,
/// because a shell takes a carriage return as part of the value. For the same reason a byte order mark goes: a shell takes it as part of the
/// first name. A second call with the same lines changes nothing.
///
/// # Errors
///
/// [`Unreadable`], when the file is not one that compose can read, or one where something follows a closing quote: then we cannot tell
/// where a value ends.
pub fn edit(existing: &str, lines: &[Line]) -> Result<String, Unreadable> {
    let existing = existing.trim_start_matches(BOM);
    let found = statements(existing)?;
    if let Some(followed) = found.iter().find(|statement| statement.followed) {
        let line = 1 + existing[..followed.span.start].matches('\n').count();
        return Err(Unreadable { line, fault: Fault::AfterQuote });
    }
    let mut text = existing.to_owned();
    for (index, statement) in found.iter().enumerate().rev() {
        let Some(line) = lines.iter().find(|line| line.name() == statement.name) else { continue };
        match found[index + 1..].iter().any(|later| later.name == statement.name) {
            true => remove(&mut text, statement),
            false => replace(&mut text, statement, line),
        }
    }
    let known = |line: &&Line| !found.iter().any(|statement| statement.name == line.name());
    let new: Vec<&Line> = lines.iter().filter(known).collect();
    if !new.is_empty() {
        append(&mut text, &new);
    }
    Ok(text)
}

/// Takes the lines of these names out; every other byte of the file stays.
///
/// # Errors
///
/// [`Unreadable`], when the file is not one that compose can read.
pub fn without(existing: &str, names: &[&str]) -> Result<String, Unreadable> {
    let mut text = existing.to_owned();
    for statement in statements(existing)?.iter().rev().filter(|statement| names.contains(&statement.name)) {
        remove(&mut text, statement);
    }
    Ok(text)
}

/// Gives variables other names where they stand; values, comments and every other byte stay.
///
/// # Errors
///
/// [`Unreadable`], when the file is not one that compose can read.
pub fn renamed(existing: &str, to: impl Fn(&str) -> Option<String>) -> Result<String, Unreadable> {
    let mut text = existing.to_owned();
    for statement in statements(existing)?.iter().rev() {
        let Some(name) = to(statement.name) else { continue };
        let start = statement.span.start + statement.prefix.len();
        text.replace_range(start..start + statement.name.len(), &name);
    }
    Ok(text)
}

/// Gives variables other names where values refer to them (`${NAME}`, `$NAME`), as compose fills them in: not in single quotes, and not
/// where a `\` or another `$` stands before it.
///
/// # Errors
///
/// [`Unreadable`], when the file is not one that compose can read.
pub fn referring(existing: &str, to: impl Fn(&str) -> Option<String>) -> Result<String, Unreadable> {
    let mut text = existing.to_owned();
    for statement in statements(existing)?.iter().rev() {
        let start = statement.span.start + statement.prefix.len() + statement.name.len();
        let end = statement.span.end.saturating_sub(statement.tail.map_or(0, str::len));
        let Some(value) = existing.get(start..end) else { continue };
        if !value.trim_start_matches([' ', '\t', '=', ':']).starts_with('\'') {
            text.replace_range(start..end, &with_references(value, &to));
        }
    }
    Ok(text)
}

fn with_references(value: &str, to: &impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        let is_plain = !written.ends_with(['\\', '$']) || at > 0;
        let is_plain = is_plain && !rest[..at].ends_with(['\\', '$']);
        written.push_str(&rest[..=at]);
        let after = &rest[at + 1..];
        let inside = after.strip_prefix('{').unwrap_or(after);
        written.push_str(&after[..after.len() - inside.len()]);
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
        let (name, next) = inside.split_at(length);
        let new = if is_plain { to(name) } else { None };
        written.push_str(new.as_deref().unwrap_or(name));
        rest = next;
    }
    written + rest
}

fn replace(text: &mut String, statement: &Statement<'_>, line: &Line) {
    let ours = format!("{}{}", statement.prefix, line.text().expose());
    let end = statement.span.end + line_rest(&text[statement.span.end..]);
    if text[statement.span.start..end] == ours {
        return;
    }
    let kept = statement.tail.map(|comment| format!("{comment}\n")).unwrap_or_default();
    text.replace_range(statement.span.start..end, &format!("{kept}{ours}"));
}

/// Measures white space up to the end of the line, which a shell or docker might take as part of the value.
fn line_rest(after: &str) -> usize {
    let line = &after[..after.find('\n').unwrap_or(after.len())];
    line.len() - line.trim_start().len()
}

fn remove(text: &mut String, statement: &Statement<'_>) {
    let start = text[..statement.span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[statement.span.end..].find('\n').map_or(text.len(), |at| statement.span.end + at + 1);
    text.replace_range(start..end, "");
}

fn append(text: &mut String, new: &[&Line]) {
    let block: String = new.iter().map(|line| with_comment(line)).collect();
    if let Some(at) = end_of_our_block(text) {
        let newline = if text[..at].ends_with('\n') { "" } else { "\n" };
        text.insert_str(at, &format!("{newline}{block}"));
        return;
    }
    if !text.is_empty() {
        text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    text.push_str(&format!("{HEADER}\n{block}"));
}

fn with_comment(line: &Line) -> String {
    let comment = line.comment().unwrap_or_default().lines();
    let comment: String = comment.map(|text| format!("# {text}\n")).collect();
    format!("{comment}{}\n", line.text().expose())
}

/// Finds where an earlier run's block ends: at the first blank line after the header, or at the end of the file.
fn end_of_our_block(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        match (inside, line.trim_end()) {
            (false, HEADER) => inside = true,
            (true, "") => return Some(at),
            _ => {}
        }
        at += line.len();
    }
    inside.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Secret;
    use crate::dotenv::encode;

    fn line(name: &str, value: &str) -> Line {
        encode(name, &Secret::new(value)).unwrap()
    }

    fn edited(existing: &str, lines: &[Line]) -> String {
        let once = edit(existing, lines).unwrap();
        assert_eq!(edit(&once, lines).unwrap(), once, "a second run changed something");
        once
    }

    #[test]
    fn new_lines_come_at_the_end_under_one_header() {
        let lines = [line("B", "2").with_comment("what it is"), line("C", "3")];
        assert_eq!(edited("A=1", &lines), "A=1\n\n# devportal-auth\n# what it is\nB=2\nC=3\n");
        assert_eq!(edited("", &[line("B", "2")]), "# devportal-auth\nB=2\n");
    }

    #[test]
    fn a_mark_in_front_of_the_first_name_goes() {
        assert_eq!(edited("\u{feff}A=1\nB=2\n", &[line("A", "x")]), "A=x\nB=2\n");
        assert_eq!(edited("\u{feff}A=1\n", &[line("B", "2")]), "A=1\n\n# devportal-auth\nB=2\n");
        assert_eq!(edited("\u{feff}", &[line("B", "2")]), "# devportal-auth\nB=2\n");
    }

    #[test]
    fn a_later_run_adds_to_the_block_of_the_first() {
        let first = edited("A=1\n", &[line("B", "2")]) + "\nZ=9\n";
        assert_eq!(edited(&first, &[line("C", "3")]), "A=1\n\n# devportal-auth\nB=2\nC=3\n\nZ=9\n");
    }

    #[test]
    fn a_line_is_replaced_where_it_stands_and_its_comment_kept() {
        let existing = "# mine\r\nexport A='old' # why\r\nB=2\r\n";
        assert_eq!(edited(existing, &[line("A", "new")]), "# mine\r\n# why\nexport A=new\nB=2\r\n");
    }

    #[test]
    fn a_value_of_several_lines_is_replaced_as_a_whole() {
        assert_eq!(edited("A=\"one\ntwo\"\nB=2\n", &[line("A", "x")]), "A=x\nB=2\n");
    }

    #[test]
    fn a_name_changes_where_it_stands_and_its_value_keeps_its_bytes() {
        let text = "export A = 'x # y' # why\r\nB=\"$A\"\nA=2";
        let to = |name: &str| (name == "A").then(|| "LONGER".to_owned());
        assert_eq!(renamed(text, to).unwrap(), "export LONGER = 'x # y' # why\r\nB=\"$A\"\nLONGER=2");
    }

    #[test]
    fn of_a_repeated_name_only_the_last_place_stays() {
        assert_eq!(edited("A=1\nB=2\nA=3\n", &[line("A", "x")]), "B=2\nA=x\n");
    }

    #[test]
    fn white_space_after_our_value_goes_because_docker_would_keep_it() {
        assert_eq!(edited("A=x  \r\nB=1\r\n", &[line("A", "x")]), "A=x\nB=1\r\n");
    }
}
