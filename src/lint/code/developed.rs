//! Code that runs on a developer's own machine alone: behind a question for the stage that the process runs in.

use super::facts;

/// A text without what runs in development alone.
pub(super) fn deployed(text: &str) -> String {
    let plain = text.replace('"', "'");
    let flags = flags(&plain);
    let mut left = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((at, length)) = next(rest, &flags) {
        left.push_str(&rest[..at]);
        rest = &rest[at + length..];
    }
    left.push_str(rest);
    left
}

/// Names that hold whether it is development (`const isDevelopment = process.env.NODE_ENV === 'development';`).
fn flags(text: &str) -> Vec<&str> {
    let assigned = ["const ", "let ", "var "].into_iter().flat_map(|word| text.split(word).skip(1));
    let said = assigned.filter_map(|rest| rest.split(';').next()?.split_once('='));
    said.filter(|(_, value)| is_development(value, &[])).map(|(name, _)| name.trim()).collect()
}

/// The next stretch that runs in development alone: where it begins, and how long it is.
fn next(text: &str, flags: &[&str]) -> Option<(usize, usize)> {
    let condition = |at: usize| behind_condition(text, at, flags).map(|end| (at, end - at));
    let asked = text.match_indices("if").filter(|(at, _)| is_word(text, *at, 2)).find_map(|(at, _)| condition(at));
    let joined = text.match_indices("&&").find_map(|(at, _)| {
        let start = text[..at].rfind([';', '{', '}']).map_or(0, |before| before + 1);
        let stretch = &text[start..at];
        let is_whole = stretch.matches('(').count() == stretch.matches(')').count();
        (is_whole && is_development(stretch, flags)).then(|| (start, statement(text, at) - start))
    });
    asked.into_iter().chain(joined).min()
}

/// Where ends what an `if` runs in development alone.
fn behind_condition(text: &str, at: usize, flags: &[&str]) -> Option<usize> {
    let open = at + text[at..].find('(')?;
    let close = closing(text, open)?;
    let is_alone = text[at + 2..open].trim().is_empty() && is_development(&text[open + 1..close], flags);
    is_alone.then(|| statement(text, close + 1))
}

/// Where a statement ends: a block, or up to the next `;`.
fn statement(text: &str, start: usize) -> usize {
    let block = text[start..].trim_start().starts_with('{');
    let first = start + text[start..].len() - text[start..].trim_start().len();
    let mut at = first;
    while let Some(found) = text[at..].find(['{', '(', ';']).map(|found| at + found) {
        if text[found..].starts_with(';') {
            return found + 1;
        }
        // Of what never ends nothing is known.
        let Some(end) = closing(text, found) else { return start };
        if block {
            return end + 1;
        }
        at = end + 1;
    }
    text.len()
}

/// Tells whether a condition holds in development alone.
fn is_development(condition: &str, flags: &[&str]) -> bool {
    let condition = condition.trim();
    let all: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
    let asks = || facts().developing.iter().any(|form| all.contains(form.as_str()));
    // Beside an `or` it may hold elsewhere.
    !condition.contains("||") && (asks() || condition.split("&&").any(|part| flags.contains(&part.trim())))
}

/// Where the bracket ends that opens at a place, texts in quotes left out.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text[open..].char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(ends), c) if c == ends => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '`') => quote = Some(c),
            (None, '(' | '{' | '[') => depth += 1,
            (None, ')' | '}' | ']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            _ => {}
        }
    }
    None
}

fn is_word(text: &str, at: usize, length: usize) -> bool {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    !text[..at].ends_with(is_of_word) && !text[at + length..].starts_with(is_of_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_development_alone_is_left_out() {
        for text in [
            "a; if (process.env.NODE_ENV === 'development') { backend.add(import('guest')); } b",
            "a; if (process.env.NODE_ENV !== \"production\") backend.add(import(\"guest\")); b",
            "a; const isDev = process.env.NODE_ENV === 'development'; if (isDev) { add(guest) } b",
            "a; process.env.NODE_ENV === 'development' && backend.add(import('guest')); b",
            "a; if (process.env.NODE_ENV === 'development' && wanted) { if (x) { add(guest) } else { y } } b",
        ] {
            let left = deployed(text);
            assert!(!left.contains("guest") && left.starts_with('a') && left.ends_with('b'), "{left}");
        }
        for text in [
            "if (process.env.NODE_ENV === 'production') { backend.add(guest) }",
            "if (process.env.NODE_ENV === 'development' || always) { backend.add(guest) }",
            "if (process.env.NODE_ENV === 'development') { log() } else { backend.add(guest) }",
            "if (process.env.NODE_ENV === 'development') { log() } backend.add(guest)",
            "notify(process.env.NODE_ENV); backend.add(guest)",
            "if (process.env.NODE_ENV === 'development') { never closed ( guest",
        ] {
            assert!(deployed(text).contains("guest"), "{text}");
        }
    }
}
