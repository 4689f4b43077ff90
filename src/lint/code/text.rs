//! What a text of code says of packages and of keys of a configuration.

/// Tells whether a text has a package. One that ends with `*` stands for all whose names go on.
pub(super) fn has_package(text: &str, package: &str) -> bool {
    let (package, open) = package.strip_suffix('*').map_or((package, false), |package| (package, true));
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    text.match_indices(package).any(|(at, found)| open || !goes_on(&text[at + found.len()..]))
}

/// Tells whether a key is named, alone or on the way to one below it.
pub(super) fn reads(text: &str, route: &str) -> bool {
    quotes(text, route, |_, rest| rest.starts_with(['\'', '"', '`', '.', '[']))
}

/// Tells whether something is asked for by a name: `config.getOptional<Rules>('acme.rules')`.
pub(super) fn asks_for(text: &str, name: &str) -> bool {
    let ends = |rest: &str| rest.starts_with(['\'', '"', '`']);
    // Anything may be had by a plain `get`; a route is one of the configuration.
    let asks = |kind: &str| !kind.is_empty() || name.contains('.');
    quotes(text, name, |before, rest| ends(rest) && kind_of_question(before).is_some_and(asks))
}

/// What is asked for by the call that a text ends in, where it is one by which configuration is read (`String` of `getString`).
fn kind_of_question(text: &str) -> Option<&str> {
    let call = text.trim_end().strip_suffix('(')?;
    // What is expected stands in angle brackets, which may hold some themselves.
    let kind = match call.ends_with('>') {
        true => call.rsplit_once(".get")?.1.split('<').next()?,
        false => call.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?.strip_prefix("get")?,
    };
    kind.chars().all(|c| c.is_ascii_alphabetic()).then_some(kind)
}

/// Tells whether a name stands in quotes where what is before it, and what follows it, fits.
fn quotes(text: &str, name: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let named = |quote| {
        let quoted = format!("{quote}{name}");
        text.match_indices(&quoted).any(|(at, found)| fits(&text[..at], &text[at + found.len()..]))
    };
    ['\'', '"', '`'].into_iter().any(named)
}

/// Tells whether a text has one of some words.
pub(super) fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// A text without the names that it only takes from elsewhere (`import { … } from '…'`): what is not used is often left among them.
pub(super) fn without_imports(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    let begins = |text: &str| {
        let mut lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        lines.find(|at| text[*at..].trim_start_matches([' ', '\t']).starts_with("import {"))
    };
    while let Some(start) = begins(rest) {
        let Some(length) = rest[start..].find('}') else { break };
        left.push_str(&rest[..start]);
        rest = &rest[start + length..];
    }
    left.push_str(rest);
    left
}

/// Code without what its quotations say. What a template fills in is code and stays.
pub(super) fn without_quotations(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Quotes, and the brackets of what a template fills in.
    let mut open = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (open.last(), c) {
            (Some('\'' | '"' | '`'), '\\') => drop(chars.next()),
            (Some('\'' | '"'), '\n') => {
                open.pop();
                plain.push(c);
            }
            (Some(quote @ ('\'' | '"' | '`')), c) if *quote == c => {
                open.pop();
                plain.push(c);
            }
            (Some('`'), '$') if chars.next_if_eq(&'{').is_some() => {
                open.push('{');
                plain.push_str("${");
            }
            (Some('\'' | '"' | '`'), _) => {}
            (_, '\'' | '"' | '`') => {
                open.push(c);
                plain.push(c);
            }
            (inside, '{') => {
                if inside.is_some() {
                    open.push(c);
                }
                plain.push(c);
            }
            (Some('{'), '}') => {
                open.pop();
                plain.push(c);
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// The text of a file without its comments, which often keep code that is not used.
pub(super) fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match (quote, c, chars.peek()) {
            (Some(_), '\\', Some(_)) => {
                plain.push(c);
                plain.extend(chars.next());
                continue;
            }
            // A quotation of one line ends with it, whatever was meant.
            (Some('\'' | '"'), '\n', _) => quote = None,
            (Some(open), c, _) if c == open => quote = None,
            (None, '/', Some('/')) => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
                continue;
            }
            (None, '/', Some('*')) => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                continue;
            }
            (None, '\'' | '"' | '`', _) => quote = Some(c),
            _ => {}
        }
        plain.push(c);
    }
    plain
}
