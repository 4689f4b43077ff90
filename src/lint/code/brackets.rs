//! Where brackets, quotations and words of code begin and end.

/// How many characters of code are read in one go: what somebody writes between two brackets is shorter.
const FARTHEST: usize = 32 << 10;

/// Where the bracket ends that opens at a place.
pub(super) fn closing(text: &str, open: usize) -> Option<usize> {
    bare(&text[open..]).filter(|(.., depth)| *depth == 0).nth(1).map(|(at, ..)| open + at)
}

/// What stands outside of quotes, each with how many brackets are open around it, and an end of line at the end. It ends where a quotation
/// does not, and where it goes on for too long: of what follows nothing is known.
pub(super) fn bare(text: &str) -> impl Iterator<Item = (usize, char, i64)> {
    let (mut quote, mut escaped, mut depth) = (None, false, 0);
    let read = move |(at, c): (usize, char)| {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some('\'' | '"'), '\n') => return None,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(' | '{' | '[') => {
                depth += 1;
                return Some(Some((at, c, depth - 1)));
            }
            (None, ')' | '}' | ']') => {
                depth -= 1;
                return Some(Some((at, c, depth)));
            }
            (None, _) => return Some(Some((at, c, depth))),
        }
        Some(None)
    };
    text.char_indices().chain([(text.len(), '\n')]).take(FARTHEST).map_while(read).flatten()
}

/// Tells whether what stands at a place is a word of its own.
pub(super) fn is_word(text: &str, at: usize, length: usize) -> bool {
    !text[..at].ends_with(is_of_word) && !text[at + length..].starts_with(is_of_word)
}

/// Tells whether a character is one of a name in code.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
