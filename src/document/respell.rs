//! Writes values anew where they stand.

use std::ops::Range;

use saphyr_parser::{Event, Parser};
use serde_yaml::Value;

use super::refusal::{Reason, Refusal};
use super::source::unusual;
use super::text::{BOM, value};
use crate::written::Bytes;

/// A value that is neither a list nor a map, as it stands in a text.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'t> {
    /// The keys that lead to it; a number stands for an item of a list.
    pub route: &'t [String],
    /// What it says.
    pub said: &'t str,
    /// How it is written, with its quotes, behind its tag and anchor.
    pub written: &'t str,
}

/// Puts what `new` gives for a value in the place of what it is written with. Everything else stays.
///
/// # Errors
///
/// [`Refusal`], when the text cannot be read, or would not mean what is wanted afterwards: then with the place of the value that is
/// written in a way that is not edited.
pub fn respell(text: &str, wanted: &Value, new: impl Fn(Leaf<'_>) -> Option<String>) -> Result<String, Refusal> {
    value(text)?;
    let plain = text.trim_start_matches(BOM);
    let mark = &text[..text.len() - plain.len()];
    let all = placed(plain).map_err(|words| Refusal::at(plain, 0, Reason::Syntax(words)))?;
    let mut edited = plain.to_owned();
    for leaf in all.iter().rev() {
        let written = &plain[leaf.range.clone()];
        let marks = marks(written).len();
        let there = Leaf { route: &leaf.route, said: &leaf.said, written: &written[marks..] };
        if let Some(new) = new(there) {
            edited.replace_range(leaf.range.start + marks..leaf.range.end, &new);
        }
    }
    let is = value(&edited).ok();
    if is.as_ref() == Some(wanted) {
        return Ok(format!("{mark}{edited}"));
    }
    let is_else = |leaf: &&Placed| is.as_ref().and_then(|is| at(is, &leaf.route)) != at(wanted, &leaf.route);
    Err(match all.iter().find(is_else) {
        Some(leaf) => {
            let route: Vec<&str> = leaf.route.iter().map(String::as_str).collect();
            Refusal::at(plain, leaf.range.start, unusual(&route))
        }
        None => Refusal::at(plain, 0, Reason::Unfaithful),
    })
}

fn at<'v>(root: &'v Value, route: &[String]) -> Option<&'v Value> {
    route.iter().try_fold(root, |here, key| match here {
        Value::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        here => here.get(key.as_str()),
    })
}

/// A tag and an anchor in front of a value, with the white space behind each.
fn marks(written: &str) -> &str {
    let mut rest = written;
    while rest.starts_with(['&', '!']) {
        let Some(end) = rest.find(char::is_whitespace) else { break };
        rest = rest[end..].trim_start();
    }
    &written[..written.len() - rest.len()]
}

struct Placed {
    route: Vec<String>,
    said: String,
    range: Range<usize>,
}

/// A list or map whose end was not seen.
enum Open {
    List(usize),
    /// The key whose value comes next; nothing where a key does.
    Map(Option<String>),
}

/// Finds every value that is neither a list nor a map, in the order of the text. Keys are none, and what an alias leads to is found where it
/// is written.
fn placed(text: &str) -> Result<Vec<Placed>, String> {
    let bytes = Bytes::of(text);
    let (mut open, mut all): (Vec<Open>, Vec<Placed>) = (Vec::new(), Vec::new());
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.info().trim().to_owned())?;
        match event {
            Event::SequenceStart(..) => open.push(Open::List(0)),
            Event::MappingStart(..) => open.push(Open::Map(None)),
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                step(&mut open, String::new());
            }
            Event::Alias(_) => step(&mut open, String::new()),
            Event::Scalar(said, style, ..) => {
                if !matches!(open.last(), Some(Open::Map(None))) {
                    let start = bytes.range(span).start;
                    let range = start..start + bytes.scalar(span, style).len();
                    all.push(Placed { route: route(&open), said: said.clone().into_owned(), range });
                }
                step(&mut open, said.into_owned());
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
    }
    Ok(all)
}

/// Goes on to what comes next in the innermost list or map. As a key, what was seen has a name.
fn step(open: &mut [Open], name: String) {
    match open.last_mut() {
        Some(Open::List(place)) => *place += 1,
        Some(Open::Map(key)) => *key = if key.is_some() { None } else { Some(name) },
        None => {}
    }
}

fn route(open: &[Open]) -> Vec<String> {
    let key = |open: &Open| match open {
        Open::List(place) => place.to_string(),
        Open::Map(key) => key.clone().unwrap_or_default(),
    };
    open.iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(leaf: Leaf<'_>) -> Option<String> {
        leaf.said.contains("one").then(|| leaf.written.replace("one", "two"))
    }

    #[test]
    fn values_are_written_anew_in_every_form_and_everything_else_stays() {
        for text in [
            "a: one # why\n",
            "a: 'one' # why\r\nb: \"ö one\"\r\n",
            "a: [x, one, {b: one}]\n",
            "a:\n- b: |\n    x\n    one\n  c: >-\n    one\n",
            "a: &one_of one\nb: *one_of\n",
            "a: !!str one\n",
            "\u{feff}a: one",
            "? a\n: one\n",
        ] {
            let wanted = text.replace("one", "two").replace("two_of", "one_of");
            let value = value(&wanted).unwrap();
            assert_eq!(respell(text, &value, two).unwrap(), wanted);
        }
    }

    #[test]
    fn a_value_has_the_keys_and_places_that_lead_to_it() {
        let text = "a:\n  - b: 1\n    c: [2]\n  - 3\n{x: y}: 4\n*d : 5\ne:\n";
        let all = placed(&text.replace("*d", "d")).unwrap();
        let all: Vec<_> = all.iter().map(|leaf| format!("{}={}", leaf.route.join("."), leaf.said)).collect();
        assert_eq!(all, ["a.0.b=1", "a.0.c.0=2", "a.1=3", ".x=y", "=4", "d=5", "e="]);
    }

    #[test]
    fn what_would_mean_something_else_is_refused_with_its_place() {
        let wanted = value("a: 1\nb:\n  c: two\n").unwrap();
        let refused = respell("a: 1\nb:\n  c: \"\\x6fne\"\n", &wanted, two).unwrap_err();
        assert_eq!((refused.reason, refused.line), (Reason::Unusual { route: "b.c".to_owned() }, 3));
        let refused = respell("a: 1\n", &value("a: 2\n").unwrap(), |_| None).unwrap_err();
        assert_eq!(refused.line, 1);
    }
}
