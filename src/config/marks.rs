//! What YAML takes for a mark and a person meant as the value: a password that begins with `!` or `&` and stands without quotes is a tag
//! or an anchor, and the value is empty.

use crate::secrecy::{Known, is_secret_variable, is_tag, sounds_secret};

/// Learns every such mark behind which nothing stands, and every one behind a key that sounds like a secret's.
pub(super) fn learn_marks(text: &str, known: &mut Known) {
    let mut lines = text.lines().filter(|line| !is_blank(line)).peekable();
    while let Some(line) = lines.next() {
        let deeper = |next: &&str| indent(next) > indent(line) || next.trim_start().starts_with("- ");
        let below = lines.peek().is_some_and(deeper);
        for Mark { key, mark, rest } in marks(line) {
            let alone = if rest.is_empty() { !below } else { rest.starts_with([',', '}', ']']) };
            if (alone || sounds_secret(key) || is_secret_variable(key)) && !is_tag(mark) {
                // A comma ends it in brackets, and nowhere else.
                for said in [mark, mark.split(',').next().unwrap_or(mark)] {
                    known.learn(said);
                    known.learn(&said[1..]);
                }
            }
        }
    }
}

/// A mark in a line.
struct Mark<'l> {
    key: &'l str,
    mark: &'l str,
    /// What follows it.
    rest: &'l str,
}

/// No key is longer, in bytes.
const LONGEST_KEY: usize = 128;

/// The marks behind the keys of a line, and the one that it begins with.
fn marks(line: &str) -> impl Iterator<Item = Mark<'_>> {
    let content = line.trim_start().trim_start_matches("- ");
    let first = content.starts_with(['!', '&']).then_some(("", content));
    // The key begins behind what opens or parts entries; no part of the line is looked at again for the next one.
    let (mut begins, mut seen) = (0, 0);
    let others = content.match_indices(": ").map(move |(at, _)| {
        begins = content[seen..at].rfind([',', '{', '[']).map_or(begins, |end| seen + end + 1);
        seen = at;
        let start = (begins.max(at.saturating_sub(LONGEST_KEY))..=at).find(|start| content.is_char_boundary(*start));
        let key = &content[start.unwrap_or(at)..at];
        (key.trim().trim_matches(['"', '\'']), content[at + 2..].trim_start())
    });
    first.into_iter().chain(others).filter(|(_, value)| value.starts_with(['!', '&'])).filter_map(|(key, value)| {
        let end = value.find(|c: char| c.is_whitespace() || matches!(c, '}' | ']')).unwrap_or(value.len());
        let (mark, rest) = value.split_at(end);
        let (mark, comma) = mark.strip_suffix(',').map_or((mark, ""), |mark| (mark, ","));
        let rest = if comma.is_empty() { rest.trim_start() } else { comma };
        let rest = if rest.starts_with('#') { "" } else { rest };
        (mark.len() > 1).then_some(Mark { key, mark, rest })
    })
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_yaml_takes_for_a_mark_is_one_all_the_same() {
        for (line, learnt) in [
            ("secret: !c4n4ryBind7", true),
            ("- personalAccessToken: &c4n4ryPat99  # why", true),
            ("value: !c4n4ryDb7\nname: x", true),
            ("password: &c4n4ryDb,9", true),
            ("token: !c4n4ry and more", true),
            ("sentry: { id: 5, token: !c4n4ry, more: 1 }", true),
            ("{ kept: &c4n4ryAlone }", true),
            ("defaults: &defaults\n  a: 1", false),
            ("list: &entries\n- a", false),
            ("ports: !reset", false),
            ("text: !!str", false),
            ("title: !loud words", false),
        ] {
            let mut known = Known::default();
            learn_marks(line, &mut known);
            assert_eq!(!known.is_empty(), learnt, "{line}");
        }
    }
}
