//! Code that runs on a developer's own machine alone: behind a question for the stage that the process runs in. Left out is only what
//! surely runs nowhere else.

use super::brackets::{bare, closing, is_of_word, is_word};
use super::facts;

/// The longest condition that is read, in bytes: nobody writes a longer one.
const CONDITION: usize = 2 << 10;

/// A text without what runs in development alone.
pub(super) fn deployed(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in stretches(text, &flags(text)) {
        if start >= from {
            left.push_str(&text[from..start]);
            from = end;
        }
    }
    left.push_str(&text[from..]);
    left
}

/// Names that hold only in development (`const isDevelopment = process.env.NODE_ENV === 'development';`), whoever declares them.
fn flags(text: &str) -> Vec<&str> {
    let constant = declared(text, "const");
    let said = constant.map(|(name, value)| (name, value.is_some_and(|value| is_development(value, &[]))));
    // What may be given another value says nothing.
    let others = ["let", "var"].into_iter().flat_map(|word| declared(text, word)).map(|(name, _)| (name, false));
    let all: Vec<_> = said.chain(others).collect();
    let (held, open): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, held)| *held);
    held.into_iter().map(|(name, _)| name).filter(|name| !open.iter().any(|(other, _)| other == name)).collect()
}

/// The names that are declared by a word, each with its value, which goes on wherever it might.
fn declared<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = (&'t str, Option<&'t str>)> {
    let places = text.match_indices(word).filter(|(at, _)| is_word(text, *at, word.len()));
    places.filter_map(move |(at, _)| {
        let rest = text[at + word.len()..].trim_start();
        let name = &rest[..rest.find(|c| !is_of_word(c))?];
        let rest = &rest[name.len()..];
        let value = reach(rest, 0).split_once('=');
        let value = value.filter(|(kind, _)| kind.trim().is_empty() || kind.trim().starts_with(':'));
        Some((name, value.map(|(_, value)| &value[..value_end(value)])))
    })
}

fn value_end(value: &str) -> usize {
    let begins = |at: usize| value[at..].trim_start().chars().next().is_none_or(|c| is_of_word(c) || c == '}');
    let is_written = |at: usize| !value[..at].trim().is_empty();
    let mut outside = bare(value).filter(|(.., depth)| *depth <= 0);
    outside
        .find(|(at, c, _)| *c == ';' || *c == '\n' && is_written(*at) && begins(*at))
        .map_or(value.len(), |(at, ..)| at)
}

/// The stretches that run in development alone: where each begins and ends, in the order of their beginnings.
fn stretches(text: &str, flags: &[&str]) -> Vec<(usize, usize)> {
    let asked = text.match_indices("if").filter(|(at, _)| is_word(text, *at, 2));
    let asked = asked.filter_map(|(at, _)| Some((at, behind_condition(text, at, flags)?)));
    let joined = text.match_indices("&&").filter_map(|(at, _)| {
        let start = statement_start(text, at)?;
        let end = is_development(&text[start..at], flags).then(|| statement_end(text, at + 2))??;
        Some((start, end))
    });
    let mut found: Vec<_> = asked.chain(joined).collect();
    found.sort_unstable();
    found
}

/// Where ends what an `if` runs in development alone.
fn behind_condition(text: &str, at: usize, flags: &[&str]) -> Option<usize> {
    let open = at + 2 + text[at + 2..].find(|c: char| !c.is_whitespace())?;
    let close = text[open..].starts_with('(').then(|| closing(reach(text, open), open))??;
    is_development(&text[open + 1..close], flags).then(|| statement_end(text, close + 1))?
}

/// Where a statement begins that has come to a place. A line begins one where the line before surely does not go on.
fn statement_start(text: &str, at: usize) -> Option<usize> {
    let from = boundary(text, at.saturating_sub(CONDITION));
    let before = text[from..at].trim_end();
    let Some(start) = before.rfind([';', '{', '}', '\n']) else { return (from == 0).then_some(0) };
    let last = before[..=start].trim_end().chars().next_back();
    let ends = |c: char| is_of_word(c) || matches!(c, ';' | '{' | '}' | ')' | ']' | '\'' | '"' | '`');
    last.is_none_or(ends).then_some(from + start + 1)
}

/// As much of a text as a condition takes that begins at a place.
fn reach(text: &str, from: usize) -> &str {
    &text[..boundary(text, from + CONDITION)]
}

/// The first place between two characters that is not before a place; the text's end where there is none.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Where a statement ends: behind its block, or at the first place where something may follow that runs without it.
fn statement_end(text: &str, start: usize) -> Option<usize> {
    let first = start + text[start..].len() - text[start..].trim_start().len();
    if text[first..].starts_with('{') {
        return closing(text, first).map(|end| end + 1);
    }
    for (at, c, depth) in bare(&text[first..]).filter(|(.., depth)| *depth <= 0) {
        let (at, rest) = (first + at, &text[first + at..]);
        match c {
            _ if depth < 0 => return Some(at),
            ';' | '}' => return Some((at + 1).min(text.len())),
            ',' | '|' => return Some(at),
            '?' if !rest.starts_with("?.") => return Some(at),
            '\n' if !rest.trim_start().starts_with('.') && !rest.trim_start().starts_with("&&") => return Some(at),
            _ => {}
        }
    }
    None
}

