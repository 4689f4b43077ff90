//! Takes a route out of a text, with the comments that belong to it.

use serde_yaml::{Mapping, Value};

use super::refusal::{Reason, Refusal};
use super::source::{Shape, Source, unusual};
use super::text::{indent_of, keeping_the_edges, line_end, line_start, value};

/// Removes what is at the route, the comments right above it, and the parents that would be left empty.
///
/// A route that is not there leaves the text as it is.
///
/// # Errors
///
/// [`Refusal`], when the text cannot be read, or when something on the route is shared or in braces.
pub fn cut(text: &str, route: &[&str]) -> Result<String, Refusal> {
    let before = value(text)?;
    if route.is_empty() || !super::has(text, route) {
        return Ok(text.to_owned());
    }
    let Value::Mapping(mut wanted) = before else { return Ok(text.to_owned()) };
    let depth = remove(&mut wanted, route);
    let edited = keeping_the_edges(text, |text| edit(text, &route[..depth]))?;
    match value(&edited) {
        Ok(Value::Mapping(now)) if now == wanted => Ok(edited),
        Ok(Value::Null) if wanted.is_empty() => Ok(edited),
        _ => Err(Refusal::at(text, 0, Reason::Unfaithful)),
    }
}

/// Removes from the meaning; returns how much of the route is left after the parents that became empty went too.
fn remove(map: &mut Mapping, route: &[&str]) -> usize {
    let [key, rest @ ..] = route else { return 0 };
    let deeper = match map.get_mut(*key) {
        Some(Value::Mapping(inner)) if !rest.is_empty() => {
            let deeper = remove(inner, rest);
            (!inner.is_empty()).then_some(deeper)
        }
        _ => None,
    };
    if deeper.is_none() {
        map.shift_remove(*key);
    }
    1 + deeper.unwrap_or(0)
}

fn edit(text: String, route: &[&str]) -> Result<String, Refusal> {
    let source = Source::read(text)?;
    for length in 1..route.len() {
        let entry = source.entry(&route[..length])?;
        source.editable(&entry, &route[..length])?;
        if entry.shape == Shape::Flow {
            return Err(source.refuse(entry.key.start, unusual(&route[..length])));
        }
    }
    let entry = source.entry(route)?;
    if entry.shape == Shape::Tagged {
        return Err(source.refuse(entry.key.start, unusual(route)));
    }
    let depth = indent_of(&source.text[line_start(&source.text, entry.key.start)..]);
    let (start, _) = source.comments_above(entry.key.start);
    let end = source.past_comments(line_end(&source.text, entry.end), depth + 1);
    Ok(joined(&source.text[..start], &source.text[end..]))
}

/// Puts the rest together without leaving two blank lines where one was.
fn joined(before: &str, after: &str) -> String {
    let first = &after[..line_end(after, 0)];
    let gap_above = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let blank_below = !after.is_empty() && first.trim().is_empty();
    let after = if gap_above && blank_below { &after[first.len()..] } else { after };
    if after.trim().is_empty() {
        let kept = before.trim_end().len();
        return format!("{}{}", &before[..kept], &before[kept..line_end(before, kept)]);
    }
    format!("{before}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comments_above_go_and_the_others_stay() {
        let text = "# head\n\na: 1 # one\n# about b\nb:\n  c: 1\n  # inside\n# about d\nd: 2\n";
        assert_eq!(cut(text, &["b"]).unwrap(), "# head\n\na: 1 # one\n# about d\nd: 2\n");
    }

    #[test]
    fn parents_that_would_be_left_empty_go_too() {
        let text = "catalog:\n  # org\n  providers:\n    githubOrg:\n      id: x\nauth:\n  a: 1\n";
        assert_eq!(cut(text, &["catalog", "providers", "githubOrg"]).unwrap(), "auth:\n  a: 1\n");
        assert_eq!(cut("a:\n  b: 1\n", &["a", "b"]).unwrap(), "");
    }

    #[test]
    fn siblings_and_line_ends_stay() {
        let text = "a:\r\n  b: 1\r\n  c: 2";
        assert_eq!(cut(text, &["a", "c"]).unwrap(), "a:\r\n  b: 1");
        assert_eq!(cut(text, &["a", "x"]).unwrap(), text);
    }

    #[test]
    fn an_anchor_that_is_used_elsewhere_is_not_cut_away() {
        let refused = cut("a: &x 1\nb: *x\n", &["a"]).unwrap_err();
        assert_eq!(refused.reason, Reason::Unfaithful);
        assert_eq!(cut("a: &x 1\nb: *x\nc: 1\n", &["b"]).unwrap(), "a: &x 1\nc: 1\n");
    }
}
