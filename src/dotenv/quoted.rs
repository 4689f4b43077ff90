//! What stands inside of quotes, as compose reads it: where it ends, its escapes, and whether anything in it is to be filled in.

/// Where a quoted text ends, behind its first quote.
pub(super) fn closing(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in body.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// Replaces the escapes of a double-quoted value; `\$` becomes compose's `$$`, as in `compose-go`.
pub(super) fn unescape(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some('$') => out.push_str("$$"),
            Some(same @ ('"' | '\\')) => out.push(same),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// Returns the value when nothing in it has to be interpolated: no `$` stands before what begins a name, or before a brace.
pub(super) fn interpolation(value: &str) -> Option<String> {
    let rest = value.replace("$$", "");
    let begins = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{'));
    (!rest.split('$').skip(1).any(begins)).then(|| value.replace("$$", "$"))
}