/// Tells whether a condition surely holds in development alone: one of the parts that all have to hold asks just for that.
fn is_development(condition: &str, flags: &[&str]) -> bool {
    let asks = |part: &str| {
        let plain: String =
            part.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '"' { '\'' } else { c }).collect();
        facts().developing.contains(&plain) || flags.contains(&plain.as_str())
    };
    parts(without_brackets(condition)).is_some_and(|parts| parts.into_iter().any(|part| asks(without_brackets(part))))
}

/// The parts that all have to hold; nothing where it holds otherwise as well, or cannot be read.
fn parts(condition: &str) -> Option<Vec<&str>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c, depth) in bare(condition).filter(|(.., depth)| *depth <= 0) {
        match c {
            _ if depth < 0 => return None,
            ',' | '|' => return None,
            '?' if !condition[at..].starts_with("?.") => return None,
            '&' if condition[at..].starts_with("&&") => {
                parts.push(&condition[start..at]);
                start = at + 2;
            }
            _ if at == condition.len() => {
                parts.push(&condition[start..]);
                return Some(parts);
            }
            _ => {}
        }
    }
    None
}

fn without_brackets(text: &str) -> &str {
    let text = text.trim();
    let whole = text.starts_with('(') && closing(text, 0).is_some_and(|end| end + 1 == text.len());
    if whole { &text[1..text.len() - 1] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEV: &str = "process.env.NODE_ENV === 'development'";

    #[test]
    fn what_runs_in_development_alone_is_left_out() {
        for text in [
            "a; if (DEV) { backend.add(import('guest')); } b",
            "a; if (process.env.NODE_ENV !== \"production\") backend.add(import(\"guest\")); b",
            "a; const isDev = DEV; if (isDev) { add(guest) } b",
            "a\nexport const isDev: boolean =\n  DEV\nif (isDev) add(guest)\nb",
            "a; DEV && backend.add(import('guest')); b",
            "a\nDEV && backend.add(guest)\nb",
            "a\nDEV &&\n  backend.add(guest)\nb",
            "a\nif (DEV)\n  backend\n    .add(other)\n    .add(guest)\nb",
            "a\nDEV\n  && wanted\n  && backend.add(guest)\nb",
            "a; if (DEV && wanted) { if (x) { add(guest) } else { y } } b",
            "a; if ((DEV) && (one || other)) { say(\"it's }\"); add(guest) } b",
            "a; if (\n  wanted?.guests &&\n  DEV\n) {\n  add(guest)\n}\nb",
        ] {
            let text = text.replace("DEV", DEV);
            let left = deployed(&text);
            assert!(!left.contains("guest") && left.starts_with('a') && left.ends_with('b'), "{text}: {left}");
        }
    }

    #[test]
    fn what_follows_without_a_semicolon_is_deployed() {
        for text in [
            "if (DEV) backend.add(x)\nbackend.add(guest)",
            "if (DEV) debug = true\nbackend.add(guest)",
            "if (DEV) while (x) { y } backend.add(guest)",
            "backend.add(guest)\nDEV && backend.add(x)",
            "DEV && backend.add(x)\nbackend.add(guest)",
            "DEV && say(\n  x,\n)\nbackend.add(guest)",
            "{ DEV && x }\nbackend.add(guest)",
            "DEV && x || backend.add(guest)",
            "DEV && x, backend.add(guest)",
            "DEV && x ? y : backend.add(guest)",
            "if (DEV) { log() } else { backend.add(guest) }",
            "if (DEV) log(); else backend.add(guest)",
            "if (DEV) { log() } backend.add(guest)",
            "if (DEV) { never closed ( guest",
            "if (DEV) { say('never ends\n}') } guest",
        ] {
            let text = text.replace("DEV", DEV);
            assert!(deployed(&text).contains("guest"), "{text}");
        }
    }

    #[test]
    fn a_condition_that_may_hold_elsewhere_leaves_nothing_out() {
        for text in [
            "if (process.env.NODE_ENV === 'production') { backend.add(guest) }",
            "if (DEV || always) { backend.add(guest) }",
            "if (!(DEV)) { backend.add(guest) }",
            "if (!(wanted && DEV && x)) { backend.add(guest) }",
            "if (is(wanted && DEV && x)) { backend.add(guest) }",
            "if (!(\n  DEV &&\n  wanted\n)) { backend.add(guest) }",
            "if ((DEV) === false) { backend.add(guest) }",
            "if (DEV ? no : yes) { backend.add(guest) }",
            "if (DEV && x, yes) { backend.add(guest) }",
            "(DEV || yes) && backend.add(guest)",
            "notify(process.env.NODE_ENV); backend.add(guest)",
            "x ===\nDEV && backend.add(guest)",
        ] {
            let text = text.replace("DEV", DEV);
            assert!(deployed(&text).contains("guest"), "{text}");
        }
    }

    #[test]
    fn a_name_that_may_hold_elsewhere_is_no_flag() {
        for said in [
            "const mode = DEV ? 'dev' : 'prod';",
            "const mode = DEV\n  || always;",
            "const mode = DEV ||\n  always;",
            "const mode = !(DEV)\n",
            "const mode = say(DEV);",
            "let mode = DEV; mode = true;",
            "const mode = DEV; function other() { const mode = true; }",
            "const modes = DEV;",
        ] {
            let text = format!("{said} if (mode) {{ backend.add(guest) }}").replace("DEV", DEV);
            assert!(deployed(&text).contains("guest"), "{text}");
        }
    }
}
